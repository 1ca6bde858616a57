/** Calling what throws, so that neither the stack trace of what it throws nor the place that Node prints for it has a call of ours in it. */

import { findOwnTraces } from './ownTraces.ts';
import { throwFromNowhere } from './throwing.ts';

const { apply, defineProperty, deleteProperty, getOwnPropertyDescriptor } = Reflect;

const RealError = Error;
/* eslint-disable @typescript-eslint/unbound-method -- applied below */
const { captureStackTrace } = Error;
const { toString: describeError } = RealError.prototype;
const { bind } = Function.prototype;
/* eslint-enable @typescript-eslint/unbound-method */
/** By which V8 gives the trace of each error. */
const nativeGetter = getOwnPropertyDescriptor(new RealError(), 'stack')?.get;

declare const __filename: string;

interface CallSite {
  getFileName(): string | null | undefined;
  toString(): string;
}

type Prepare = (error: unknown, calls: readonly CallSite[]) => unknown;
type Method = (...args: never[]) => unknown;

/** This function and the one that calls it. */
const OWN_CALLS = 2;

/** What becomes of a line of a stack trace that names a call of ours. */
type Replace = (line: string) => string | undefined;

/** Calls a method of the language's for the function that stands in its place and that the program has called. */
export function callUnseen(method: Method, self: unknown, args: readonly unknown[], called: Method): unknown {
  const restore = setLimit((limit) => (limit > 0 ? limit + OWN_CALLS : limit));
  try {
    return apply(method, self, args) as unknown;
  } catch (error) {
    restore();
    return throwAsCalled(error, called);
  } finally {
    restore();
  }
}

/** Has what a getter threw look as if the language's own `use` had asked it. */
export function showAsUse(error: unknown): never {
  if (typeof error !== 'object' || error === null || nativeGetter === undefined || getOwnPropertyDescriptor(error, 'stack')?.get !== nativeGetter) throw error;
  // Its trace is read when the program reads it: before that, V8 takes the place of the error from the calls that are recorded.
  giveTrace(error, () => makeTrace(error, (line) => line.replace(/ \(.*\)$/, ' (<anonymous>)'))());
  throwFromNowhere(error);
  throw error;
}

/** What the language's own method has just made and thrown. */
function throwAsCalled(error: unknown, called: Method): never {
  if (typeof error !== 'object' || error === null) throw error;
  const trace = makeTrace(error, () => undefined);
  // Where the program wants no calls at all, V8 still says at which one it is thrown.
  const restore = setLimit((limit) => Math.max(limit, 1));
  try {
    // Reading the trace has used up the calls that V8 has recorded with the error.
    apply(captureStackTrace, RealError, [error, called]);
    giveTrace(error, trace);
  } finally {
    restore();
  }
  throwFromNowhere(error);
  throw error;
}

function setLimit(change: (limit: number) => number): () => void {
  const before = getOwnPropertyDescriptor(RealError, 'stackTraceLimit');
  const limit: unknown = before?.value;
  if (before?.writable !== true || typeof limit !== 'number' || !defineProperty(RealError, 'stackTraceLimit', { value: change(limit) })) return () => undefined;
  return () => { defineProperty(RealError, 'stackTraceLimit', before); };
}

/** Makes a trace when it is asked for. */
type Trace = () => unknown;

/** The trace of an error, without the calls of ours. */
function makeTrace(error: object, replace: Replace): Trace {
  const own = findOwnTraces();
  if (typeof own?.value === 'function') return takeCalls(error, own);
  const stack = readTrace(error);
  if (typeof stack !== 'string') return () => stack;
  const isOwn = (line: string): boolean => line.startsWith('    at ') && line.includes(__filename);
  const text = stack.split('\n').flatMap((line) => (isOwn(line) ? (replace(line) ?? []) : [line])).join('\n');
  return () => text;
}

function readTrace(error: object): unknown {
  const own = getOwnPropertyDescriptor(error, 'stack');
  return own?.get === undefined ? own?.value : apply(own.get, error, []) as unknown;
}

/** The program makes its own stack traces, when it reads one: it gets the calls that it would have been given. */
function takeCalls(error: object, own: PropertyDescriptor): Trace {
  let others: readonly CallSite[] | undefined;
  const take: Prepare = (_, calls) => {
    others = calls.filter((call) => call.getFileName() !== __filename);
    return undefined;
  };
  if (!defineProperty(RealError, 'prepareStackTrace', { value: take })) return () => readTrace(error);
  const given = readTrace(error);
  if (own.configurable === true) deleteProperty(RealError, 'prepareStackTrace');
  defineProperty(RealError, 'prepareStackTrace', own);
  return () => {
    if (others === undefined) return given;
    const prepare: unknown = findOwnTraces()?.value;
    if (typeof prepare === 'function') return apply(prepare as Prepare, RealError, [error, others]);
    return [apply(describeError, error, []), ...others.map((call) => `    at ${call.toString()}`)].join('\n');
  };
}

/** Until somebody asks for the trace: to set it would be to use up the recorded calls again. */
function giveTrace(error: object, trace: Trace): void {
  const native = getOwnPropertyDescriptor(error, 'stack');
  const { get, set } = native ?? {};
  if (native?.configurable !== true || get === undefined || set === undefined) return;
  const give = (given: Trace): unknown => {
    defineProperty(error, 'stack', native);
    const now = given();
    apply(set, error, [now]);
    return now;
  };
  defineProperty(error, 'stack', { get: asNative(() => give(trace)), set: asNative((value: unknown) => { give(() => value); }), enumerable: false, configurable: true });
}

/** A function that looks like one of the engine's without a name. */
function asNative<F extends (...args: never[]) => unknown>(fn: F): F {
  const bound = apply(bind, fn, [undefined]) as F;
  defineProperty(bound, 'name', { value: '' });
  return bound;
}
