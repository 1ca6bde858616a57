/** What is open, and what was collected while it was: none of it is kept alive for that. */

import type { Clock } from '../clock.ts';
import type { Closable } from '../leakWatch.ts';
import { capture, CLEANUP_FRAMES, type Trace } from '../trace.ts';
import { findPlace } from './place.ts';

/** @internal One thing that was opened. */
export interface LeakRecord {
  readonly kind: Closable;
  readonly label: string | undefined;
  /** For a debugger: in the positions of the code that runs. */
  readonly trace: Trace | undefined;
  /** For people: as in the program's error stacks. */
  readonly place: string | undefined;
  readonly since: number;
}

/** Something that was not closed. */
export interface Leak {
  readonly kind: Closable;
  readonly label: string | undefined;
  /** Where it was made, as `file:line:column`; `undefined` where too many were made to record each. */
  readonly site: string | undefined;
  /** How long ago it was made, in milliseconds; for one that was collected: until then. */
  readonly ageMs: number;
  /** Nobody can close it any more. */
  readonly collected: boolean;
}

/** So many that were collected are remembered one by one; all are counted. */
const KEPT = 1000;

/** @internal */
export class LeakRecords {
  readonly open = new Set<LeakRecord>();
  readonly collected: { readonly record: LeakRecord; readonly ageMs: number }[] = [];
  collectedCount = 0;
  readonly #clock: Clock;
  readonly #onCollected: (leak: Leak) => void;
  readonly #byTarget = new WeakMap<object, LeakRecord>();
  readonly #registry: FinalizationRegistry<LeakRecord>;

  constructor(clock: Clock, onCollected: (leak: Leak) => void) {
    this.#clock = clock;
    this.#onCollected = onCollected;
    this.#registry = new FinalizationRegistry((record) => { this.#collect(record); });
  }

  add(target: object, kind: Closable, label: string | undefined): void {
    // The calls of the library on top are left out when the trace is read.
    const trace = capture(CLEANUP_FRAMES + 8, 0);
    // Read now: until then the engine keeps with it the functions in it and what they were called on, so the target itself.
    const place = findPlace(trace);
    const record: LeakRecord = { kind, label, trace, place, since: this.#clock.now() };
    this.open.add(record);
    this.#byTarget.set(target, record);
    this.#registry.register(target, record, record);
  }

  remove(target: object): void {
    const record = this.#byTarget.get(target);
    if (record === undefined || !this.open.delete(record)) return;
    this.#registry.unregister(record);
  }

  tell(record: LeakRecord, collectedAfterMs?: number): Leak {
    const { kind, label, place, since } = record;
    return { kind, label, site: place, ageMs: collectedAfterMs ?? this.#clock.now() - since, collected: collectedAfterMs !== undefined };
  }

  #collect(record: LeakRecord): void {
    if (!this.open.delete(record)) return;
    const ageMs = this.#clock.now() - record.since;
    this.collectedCount += 1;
    this.collected.push({ record, ageMs });
    if (this.collected.length > KEPT) this.collected.shift();
    this.#onCollected(this.tell(record, ageMs));
  }
}

/** One line for a person: `scope 'request' made at file:///app.mjs:3:5`. */
export function describeLeak({ kind, label, site, collected, ageMs }: Leak): string {
  const name = label === undefined ? kind : `${kind} '${label}'`;
  return `${name}${site === undefined ? '' : ` made at ${site}`}: ${collected ? `collected while it was open, after ${Math.round(ageMs)} ms` : `open for ${Math.round(ageMs)} ms`}`;
}
