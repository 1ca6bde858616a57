import type { WireFunction, WireValue, WireValueType } from '../wire/javascriptReading.ts';

/**
 * Previews of the program's values, made without running its code: no getter, no proxy trap, no `toString`, no iterator.
 * Where the engine cannot say whether an object is a proxy, objects stay closed.
 */

type Descriptor = PropertyDescriptor | undefined;

const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { toString: functionToString } = Function.prototype as { toString: (this: unknown) => string };
const { isArray } = Array;
const { isView } = ArrayBuffer as { isView: (value: unknown) => boolean };
const { apply } = Reflect;

/** Fields or elements that a preview of an object shows. */
const FIELDS = 4;
/** Prototypes that are looked through for a class name. */
const PROTOTYPES = 4;

interface Inspection {
  isProxy(value: unknown): boolean;
  isBoxedPrimitive(value: unknown): boolean;
}

/** Node's own look into a value, where there is one. */
function findInspection(): Inspection | undefined {
  try {
    const host = globalThis as { process?: { getBuiltinModule?: (name: string) => { types: Inspection }; mainModule?: { require: (name: string) => { types: Inspection } } } };
    const node = host.process;
    if (typeof node?.getBuiltinModule === 'function') return node.getBuiltinModule('node:util').types;
    return node?.mainModule?.require('node:util').types;
  } catch {
    // A program may have put anything under `process`; without Node's help objects stay closed.
    return undefined;
  }
}

const inspection = findInspection();

/** Whether looking at the object's properties could run code of the program. */
function isClosed(value: object): boolean {
  return inspection === undefined || inspection.isProxy(value) || inspection.isBoxedPrimitive(value) || isView(value);
}

function describe(type: WireValueType, text: string, cut = false): WireValue {
  return { type, text, cut };
}

/** A bounded copy of the beginning of a text; by index, because `slice` may be the program's. */
export function head(text: string, length: number): string {
  if (text.length <= length) return text;
  let out = '';
  for (let at = 0; at < length; at++) out += text[at] as string;
  return out;
}

/** A preview of at most about `room` UTF-16 units. */
export function preview(value: unknown, room: number): WireValue {
  switch (typeof value) {
    case 'string': return describe('string', head(value, room), value.length > room);
    case 'number': return describe('number', value === 0 && 1 / value < 0 ? '-0' : `${value}`);
    case 'bigint': return value < 1n << 256n && value > -(1n << 256n) ? describe('bigint', `${value}n`) : describe('bigint', 'bigint', true);
    case 'boolean': return describe('boolean', value ? 'true' : 'false');
    case 'undefined': return describe('undefined', 'undefined');
    case 'symbol': return describe('symbol', 'symbol');
    case 'function': return describe('function', 'ƒ ' + (functionName(value) || '(anonymous)'));
    case 'object': return value === null ? describe('null', 'null') : previewObject(value, room);
  }
}

function previewObject(value: object, room: number): WireValue {
  if (inspection?.isProxy(value) === true) return describe('object', 'Proxy', true);
  try {
    const name = className(value);
    if (isClosed(value)) return describe('object', name || 'object', true);
    if (isArray(value)) return previewArray(value, room);
    const message = ownValue(value, 'message');
    if (typeof message === 'string' && ownValue(value, 'stack') !== NOTHING && endsWithError(name)) return describe('object', name + ': ' + head(message, room), message.length > room);
    return previewFields(value, name, room);
  } catch {
    // A module namespace with bindings that are not initialised yet, and other exotic objects.
    return describe('object', 'object', true);
  }
}

function previewArray(value: readonly unknown[], room: number): WireValue {
  let text = `(${value.length}) [`;
  let at = 0;
  for (; at < value.length && at < FIELDS && text.length < room; at++) text += (at > 0 ? ', ' : '') + previewOwn(getOwnPropertyDescriptor(value, at));
  const cut = at < value.length;
  return describe('object', text + (cut ? ', …]' : ']'), cut);
}

function previewFields(value: object, name: string, room: number): WireValue {
  let text = name === 'Object' || name === '' ? '{' : name + ' {';
  let shown = 0;
  let cut = false;
  for (const key in value) {
    const own = getOwnPropertyDescriptor(value, key);
    if (own === undefined) continue;
    if (shown === FIELDS || text.length >= room) {
      cut = true;
      break;
    }
    text += (shown > 0 ? ', ' : '') + key + ': ' + previewOwn(own);
    shown += 1;
  }
  return describe('object', text + (cut ? ', …}' : '}'), cut);
}

/** A value inside another one: one level only. */
function previewOwn(own: Descriptor): string {
  if (own === undefined) return '';
  if (!('value' in own)) return '(…)';
  const value: unknown = own.value;
  if (typeof value === 'string') return '"' + head(value, 30) + (value.length > 30 ? '…' : '') + '"';
  if (typeof value !== 'object' || value === null) return preview(value, 30).text;
  if (inspection?.isProxy(value) === true) return 'Proxy';
  if (isArray(value)) return `Array(${value.length})`;
  const name = className(value);
  return name === 'Object' || name === '' ? '{…}' : name;
}

const NOTHING = {};

/** The value of an own data property; never calls a getter. An own accessor counts as a value that is not known. */
function ownValue(value: object, key: PropertyKey): unknown {
  const own = getOwnPropertyDescriptor(value, key);
  if (own === undefined) return NOTHING;
  return 'value' in own ? own.value : undefined;
}

function endsWithError(name: string): boolean {
  const n = name.length;
  return n >= 5 && name[n - 5] === 'E' && name[n - 4] === 'r' && name[n - 3] === 'r' && name[n - 2] === 'o' && name[n - 1] === 'r';
}

/** The name of the class that made an object, as far as data properties tell. */
function className(value: object): string {
  let at: object | null = value;
  for (let step = 0; step < PROTOTYPES && at !== null; step++) {
    if (inspection === undefined || inspection.isProxy(at)) return '';
    const made = ownValue(at, 'constructor');
    if (typeof made === 'function') return functionName(made);
    at = getPrototypeOf(at) as object | null;
  }
  return '';
}

/** A function's own `name`, if it is a plain string. */
export function functionName(fn: unknown): string {
  if (typeof fn !== 'function' || inspection === undefined || inspection.isProxy(fn)) return '';
  const name = ownValue(fn, 'name');
  return typeof name === 'string' ? head(name, 100) : '';
}

/** What can be said about the function of a cleanup. */
export function describeFunction(fn: unknown, room: number): WireFunction {
  if (typeof fn !== 'function') return { name: '', source: '' };
  let source = '';
  try {
    source = head(apply(functionToString, fn, []), room);
  } catch {
    // A callable that is no function of the engine has no text.
  }
  return { name: functionName(fn), source };
}
