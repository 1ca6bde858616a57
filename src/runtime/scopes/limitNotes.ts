/**
 * What is known about cleanups that have a limit. The part `limit` writes it, and the code that shows cleanups reads it. A scope
 * without limits comes here only when a debugger reads it.
 */

import type { Entry } from './entry.ts';

/** What a function with a limit wraps. */
export interface LimitNote {
  /** The program's own function. */
  readonly fn: unknown;
  /** Milliseconds; with Infinity, only the scope's own limit counts. */
  readonly ms: number;
}

/** A cleanup that is being awaited. */
export interface RunningLimit {
  /** When the limit passes, in milliseconds of real time; `undefined` if the program has its own clock. */
  readonly dueAt: number | undefined;
  readonly signal: unknown;
}

const { apply } = Reflect;
// Taken once, so that what the program puts in its place is not called.
// oxlint-disable-next-line typescript/unbound-method -- applied below
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

/** The function that the program registered, with or without a limit. */
export function ownFunction(entry: Entry): unknown {
  const limit = findLimit(entry.fn);
  return limit === undefined ? entry.fn : limit.fn;
}
