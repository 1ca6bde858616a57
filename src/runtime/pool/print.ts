/**
 * A print of what an idle object looks like, so that a later use of it is noticed. It reads own data only, and calls no getter and
 * no proxy trap of the program.
 */

import { describe, isProxy } from '../support/describe.ts';

/** Property names and their values at that time. */
export type Print = ReadonlyMap<PropertyKey, unknown>;

/** Bytes beyond these are not looked at. */
const MAX_BYTES = 65_536;
const CONTENT = Symbol('content');
const { getOwnPropertyDescriptor, ownKeys } = Reflect;

/** The object's own data properties, and its inner content: bytes, or the number of elements. */
export function takePrint(object: object): Print {
  const print = new Map<PropertyKey, unknown>();
  if (isProxy(object)) return print;
  const content = readContent(object);
  if (content !== undefined) print.set(CONTENT, content);
  // The bytes of a typed array are its own properties too.
  if (ArrayBuffer.isView(object)) return print;
  for (const key of ownKeys(object)) {
    const found = getOwnPropertyDescriptor(object, key);
    if (found !== undefined && 'value' in found) print.set(key, found.value);
  }
  return print;
}

/** What differs, as text; `undefined` if nothing does. */
export function findChange(before: Print, after: Print): string | undefined {
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    if (Object.is(before.get(key), after.get(key)) && before.has(key) === after.has(key)) continue;
    return key === CONTENT ? 'its content' : typeof key === 'symbol' ? describe(key) : `property '${String(key)}'`;
  }
  return undefined;
}

function readContent(object: object): number | undefined {
  if (object instanceof Map || object instanceof Set) return object.size;
  if (!ArrayBuffer.isView(object)) return undefined;
  return hash(new Uint8Array(object.buffer, object.byteOffset, Math.min(object.byteLength, MAX_BYTES)));
}

/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193);
  return sum;
}
