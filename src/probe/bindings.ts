import { BINDING_LIMITS as B } from '../wire/bindingsReading.ts';
import { WIRE_LIMITS as L, WIRE_VERSION } from '../wire/javascriptReading.ts';
import { readCalls } from './callStack.ts';
import { findScopeOf } from './doorScopes.ts';
import { holdValues } from './holder.ts';
import { writeJson, type Json } from './json.ts';
import { ownFields } from './ownFields.ts';
import { describeCalls } from './pausedFrames.ts';
import { findProperty, functionName, isOpen, isProxy, ownValue } from './preview.ts';
import { preview } from './valueText.ts';

/**
 * What the debugger evaluates in a paused frame to see what its `using` declarations hold. Bundled to one expression; it never
 * throws, runs none of the program's code, and of what it leaves behind for a moment, see `mark`, nothing stays.
 */
export type BindingsCommand =
  /** The call stack in the positions of the running code. */
  | { readonly do: 'frames' }
  /** Remembers this frame's `this`, weakly and under a number, until the frame below asks whose method is running. */
  | { readonly do: 'mark'; readonly as: number }
  /** What variables hold; `as` is the number of the mark that says whose method runs above this frame. */
  | { readonly do: 'read'; readonly as?: number }
  /** The resource that a compiler's helper has taken from its list, out of the helper's own variable. */
  | { readonly do: 'entry' }
  /** The function that disposes of what a variable holds, itself. */
  | { readonly do: 'method' }
  /** What variables hold, in one holder. */
  | { readonly do: 'hold' };

/** Gives what a variable of the paused frame holds. */
export type Thunk = () => unknown;

/** Frames ask at the same time: each has a mark of its own. */
const MARK = 'deferscope.running.';
const { deref } = WeakRef.prototype as { deref: (this: unknown) => unknown };

export default function probe(command: BindingsCommand, bindings: readonly Thunk[] = [], lists: readonly Thunk[] = []): unknown {
  const given = ownFields(command);
  try {
    if (given.do === 'frames') return writeJson({ wire: WIRE_VERSION, ...describeCalls(readCalls(probe, L.frames)) });
    if (given.do === 'mark') return writeJson({ wire: WIRE_VERSION, marked: mark(bindings[0], given.as) });
    if (given.do === 'entry') return writeJson({ wire: WIRE_VERSION, running: describeEntry(tryRead(bindings[0]), [], [], undefined) });
    if (given.do === 'method') return findMethod(tryRead(bindings[0]));
    if (given.do === 'hold') return hold(bindings);
    return read(bindings, lists, given.as !== undefined ? takeMark(given.as) : undefined);
  } catch {
    // The program has broken something that the probe needs: that is no answer.
    return '{}';
  }
}

/** Held weakly and under a symbol: should the debugger go away now, it keeps nothing alive and nobody comes across it. */
function mark(self: Thunk | undefined, as: number): boolean {
  const value = tryRead(self);
  if (!isObject(value)) return false;
  return Reflect.defineProperty(globalThis, Symbol.for(`${MARK}${as}`), ownFields({ value: new WeakRef(value), configurable: true, enumerable: false, writable: false }));
}

function takeMark(as: number): unknown {
  const key = Symbol.for(`${MARK}${as}`);
  const kept = ownValue(globalThis, key);
  if (kept === undefined) return undefined;
  Reflect.deleteProperty(globalThis, key);
  return Reflect.apply(deref, kept, []);
}

function read(bindings: readonly Thunk[], lists: readonly Thunk[], running: unknown): string {
  const values: unknown[] = [];
  const described: Json[] = [];
  for (let at = 0; at < bindings.length && at < B.bindings; at++) {
    const value = tryRead(bindings[at]);
    values[at] = value;
    described[at] = isObject(value) ? describeResource(value, false, running) : {};
  }
  const listed: Json[] = [];
  for (let at = 0; at < lists.length && at < B.bindings; at++) listed[at] = readList(lists[at], values, running);
  return writeJson({ wire: WIRE_VERSION, bindings: described, lists: listed, running: isObject(running) ? describeResource(running, false, running) : undefined });
}

/** A name may belong to an inner variable that is not initialised yet: then what stands behind it is not known. */
function readList(thunk: Thunk | undefined, values: readonly unknown[], running: unknown): Json {
  try {
    return describeList(thunk?.(), values, running) ?? false;
  } catch {
    return 'closed';
  }
}

/** `[[async, dispose, value], …]` of esbuild, `{ stack: [{ value, dispose, async }, …] }` of TypeScript and swc, `[{ v, d, a }, …]` of Babel. */
function describeList(held: unknown, values: readonly unknown[], running: unknown): Json[] | undefined {
  const list = isOpen(held) && !isList(held) ? ownValue(held, 'stack') : held;
  if (!isList(list)) return undefined;
  const entries: Json[] = [];
  const used: boolean[] = [];
  for (let at = 0; at < list.length && at < B.entries; at++) {
    const entry = describeEntry(ownValue(list, at), values, used, running);
    if (entry === undefined) return undefined;
    entries[entries.length] = entry;
  }
  return entries;
}

function describeEntry(entry: unknown, values: readonly unknown[], used: boolean[], running: unknown): { readonly [key: string]: Json | undefined } | undefined {
  if (!isOpen(entry)) return undefined;
  const value = isList(entry) ? ownValue(entry, 2) : (ownValue(entry, 'value') ?? ownValue(entry, 'v'));
  const isAsync = (isList(entry) ? ownValue(entry, 0) : (ownValue(entry, 'async') ?? ownValue(entry, 'a'))) === true;
  // `await using` of null stays in the list, for its await alone.
  if (!isObject(value)) return {};
  return { ...describeResource(value, isAsync, running), async: isAsync, binding: findBinding(values, value, used) };
}

function findBinding(values: readonly unknown[], value: unknown, used: boolean[]): number | undefined {
  for (let at = 0; at < values.length; at++) {
    if (values[at] !== value || used[at] === true) continue;
    used[at] = true;
    return at;
  }
  return undefined;
}

function describeResource(value: object, isAsync: boolean, running: unknown): { readonly [key: string]: Json | undefined } {
  return { value: { ...preview(value, L.value) }, method: functionName(findMethod(value, isAsync)), running: running !== undefined && value === running, scope: findScopeOf(value) };
}

/** The method that disposes of the value; a getter is not asked. */
function findMethod(value: unknown, isAsync = false): unknown {
  if (!isObject(value) || isProxy(value)) return undefined;
  const symbols = Symbol as unknown as { readonly dispose?: symbol; readonly asyncDispose?: symbol };
  const first = isAsync ? symbols.asyncDispose : symbols.dispose;
  const second = isAsync ? symbols.dispose : symbols.asyncDispose;
  const found: unknown = first === undefined ? undefined : findProperty(value, first)?.value;
  return found !== undefined || second === undefined ? found : findProperty(value, second)?.value;
}

function hold(bindings: readonly Thunk[]): unknown {
  const values: unknown[] = [];
  for (let at = 0; at < bindings.length && at < B.bindings; at++) values[at] = tryRead(bindings[at]);
  return holdValues(values);
}

function tryRead(thunk: Thunk | undefined): unknown {
  try {
    return thunk?.();
  } catch {
    // Not initialised yet, or no such variable in this frame.
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

const { isArray } = Array;
function isList(value: unknown): value is readonly unknown[] {
  return isOpen(value) && isArray(value);
}
