// One Node version, one process. Prints JSON.
import { loadBuilt } from '../builtLibrary.mjs';
import { loadPeer } from './peers.mjs';
import { runRounds } from './rounds.mjs';

const { Pool } = await loadBuilt('pool');
const { createPool } = loadPeer('generic-pool');
const tarn = loadPeer('tarn');
const TURNS = 5000;
const BYTES = 64 * 1024;
let sum = 0;

const makePoint = () => ({ x: 0, y: 0, z: 0 });
/** @typedef {ReturnType<typeof makePoint>} Point */
/** @param {Point} point */
const resetPoint = (point) => {
  point.x = point.y = point.z = 0;
};
/** @param {Point} point @param {number} i */
const usePoint = (point, i) => {
  point.x = i;
  sum += point.x;
};
const makeBuffer = () => new Uint8Array(BYTES);
/** @param {Uint8Array} buffer */
const resetBuffer = (buffer) => {
  buffer.fill(0);
};
/** @param {Uint8Array} buffer @param {number} i */
const useBuffer = (buffer, i) => {
  buffer[i & 0xffff] = 1;
  sum += buffer[i & 0xffff] ?? 0;
};

const points = new Pool({ create: makePoint, reset: resetPoint });
const buffers = new Pool({ create: makeBuffer, reset: resetBuffer });
const dirty = new Pool({ create: makeBuffer });
const checked = new Pool({ create: makePoint, reset: resetPoint, debug: true });
const generic = createPool({ create: () => Promise.resolve(makePoint()), destroy: async () => {} }, { max: 10, min: 1 });
const knex = new tarn.Pool({ create: () => Promise.resolve(makePoint()), destroy: () => {}, min: 1, max: 10 });

/**
 * @template {object} T
 * @param {{ get(): T, put(object: T): void }} pool @param {(object: T, i: number) => void} use
 */
const withPool = (pool, use) => () => {
  for (let i = 0; i < TURNS; i++) {
    const object = pool.get();
    use(object, i);
    pool.put(object);
  }
};

const bodies = {
  'small: plain allocation': () => {
    for (let i = 0; i < TURNS; i++) usePoint(makePoint(), i);
  },
  'small: Pool, get and put': withPool(points, usePoint),
  'small: Pool with debug': withPool(checked, usePoint),
  'buffer: plain allocation': () => {
    for (let i = 0; i < TURNS; i++) useBuffer(makeBuffer(), i);
  },
  'buffer: Pool, reset by fill(0)': withPool(buffers, useBuffer),
  'buffer: Pool without reset': withPool(dirty, useBuffer),
  'shared: generic-pool, acquire and release': async () => {
    for (let i = 0; i < TURNS; i++) {
      const object = await generic.acquire();
      usePoint(object, i);
      await generic.release(object);
    }
  },
  'shared: tarn, acquire and release': async () => {
    for (let i = 0; i < TURNS; i++) {
      const object = await knex.acquire().promise;
      usePoint(object, i);
      knex.release(object);
    }
  },
  'shared: Pool, get and put': withPool(points, usePoint),
};

const times = await runRounds(
  Object.entries(bodies).map(([name, run]) => ({ name, operations: TURNS, run })),
  { rounds: Number(process.env.BENCH_ROUNDS ?? 31), warmUp: 4 },
);
if (points.stats().lent !== 0 || sum === 0) throw new Error('a variant does not do its work');
console.log(JSON.stringify({ node: process.version, times }));
process.exit(0);
