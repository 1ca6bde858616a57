// One Node version, one process: every variant in turn, round after round, so that a busy machine affects all alike. Prints JSON. Run with
// --expose-gc.
import { loadBuilt } from '../builtLibrary.mjs';
import { loadPeers } from './peers.mjs';
import { collectGarbage, median, shuffle } from './rounds.mjs';
import { listHolders, listVariants, readSum } from './cleanupVariants.mjs';

const ours = await loadBuilt('deferscope');
const peers = await loadPeers();
const rounds = Number(process.env.BENCH_ROUNDS ?? 61);
const heights = [1, 8];

const cases = heights.flatMap((k) =>
  listVariants(peers, ours).map((v) => ({ ...v, k, once: v.make(k), times: /** @type {number[]} */ ([]) })),
);
for (let round = -10; round < rounds; round++) {
  for (const c of shuffle(cases)) {
    // Many short rounds instead of a few long ones, so that other load on the machine affects all alike.
    const cleanups = c.slow ? 1_000 : c.isAsync ? 5_000 : 20_000;
    const time = c.isAsync ? await timeAsync(c, cleanups) : timeSync(c, cleanups);
    // The first rounds are for the compiler.
    if (round >= 0) c.times.push(time / cleanups);
    // A new job, as in a real program: what a job leaves behind is part of the cost.
    await Promise.resolve();
  }
}

/** @param {{ once: () => unknown, k: number }} variant @param {number} cleanups */
function timeSync({ once, k }, cleanups) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < cleanups; i += k) once();
  return Number(process.hrtime.bigint() - start);
}

/** @param {{ once: () => unknown, k: number }} variant @param {number} cleanups */
async function timeAsync({ once, k }, cleanups) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < cleanups; i += k) await once();
  return Number(process.hrtime.bigint() - start);
}

/** @param {(count: number) => unknown} fill */
function measureBytes(fill) {
  const count = 100_000;
  fill(100);
  collectGarbage();
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const held = fill(count);
  collectGarbage();
  collectGarbage();
  const bytes = (process.memoryUsage().heapUsed - before) / count;
  return held === undefined ? 0 : bytes;
}

/** @type {import('./parts/cleanups.mjs').Result['times']} */
const times = {};
for (const c of cases) (times[c.name] ??= {})[c.k] = { median: median(c.times), all: c.times };
const bytes = Object.fromEntries(listHolders(peers, ours).map(({ name, fill }) => [name, measureBytes(fill)]));
console.log(JSON.stringify({ node: process.version, times, bytes, missing: peers.effect.missing, sum: readSum() }));
