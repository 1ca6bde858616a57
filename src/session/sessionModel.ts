import { listResources } from '../core/resources.ts';
import { toDisplayText, VALUE_LENGTH } from '../core/displayText.ts';
import type { Absent, Argument, Cleanup, Snapshot, SnapshotSession, SourceLocation } from '../core/snapshot.ts';
import type { Translate } from '../core/translate.ts';
import type { RunState, Stop } from '../dap/stopTracker.ts';
import type { CleanupSource, LiveValue } from '../languages/cleanupSource.ts';
import {
  absentSnapshot,
  appendCleanups,
  appendEntries,
  appendStacks,
  assembleSnapshot,
  nameOmissions,
  replaceStack,
} from './assembleSnapshot.ts';
import { Listeners } from './listeners.ts';
import { readRest } from './readRest.ts';

/** What there is to draw for a session. */
export type SessionView =
  | { readonly kind: 'running' }
  /** Paused, and the answer is on its way; if nobody is looking, nothing has been requested yet. */
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly snapshot: Snapshot }
  | { readonly kind: 'ended' };

export interface SessionModelOptions {
  readonly session: SnapshotSession;
  /** The first read waits for a source that is still being loaded. */
  readonly source: CleanupSource | Promise<CleanupSource>;
  readonly t: Translate;
  readonly now: () => Date;
  readonly report: (error: unknown) => void;
}

/** The longest wait for an adapter's answer, in milliseconds. */
const PATIENCE_MS = 15_000;

/** How long stacks that have not been read yet are read for a document, in milliseconds; somebody is waiting for it. */
const REST_MS = 3_000;

/**
 * The state of one debug session. Reads the program once for each stop, when somebody looks; drops what belongs to an older stop; and keeps
 * the reason if there is nothing to show.
 */
export class SessionModel {
  readonly changed: Listeners;
  readonly session: SnapshotSession;
  readonly #loading: Promise<CleanupSource>;
  /** Known after the first read, and so whenever somebody asks about what was read. */
  #source: CleanupSource | undefined;
  readonly #t: Translate;
  readonly #now: () => Date;
  readonly #report: (error: unknown) => void;
  #state: RunState = { kind: 'running', epoch: 0 };
  /** Aborted when the stop ends: cancels everything that was requested for it. */
  #stopEnd = new AbortController();
  #reading: Promise<Snapshot> | undefined;
  #snapshot: Snapshot | undefined;
  /** Stacks that are being read now. */
  #stacks = new Map<string, Promise<void>>();

  constructor(options: SessionModelOptions) {
    this.session = options.session;
    if (!(options.source instanceof Promise)) this.#source = options.source;
    this.#loading = Promise.resolve(options.source);
    // If the source can't be loaded, each read says so.
    this.#loading.catch(() => undefined);
    this.#t = options.t;
    this.#now = options.now;
    this.#report = options.report;
    this.changed = new Listeners(options.report);
  }

  get view(): SessionView {
    if (this.#state.kind !== 'stopped') return { kind: this.#state.kind };
    return this.#snapshot === undefined ? { kind: 'reading' } : { kind: 'read', snapshot: this.#snapshot };
  }

  /** Counts the stops and continuations of the session: a different number is a different moment. */
  get epoch(): number {
    return this.#state.epoch;
  }

  /** The session stopped, continued or ended. */
  follow(state: RunState): void {
    this.#state = state;
    this.#forget();
    this.changed.fire();
  }

  /** Somebody is looking: reads this stop unless it has been read or is being read. */
  look(): void {
    if (this.#state.kind === 'stopped' && this.#snapshot === undefined) this.read().catch(this.#report);
  }

  /** Reads this stop again. */
  refresh(): void {
    this.#forget();
    this.changed.fire();
    this.look();
  }

  /** The snapshot of this moment, with a reason in place of stacks if the program is not paused. Never rejects because of the adapter. */
  async read(): Promise<Snapshot> {
    if (this.#state.kind !== 'stopped') return absentSnapshot(this.session, this.#explainRunning(), this.#now());
    if (this.#snapshot !== undefined) return this.#snapshot;
    this.#reading ??= this.#readStop(this.#state.stop, this.#stopEnd.signal);
    return this.#reading;
  }

  /** The snapshot of this moment as a document to hand on; it includes stacks that have not been looked at, as far as time allows. */
  async readAll(): Promise<Snapshot> {
    const first = await this.read();
    const { signal } = this.#stopEnd;
    const source = this.#source;
    if (this.#state.kind !== 'stopped' || this.#snapshot !== first || source === undefined) return first;
    try {
      for await (const change of readRest(first, source, {
        budgetMs: REST_MS,
        signal: bounded(signal),
        clock: () => this.#now().getTime(),
      }))
        if (!signal.aborted) this.#change(change);
    } catch (error) {
      if (!signal.aborted) this.#report(error);
    }
    // The stop is over: what was there at the time of the request is still true for it.
    const last = signal.aborted ? first : this.#snapshot;
    if (last !== first) this.changed.fire();
    return nameOmissions(last, this.#t);
  }

  /** Reads a stack that was listed unread. */
  readStack(stackId: string): Promise<void> {
    const known = this.#stacks.get(stackId);
    if (known !== undefined) return known;
    const { signal } = this.#stopEnd;
    const reading = this.#readStack(stackId, signal).finally(() => {
      if (!signal.aborted) this.#stacks.delete(stackId);
    });
    this.#stacks.set(stackId, reading);
    return reading;
  }

  async #readStack(stackId: string, signal: AbortSignal): Promise<void> {
    const reading = await this.#source?.readStack?.(stackId, bounded(signal));
    if (reading === undefined || signal.aborted) return;
    this.#change((snapshot) => replaceStack(snapshot, reading));
    this.changed.fire();
  }

  /** Lists the next page of stacks. */
  async loadMoreStacks(): Promise<void> {
    const { signal } = this.#stopEnd;
    if (this.#snapshot?.moreStacks === undefined || this.#source?.readMoreStacks === undefined) return;
    try {
      const more = await this.#source.readMoreStacks(bounded(signal));
      if (signal.aborted) return;
      this.#change((snapshot) => appendStacks(snapshot, more));
      this.changed.fire();
    } catch (error) {
      // The stop is over, and so is the list that should grow.
      if (!signal.aborted) throw error;
    }
  }

  #change(change: (snapshot: Snapshot) => Snapshot): void {
    if (this.#snapshot !== undefined) this.#snapshot = change(this.#snapshot);
  }

  /** Lists the next page of a scope's cleanups. */
  async loadMore(scopeId: string): Promise<void> {
    const scope = this.#snapshot?.stacks.flatMap((stack) => stack.scopes).find((candidate) => candidate.id === scopeId);
    if (scope === undefined) return;
    const { signal } = this.#stopEnd;
    const listed = scope.cleanups.filter((cleanup) => cleanup.state === 'pending').length;
    try {
      const more = await this.#source?.readMore?.(scopeId, listed, bounded(signal));
      if (signal.aborted || this.#snapshot === undefined || more === undefined) return;
      this.#snapshot = appendCleanups(this.#snapshot, scopeId, more);
      this.changed.fire();
    } catch (error) {
      // The stop is over, and so is the list that should grow.
      if (!signal.aborted) throw error;
    }
  }

  /** Lists the next page of a resource's entries. */
  async loadMoreEntries(resourceId: string): Promise<void> {
    const resource = listResources(this.#snapshot?.resources).find((one) => one.resource.id === resourceId)?.resource;
    const { signal } = this.#stopEnd;
    if (resource === undefined || this.#source?.readMoreEntries === undefined) return;
    try {
      const more = await this.#source.readMoreEntries(resourceId, resource.entries.length, bounded(signal));
      if (signal.aborted || this.#snapshot === undefined) return;
      this.#snapshot = appendEntries(this.#snapshot, resourceId, more);
      this.changed.fire();
    } catch (error) {
      // As above.
      if (!signal.aborted) throw error;
    }
  }

  hasChildren(argument: Argument): boolean {
    return this.#source?.hasChildren?.(argument) ?? false;
  }

  async readChildren(argument: Argument): Promise<readonly LiveValue[]> {
    return (await this.#source?.readChildren?.(argument, bounded(this.#stopEnd.signal))) ?? [];
  }

  async readLiveChildren(variablesReference: number): Promise<readonly LiveValue[]> {
    return (await this.#source?.readLiveChildren?.(variablesReference, bounded(this.#stopEnd.signal))) ?? [];
  }

  async readCaptured(cleanup: Cleanup): Promise<readonly LiveValue[]> {
    return (await this.#source?.readCaptured?.(cleanup, bounded(this.#stopEnd.signal))) ?? [];
  }

  async findCallee(cleanup: Cleanup): Promise<SourceLocation | undefined> {
    return this.#source?.findCallee?.(cleanup, bounded(this.#stopEnd.signal));
  }

  async findScope(variable: string, frameId: number): Promise<string | undefined> {
    return this.#source?.findScope?.(variable, frameId, bounded(this.#stopEnd.signal));
  }

  dispose(): void {
    this.follow({ kind: 'ended', epoch: this.#state.epoch + 1 });
  }

  async #readStop(stop: Stop, signal: AbortSignal): Promise<Snapshot> {
    const snapshot = await this.#ask(stop, signal);
    // The stop is over or is being read again: the caller gets what is true now.
    if (signal.aborted) return this.read();
    this.#snapshot = snapshot;
    this.changed.fire();
    return snapshot;
  }

  async #ask(stop: Stop, signal: AbortSignal): Promise<Snapshot> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    try {
      this.#source ??= await this.#loading;
      const result = await this.#source.read(stop, AbortSignal.any([signal, patience]));
      return assembleSnapshot({ session: this.session, stop, takenAt: this.#now() }, result, this.#t);
    } catch (error) {
      if (!signal.aborted) this.#report(error);
      const message = patience.aborted
        ? this.#t('The debug adapter did not answer within {0} seconds. Refresh to ask again.', PATIENCE_MS / 1000)
        : this.#t(
            'The pending cleanups could not be read: {0}',
            toDisplayText(error instanceof Error ? error.message : String(error), VALUE_LENGTH),
          );
      return absentSnapshot(this.session, { reason: 'failed', message }, this.#now());
    }
  }

  #explainRunning(): Absent {
    return this.#state.kind === 'ended'
      ? { reason: 'ended', message: this.#t('The debug session has ended.') }
      : { reason: 'running', message: this.#t('Running. Pending cleanups appear when the program pauses.') };
  }

  #forget(): void {
    this.#stopEnd.abort();
    this.#stopEnd = new AbortController();
    this.#reading = undefined;
    this.#snapshot = undefined;
    this.#stacks = new Map();
  }
}

function bounded(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
}
