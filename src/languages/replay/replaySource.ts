import type { Cleanup, ResourceEntry } from '../../core/snapshot.ts';
import type { DapPort } from '../../dap/port.ts';
import type { Stop } from '../../dap/stopTracker.ts';
import type { Translate } from '../../core/translate.ts';
import { decodeCleanup, decodeEntry, decodeSnapshot } from '../../wire/decodeSnapshot.ts';
import { optional } from '../../core/optional.ts';
import { asList } from '../../wire/shape.ts';
import type { CleanupSource, ReadResult } from '../cleanupSource.ts';

/** The largest page. */
const PAGE_SIZE = 1000;

/**
 * Reads the replay of a recording. The adapter is our own and knows what was pending at the moment. Values were recorded as text and scopes
 * by name, so there is nothing to expand or to look up.
 */
export class ReplaySource implements CleanupSource {
  readonly #port: DapPort;
  readonly #t: Translate;

  constructor({ port, t }: { readonly port: DapPort; readonly t: Translate }) {
    this.#port = port;
    this.#t = t;
  }

  async read(_stop: Stop, signal: AbortSignal): Promise<ReadResult> {
    const body = await this.#port.request('deferscope/snapshot', undefined, signal);
    const snapshot = decodeSnapshot(body.snapshot);
    if (snapshot === undefined)
      return { kind: 'absent', absent: { reason: 'failed', message: this.#t('The replay gave no snapshot of this moment.') } };
    const location = optional('location', snapshot.stop.location);
    // A history or resources are worth showing even if nothing is pending.
    if (snapshot.absent !== undefined && snapshot.absent.reason !== 'nothing-pending')
      return { kind: 'absent', absent: snapshot.absent, ...location };
    return {
      kind: 'stacks',
      stacks: snapshot.stacks,
      history: snapshot.history ?? [],
      problems: snapshot.problems,
      ...optional('resources', snapshot.resources),
      ...optional('runtime', snapshot.session.runtime),
      ...location,
    };
  }

  async readMore(scope: string, skip: number, signal: AbortSignal): Promise<readonly Omit<Cleanup, 'order'>[]> {
    const body = await this.#port.request('deferscope/cleanups', { scope, skip }, signal);
    return asList(body.cleanups, PAGE_SIZE, decodeCleanup);
  }

  async readMoreEntries(resource: string, skip: number, signal: AbortSignal): Promise<readonly ResourceEntry[]> {
    const body = await this.#port.request('deferscope/entries', { resource, skip }, signal);
    return asList(body.entries, PAGE_SIZE, decodeEntry);
  }
}
