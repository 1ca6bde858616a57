// One Node version, one process. Prints JSON. Run with --expose-gc.
import { loadBuilt } from '../builtLibrary.mjs';
import { collectGarbage, runRounds } from './rounds.mjs';

const { run, Scope } = await loadBuilt('deferscope');
const TURNS = 20_000;
/** How many turns one scope waits for if it is opened outside of the loop. */
const BATCH = 1000;

const lock = {
  held: 0,
  total: 0,
  lock() {
    this.held += 1;
  },
  unlock() {
    this.held -= 1;
  },
};
/** @param {typeof lock} l */
const unlock = (l) => {
  l.unlock();
};

const bodies = {
  'explicit call in try/finally': () => {
    for (let i = 0; i < TURNS; i++) {
      lock.lock();
      try {
        lock.total += i;
      } finally {
        lock.unlock();
      }
    }
  },
  'try/finally hoisted out of the loop': () => {
    for (let batch = 0; batch < TURNS; batch += BATCH) {
      lock.lock();
      try {
        for (let i = 0; i < BATCH; i++) lock.total += i;
      } finally {
        lock.unlock();
      }
    }
  },
  'a Scope for each turn': () => {
    for (let i = 0; i < TURNS; i++) {
      const s = new Scope();
      try {
        lock.lock();
        s.defer(unlock, lock);
        lock.total += i;
      } finally {
        s.dispose();
      }
    }
  },
  'run for each turn': () => {
    for (let i = 0; i < TURNS; i++)
      run((s) => {
        lock.lock();
        s.defer(unlock, lock);
        lock.total += i;
      });
  },
  'defer in the loop, run outside: 1000 wait': () => {
    for (let batch = 0; batch < TURNS; batch += BATCH)
      run((s) => {
        for (let i = 0; i < BATCH; i++) {
          lock.lock();
          s.defer(unlock, lock);
          lock.total += i;
        }
      });
  },
  'defer hoisted: one for 1000 turns': () => {
    for (let batch = 0; batch < TURNS; batch += BATCH)
      run((s) => {
        lock.lock();
        s.defer(unlock, lock);
        for (let i = 0; i < BATCH; i++) lock.total += i;
      });
  },
};

const times = await runRounds(Object.entries(bodies).map(([name, body]) => ({ name, operations: TURNS, run: body })));
if (lock.held !== 0) throw new Error(`${lock.held} locks are still held: a variant does not do its work`);

const held = new Scope();
collectGarbage();
const before = process.memoryUsage().heapUsed;
for (let i = 0; i < 100_000; i++) held.defer(unlock, lock);
collectGarbage();
const bytes = (process.memoryUsage().heapUsed - before) / 100_000;
held.dispose();
console.log(JSON.stringify({ node: process.version, times, bytes }));
