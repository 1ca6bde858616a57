// Replaces one of the engine's functions after the other by one that counts and throws, and stops while it is there.
import { run } from 'deferscope';

const { defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
const seen = new Set();
const found = [];

function collect(object, path, depth) {
  if (object === null || (typeof object !== 'object' && typeof object !== 'function') || seen.has(object) || depth > 3) return;
  seen.add(object);
  for (const key of ownKeys(object)) {
    const own = getOwnPropertyDescriptor(object, key);
    const name = `${path}.${String(key)}`;
    if (key === 'constructor' || key === 'prototype' && depth > 1) continue;
    if (typeof own.value === 'object' || typeof own.value === 'function') collect(own.value, name, depth + 1);
    const isClass = typeof own.value === 'function' && getOwnPropertyDescriptor(own.value, 'prototype') !== undefined;
    if (own.configurable && !isClass && (typeof own.value === 'function' || typeof own.get === 'function')) found.push({ object, key, own, name });
  }
}

export async function main() {
  const roots = ['Object', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'Function', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'JSON', 'Math', 'Reflect', 'Promise', 'Error', 'Date', 'RegExp', 'BigInt', 'Uint8Array', 'ArrayBuffer', 'DisposableStack', 'AsyncDisposableStack', 'SuppressedError'];
  for (const root of roots) collect(globalThis[root], root, 1);
  collect(Reflect.getPrototypeOf(Uint8Array), 'TypedArray', 1);
  collect(Reflect.getPrototypeOf([][Symbol.iterator]()), 'ArrayIterator', 2);
  collect(Reflect.getPrototypeOf(new Map().entries()), 'MapIterator', 2);
  collect(Reflect.getPrototypeOf(new Set().entries()), 'SetIterator', 2);
  const touched = [];
  const stack = new DisposableStack();
  stack.adopt({ id: 3 }, function release() {});
  run({ label: 'lib' }, (s) => {
    s.defer(function closeIt() {}, { id: 5, list: [1, 2, 3], when: new Date(0), map: new Map([[1, 2]]), set: new Set([1]), failure: new Error('x'), text: /a/, bytes: new Uint8Array(2) });
    using r = { [Symbol.dispose]() {}, name: 'res' };
    for (const { object, key, own, name } of found) {
      const note = () => { touched[touched.length] = name; throw new Error('touched'); };
      defineProperty(object, key, own.get === undefined ? { ...own, value: note } : { ...own, get: note });
      debugger;
      defineProperty(object, key, own);
    }
  });
  { using told = { name: `${found.length > 300 ? 'many' : found.length} replaced, ${touched.length} called${touched.length > 0 ? `: ${touched}` : ''}`, [Symbol.dispose]() {} }; debugger; }
  stack.dispose();
}
