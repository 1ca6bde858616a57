import { call, describeProperty, functionText, globalValue, missing, ownValue, prototypeOf } from './genuine.ts';
import { construct, getPrototype, languageSymbol } from './intrinsics.ts';
import { add, newList, type List } from './list.ts';
import { standsAt } from './standsAt.ts';
import { inspection, type Inspection } from './typeChecks.ts';

/**
 * Internal state that the engine keeps in an object: the time of a date, the entries of a map. It is read with the engine's own functions,
 * which run nothing of the program's. A function that the program has put in their place is recognised by its text and not called.
 */
export type Slots =
  /** `undefined` for an invalid date. */
  | { readonly kind: 'date'; readonly time: string | undefined }
  | { readonly kind: 'regexp'; readonly text: string }
  | { readonly kind: 'map' | 'set'; readonly size: number; readonly entries: List<readonly unknown[]> }
  /** Numbers in a row: how many there are, and the first of them. */
  | { readonly kind: 'numbers'; readonly name: string; readonly length: number; readonly first: List<unknown> }
  | { readonly kind: 'view'; readonly byteLength: number; readonly byteOffset: number; readonly buffer: number }
  | { readonly kind: 'boxed'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'arguments'; readonly length: number }
  /** Only the engine can say what is inside. */
  | { readonly kind: 'sealed'; readonly name: string };

type Native = (this: unknown, ...given: readonly unknown[]) => unknown;

/** How many elements of a row of numbers are read. */
const MAX_NUMBERS = 20;
/** How many entries of a map or set are read; the engine's own previews have as many. */
const MAX_ENTRIES = 5;

/**
 * The internal state of a value besides its properties; undefined if it has none, or if the engine's own functions are gone. `entries`: the
 * maximum for a map or set.
 */
export function readSlots(value: object, types: Inspection, entries = MAX_ENTRIES): Slots | undefined {
  try {
    if (types.isDate(value)) return readDate(value);
    if (types.isRegExp(value)) return readRegExp(value);
    if (types.isMap(value)) return readEntries(value, { kind: 'map', global: 'Map', method: 'entries', most: entries });
    if (types.isSet(value)) return readEntries(value, { kind: 'set', global: 'Set', method: 'values', most: entries });
    if (types.isTypedArray(value)) return readTypedArray(value);
    if (types.isAnyArrayBuffer(value)) return readBuffer(value, types.isSharedArrayBuffer(value) ? 'SharedArrayBuffer' : 'ArrayBuffer');
    if (types.isDataView(value)) return readView(value);
    if (types.isBoxedPrimitive(value)) return readBoxed(value, types);
    if (types.isArgumentsObject(value)) return { kind: 'arguments', length: toCount(ownValue(value, 'length')) };
  } catch {
    // A view of a detached buffer, or a function that does not exist.
    return { kind: 'sealed', name: '' };
  }
  const sealed = nameSealed(value, types);
  return sealed === undefined ? undefined : { kind: 'sealed', name: sealed };
}

/** The description of a symbol; undefined if the engine's own getter is gone. */
export function readSymbol(value: symbol): string | undefined {
  const description = find('Symbol', 'description', 'get');
  const said = description === undefined ? undefined : call(description, value);
  if (description === undefined) return undefined;
  return typeof said === 'string' ? said : '';
}

/** The code of a text's first UTF-16 unit; undefined if the engine's own function is gone. */
export function readCodeUnit(text: string): number | undefined {
  const charCodeAt = find('String', 'charCodeAt', 'value');
  return charCodeAt === undefined ? undefined : (call(charCodeAt, text, 0) as number | undefined);
}

/** Whether the function is the engine's own and has this name: the texts of bound functions and proxies contain no name. */
export function isNative(fn: unknown, name?: string): fn is Native {
  if (typeof fn !== 'function') return false;
  const text = functionText(fn);
  if (text === undefined) return false;
  const end = ') { [native code] }';
  return standsAt(text, end, text.length - end.length) && (name === undefined || standsAt(text, `function ${name}(`, 0));
}

/** One of the engine's functions, from the prototype of the global of that name. */
function find(global: string, key: string | symbol, kind: 'value' | 'get', name?: string): Native | undefined {
  const made = globalValue(global);
  const prototype: unknown = typeof made === 'function' ? ownValue(made, 'prototype') : undefined;
  return findOn(prototype, key, kind, name ?? (typeof key === 'string' ? key : ''));
}

function findOn(holder: unknown, key: string | symbol, kind: 'value' | 'get', name: string): Native | undefined {
  if (typeof holder !== 'object' || holder === null || inspection?.isProxy(holder) === true) return undefined;
  const own = describeProperty(holder, key);
  const found = kind === 'get' ? own?.get : own?.value;
  if (isNative(found, kind === 'get' ? `get ${name}` : name)) return found;
  // An older engine may not have it.
  return own === undefined ? undefined : missing<Native | undefined>(name, undefined);
}

function isThere(global: string, key: string): boolean {
  const prototype = prototypeOf(global);
  return prototype !== undefined && describeProperty(prototype, key) !== undefined;
}

/** Calls one of the engine's functions on the value. Throws if the function is gone: see {@link readSlots}. */
function ask(fn: Native | undefined, value: unknown): unknown {
  return call(fn, value);
}

function readDate(value: object): Slots {
  const time = ask(find('Date', 'getTime', 'value'), value) as number;
  return { kind: 'date', time: time === time ? (ask(find('Date', 'toISOString', 'value'), value) as string) : undefined };
}

const FLAGS: readonly (readonly [string, string])[] = [
  ['hasIndices', 'd'],
  ['global', 'g'],
  ['ignoreCase', 'i'],
  ['multiline', 'm'],
  ['dotAll', 's'],
  ['unicode', 'u'],
  ['unicodeSets', 'v'],
  ['sticky', 'y'],
];

/** Reads each flag with its own getter: `flags` would read the object's properties. */
function readRegExp(value: object): Slots {
  let text = `/${ask(find('RegExp', 'source', 'get'), value) as string}/`;
  for (let at = 0; at < FLAGS.length; at++) {
    const flag = FLAGS[at] as readonly [string, string];
    const getter = find('RegExp', flag[0], 'get');
    if (getter !== undefined && call(getter, value) === true) text += flag[1];
    else if (getter === undefined && isThere('RegExp', flag[0])) return { kind: 'sealed', name: 'RegExp' };
  }
  return { kind: 'regexp', text };
}

interface EntriesQuery {
  readonly kind: 'map' | 'set';
  readonly global: string;
  readonly method: string;
  readonly most: number;
}

function readEntries(value: object, { kind, global, method, most }: EntriesQuery): Slots {
  const size = ask(find(global, 'size', 'get'), value) as number;
  const iterator = ask(find(global, method, 'value'), value) as object;
  const next = findOn(getPrototype(iterator), 'next', 'value', 'next');
  const entries = newList<readonly unknown[]>();
  while (entries.length < most) {
    const step = ask(next, iterator) as { readonly done: boolean; readonly value: unknown };
    if (step.done) break;
    add(entries, kind === 'map' ? (step.value as readonly unknown[]) : [step.value]);
  }
  return { kind, size, entries };
}

function readTypedArray(value: object): Slots {
  const made = globalValue('Uint8Array');
  const prototype: unknown = typeof made === 'function' ? ownValue(made, 'prototype') : undefined;
  const shared: unknown = typeof prototype === 'object' && prototype !== null ? getPrototype(prototype) : undefined;
  const length = ask(findOn(shared, 'length', 'get', 'length'), value) as number;
  const name = ask(findOn(shared, languageSymbol('toStringTag') ?? '', 'get', '[Symbol.toStringTag]'), value) as string;
  return { kind: 'numbers', name, length, first: readNumbers(value as ArrayLike<unknown>, length) };
}

/** An index below the length is the array's own. */
function readNumbers(value: ArrayLike<unknown>, length: number): List<unknown> {
  const first = newList<unknown>();
  for (let at = 0; at < length && at < MAX_NUMBERS; at++) add(first, value[at]);
  return first;
}

function readBuffer(value: object, name: string): Slots {
  const length = ask(find(name, 'byteLength', 'get'), value) as number;
  const made = globalValue('Uint8Array');
  const bytes = isNative(made, 'Uint8Array')
    ? readNumbers(construct(made, [value, 0, length < MAX_NUMBERS ? length : MAX_NUMBERS]) as ArrayLike<unknown>, length)
    : newList<unknown>();
  return { kind: 'numbers', name, length, first: bytes };
}

function readView(value: object): Slots {
  const buffer = ask(find('DataView', 'buffer', 'get'), value) as object;
  return {
    kind: 'view',
    byteLength: ask(find('DataView', 'byteLength', 'get'), value) as number,
    byteOffset: ask(find('DataView', 'byteOffset', 'get'), value) as number,
    buffer: ask(
      find(inspection?.isSharedArrayBuffer(buffer) === true ? 'SharedArrayBuffer' : 'ArrayBuffer', 'byteLength', 'get'),
      buffer,
    ) as number,
  };
}

function readBoxed(value: object, types: Inspection): Slots {
  const name = types.isNumberObject(value)
    ? 'Number'
    : types.isStringObject(value)
      ? 'String'
      : types.isBooleanObject(value)
        ? 'Boolean'
        : types.isSymbolObject(value)
          ? 'Symbol'
          : 'BigInt';
  return { kind: 'boxed', name, value: ask(find(name, 'valueOf', 'value'), value) };
}

function nameSealed(value: object, types: Inspection): string | undefined {
  if (types.isPromise(value)) return 'Promise';
  if (types.isWeakMap(value)) return 'WeakMap';
  if (types.isWeakSet(value)) return 'WeakSet';
  if (types.isGeneratorObject(value)) return 'Generator';
  if (types.isMapIterator(value)) return 'Map Iterator';
  return types.isSetIterator(value) ? 'Set Iterator' : undefined;
}

function toCount(value: unknown): number {
  return typeof value === 'number' && value >= 0 && value < 1e15 ? value : 0;
}
