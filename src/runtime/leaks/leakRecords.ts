/** What is open, and what was collected while it was open. Nothing is kept alive for this. */

import type { Clock } from '../support/clock.ts';
import type { Closable } from '../support/leakWatch.ts';
import { capture, CLEANUP_FRAMES, type Trace } from '../door/trace.ts';
import { findPlace } from './place.ts';

/** The part of a scope that is used here. */
interface ScopeOfOpening {
  readonly note: { readonly label: string | undefined } | undefined;
}

/** @internal One thing that was opened. */
export interface LeakRecord {
  readonly kind: Closable;
  readonly label: string | undefined;
  /** For a debugger, with the positions of the code that runs. */
  readonly trace: Trace | undefined;
  /** For people, as in the program's error stacks. */
  readonly place: string | undefined;
  readonly since: number;
  /** The records that were opened within the same scope, including this one. */
  siblings: Set<LeakRecord> | undefined;
  /** The scope within which it was opened, once that has ended. */
  outlived: string | undefined;
}

/** Something that was not closed. */
export interface Leak {
  readonly kind: Closable;
  readonly label: string | undefined;
  /** Where it was made, as `file:line:column`; `undefined` if too many were made to record each. */
  readonly site: string | undefined;
  /** How long ago it was made, in milliseconds; for a collected one, how long it lived. */
  readonly ageMs: number;
  /**
   * The scope in whose body or cleanup it was opened, if that scope has ended in the meantime: `'request'`, or `a scope without a label`.
   */
  readonly outlived: string | undefined;
  /** Whether it was collected, so that nobody can close it any more. */
  readonly collected: boolean;
}

/** How many collected ones are remembered individually; all are counted. */
const MAX_COLLECTED = 1000;

/** @internal */
export class LeakRecords {
  readonly open = new Set<LeakRecord>();
  readonly collected: { readonly record: LeakRecord; readonly ageMs: number }[] = [];
  collectedCount = 0;
  readonly #clock: Clock;
  readonly #onCollected: (leak: Leak) => void;
  readonly #byTarget = new WeakMap<object, LeakRecord>();
  /** For each scope, what was opened within it and is still open. */
  readonly #within = new WeakMap<object, Set<LeakRecord>>();
  readonly #registry: FinalizationRegistry<LeakRecord>;

  constructor(clock: Clock, onCollected: (leak: Leak) => void) {
    this.#clock = clock;
    this.#onCollected = onCollected;
    this.#registry = new FinalizationRegistry((record) => {
      this.#collect(record);
    });
  }

  /** @param scope the scope within whose body or cleanup it was opened, if that is known, which it is not after an `await` */
  add(target: object, kind: Closable, label: string | undefined, scope: ScopeOfOpening | undefined): void {
    // The library's calls on top are left out when the trace is read.
    const trace = capture(CLEANUP_FRAMES + 8, 0);
    // It is read now, because until then the engine keeps its functions and their receivers, and so the target itself.
    const place = findPlace(trace);
    const record: LeakRecord = { kind, label, trace, place, since: this.#clock.now(), siblings: undefined, outlived: undefined };
    this.open.add(record);
    this.#byTarget.set(target, record);
    this.#registry.register(target, record, record);
    if (scope === undefined) return;
    record.siblings = this.#within.get(scope) ?? new Set();
    record.siblings.add(record);
    this.#within.set(scope, record.siblings);
  }

  /** Notes that it was closed. Whatever was opened within it and is still open has outlived it. */
  remove(target: object): void {
    const left = this.#within.get(target);
    if (left !== undefined) {
      const { note } = target as ScopeOfOpening;
      for (const record of left) {
        record.outlived = note?.label === undefined ? 'a scope without a label' : `'${note.label}'`;
        record.siblings = undefined;
      }
      this.#within.delete(target);
    }
    const record = this.#byTarget.get(target);
    if (record === undefined || !this.open.delete(record)) return;
    this.release(target);
    this.#registry.unregister(record);
  }

  /** Notes that the scope within which it was opened need not close it. */
  release(target: object): void {
    const record = this.#byTarget.get(target);
    if (record === undefined) return;
    record.siblings?.delete(record);
    record.siblings = undefined;
  }

  tell(record: LeakRecord, collectedAfterMs?: number): Leak {
    const { kind, label, place, since, outlived } = record;
    return {
      kind,
      label,
      site: place,
      ageMs: collectedAfterMs ?? this.#clock.now() - since,
      outlived,
      collected: collectedAfterMs !== undefined,
    };
  }

  #collect(record: LeakRecord): void {
    if (!this.open.delete(record)) return;
    record.siblings?.delete(record);
    const ageMs = this.#clock.now() - record.since;
    this.collectedCount += 1;
    this.collected.push({ record, ageMs });
    if (this.collected.length > MAX_COLLECTED) this.collected.shift();
    this.#onCollected(this.tell(record, ageMs));
  }
}

/** One line for a person: `scope 'request' made at file:///app.mjs:3:5`. */
export function describeLeak({ kind, label, site, outlived, collected, ageMs }: Leak): string {
  const name = label === undefined ? kind : `${kind} '${label}'`;
  return `${name}${site === undefined ? '' : ` made at ${site}`}: ${collected ? `collected while it was open, after ${Math.round(ageMs)} ms` : `open for ${Math.round(ageMs)} ms`}${outlived === undefined ? '' : `; ${outlived}, within which it was made, has ended`}`;
}
