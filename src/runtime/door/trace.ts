/** Where a scope or a cleanup was made: a call stack, kept unread until a debugger wants to see it. */

import { append } from '../support/append.ts';
import { readNow } from '../support/clock.ts';
import type { DoorFrame, DoorSite } from './doorContract.ts';
import { isObserved, keepsSites } from './observer.ts';
import { TimeBudget } from '../support/timeBudget.ts';

/** How many calls are kept for a scope, which must be found again in the paused program's stack … */
export const SCOPE_FRAMES = 200;
/** … and for a cleanup, of which the line is wanted, and the caller where the line is in some wrapper. */
export const CLEANUP_FRAMES = 8;
/** How many are looked at for a recording, which wants the line: more than one where the library's other parts lie on top. */
const RECORDED_FRAMES = 4;

/** V8's structured stack, as far as it is asked here. https://v8.dev/docs/stack-trace-api */
export interface CallSite {
  getFunctionName(): string | null;
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  isAsync(): boolean;
  getEnclosingLineNumber?(): number | null;
  getEnclosingColumnNumber?(): number | null;
}

// With a debugger attached one capture costs 20 to 40 microseconds, whatever its depth. A small program is recorded whole;
// a loop that registers for ever is slowed by a twentieth at most.
const FREE_CAPTURES = 10_000;
const budget = new TimeBudget(50);

/** One kept stack. Reading it is what costs; it is read once, into plain data, and then lets go of the functions in it. */
export interface Trace {
  error: Error | undefined;
  site: DoorSite | undefined;
  /** Calls on top that are the library's own. */
  readonly skip: number;
  readonly limit: number;
}

// The engine's own, in case the program replaces it.
const RealError = Error;
const { hasOwn } = Object;
const { defineProperty, deleteProperty, get, getOwnPropertyDescriptor, setPrototypeOf } = Reflect;

let captures = 0;

/** A debugger came: what was spent on another is not counted. */
export function renewBudget(): void {
  captures = 0;
  budget.renew();
}

/**
 * Keeps the call stack, when the budget allows.
 * @param frames how many calls of the program to keep
 * @param inside how many calls of the library lie between this one and the program
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
 * For a recording: the one call that matters, read at once. Kept unread it would hold on to the program's functions, and cost more in all.
 */
function readCaller(skip: number): DoorSite | undefined {
  // Each call that is kept costs; only where the library's other parts lie on top are there more to look at.
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

/** Sets `Error.stackTraceLimit` where that can be done unseen; gives what undoes it. */
function setLimit(limit: number): (() => void) | undefined {
  const before = getOwnPropertyDescriptor(RealError, 'stackTraceLimit');
  // An accessor would be the program's code, and the engine does not ask it either.
  if (before !== undefined && !isWritable(before)) return undefined;
  return replaceOwn('stackTraceLimit', before, limit);
}

/** Puts a value in the place of a property of Error; gives what undoes it, or `undefined` where the program has locked it. */
function replaceOwn(
  key: 'stackTraceLimit' | 'prepareStackTrace',
  before: PropertyDescriptor | undefined,
  value: unknown,
): (() => void) | undefined {
  if (before !== undefined && isWritable(before)) {
    // Its own and plain, so assigning calls nothing; it costs a fraction of defining.
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

/** Of a descriptor that the engine has made: its properties are its own, whatever a program has put on Object.prototype. */
function isWritable(descriptor: PropertyDescriptor): boolean {
  return hasOwn(descriptor, 'writable') && descriptor.writable === true;
}

/** A descriptor that inherits nothing: a program may have put a `get` on Object.prototype. */
function setBare(descriptor: PropertyDescriptor): PropertyDescriptor {
  setPrototypeOf(descriptor, null);
  return descriptor;
}

/**
 * The trace as plain data, or `undefined` where the engine or the program does not let us have it. Without the calls of the
 * library's other parts on top: what a pool registers for its user was registered by the user.
 */
export function readTrace(trace: Trace | undefined): DoorSite | undefined {
  return read(trace, skipParts);
}

/** The same with those calls: where the program's own call lies is told by their number. */
export function readScopeTrace(trace: Trace | undefined): DoorSite | undefined {
  return read(trace, (_, skip) => skip);
}

/**
 * Reads the trace, and gives the program's innermost call as the engine tells it, past those of the library and of Node itself. Whoever
 * takes it must not keep it: it holds on to the function and what that was called on. A trace that was read before gives none.
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

/** This very code's file, as the engine last told it, and the package's folder by it. */
let ownFile: string | undefined;
let ownFolder: string | undefined;

/** Where the program begins. Only the package as it is published has a folder of its own; bundled into a program it is the program. */
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
  // Nothing but the library, as far as the stack was kept: then its own call says more than none.
  return first < calls.length ? first : skip;
}

/** The package's folder, by the file of this very code in it: `…/internal/NAME`. */
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

/** Has the engine hand over the structured stack, through a hook that is in place for this one read only. */
function readCalls(error: Error): readonly CallSite[] | undefined {
  const restore = replaceOwn('prepareStackTrace', getOwnPropertyDescriptor(RealError, 'prepareStackTrace'), takeCalls);
  if (restore === undefined) return undefined;
  try {
    // Reading it is what calls the hook.
    get(error, 'stack');
    return handedOver;
  } finally {
    handedOver = undefined;
    restore();
  }
}

/** The program's own calls: without the library's, without natives, and without those an `await` has long left. */
function toFrames(calls: readonly CallSite[], skip: number): readonly DoorFrame[] {
  const frames: DoorFrame[] = [];
  for (let i = skip; i < calls.length; i++) {
    const call = calls[i];
    const frame = call === undefined || call.isAsync() ? undefined : toFrame(call);
    if (frame !== undefined) append(frames, frame);
  }
  return frames;
}

/** Without where the function begins: each position costs a search. */
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
