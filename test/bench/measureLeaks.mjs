// One Node version, one process: opening and closing scopes with the leak detector on, off, and left out. Prints JSON.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { loadCopy } from './loadCopy.mjs';
import { median, shuffle } from './rounds.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-bench-'));
const rounds = Number(process.env.BENCH_ROUNDS ?? 61);

/**
 * @typedef {Pick<typeof import('../../src/runtime/deferscope.ts'), 'scope' | 'run'>} Core
 * @typedef {Core & Pick<typeof import('../../src/runtime/leaks/leaks.ts'), 'detectLeaks'>} Copy
 */

/**
 * The library's core as a separate file; `absent`: without any code of the detector.
 * @param {string} name @param {boolean} absent @returns {Promise<Copy>}
 */
async function load(name, absent) {
  const file = path.join(folder, `${name}.mjs`);
  /** @type {import('esbuild').Plugin} */
  const without = {
    name: 'without',
    setup(b) {
      b.onLoad({ filter: /leakWatch\.ts$/ }, () => ({ contents: 'export const leakWatch = undefined;', loader: 'ts' }));
    },
  };
  const contents = `export { scope, run } from './src/runtime/deferscope.ts';${absent ? '' : "export { detectLeaks } from './src/runtime/leaks/leaks.ts';"}`;
  return /** @type {Copy} */ (await loadCopy(file, contents, absent ? [without] : []));
}

let sum = 0;
/** @param {number} n */
const add = (n) => {
  sum += n;
};
/** @type {Record<string, (copy: Core) => () => void>} */
const shapes = {
  'scope(), one cleanup, dispose()':
    ({ scope }) =>
    () => {
      const s = scope();
      s.defer(add, 1);
      s.dispose();
    },
  'run(), one cleanup':
    ({ run }) =>
    () => {
      run((s) => {
        s.defer(add, 1);
      });
    },
};
const copies = { absent: await load('absent', true), off: await load('off', false), on: await load('on', false) };
copies.on.detectLeaks({ everyMs: Infinity, onLeak: () => {} });

const cases = Object.entries(shapes).flatMap(([shape, make]) =>
  Object.entries(copies).map(([state, copy]) => ({ shape, state, once: make(copy), times: /** @type {number[]} */ ([]) })),
);
for (let round = -10; round < rounds; round++) {
  for (const { once, state, times } of shuffle(cases)) {
    const count = state === 'on' ? 300 : 20_000;
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++) once();
    if (round >= 0) times.push(Number(process.hrtime.bigint() - start) / count);
    await Promise.resolve();
  }
}
fs.rmSync(folder, { recursive: true });
/** @type {import('./parts/leaks.mjs').Result['times']} */
const found = {};
for (const shape of Object.keys(shapes)) found[shape] = { absent: of(shape, 'absent'), off: of(shape, 'off'), on: of(shape, 'on') };

/** @param {string} shape @param {keyof typeof copies} state */
function of(shape, state) {
  const all = cases.find((each) => each.shape === shape && each.state === state)?.times ?? [];
  return { median: median(all), all };
}

console.log(JSON.stringify({ node: process.version, times: found, sum }));
