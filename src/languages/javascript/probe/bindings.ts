import { BINDING_LIMITS as B } from '../wire/bindingsReading.ts';
import { WIRE_LIMITS as L, WIRE_VERSION } from '../wire/javascriptReading.ts';
import { readCalls } from './callStack.ts';
import { findDisposal, findEntry, listIn, readEntry } from './compiledLists.ts';
import { findKey, findMethod, findSureMethod } from './disposeMethods.ts';
import { findScopeOf } from './doorScopes.ts';
import { findGenerators } from './generatorSearch.ts';
import { canLook, globalValue, isGenuine, isObject, ownValue, realm, replaced } from './genuine.ts';
import { define, follow, holdWeakly, noteReplaced, registeredSymbol, remove } from './intrinsics.ts';
import { holdValues } from './holder.ts';
import { writeJson, type Json } from './json.ts';
import { add, newList, type List } from './list.ts';
import { ownFields } from './ownFields.ts';
import { describeCalls } from './pausedFrames.ts';
import { functionName, isOpen } from './preview.ts';
import { preview } from './valueText.ts';

/**
 * What the debugger evaluates in a paused frame to see what the frame's `using` declarations hold. It is bundled to one expression, never
 * throws, and runs none of the program's code. The only thing that it leaves behind, for a moment, is a `mark`.
 */
export type BindingsCommand =
  /** The call stack in the positions of the running code. */
  | { readonly do: 'frames' }
  /** Remembers this frame's `this`, weakly and under a number, until the frame below asks whose method is running. */
  | { readonly do: 'mark'; readonly as: number }
  /** What variables hold; `as` is the number of the mark that says whose method runs above this frame. */
  | { readonly do: 'read'; readonly as?: number }
  /** The resource that a compiler's helper has taken from its list, read from the helper's own variable. */
  | { readonly do: 'entry' }
  /** The function itself that disposes of what a variable holds, if it is certain which one that is: see {@link findSureMethod}. */
  | { readonly do: 'method'; readonly awaited: boolean }
  /** What variables hold, in one holder. */
  | { readonly do: 'hold' }
  /** How to reach generators from variables with these names; or the generators, in one holder. */
  | { readonly do: 'generators'; readonly names: readonly string[] }
  | { readonly do: 'hold-generators'; readonly names: readonly string[] }
  /** What entry `at` of a compiler's list holds, in a holder; or the function itself that disposes of it. */
  | { readonly do: 'held'; readonly at: number }
  | { readonly do: 'disposal'; readonly at: number }
  /** The function itself with which a compiler's helper disposes of its private list. */
  | { readonly do: 'disposer' };

/**
 * Returns what a variable of the paused frame holds. It first checks that `eval` in the frame is the engine's, unless that is known not to
 * be the case.
 */
export type Thunk = (isEngines: ((fn: unknown) => boolean) | undefined) => unknown;

const isEngines = isGenuine(globalValue('eval'), 'eval') ? (fn: unknown): boolean => isGenuine(fn, 'eval') : undefined;

/** Frames are asked at the same time, so each has its own mark. */
const MARK = 'deferscope.running.';

export default function probe(command: BindingsCommand, bindings: readonly Thunk[] = [], lists: readonly Thunk[] = []): unknown {
  const given = ownFields(command);
  try {
    if (given.do === 'frames') noteReplaced();
    if (given.do === 'frames') return writeJson({ wire: WIRE_VERSION, ...describeCalls(readCalls(probe, L.frames)), replaced });
    if (given.do === 'mark') return writeJson({ wire: WIRE_VERSION, marked: mark(firstOf(bindings), given.as) });
    if (given.do === 'entry')
      return writeJson({
        wire: WIRE_VERSION,
        running: describeEntry(tryRead(firstOf(bindings)), newList<unknown>(), newList<number>(), undefined),
        replaced,
      });
    if (given.do === 'method') return findSureMethod(tryRead(firstOf(bindings)), given.awaited);
    if (given.do === 'hold') return holdValues(readAll(bindings));
    if (given.do === 'generators' || given.do === 'hold-generators') {
      const found = findGenerators(given.names, readAll(bindings));
      return given.do === 'generators'
        ? writeJson({ wire: WIRE_VERSION, generators: found.paths, cut: found.cut })
        : holdValues(found.values);
    }
    if (given.do === 'held') return holdOne(findEntry(tryRead(firstOf(bindings)), given.at)?.value);
    if (given.do === 'disposal') return findDisposal(findEntry(tryRead(firstOf(bindings)), given.at));
    if (given.do === 'disposer') return findDisposer(tryRead(firstOf(bindings)));
    return read(bindings, lists, given.as !== undefined ? takeMark(given.as) : undefined);
  } catch {
    // The program has broken something that the probe needs, so there is no answer.
    return '{}';
  }
}

/** Held weakly and under a symbol: if the debugger goes away now, it keeps nothing alive and nobody comes across it. */
function mark(self: Thunk | undefined, as: number): boolean {
  const value = tryRead(self);
  if (!isObject(value)) return false;
  const key = registeredSymbol(`${MARK}${as}`);
  const kept = holdWeakly(value);
  return (
    key !== undefined && kept !== undefined && define(realm, key, { value: kept, configurable: true, enumerable: false, writable: false })
  );
}

function takeMark(as: number): unknown {
  const key = registeredSymbol(`${MARK}${as}`);
  const kept = key === undefined ? undefined : ownValue(realm, key);
  if (key === undefined || !isObject(kept)) return undefined;
  remove(realm, key);
  return follow(kept);
}

function read(bindings: readonly Thunk[], lists: readonly Thunk[], running: unknown): string {
  const values = newList<unknown>();
  const described = newList<Json>();
  for (let at = 0; at < bindings.length && at < B.bindings; at++) {
    const value = tryRead(bindings[at]);
    add(values, value);
    add(described, isObject(value) ? describeResource(value, false, running) : {});
  }
  const listed = newList<Json>();
  for (let at = 0; at < lists.length && at < B.bindings; at++) add(listed, readList(lists[at], values, running));
  return writeJson({
    wire: WIRE_VERSION,
    bindings: described,
    lists: listed,
    running: isObject(running) ? describeResource(running, false, running) : undefined,
    replaced,
  });
}

/** A name may belong to an inner variable that is not initialised yet; the value of the outer one is not known then. */
function readList(thunk: Thunk | undefined, values: List<unknown>, running: unknown): Json {
  try {
    const held = thunk?.(isEngines);
    // If properties cannot be read, it may still be a list.
    if (!canLook) return 'closed';
    return describeList(held, values, running) ?? false;
  } catch {
    return 'closed';
  }
}

function describeList(held: unknown, values: List<unknown>, running: unknown): List<Json> | undefined {
  const list = listIn(held);
  if (list === undefined) return undefined;
  const entries = newList<Json>();
  const used = newList<number>();
  for (let at = 0; at < list.length && at < B.entries; at++) {
    const entry = describeEntry(ownValue(list, at), values, used, running);
    if (entry === undefined) return undefined;
    add(entries, { ...entry, at });
  }
  return entries;
}

function describeEntry(
  given: unknown,
  values: List<unknown>,
  used: List<number>,
  running: unknown,
): { readonly [key: string]: Json | undefined } | undefined {
  const entry = readEntry(given);
  if (entry === undefined) return undefined;
  const { value, isAsync } = entry;
  // `await using` of null stays in the list, for its await alone.
  if (!isObject(value)) return {};
  return {
    ...describeResource(value, isAsync, running),
    method: functionName(findDisposal(entry)),
    async: isAsync,
    binding: findBinding(values, value, used),
  };
}

function findBinding(values: List<unknown>, value: unknown, used: List<number>): number | undefined {
  for (let at = 0; at < values.length; at++) {
    if (values[at] !== value || isIn(used, at)) continue;
    add(used, at);
    return at;
  }
  return undefined;
}

function isIn(list: List<number>, item: number): boolean {
  for (let at = 0; at < list.length; at++) if (list[at] === item) return true;
  return false;
}

function describeResource(value: object, isAsync: boolean, running: unknown): { readonly [key: string]: Json | undefined } {
  return {
    value: { ...preview(value, L.value) },
    method: functionName(findMethod(value, isAsync)),
    key: findKey(value),
    running: running !== undefined && value === running,
    scope: findScopeOf(value),
  };
}

/** `d` of Babel's `{ e, u, a, d }`. */
function findDisposer(context: unknown): unknown {
  const found = isOpen(context) ? ownValue(context, 'd') : undefined;
  return typeof found === 'function' ? found : undefined;
}

function readAll(bindings: readonly Thunk[]): List<unknown> {
  const values = newList<unknown>();
  for (let at = 0; at < bindings.length && at < B.bindings; at++) add(values, tryRead(bindings[at]));
  return values;
}

function holdOne(value: unknown): unknown {
  const values = newList<unknown>();
  add(values, value);
  return holdValues(values);
}

function tryRead(thunk: Thunk | undefined): unknown {
  try {
    return thunk?.(isEngines);
  } catch {
    // Not initialised yet, or no such variable in this frame.
    return undefined;
  }
}

/** An index beyond the end would be looked up on `Array.prototype`. */
function firstOf(thunks: readonly Thunk[]): Thunk | undefined {
  return thunks.length === 0 ? undefined : thunks[0];
}
