import { ownFields } from './ownFields.ts';
import type { WireFunction } from '../wire/javascriptReading.ts';

/**
 * A look at the program's objects without running its code: no getter, no proxy trap, no `toString`, no iterator.
 * Where the engine cannot say whether an object is a proxy, objects stay closed.
 */

export type Descriptor = PropertyDescriptor | undefined;

const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { toString: functionToString } = Function.prototype as { toString: (this: unknown) => string };
const { isView } = ArrayBuffer as { isView: (value: unknown) => boolean };
const { apply } = Reflect;

/** Prototypes that are looked through for a class name. */
const PROTOTYPES = 4;

/** What Node tells of a value's kind, without touching the value. */
export type Inspection = Readonly<Record<
  | 'isProxy' | 'isNativeError' | 'isDate' | 'isRegExp' | 'isMap' | 'isSet' | 'isWeakMap' | 'isWeakSet' | 'isPromise' | 'isGeneratorObject' | 'isMapIterator' | 'isSetIterator' | 'isTypedArray'
  | 'isAnyArrayBuffer' | 'isSharedArrayBuffer' | 'isDataView' | 'isArgumentsObject' | 'isBoxedPrimitive' | 'isNumberObject' | 'isStringObject' | 'isBooleanObject' | 'isSymbolObject',
  (value: unknown) => boolean
>>;

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

export const inspection = findInspection();

/** Whether the value is known to be a proxy, every look at which runs code of the program. */
export function isProxy(value: unknown): boolean {
  return inspection?.isProxy(value) === true;
}

/** Whether looking at the object's properties could run code of the program. */
function isClosed(value: object): boolean {
  return inspection === undefined || inspection.isProxy(value) || inspection.isBoxedPrimitive(value) || isView(value);
}

/** A bounded copy of the beginning of a text; by index, because `slice` may be the program's. */
export function head(text: string, length: number): string {
  if (text.length <= length) return text;
  let out = '';
  for (let at = 0; at < length; at++) out += text[at] as string;
  return out;
}

export function begin(text: string, length: number): string {
  return text.length <= length ? text : head(text, length) + '…';
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
export function className(value: object): string {
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
