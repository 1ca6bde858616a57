// Wraps the engine's functions before the library is loaded, and counts which of them a look at the program calls.
//   node early.mjs EXPRESSION LIBRARY      a file with what the debugger evaluates, and the library's address
import { readFileSync } from 'node:fs';

const [, , expression, library] = process.argv;
const text = readFileSync(expression, 'utf8');
const look = eval;
const print = console.log;
const { apply, construct, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
const calls = [];
const seen = new Set();
let isLooking = false;
let count = 0;

function wrap(fn, name) {
  return function wrapped(...given) {
    if (isLooking) calls[calls.length] = name;
    return new.target ? construct(fn, given) : apply(fn, this, given);
  };
}

function wrapAll(object, path, depth) {
  if (object === null || (typeof object !== 'object' && typeof object !== 'function') || seen.has(object) || depth > 3) return;
  seen.add(object);
  for (const key of ownKeys(object)) {
    const own = getOwnPropertyDescriptor(object, key);
    const name = `${path}.${String(key)}`;
    if (key === 'constructor') continue;
    if (typeof own.value === 'object' || typeof own.value === 'function') wrapAll(own.value, name, depth + 1);
    if (!own.configurable || typeof own.value !== 'function' || getOwnPropertyDescriptor(own.value, 'prototype') !== undefined) continue;
    count += 1;
    defineProperty(object, key, { ...own, value: wrap(own.value, name) });
  }
}

for (const name of ['Object', 'Array', 'Symbol', 'Function', 'Map', 'Set', 'WeakMap', 'WeakRef', 'JSON', 'Reflect', 'Error', 'Date', 'RegExp', 'ArrayBuffer', 'String', 'Number']) wrapAll(globalThis[name], name, 1);
const { run } = await import(library);
run((s) => {
  s.defer(function closeIt() {}, { id: 5, when: new Date(0), map: new Map([[1, 2]]) });
  isLooking = true;
  const read = look(text);
  isLooking = false;
  print(`${count > 200 ? 'many' : count} wrapped, ${calls.length} called, ${typeof read}`);
  for (const call of calls) print(call);
});
