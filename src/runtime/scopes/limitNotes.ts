/**
 * What is known of cleanups that have a limit. The part `limit` writes it, whoever shows cleanups reads it; a scope that has none
 * never comes here but when a debugger looks.
 */

import type { Entry } from './entry.ts';

/** What a function with a limit stands for. */
export interface LimitNote {
  /** The program's own function. */
  readonly fn: unknown;
  /** Milliseconds; Infinity: only what its scope has. */
  readonly ms: number;
}

/** A cleanup that is being awaited. */
export interface RunningLimit {
  /** When the limit passes, in milliseconds of the real time; `undefined`: the time is the program's own. */
  readonly dueAt: number | undefined;
  readonly signal: unknown;
}

const { apply } = Reflect;
// Taken once: what the program puts in its place is not called.
// eslint-disable-next-line @typescript-eslint/unbound-method -- applied below
const getOf = WeakMap.prototype.get;
const notes = new WeakMap<object, LimitNote>();
const running = new WeakMap<Entry, RunningLimit>();

export function noteLimit(limited: object, note: LimitNote): void {
  notes.set(limited, note);
}

export function noteRunning(entry: Entry, limit: RunningLimit): void {
  running.set(entry, limit);
}

/** `undefined` for a function without a limit. */
export function findLimit(fn: unknown): LimitNote | undefined {
  return typeof fn === 'function' ? (apply(getOf, notes, [fn]) as LimitNote | undefined) : undefined;
}

export function findRunning(entry: Entry): RunningLimit | undefined {
  return apply(getOf, running, [entry]) as RunningLimit | undefined;
}

/** What the program registered, whether it has a limit or not. */
export function ownFunction(entry: Entry): unknown {
  const limit = findLimit(entry.fn);
  return limit === undefined ? entry.fn : limit.fn;
}
