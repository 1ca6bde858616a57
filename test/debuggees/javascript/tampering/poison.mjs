// Wraps all of the engine's functions that are no classes, counts how often they are called at a stop, and takes it back.
import { run } from 'deferscope';
const { apply, construct, defineProperty, ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect; 
let on = false; let touchLog = ''; let touches = 0;
function note(n) { if (on) { touches++; if (touches < 400) touchLog += n + ' | '; } }
const seen = new Set(); const undo = []; let count = 0;
function wrap(fn, name) { return function (...a) { note(name); return new.target ? construct(fn, a, new.target === undefined ? fn : fn) : apply(fn, this, a); }; }
function poison(o, path, depth) {
  if (o === null || (typeof o !== 'object' && typeof o !== 'function') || seen.has(o) || depth > 4) return; seen.add(o);
  for (const k of ownKeys(o)) {
    const d = getOwnPropertyDescriptor(o, k); if (d === undefined) continue; const name = `${path}.${String(k)}`;
    if (/\.(constructor|caller|callee|arguments|deferscope)/.test(name) || typeof k === 'symbol' && String(k).includes('deferscope')) continue;
    if (typeof d.value === 'object' || typeof d.value === 'function') poison(d.value, name, depth + 1);
    if (!d.configurable) continue;
    if (typeof d.value === 'function' && k !== 'prototype' && getOwnPropertyDescriptor(d.value, 'prototype') === undefined) { count++; try { const w = wrap(d.value, name); defineProperty(o, k, { __proto__: null, ...d, value: w }); undo.push([o, k, d]); } catch {} }
    else if (typeof d.get === 'function' && depth > 0) { try { defineProperty(o, k, { __proto__: null, ...d, get: wrap(d.get, 'get ' + name) }); undo.push([o, k, d]); count++; } catch {} }
  }
}
export async function main() {
  const roots = ['Object', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'Function', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'JSON', 'Math', 'Reflect', 'Promise', 'Error', 'Date', 'RegExp', 'Proxy', 'BigInt', 'Uint8Array', 'ArrayBuffer', 'DisposableStack', 'AsyncDisposableStack', 'SuppressedError', 'performance', 'process'];
  const stack = new DisposableStack(); stack.defer(function a1() {}); stack.adopt({ id: 3 }, function b1() {});
  run({ label: 'lib' }, (s) => {
    s.defer(function closeIt() {}, { id: 5, list: [1, 2, 3], when: new Date(0), m: new Map([[1, 2]]), e: new Error('x'), re: /a/ });
    { using r = { [Symbol.dispose]() {}, name: 'res' };
      for (const n of roots) poison(globalThis[n], n, 1);
      poison(getPrototypeOf([][Symbol.iterator]()), 'ArrayIterator', 2);
      for (const k of ['get', 'set', 'value', 'configurable', 'enumerable', 'writable', 'then', 'toJSON', 'library', 'scope', 'scopes', 'skip', 'resource', 'do', 'name', 'url', 'line', 'frames', 'cleanup', 'as', 'stack', 'v', 'd', 'a', 'label', 'follows', 'own', 'read', 'customInspect', '0', '5', 'dispose', 'disposed', 'proxy', 'depth']) { if (getOwnPropertyDescriptor(Object.prototype, k)) continue; defineProperty(Object.prototype, k, { __proto__: null, get() { note('O.p.get ' + k); return undefined; }, set(v) { note('O.p.set ' + k); defineProperty(this, k, { __proto__: null, value: v, writable: true, configurable: true, enumerable: true }); }, configurable: true }); undo.push([Object.prototype, k, undefined]); }
      on = true;
      debugger;
      on = false;
      for (let i = undo.length - 1; i >= 0; i--) { const [o, k, d] = undo[i]; if (d) defineProperty(o, k, { __proto__: null, ...d }); else delete o[k]; }
    }
  });
  { using told = { name: `${count > 300 ? 'many' : count} wrapped, ${touches} called${touches > 0 ? `: ${touchLog}` : ''}`, [Symbol.dispose]() {} }; debugger; }
  stack.dispose();
}
