/** One registered call, as a scope keeps it: five fields, 64 bytes, linked to the call registered before it. */

import type { Note } from './note.ts';

/** How an entry's function is called. These are numbers, because they share a field with the entry's id. */
export const enum How {
  /** `fn()` */
  defer,
  /** `fn(arg)` */
  deferOne,
  /** `fn(...arg)` */
  deferMany,
  /** `fn.call(arg)`: a resource's own disposer. */
  use,
  /** `fn.call(arg)`, whose result is not awaited: a synchronous disposer in an async scope. */
  useSync,
  /** There is no call, only an `await`: `use(null)` of an async scope. */
  useNothing,
  /** `fn(arg)` */
  adopt,
  /** Like the first three, but only while the scope fails. */
  onError,
  onErrorOne,
  onErrorMany,
}

/** Anything that can be called. The types checked its arguments at registration. */
export type Routine = (this: unknown, ...args: readonly unknown[]) => unknown;

export interface Entry {
  /** The entry that was registered before this one and runs after it. */
  readonly below: Entry | undefined;
  readonly fn: unknown;
  readonly arg: unknown;
  /** The entry's id (its height in the stack, from 1) and how it is called, packed into one number. */
  readonly tag: number;
  readonly note: Note | undefined;
}

const HOW_BITS = 4;

/** The tag of an entry that is put on top of `below`. */
export function makeTag(below: Entry | undefined, how: How): number {
  return (((below === undefined ? 0 : below.tag >>> HOW_BITS) + 1) << HOW_BITS) | how;
}

/** Unique within its scope. It is also the number of entries from this one to the bottom. */
export function entryId(entry: Entry): number {
  return entry.tag >>> HOW_BITS;
}

export function entryHow(entry: Entry): How {
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- these bits were a How when they were packed
  return entry.tag & ((1 << HOW_BITS) - 1);
}

/** The name that errors use for the call that makes such an entry. */
export function nameCall(how: How): string {
  switch (how) {
    case How.defer:
    case How.deferOne:
    case How.deferMany:
      return 'defer(fn, ...args)';
    case How.use:
    case How.useSync:
    case How.useNothing:
      return 'use(resource)';
    case How.adopt:
      return 'adopt(value, fn)';
    case How.onError:
    case How.onErrorOne:
    case How.onErrorMany:
      return 'deferOnError(fn, ...args)';
  }
}

/** Whether to skip the entry unless the scope fails. */
export function isOnError(entry: Entry): boolean {
  return entryHow(entry) >= How.onError;
}

// Taken once, so that a program that replaces Reflect.apply, or gives a function its own `call`, changes nothing here.
const apply = Reflect.apply;

/** Calls what was registered, as TC39 Dispose does: it looks up nothing on the function, and `this` is undefined except for `use`. */
export function callEntry(entry: Entry): unknown {
  const fn = entry.fn as Routine;
  switch (entryHow(entry)) {
    case How.defer:
    case How.onError:
      return fn();
    case How.deferOne:
    case How.onErrorOne:
    case How.adopt:
      return fn(entry.arg);
    case How.use:
    case How.useSync:
      return apply(fn, entry.arg, []);
    case How.deferMany:
    case How.onErrorMany:
      return apply(fn, undefined, entry.arg as readonly unknown[]);
    case How.useNothing:
      return undefined;
  }
}
