// What the preload adds to the cost of the language's own stacks, as JSON. Both run in one process, in turns.
import { createRequire } from 'node:module';
import { runRounds } from './rounds.mjs';

const METHODS = ['use', 'adopt', 'defer', 'move'];

class Resource {
  [Symbol.dispose]() {}
}
const resource = new Resource();
const close = () => {};
/** @type {Record<string, (stack: DisposableStack) => void>} */
const registrations = {
  'defer(() => {})': (stack) => {
    stack.defer(() => {});
  },
  'adopt(value, fn)': (stack) => {
    stack.adopt(1, close);
  },
  'use(resource)': (stack) => {
    stack.use(resource);
  },
};

/** @typedef {{ prototype: object, name: string, method: unknown }} Method */

/** @param {{ prototype: object }} stacks @returns {Method[]} */
const take = ({ prototype }) => METHODS.map((name) => ({ prototype, name, method: Reflect.get(prototype, name) }));
const takeBoth = () => [...take(DisposableStack), ...take(AsyncDisposableStack)];
const native = takeBoth();
createRequire(import.meta.url)('../../dist/preload.cjs');
const followed = takeBoth();
if (native.some(({ method }, at) => followed[at]?.method === method)) throw new Error('The preload does not follow every method.');

/** @param {readonly Method[]} methods */
function install(methods) {
  for (const { prototype, name, method } of methods) Object.defineProperty(prototype, name, { value: method });
}

function openAnother() {
  const stack = new DisposableStack();
  stack.defer(close);
  return stack;
}

/**
 * One row for the language's own methods, one for those of the preload.
 * @param {string} name @param {number} operations @param {() => unknown} run
 */
function compared(name, operations, run) {
  return Object.entries({ native, preload: followed }).map(([kind, methods]) => ({
    name: `${name}, ${kind}`,
    operations,
    run() {
      install(methods);
      return run();
    },
  }));
}

/** @param {string} where @param {readonly number[]} sizes @param {() => DisposableStack | undefined} [openOuter] */
const synchronous = (where, sizes, openOuter = () => undefined) =>
  sizes.flatMap((size) =>
    Object.entries(registrations).flatMap(([name, register]) =>
      compared(`${name}, ${size} per stack${where}`, 20_000, () => {
        const outer = openOuter();
        for (let at = 0; at < 20_000; at += size) {
          const stack = new DisposableStack();
          for (let each = 0; each < size; each++) register(stack);
          stack.dispose();
        }
        outer?.dispose();
      }),
    ),
  );

const awaited = [1, 8].flatMap((size) =>
  compared(`async defer(() => {}), ${size} per stack`, 4000, async () => {
    for (let at = 0; at < 4000; at += size) {
      const stack = new AsyncDisposableStack();
      for (let each = 0; each < size; each++) stack.defer(() => {});
      await stack.disposeAsync();
    }
  }),
);

const times = await runRounds([...synchronous('', [1, 8, 100]), ...synchronous(', another open', [1], openAnother)]);
install(followed);
const lasting = openAnother();
await new Promise((resolve) => {
  setTimeout(resolve);
});
Object.assign(times, await runRounds(synchronous(', another open for long', [1])));
lasting.dispose();
Object.assign(times, await runRounds(awaited));
console.log(JSON.stringify({ node: `Node ${process.versions.node}`, times }));
