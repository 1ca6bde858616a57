/**
 * Calls functions that may throw in such a way that neither the stack trace of the error nor the place that Node prints for it contains a
 * call of ours.
 */

import { defineOwn, describeOwn, ownGetter, ownSetter } from './ownProperty.ts';
import { findOwnPrepare, takeCalls, type CallSite } from './ownTraces.ts';
import { throwFromNowhere } from './throwing.ts';
import { endHeader, insertLines, rewriteLines } from './traceLines.ts';

const { apply } = Reflect;

const RealError = Error;
/* oxlint-disable typescript/unbound-method -- applied below */
const { captureStackTrace } = Error;
const { bind } = Function.prototype;
/* oxlint-enable typescript/unbound-method */
/** The getter through which V8 provides the trace of each error. */
const nativeGetter = ownGetter(new RealError(), 'stack');

declare const __filename: string;

type Method = (...args: never[]) => unknown;

/** {@link callUnseen} and the function that calls it. */
const OWN_CALLS = 2;

/** Calls a method of the language's on behalf of the function that replaces it and that the program has called. */
export function callUnseen(method: Method, self: unknown, args: readonly unknown[], called: Method): unknown {
  const before = readLimit();
  const restore = before > 0 ? setLimit(before + OWN_CALLS) : undefined;
  try {
    return apply(method, self, args) as unknown;
  } catch (error) {
    restore?.();
    return throwAsCalled(error, called);
  } finally {
    restore?.();
  }
}

/** Makes an error that a getter threw look as if the language's own `use` had called the getter. */
export function showAsUse(error: unknown): never {
  if (!hasNativeTrace(error)) throw error;
  // The trace is read only when the program reads it: before that, V8 takes the place of the error from the recorded calls.
  giveTrace(error, () => {
    const prepare = findOwnPrepare();
    if (prepare === undefined) return rewriteLines(readTrace(error), __filename);
    const calls = takeCalls(() => readTrace(error));
    return calls === undefined ? readTrace(error) : apply(prepare, RealError, [error, splitCalls(calls).theirs]);
  });
  throwFromNowhere(error);
  throw error;
}

/** An error that the language's own method has just made and thrown. */
function throwAsCalled(error: unknown, called: Method): never {
  const calls = hasNativeTrace(error) ? takeCalls(() => readTrace(error)) : undefined;
  if (calls === undefined) throw error;
  const { above, theirs } = splitCalls(calls);
  const left = readLimit() - above.length;
  // Taking the calls has used up those that V8 recorded with the error. If the program wants none, V8 still says where the error was
  // thrown.
  const restore = setLimit(left > 0 ? left : 1);
  apply(captureStackTrace, RealError, [error, called]);
  restore?.();
  giveTrace(error as object, () => {
    const prepare = findOwnPrepare();
    if (prepare !== undefined) return apply(prepare, RealError, [error, theirs]);
    const text = readTrace(error as object);
    return insertLines(left > 0 ? text : endHeader(text), above);
  });
  throwFromNowhere(error as object);
  throw error;
}

/** The calls of a trace that are not ours, and those of them above ours. */
function splitCalls(calls: readonly CallSite[]): { readonly above: readonly CallSite[]; readonly theirs: readonly CallSite[] } {
  const above: CallSite[] = [];
  const theirs: CallSite[] = [];
  let isAbove = true;
  for (let at = 0; at < calls.length; at++) {
    const call = calls[at];
    if (call === undefined) continue;
    if (call.getFileName() === __filename) isAbove = false;
    else {
      if (isAbove) above[above.length] = call;
      theirs[theirs.length] = call;
    }
  }
  return { above, theirs };
}

/** The limit of stack traces; 0 if V8 does not use the program's. */
function readLimit(): number {
  const limit: unknown = describeOwn(RealError, 'stackTraceLimit')?.value;
  return typeof limit === 'number' ? limit : 0;
}

function setLimit(limit: number): (() => void) | undefined {
  const before = describeOwn(RealError, 'stackTraceLimit');
  if (before?.writable !== true || !defineOwn(RealError, 'stackTraceLimit', { value: limit })) return undefined;
  return () => {
    defineOwn(RealError, 'stackTraceLimit', before);
  };
}

/** Whether it is an error whose trace is V8's, not the program's, and can be replaced. */
function hasNativeTrace(error: unknown): error is object {
  if (typeof error !== 'object' || error === null || nativeGetter === undefined) return false;
  const own = describeOwn(error, 'stack');
  return own?.get === nativeGetter && own.configurable === true;
}

function readTrace(error: object): unknown {
  return nativeGetter === undefined ? undefined : apply(nativeGetter, error, []);
}

/** Makes the trace when somebody asks for it: setting it now would use up the recorded calls again. */
function giveTrace(error: object, make: () => unknown): void {
  const native = describeOwn(error, 'stack');
  const set = ownSetter(error, 'stack');
  if (native === undefined || set === undefined) return;
  const give = (made: () => unknown): unknown => {
    defineOwn(error, 'stack', native);
    const given = made();
    apply(set, error, [given]);
    return given;
  };
  defineOwn(error, 'stack', {
    get: asNative(() => give(make)),
    set: asNative((value: unknown) => {
      give(() => value);
    }),
    enumerable: false,
    configurable: true,
  });
}

/** A function that looks like one of the engine's without a name. */
function asNative<F extends (...args: never[]) => unknown>(fn: F): F {
  const bound = apply(bind, fn, [undefined]) as F;
  defineOwn(bound, 'name', { value: '' });
  return bound;
}
