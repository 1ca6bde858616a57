import type { WireFunction } from '../wire/javascriptReading.ts';
import { describeProperty, functionText, ownValue, type Property } from './genuine.ts';
import { getPrototype, mayBeView } from './intrinsics.ts';
import { inspection, isProxy } from './typeChecks.ts';

/**
 * Inspects the program's objects without running its code: no getter, no proxy trap, no `toString`, no iterator. If the engine cannot say
 * whether an object is a proxy, the object is not inspected.
 */

/** How many prototypes are searched for a class name. */
const MAX_PROTOTYPES = 4;

/** Whether reading the object's properties could run code of the program. */
function isClosed(value: object): boolean {
  return inspection === undefined || inspection.isProxy(value) || inspection.isBoxedPrimitive(value) || mayBeView(value);
}

/** A bounded copy of the beginning of a text; by index, because the program may have replaced `slice`. */
export function head(text: string, length: number): string {
  if (text.length <= length) return text;
  let out = '';
  for (let at = 0; at < length; at++) out += text[at] as string;
  return out;
}

export function begin(text: string, length: number): string {
  return text.length <= length ? text : head(text, length) + '…';
}

/** The descriptor of a property, own or inherited; undefined if there is none or a proxy is in the way. */
export function findProperty(value: object, key: PropertyKey): Property | undefined {
  for (let at: object | null = value; at !== null && !isProxy(at); at = getPrototype(at)) {
    const own = describeProperty(at, key);
    if (own !== undefined) return own;
  }
  return undefined;
}

/** Whether the object's fields can be read without running code of the program. */
export function isOpen(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isClosed(value);
}

/** The name of the class that made an object, as far as data properties tell. */
export function className(value: object): string {
  let at: object | null = value;
  for (let step = 0; step < MAX_PROTOTYPES && at !== null; step++) {
    if (inspection === undefined || inspection.isProxy(at)) return '';
    const made = ownValue(at, 'constructor');
    if (typeof made === 'function') return functionName(made);
    at = getPrototype(at);
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
    source = head(functionText(fn) ?? '', room);
  } catch {
    // A callable that is no function of the engine has no text.
  }
  return { name: functionName(fn), source };
}
