/** A value in a few words, by rules that run no code of the program and look at a bounded number of things. */

import { describe, isError, isProxy, nameFunction, readData } from '../support/describe.ts';

/** The longest text, in UTF-16 units. */
const MAX_TEXT_UNITS = 80;
/** How many elements of an array are shown. */
const MAX_ELEMENTS = 3;
/**
 * What distinguishes one object of a class from another, if it is plain data. The list is fixed, because listing an object's keys
 * takes time for each key, and its other fields are more likely to be secrets.
 */
const TELLING = ['id', 'name', 'label', 'key', 'path', 'url', 'host', 'port', 'fd'];

const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { isArray } = Array;
const { hasOwn } = Object;
// oxlint-disable-next-line typescript/unbound-method -- asks for no `this`
const { isView } = ArrayBuffer;
const { stringify } = JSON;
// Taken once, before the program can replace them. Each looks inside its object and calls nothing.
const readKind = readGetter(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);
const readLength = readGetter(getPrototypeOf(Uint8Array.prototype), 'length');
const readMapSize = readGetter(Map.prototype, 'size');
const readSetSize = readGetter(Set.prototype, 'size');
// oxlint-disable-next-line typescript/unbound-method -- applied below
const { getTime, toISOString } = Date.prototype;

function readGetter(prototype: object | null, key: string | symbol): (this: unknown) => unknown {
  return (prototype === null ? undefined : getOwnPropertyDescriptor(prototype, key)?.get) ?? (() => undefined);
}

/** What a value looks like: `"Ada"`, `731`, `Connection {id: 731}`, `[1, 2, 3, … 97 more]`. Never throws. */
export function preview(value: unknown): string {
  return typeof value === 'object' && value !== null ? previewObject(value) : previewPlain(value);
}

function previewPlain(value: unknown): string {
  if (typeof value === 'string') return stringify(cutText(value, MAX_TEXT_UNITS));
  if (typeof value === 'number') return `${value}`;
  return cutText(describe(value), MAX_TEXT_UNITS);
}

function previewObject(value: object): string {
  if (isProxy(value)) return 'a Proxy';
  if (isError(value)) return `${className(value) ?? 'Error'} {message: ${stringify(cutText(describe(value), MAX_TEXT_UNITS))}}`;
  if (isArray(value)) return previewArray(value);
  if (isView(value)) return previewView(value);
  return previewBuiltIn(value) ?? previewFields(value);
}

function previewArray(value: readonly unknown[]): string {
  const parts: string[] = [];
  for (let i = 0; i < value.length && i < MAX_ELEMENTS; i++) {
    // An element may be a getter, or be missing.
    const found = getOwnPropertyDescriptor(value, i);
    parts[i] = found === undefined || !('value' in found) ? '…' : shallow(found.value);
  }
  if (value.length > MAX_ELEMENTS) parts[MAX_ELEMENTS] = `… ${value.length - MAX_ELEMENTS} more`;
  return `[${parts.join(', ')}]`;
}

function previewView(value: ArrayBufferView): string {
  const kind = apply(readKind, value, []) as string | undefined;
  return kind === undefined ? 'DataView' : `${kind}(${apply(readLength, value, []) as number})`;
}

/** Objects whose content is in no property. Each getter throws for other objects. */
function previewBuiltIn(value: object): string | undefined {
  const name = className(value);
  try {
    switch (name) {
      case 'Map':
        return `Map(${apply(readMapSize, value, []) as number})`;
      case 'Set':
        return `Set(${apply(readSetSize, value, []) as number})`;
      case 'Date':
        return Number.isNaN(apply(getTime, value, [])) ? 'Invalid Date' : `Date ${apply(toISOString, value, [])}`;
      default:
        return undefined;
    }
  } catch {
    // It only has that name.
    return undefined;
  }
}

function previewFields(value: object): string {
  let fields = '';
  for (let i = 0; i < TELLING.length; i++) {
    const key = TELLING[i] as string;
    if (!hasOwn(value, key)) continue;
    const found = getOwnPropertyDescriptor(value, key);
    if (found === undefined || !('value' in found)) continue;
    fields += `${fields === '' ? '' : ', '}${key}: ${shallow(found.value)}`;
  }
  const name = className(value);
  if (fields === '') return name ?? '{…}';
  return name === undefined ? `{${fields}}` : `${name} {${fields}}`;
}

/** Describes a value without its content. */
function shallow(value: unknown): string {
  if (typeof value !== 'object' || value === null) return previewPlain(value);
  if (isProxy(value)) return 'a Proxy';
  if (isArray(value)) return value.length === 0 ? '[]' : '[…]';
  return className(value) ?? '{…}';
}

/** Undefined for a plain object. */
export function className(value: object): string | undefined {
  const maker = readData(value, 'constructor');
  const name = typeof maker === 'function' ? nameFunction(maker) : '';
  return name === '' || name === 'Object' ? undefined : cutText(name, MAX_TEXT_UNITS);
}

/** A cut is never silent. */
export function cutText(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
