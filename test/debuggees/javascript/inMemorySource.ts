// Loaded by inMemory.cjs.
import { run } from '../../../dist/runtime/deferscope.cjs';

interface Lock {
  readonly name: string;
}

function unlock(lock: Lock): void {
  console.log('unlocked', lock.name);
}

const work = (): number => run<number>((s) => {
  for (const name of ['a', 'b']) {
    const lock: Lock = { name };
    s.defer(unlock, lock);
  }
  return 2; // stop
});

console.log(work());
