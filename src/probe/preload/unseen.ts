/** Calling what throws, so that the stack trace of what it throws has no call of ours in it. */

import { findOwnTraces } from './ownTraces.ts';

const { apply, defineProperty, deleteProperty, get, getOwnPropertyDescriptor, set } = Reflect;

const RealError = Error;

interface CallSite {
  getFileName(): string | null | undefined;
}

type Prepare = (error: unknown, calls: readonly CallSite[]) => unknown;

/** This function and the one that calls it. */
const OWN_CALLS = 2;

/** What becomes of a line of a stack trace that names a call of ours. */
type Replace = (line: string) => string | undefined;

/** Calls a method of the language's for a function that stands in its place. `file` is where our calls are. */
export function callUnseen(method: (...args: never[]) => unknown, self: unknown, args: readonly unknown[], file: string): unknown {
  const restore = raiseLimit();
  try {
    return apply(method, self, args) as unknown;
  } catch (error) {
    restore();
    rewrite(error, file, () => undefined);
    throw error;
  } finally {
    restore();
  }
}

/** Has what a getter threw look as if the language's own `use` had asked it. */
export function showAsUse(error: unknown, file: string): void {
  rewrite(error, file, (line) => line.replace(/ \(.*\)$/, ' (<anonymous>)'));
}

function raiseLimit(): () => void {
  const before = getOwnPropertyDescriptor(RealError, 'stackTraceLimit');
  const limit: unknown = before?.value;
  if (before?.writable !== true || typeof limit !== 'number' || limit <= 0 || !defineProperty(RealError, 'stackTraceLimit', { value: limit + OWN_CALLS })) return () => undefined;
  return () => { defineProperty(RealError, 'stackTraceLimit', before); };
}

function rewrite(error: unknown, file: string, replace: Replace): void {
  if (typeof error !== 'object' || error === null || getOwnPropertyDescriptor(error, 'stack') === undefined) return;
  const before = findOwnTraces();
  const prepare: unknown = before?.value;
  if (before !== undefined && typeof prepare === 'function') {
    // The program makes its own stack traces: it makes this one now, from what it would have been given.
    const hook: Prepare = (thrown, calls) => apply(prepare as Prepare, RealError, [thrown, calls.filter((call) => call.getFileName() !== file)]);
    if (!defineProperty(RealError, 'prepareStackTrace', { value: hook })) return;
    try {
      get(error, 'stack');
    } finally {
      if (before.configurable === true) deleteProperty(RealError, 'prepareStackTrace');
      defineProperty(RealError, 'prepareStackTrace', before);
    }
    return;
  }
  const stack: unknown = get(error, 'stack');
  if (typeof stack !== 'string') return;
  set(error, 'stack', stack.split('\n').flatMap((line) => (line.startsWith('    at ') && line.includes(file) ? (replace(line) ?? []) : [line])).join('\n'));
}
