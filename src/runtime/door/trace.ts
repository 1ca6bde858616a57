/** Where a scope or a cleanup was made: a call stack, which is not read until a debugger wants to see it. */

import { append } from '../support/append.ts';
import { readNow } from '../support/clock.ts';
import type { DoorFrame, DoorSite } from './doorContract.ts';
import { isObserved, keepsSites } from './observer.ts';
import { TimeBudget } from '../support/timeBudget.ts';

/** How many calls are kept for a scope, which must be found again in the paused program's call stack … */
export const SCOPE_FRAMES = 200;
/** … and for a cleanup, where the line is wanted, and the caller if the line is in some wrapper. */
export const CLEANUP_FRAMES = 8;
/** How many are looked at for a recording, which wants the line. It needs more than one if other parts of the library lie on top. */
const RECORDED_FRAMES = 4;

/** The part of V8's structured stack that is used here. https://v8.dev/docs/stack-trace-api */
export interface CallSite {
  getFunctionName(): string | null;
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  isAsync(): boolean;
  getEnclosingLineNumber?(): number | null;
  getEnclosingColumnNumber?(): number | null;
}

// With a debugger attached, one capture costs 20 to 40 microseconds at any depth. A small program is recorded completely; a loop
// that registers forever is slowed by at most a twentieth.
const FREE_CAPTURES = 10_000;
const budget = new TimeBudget(50);

/** One kept call stack. Reading it is what costs, so it is read once, into plain data, and then lets go of its functions. */
export interface Trace {
  error: Error | undefined;
  site: DoorSite | undefined;
  /** How many calls on top are the library's own. */
  readonly skip: number;
  readonly limit: number;
}

// The engine's own function, in case the program replaces it.
const RealError = Error;
const { hasOwn } = Object;
const { defineProperty, deleteProperty, get, getOwnPropertyDescriptor, setPrototypeOf } = Reflect;

let captures = 0;

/** A new debugger came, so what was spent on another is not counted. */
export function renewBudget(): void {
  captures = 0;
  budget.renew();
}

/**
 * Keeps the call stack, if the budget allows.
 * @param frames how many calls of the program to keep
 * @param inside how many library calls lie between this one and the program
 */
export function capture(frames: number, inside: number): Trace | undefined {
  const started = readNow();
  if (budget.isSpent(started) && captures >= FREE_CAPTURES) return undefined;
  captures += 1;
  const skip = inside + 1;
  if (keepsSites() && !isObserved()) {
    const site = readCaller(skip + 1);
    budget.spend(readNow() - started);
    return { error: undefined, site, skip, limit: skip };
  }
  const limit = frames + skip;
  const restore = setLimit(limit);
  const error = new RealError();
  restore?.();
  budget.spend(readNow() - started);
  return { error, site: undefined, skip, limit };
}

/**
 * For a recording, the one call that matters is read at once. An unread stack would hold on to the program's functions, and cost
 * more in all.
 */
function readCaller(skip: number): DoorSite | undefined {
  // Each call that is kept costs time. More are looked at only if other parts of the library lie on top.
  for (let more = 1; ; more = RECORDED_FRAMES) {
    const restore = setLimit(skip + more);
    const calls = readCalls(new RealError());
    restore?.();
    if (calls === undefined || calls.length === 0) return undefined;
    const call = calls[skipParts(calls, skip)];
    if (more === 1 && ownFolder !== undefined && isIn(ownFolder, call?.getFileName())) continue;
    const frame = call === undefined || call.isAsync() ? undefined : toPlace(call);
    return frame === undefined ? undefined : { frames: [frame], cut: true };
  }
}

/** Sets `Error.stackTraceLimit` if the program cannot notice it; returns the function that undoes it. */
function setLimit(limit: number): (() => void) | undefined {
  const before = getOwnPropertyDescriptor(RealError, 'stackTraceLimit');
  // An accessor would be the program's code, and the engine does not call it either.
  if (before !== undefined && !isWritable(before)) return undefined;
  return replaceOwn('stackTraceLimit', before, limit);
}

/**
 * Replaces the value of a property of Error; returns the function that undoes it, or `undefined` if the program has locked the
 * property.
 */
function replaceOwn(
  key: 'stackTraceLimit' | 'prepareStackTrace',
  before: PropertyDescriptor | undefined,
  value: unknown,
): (() => void) | undefined {
  if (before !== undefined && isWritable(before)) {
    // The property is plain and its own, so assigning calls nothing, at a fraction of the cost of defining.
    const plain = RealError as unknown as Record<typeof key, unknown>;
    const old: unknown = before.value;
    plain[key] = value;
    return () => {
      plain[key] = old;
    };
  }
  if (!defineProperty(RealError, key, { __proto__: null, value, writable: true, configurable: true } as PropertyDescriptor))
    return undefined;
  return () => {
    if (before === undefined) deleteProperty(RealError, key);
    else defineProperty(RealError, key, setBare(before));
  };
}

/** For a descriptor that the engine has made: its properties are its own, whatever a program has put on Object.prototype. */
function isWritable(descriptor: PropertyDescriptor): boolean {
  return hasOwn(descriptor, 'writable') && descriptor.writable === true;
}

/** A descriptor that inherits nothing: a program may have put a `get` on Object.prototype. */
function setBare(descriptor: PropertyDescriptor): PropertyDescriptor {
  setPrototypeOf(descriptor, null);
  return descriptor;
}

/**
 * The trace as plain data, or `undefined` if the engine or the program does not let us have it. It leaves out the calls of the
 * library's other parts on top: what a pool registers for its user counts as registered by the user.
 */
export function readTrace(trace: Trace | undefined): DoorSite | undefined {
  return read(trace, skipParts);
}

/** The same with those calls, because their number says where the program's own call is. */
export function readScopeTrace(trace: Trace | undefined): DoorSite | undefined {
  return read(trace, (_, skip) => skip);
}

/**
 * Reads the trace and returns the program's innermost call as the engine describes it, past those of the library and of Node
 * itself. The caller must not keep it, because it holds the function and its receiver. A trace that was read before returns none.
 */
export function takeProgramCall(trace: Trace): CallSite | undefined {
  let found: CallSite | undefined;
  read(trace, (calls, skip) => {
    let first = skipParts(calls, skip);
    while (calls[first]?.getFileName()?.startsWith('node:') === true) first = skipParts(calls, first + 1);
    found = calls[first];
    return first;
  });
  return found;
}

function read(trace: Trace | undefined, findFirst: (calls: readonly CallSite[], skip: number) => number): DoorSite | undefined {
  if (trace?.error === undefined) return trace?.site;
  const calls = readCalls(trace.error);
  trace.error = undefined;
  if (calls !== undefined) trace.site = { frames: toFrames(calls, findFirst(calls, trace.skip)), cut: calls.length >= trace.limit };
  return trace.site;
}

/** The file of this very code, as the engine last gave it, and the package's folder that follows from it. */
let ownFile: string | undefined;
let ownFolder: string | undefined;

/**
 * The index of the first call of the program. Only the published package has a folder of its own; when it is bundled into a
 * program, it is part of the program.
 */
function skipParts(calls: readonly CallSite[], skip: number): number {
  const own = calls[0]?.getFileName();
  if (typeof own === 'string' && own !== ownFile) {
    ownFile = own;
    ownFolder = folderOf(own);
  }
  const folder = typeof own === 'string' ? ownFolder : undefined;
  if (folder === undefined) return skip;
  let first = skip;
  while (isIn(folder, calls[first]?.getFileName())) first += 1;
  // The kept part of the stack has only library calls. Then the library's own call says more than none.
  return first < calls.length ? first : skip;
}

/** The package's folder, from the path of this very code's file in it: `…/internal/NAME`. */
function folderOf(file: string): string | undefined {
  const inside = 'internal/';
  let end = file.length;
  while (end > 0 && file[end - 1] !== '/' && file[end - 1] !== '\\') end -= 1;
  for (let i = 1; i <= inside.length; i++) {
    const at = file[end - i];
    if (at !== inside[inside.length - i] && !(i === 1 && at === '\\')) return undefined;
  }
  let folder = '';
  for (let i = 0; i < end - inside.length; i++) folder += file[i] ?? '';
  return folder;
}

function isIn(folder: string, file: string | null | undefined): boolean {
  if (typeof file !== 'string' || file.length <= folder.length) return false;
  for (let i = 0; i < folder.length; i++) if (file[i] !== folder[i]) return false;
  return true;
}

let handedOver: readonly CallSite[] | undefined;

function takeCalls(_: unknown, calls: readonly CallSite[]): string {
  handedOver = calls;
  return '';
}

/** Gets the structured stack from the engine, through a hook that is in place only for this one read. */
function readCalls(error: Error): readonly CallSite[] | undefined {
  const restore = replaceOwn('prepareStackTrace', getOwnPropertyDescriptor(RealError, 'prepareStackTrace'), takeCalls);
  if (restore === undefined) return undefined;
  try {
    // Reading `stack` calls the hook.
    get(error, 'stack');
    return handedOver;
  } finally {
    handedOver = undefined;
    restore();
  }
}

/** The program's own calls, without those of the library, without natives, and without those that an `await` has long left. */
function toFrames(calls: readonly CallSite[], skip: number): readonly DoorFrame[] {
  const frames: DoorFrame[] = [];
  for (let i = skip; i < calls.length; i++) {
    const call = calls[i];
    const frame = call === undefined || call.isAsync() ? undefined : toFrame(call);
    if (frame !== undefined) append(frames, frame);
  }
  return frames;
}

/** This leaves out where the function begins, because each position costs a search. */
function toPlace(call: CallSite): DoorFrame | undefined {
  const url = call.getFileName();
  const line = call.getLineNumber();
  return typeof url === 'string' && typeof line === 'number'
    ? { name: call.getFunctionName() ?? '', url, line, column: call.getColumnNumber() ?? 1 }
    : undefined;
}

function toFrame(call: CallSite): DoorFrame | undefined {
  const place = toPlace(call);
  if (place === undefined) return undefined;
  const functionLine = call.getEnclosingLineNumber?.();
  const functionColumn = call.getEnclosingColumnNumber?.();
  return {
    ...place,
    ...(typeof functionLine === 'number' ? { functionLine } : {}),
    ...(typeof functionColumn === 'number' ? { functionColumn } : {}),
  };
}
