/** What was never released: found while the detector is on, and reported with the place where it was made. */

import { requireClockIfAny, requireFunctionIfAny, requireNumberIfAny, requireOptions, requireText } from '../support/argumentChecks.ts';
import { backgroundClock, type Clock, type Timer } from '../support/clock.ts';
import type { DoorConcern, DoorEntry, DoorResource } from '../door/doorContract.ts';
import { countPending } from '../scopes/ledger.ts';
import { leakWatch, type LeakWatch, setLeakWatch } from '../support/leakWatch.ts';
import { innermostScope, listLive } from '../scopes/liveScopes.ts';
import { report } from '../support/reportUnhandled.ts';
import { announceConcerns, announceResource, type ReadableResource, withdrawResource } from '../door/resourceRegistry.ts';
import { siteText } from '../door/siteText.ts';
import { dispose } from '../scopes/symbols.ts';
import { readTrace } from '../door/trace.ts';
import { describe } from '../support/describe.ts';
import { type Growth, GrowthWatch } from './growth.ts';
import { countHandles } from './handles.ts';
import { describeLeak, type Leak, LeakRecords } from './leakRecords.ts';

export interface LeakOptions {
  /** Called for each thing that was collected while it was open. Without it, that is reported (`setReporter`). */
  readonly onLeak?: ((leak: Leak) => void) | undefined;
  /**
   * How often it counts what is open and what is watched, in milliseconds. With `Infinity`, only when {@link LeakDetector.look} is
   * called. Default 10 000.
   */
  readonly everyMs?: number | undefined;
  /** How many counts in a row must not fall before it counts as growth. Default 6. */
  readonly looks?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** What a detector has found. */
export interface LeakReport {
  /** What was collected while it was open, which are certain leaks. The last 1000. */
  readonly collected: readonly Leak[];
  /** What is open now, the oldest first. Look at those that are older than they should be. */
  readonly open: readonly Leak[];
  /**
   * Those among the open ones that were opened within the body or a cleanup of a scope that has ended since, and were not handed on
   * with `move()`. Most were forgotten; some are kept on purpose, by a longer-lived scope or by whoever got them returned.
   */
  readonly outlived: readonly Leak[];
  /** What only grows: open things from one site, handles of one kind, and whatever is watched. */
  readonly growing: readonly Growth[];
}

/** What can be watched for growth. */
export type Watchable = { readonly size: number } | { readonly length: number } | (() => number);

const CALL = 'detectLeaks(options)';
const WATCH = 'LeakDetector.watch(name, what)';
/** How many sites are reported when the process ends. */
const MAX_SITES_AT_EXIT = 20;

interface Host {
  on?(event: 'exit', listener: () => void): unknown;
  removeListener?(event: 'exit', listener: () => void): unknown;
}

/** All detectors that are on. Each of them hears of everything. */
const detectors = new Set<LeakDetector>();
const toAll: LeakWatch = {
  opened: (target, kind, label) => {
    for (const one of detectors) one.records.add(target, kind, label, innermostScope());
  },
  closed: (target) => {
    for (const one of detectors) one.records.remove(target);
  },
  moved: (target) => {
    for (const one of detectors) one.records.release(target);
  },
};
let isDoorTold = false;

/**
 * Turns on the search for leaks: scopes and owned values that are opened from now on and never closed, whatever only grows, and
 * cleanups that are pending when the process ends. While it is on, each scope costs a call stack and an entry in a
 * FinalizationRegistry; while it is off, a comparison.
 *
 * @param options who is told, and how often it looks for growth
 * @returns the detector; dispose of it to turn the search off
 * @throws TypeError or RangeError if an option has the wrong type or is out of range
 *
 * @example
 * ```ts
 * import { scope } from 'deferscope';
 * import { detectLeaks } from 'deferscope/leaks';
 *
 * const detector = detectLeaks();
 * const s = scope({ label: 'request' });
 * const { open } = detector.report();
 * console.log(open[0]?.kind, open[0]?.label); // scope request
 * s.dispose();
 * console.log(detector.report().open.length); // 0
 * detector.dispose();
 * ```
 */
export function detectLeaks(options: LeakOptions = {}): LeakDetector {
  const { onLeak, everyMs, looks, clock } = requireOptions<LeakOptions>(CALL, options, '{ everyMs: 10_000 }');
  requireFunctionIfAny(CALL, 'onLeak', onLeak, '(leak) => …');
  requireNumberIfAny(CALL, 'everyMs', everyMs, 'milliseconds', { from: 1, unbounded: true });
  requireNumberIfAny(CALL, 'looks', looks, 'looks', { from: 2, whole: true });
  requireClockIfAny(CALL, clock);
  if (typeof FinalizationRegistry !== 'function' || typeof WeakRef !== 'function')
    throw new Error(`${CALL}: this engine has no FinalizationRegistry, so it cannot tell what was collected. Use Node.`);
  return new LeakDetector(options);
}

/** A running search for leaks. Made by {@link detectLeaks}. */
export class LeakDetector implements Disposable, ReadableResource {
  /** @internal */
  readonly records: LeakRecords;
  readonly #clock: Clock;
  readonly #growth: GrowthWatch;
  readonly #watched = new Map<string, () => number | undefined>();
  readonly #onExit = (): void => {
    tellPending();
  };
  readonly #id: number;
  readonly #everyMs: number;
  #timer: Timer | undefined;
  #growing: readonly Growth[] = [];

  /** @internal */
  constructor({ onLeak, everyMs, looks, clock }: LeakOptions) {
    this.#clock = clock ?? backgroundClock;
    this.#growth = new GrowthWatch(looks ?? 6);
    this.#everyMs = everyMs ?? 10_000;
    this.records = new LeakRecords(this.#clock, (leak) => {
      tellLeak(leak, onLeak);
    });
    this.#id = announceResource(this, 2);
    detectors.add(this);
    if (leakWatch === undefined) setLeakWatch(toAll);
    host()?.on?.('exit', this.#onExit);
    if (!isDoorTold) announceConcerns(readConcerns);
    isDoorTold = true;
    this.#schedule();
  }

  /** What was found so far. */
  report(): LeakReport {
    const { records } = this;
    return {
      collected: records.collected.map(({ record, ageMs }) => records.tell(record, ageMs)),
      open: [...records.open].map((record) => records.tell(record)),
      outlived: [...records.open].filter(({ outlived }) => outlived !== undefined).map((record) => records.tell(record)),
      growing: this.#growing,
    };
  }

  /**
   * Counts something at each look, and reports it if it only grows.
   *
   * @param name its name in the report
   * @param what a collection, which is not kept alive, or a function that returns a number
   * @throws TypeError if an argument has the wrong type
   */
  watch(name: string, what: Watchable): void {
    requireText(WATCH, 'name', name, 'sessions');
    const given: unknown = what;
    if (typeof given === 'function') {
      this.#watched.set(name, given as () => number);
      return;
    }
    if (typeof given !== 'object' || given === null || typeof sizeOf(given) !== 'number')
      throw new TypeError(
        `${WATCH}: expected a collection with a size or a length, or a function, got ${describe(given)}. Pass one, as in watch('sessions', sessions).`,
      );
    const ref = new WeakRef(given);
    this.#watched.set(name, () => {
      const found = ref.deref();
      return found === undefined ? undefined : sizeOf(found);
    });
  }

  /** Counts now, as it does by itself every `everyMs`. Returns what only grows. */
  look(): readonly Growth[] {
    const counts = new Map<string, number>();
    for (const record of this.records.open) {
      const name = `open: ${record.label ?? record.kind} made at ${record.place ?? 'an unknown place'}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    for (const [name, count] of countHandles()) counts.set(name, count);
    for (const [name, read] of this.#watched) {
      const count = readCount(name, read);
      if (count !== undefined) counts.set(name, count);
      else this.#watched.delete(name);
    }
    this.#growth.look(counts);
    this.#growing = this.#growth.list();
    return this.#growing;
  }

  /** The same as {@link LeakDetector.dispose}, for `using`. */
  [dispose](): void {
    this.dispose();
  }

  /** Turns the search off. A second call does nothing. */
  dispose(): void {
    if (!detectors.delete(this)) return;
    this.#timer?.cancel();
    withdrawResource(this.#id);
    host()?.removeListener?.('exit', this.#onExit);
    if (detectors.size === 0) setLeakWatch(undefined);
  }

  /** @internal */
  readForDoor({ entries }: { readonly entries: number }): Omit<DoorResource, 'id'> {
    const { collected, collectedCount, open } = this.records;
    const listed: DoorEntry[] = [];
    for (let i = collected.length - 1; i >= 0 && listed.length < entries; i--) {
      const one = collected[i];
      if (one === undefined) continue;
      const site = readTrace(one.record.trace);
      listed[listed.length] = {
        name: one.record.label ?? one.record.kind,
        state: 'collected open',
        facts: [{ name: 'age ms', value: Math.round(one.ageMs) }],
        ...(site === undefined ? {} : { site }),
      };
    }
    for (let i = 0; i < this.#growing.length && listed.length < entries; i++) {
      const one = this.#growing[i];
      if (one !== undefined)
        listed[listed.length] = {
          name: one.name,
          state: 'growing',
          facts: [
            { name: 'from', value: one.counts[0] },
            { name: 'to', value: one.counts[one.counts.length - 1] },
          ],
        };
    }
    return {
      kind: 'leaks',
      state: 'open',
      facts: [
        { name: 'collected', value: collectedCount },
        { name: 'growing', value: this.#growing.length },
        { name: 'not closed yet', value: open.size },
      ],
      entries: listed,
      entryCount: collected.length + this.#growing.length,
    };
  }

  /** @internal */
  listConcerns(): readonly DoorConcern[] {
    const found: DoorConcern[] = [];
    const { collected } = this.records;
    for (let i = Math.max(0, collected.length - 10); i < collected.length; i++) {
      const one = collected[i];
      if (one === undefined) continue;
      const site = readTrace(one.record.trace);
      found[found.length] = {
        code: 'leak',
        severity: 'warning',
        message: `${one.record.kind}${one.record.label === undefined ? '' : ` '${one.record.label}'`} was collected while it was open: ${one.record.kind === 'owned value' ? 'it was never deleted' : 'its cleanups never ran'}`,
        ...(site === undefined ? {} : { site }),
      };
    }
    for (let i = 0; i < this.#growing.length && i < 10; i++) {
      const one = this.#growing[i];
      if (one !== undefined)
        found[found.length] = {
          code: 'leak',
          severity: 'warning',
          message: `${one.name}: only grows, from ${one.counts[0]} to ${one.counts[one.counts.length - 1]}`,
        };
    }
    return found;
  }

  #schedule(): void {
    if (this.#everyMs === Infinity) return;
    this.#timer = this.#clock.setTimeout(() => {
      this.look();
      if (detectors.has(this)) this.#schedule();
    }, this.#everyMs);
  }
}

function host(): Host | undefined {
  return (globalThis as { readonly process?: Host }).process;
}

function sizeOf(value: object): number | undefined {
  const { size, length } = value as { readonly size?: unknown; readonly length?: unknown };
  return typeof size === 'number' ? size : typeof length === 'number' ? length : undefined;
}

/** A function that throws is reported once, and is no longer watched. */
function readCount(name: string, read: () => number | undefined): number | undefined {
  try {
    return read();
  } catch (error) {
    report({ kind: 'watch-failed', message: `the count of '${name}' threw; it is no longer watched`, error });
    return undefined;
  }
}

function tellLeak(leak: Leak, onLeak: ((leak: Leak) => void) | undefined): void {
  const news = { kind: 'leak', message: describeLeak(leak), label: leak.label, site: leak.site };
  if (onLeak === undefined) {
    report(news);
    return;
  }
  try {
    onLeak(leak);
  } catch (error) {
    report(news);
    report({ kind: 'listener-failed', message: `${CALL}: onLeak threw`, error });
  }
}

/** The process ends, so what is pending will not run. This reports one line for each site. */
function tellPending(): void {
  const sites = new Map<string, { count: number; readonly label: string | undefined; readonly site: string | undefined }>();
  for (const ledger of listLive()) {
    const pending = countPending(ledger);
    if (pending === 0) continue;
    const site = siteText(ledger.head?.note?.trace ?? ledger.note?.trace);
    const label = ledger.note?.label;
    const key = `${label ?? ''}\n${site ?? ''}`;
    const one = sites.get(key) ?? { count: 0, label, site };
    one.count += pending;
    sites.set(key, one);
  }
  for (const { count, label, site } of [...sites.values()].slice(0, MAX_SITES_AT_EXIT))
    report({
      kind: 'pending-at-exit',
      message: `the process ends, and ${count} cleanups${label === undefined ? '' : ` of '${label}'`} have not run`,
      label,
      site,
    });
}

function readConcerns(): readonly DoorConcern[] {
  const found: DoorConcern[] = [];
  detectors.forEach((one) => {
    for (const concern of one.listConcerns()) found[found.length] = concern;
  });
  return found;
}
