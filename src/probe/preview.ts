import { ownFields } from './ownFields.ts';
import type { WireFunction, WireValue, WireValueType } from '../wire/javascriptReading.ts';

/**
 * Previews of the program's values, made without running its code: no getter, no proxy trap, no `toString`, no iterator.
 * Where the engine cannot say whether an object is a proxy, objects stay closed.
 */

type Descriptor = PropertyDescriptor | undefined;

const { getOwnPropertyDescriptor, getPrototypeOf, keys } = Object;
const { toString: functionToString } = Function.prototype as { toString: (this: unknown) => string };
const { isArray } = Array;
const { isView } = ArrayBuffer as { isView: (value: unknown) => boolean };
const { apply } = Reflect;

/** Fields or elements that a preview of an object shows. */
const FIELDS = 4;
/** UTF-16 units of a field's name. */
const KEY = 50;
/** Prototypes that are looked through for a class name. */
const PROTOTYPES = 4;

/** Stands for a signal that there is not yet: see DoorCleanup in the library's door. */
const SIGNAL = Symbol.for('deferscope.signal');

interface Inspection {
  isProxy(value: unknown): boolean;
  isNativeError(value: unknown): boolean;
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

/** Whether the value is known to be a proxy, every look at which runs code of the program. */
export function isProxy(value: unknown): boolean {
  return inspection?.isProxy(value) === true;
}

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

function begin(text: string, length: number): string {
  return text.length <= length ? text : head(text, length) + '…';
}

/** A preview of at most about `room` UTF-16 units. */
export function preview(value: unknown, room: number): WireValue {
  switch (typeof value) {
    case 'string': return describe('string', head(value, room), value.length > room);
    case 'number': return describe('number', value === 0 && 1 / value < 0 ? '-0' : `${value}`);
    case 'bigint': return value < 1n << 256n && value > -(1n << 256n) ? describe('bigint', `${value}n`) : describe('bigint', 'bigint', true);
    case 'boolean': return describe('boolean', value ? 'true' : 'false');
    case 'undefined': return describe('undefined', 'undefined');
    case 'symbol': return describe('symbol', value === SIGNAL ? 'signal' : 'symbol');
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
    // Its `stack` is left alone: the first look at it has the program's Error.prepareStackTrace make it.
    const message = inspection?.isNativeError(value) === true ? ownValue(value, 'message') : undefined;
    if (typeof message === 'string') return describe('object', (name || 'Error') + ': ' + head(message, room), message.length > room);
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
  // No `for in`: it asks the prototypes too, and one of them may be a proxy.
  const own = keys(value);
  let text = name === 'Object' || name === '' ? '{' : name + ' {';
  let at = 0;
  for (; at < own.length && at < FIELDS && text.length < room; at++)
    text += (at > 0 ? ', ' : '') + begin(own[at] as string, KEY) + ': ' + previewOwn(getOwnPropertyDescriptor(value, own[at] as string));
  const cut = at < own.length;
  return describe('object', text + (cut ? ', …}' : '}'), cut);
}

/** A value inside another one: one level only. */
function previewOwn(descriptor: Descriptor): string {
  if (descriptor === undefined) return '';
  const own = ownFields(descriptor);
  if (own.get !== undefined || own.set !== undefined) return '(…)';
  const value: unknown = own.value;
  if (typeof value === 'string') return '"' + begin(value, 30) + '"';
  if (typeof value !== 'object' || value === null) return preview(value, 30).text;
  if (inspection?.isProxy(value) === true) return 'Proxy';
  if (isArray(value)) return `Array(${value.length})`;
  const name = className(value);
  return name === 'Object' || name === '' ? '{…}' : name;
}

/** The value of an own data property; never calls a getter, for which the value is not known. */
export function ownValue(value: object, key: PropertyKey): unknown {
  const own = getOwnPropertyDescriptor(value, key);
  return own === undefined ? undefined : ownFields(own).value;
}

/** The descriptor of a property, own or inherited; undefined where there is none, and where a proxy stands in the way. */
export function findProperty(value: object, key: PropertyKey): Descriptor {
  for (let at: object | null = value; at !== null && !isProxy(at); at = getPrototypeOf(at) as object | null) {
    const own = getOwnPropertyDescriptor(at, key);
    if (own !== undefined) return ownFields(own);
  }
  return undefined;
}

/** Whether the object's fields can be looked at without running code of the program. */
export function isOpen(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isClosed(value);
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
