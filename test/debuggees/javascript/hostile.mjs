// Values that bite whoever looks too closely. Run without a debugger, and with one, this prints the same: "touched 0".
import { run } from '../../../dist/runtime/deferscope.mjs';

let touched = 0;
const bite = () => {
  touched += 1;
  throw new Error('do not touch');
};

class Trap {
  get secret() { return bite(); }
  toString() { return bite(); }
  toJSON() { return bite(); }
  get [Symbol.toStringTag]() { return bite(); }
  [Symbol.toPrimitive]() { return bite(); }
  *[Symbol.iterator]() { bite(); }
}

const handler = Object.fromEntries(['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'isExtensible', 'set', 'deleteProperty', 'defineProperty']
  .map((trap) => [trap, bite]));
const cycle = { name: 'cycle' };
cycle.self = cycle;
const named = () => {};
Object.defineProperty(named, 'name', { get: bite });

Object.defineProperty(Object.prototype, 'toJSON', { configurable: true, get: bite });
Object.defineProperty(Array.prototype, 'toJSON', { configurable: true, get: bite });
Object.defineProperty(String.prototype, 'toJSON', { configurable: true, get: bite });

run({ label: 'hostile <b>*label*</b> [x](command:workbench.action.quit)' }, (s) => {
  s.defer(() => {}, new Trap());
  s.defer(() => {}, new Proxy({}, handler));
  s.defer(() => {}, new Proxy(function target() {}, handler));
  s.defer(() => {}, 'x'.repeat(50 * 1024 * 1024));
  s.defer(() => {}, cycle);
  s.defer(named, 'a function whose name is a getter');
  s.defer(() => {}, '\u202egnp.exe\u0007\u001b[31m\nsecond line\u2028`*_[x](command:y)_*`<img src=x onerror=alert(1)>');
  s.defer(() => {}, Symbol('s'), 10n, -0, NaN, undefined, null, new Date(NaN), Object.create(null));
  s.defer(() => {}, Object.defineProperty({}, 'x', { enumerable: true, get: bite }));
  console.log('touched', touched); // stop
});

for (const prototype of [Object.prototype, Array.prototype, String.prototype]) delete prototype.toJSON;
console.log('touched', touched);
