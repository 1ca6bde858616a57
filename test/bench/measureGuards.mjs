// One Node version, one process. Prints JSON.
import { loadBuilt } from '../builtLibrary.mjs';
import { loadPeer } from './peers.mjs';
import { runRounds } from './rounds.mjs';

const { ResourceGuard } = await loadBuilt('guard');
const { Mutex } = loadPeer('async-mutex');
const TURNS = 2000;
/** How many wait for one key at once. */
const QUEUE = 200;

const owner = 'worker';
const guard = new ResourceGuard({ label: 'bench' });
const mutex = new Mutex();
let entered = 0;
let inside = 0;

/** What is guarded: fails if two are inside. */
function enter() {
  if (inside !== 0) throw new Error('two holders at once: a variant does not exclude');
  inside += 1;
  entered += 1;
  inside -= 1;
}

const bodies = {
  'async-mutex, acquire and release': async () => {
    for (let i = 0; i < TURNS; i++) {
      const release = await mutex.acquire();
      enter();
      release();
    }
  },
  'async-mutex, runExclusive': async () => {
    for (let i = 0; i < TURNS; i++) await mutex.runExclusive(enter);
  },
  'ResourceGuard, tryAcquire and release': () => {
    for (let i = 0; i < TURNS; i++) {
      const lease = guard.tryAcquire('key', { owner });
      if (lease === undefined) throw new Error('nobody holds the key, and it is refused');
      enter();
      lease.release();
    }
  },
  'ResourceGuard, acquire and release': async () => {
    for (let i = 0; i < TURNS; i++) {
      const lease = await guard.acquire('key', { owner });
      enter();
      lease.release();
    }
  },
  [`async-mutex, ${QUEUE} wait at once`]: async () => {
    for (let batch = 0; batch < TURNS; batch += QUEUE)
      await Promise.all(
        Array.from({ length: QUEUE }, async () => {
          const release = await mutex.acquire();
          enter();
          release();
        }),
      );
  },
  [`ResourceGuard, ${QUEUE} wait at once`]: async () => {
    for (let batch = 0; batch < TURNS; batch += QUEUE)
      await Promise.all(
        Array.from({ length: QUEUE }, async () => {
          const lease = await guard.acquire('key', { owner });
          enter();
          lease.release();
        }),
      );
  },
};

const times = await runRounds(Object.entries(bodies).map(([name, run]) => ({ name, operations: TURNS, run })));
if (entered % TURNS !== 0 || guard.status().length !== 0) throw new Error('a variant does not do its work');
console.log(JSON.stringify({ node: process.version, times }));
process.exit(0);
