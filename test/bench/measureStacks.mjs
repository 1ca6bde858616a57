// What the preload adds to the language's own stacks, as JSON. Both run in one process, in turns.
import { createRequire } from 'node:module';
import { runRounds } from './rounds.mjs';

const METHODS = ['use', 'adopt', 'defer', 'move'];
const OPERATIONS = 20_000;

class Resource {
  [Symbol.dispose]() {}
}
const resource = new Resource();
const close = () => {};
const registrations = {
  'defer(() => {})': (stack) => { stack.defer(() => {}); },
  'adopt(value, fn)': (stack) => { stack.adopt(1, close); },
  'use(resource)': (stack) => { stack.use(resource); },
};

const take = () => Object.fromEntries(METHODS.map((name) => [name, DisposableStack.prototype[name]]));
const native = take();
createRequire(import.meta.url)('../../dist/preload.cjs');
const followed = take();
if (native.defer === followed.defer) throw new Error('The preload follows nothing.');

const variants = [1, 8, 100].flatMap((size) => Object.entries(registrations).flatMap(([name, register]) => [['native', native], ['preload', followed]].map(([kind, methods]) => ({
  name: `${name}, ${size} per stack, ${kind}`,
  operations: OPERATIONS,
  run() {
    for (const method of METHODS) Object.defineProperty(DisposableStack.prototype, method, { value: methods[method] });
    for (let at = 0; at < OPERATIONS; at += size) {
      const stack = new DisposableStack();
      for (let each = 0; each < size; each++) register(stack);
      stack.dispose();
    }
  },
}))));

console.log(JSON.stringify({ node: `Node ${process.versions.node}`, times: await runRounds(variants) }));
