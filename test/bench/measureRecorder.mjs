// One Node version, one process: scopes and their cleanups while they are recorded, and while they are not. Prints JSON.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { loadCopy } from './loadCopy.mjs';
import { runRounds } from './rounds.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-bench-'));

/**
 * @typedef {Pick<typeof import('../../src/runtime/deferscope.ts'), 'scope' | 'run'>} Core
 * @typedef {Core & Pick<typeof import('../../src/runtime/record/record.ts'), 'record'>} Library
 * @typedef {[events: number, make: (library: Core) => () => void]} Shape
 */

/**
 * The library as a separate file; `unbounded`: it looks up every place, however long that takes.
 * @param {string} name @param {boolean} unbounded @returns {Promise<Library>}
 */
async function load(name, unbounded) {
  const file = path.join(folder, `${name}.mjs`);
  /** @type {import('esbuild').Plugin} */
  const plugin = {
    name: 'unbounded',
    setup(b) {
      b.onLoad({ filter: /trace\.ts$/ }, ({ path: from }) => ({
        contents: fs.readFileSync(from, 'utf8').replace('FREE_CAPTURES = 10_000', 'FREE_CAPTURES = Infinity'),
        loader: 'ts',
      }));
    },
  };
  const contents =
    "export { run, runAsync, scope } from './src/runtime/deferscope.ts'; export { record } from './src/runtime/record/record.ts';";
  return /** @type {Library} */ (await loadCopy(file, contents, unbounded ? [plugin] : []));
}

let sum = 0;
/** @param {number} n */
const add = (n) => {
  sum += n;
};
/** Each with how many events it makes. @type {Record<string, Shape>} */
const shapes = {
  'scope(), one cleanup': [
    5,
    ({ scope }) =>
      () => {
        const s = scope();
        s.defer(add, 1);
        s.dispose();
      },
  ],
  'scope(), eight cleanups': [
    26,
    ({ scope }) =>
      () => {
        const s = scope();
        for (let i = 0; i < 8; i++) s.defer(add, i);
        s.dispose();
      },
  ],
  'run(), one cleanup': [
    5,
    ({ run }) =>
      () => {
        run((s) => {
          s.defer(add, 1);
        });
      },
  ],
};
const COUNT = 2000;
const recorded = await load('recorded', false);
const plain = await load('plain', false);
const complete = await load('complete', true);
const recordings = [recorded, complete].map((library, at) =>
  library.record({ file: path.join(folder, `${at}.deferscope.jsonl`), maxBytes: 64 * 1024 * 1024 }),
);
const variants = Object.entries(shapes).flatMap(([shape, [events, make]]) =>
  Object.entries({ on: recorded, off: plain, complete }).map(([state, library]) => {
    const once = make(library);
    return {
      name: `${shape}/${state}`,
      operations: COUNT * events,
      run: () => {
        for (let i = 0; i < COUNT; i++) once();
      },
    };
  }),
);
const times = await runRounds(variants, { rounds: Number(process.env.BENCH_ROUNDS ?? 31), warmUp: 5 });
const dropped = recordings.reduce((all, recording) => all + recording.dropped, 0);
for (const recording of recordings) recording.close();
fs.rmSync(folder, { recursive: true });
/** @type {(shape: string, state: string) => number} */
const fastest = (shape, state) => Math.min(...(times[`${shape}/${state}`] ?? []));
/** @type {(shape: string, state: string) => number} */
const difference = (shape, state) => fastest(shape, state) - fastest(shape, 'off');
console.log(
  JSON.stringify({
    node: process.version,
    dropped,
    sum,
    times: Object.fromEntries(
      Object.keys(shapes).flatMap((shape) => [
        [shape, difference(shape, 'on')],
        [`${shape}, every place kept`, difference(shape, 'complete')],
      ]),
    ),
  }),
);
