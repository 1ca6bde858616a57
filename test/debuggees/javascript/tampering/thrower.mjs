// Puts a function that throws in the place of one of the engine's after the other.
import { run } from 'deferscope';
const real = { d: Object.defineProperty, g: Object.getOwnPropertyDescriptor };
const list = [[Symbol, 'for'], [Object, 'getOwnPropertyDescriptor'], [Array, 'isArray'], [Object, 'defineProperty'], [Error, 'captureStackTrace'], [Reflect, 'get'], [Reflect, 'apply'], [Function.prototype, 'toString'], [Object, 'keys'], [ArrayBuffer, 'isView'], [Object, 'getPrototypeOf'], [Object, 'freeze'], [Reflect, 'defineProperty'], [Reflect, 'getOwnPropertyDescriptor'], [Reflect, 'deleteProperty']];
export async function main() {
  for (const [o, k] of list) {
    const d = real.g(o, k);
    run({ label: `without ${k}` }, (s) => { s.defer(function closeIt() {}, { id: 5 }); { using r = { [Symbol.dispose]() {}, name: 'res' }; real.d(o, k, { ...d, value: () => { throw new Error('mine'); } }); debugger; real.d(o, k, d); } });
  }
}
