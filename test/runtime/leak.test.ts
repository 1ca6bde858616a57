// Nothing is kept alive except what the program itself holds.
import assert from 'node:assert/strict';
import * as v8 from 'node:v8';
import * as vm from 'node:vm';
import { asyncScope, run, runAsync, type Scope, scope } from '../../src/runtime/deferscope.ts';
import { caught } from './caught.ts';
import { findOwnLibrary } from './ownLibrary.ts';

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void;
const library = findOwnLibrary();

/** Whether `ref` loses its target once nobody holds it. */
async function isCollected(ref: WeakRef<object>): Promise<boolean> {
  for (let i = 0; i < 10; i++) {
    await new Promise(setImmediate);
    collect();
    if (ref.deref() === undefined) return true;
  }
  return false;
}

const ignore = (): void => {};

describe('leaks', function () {
  this.timeout(30_000);

  it('a scope that was dropped while open, and what it would have cleaned up', async () => {
    const drop = (): WeakRef<object>[] => {
      const value = {};
      const s = scope();
      s.adopt(value, ignore);
      return [new WeakRef(s), new WeakRef(value)];
    };
    for (const ref of drop()) assert(await isCollected(ref));
  });

  it('an async scope that was dropped while open', async () => {
    const drop = (): WeakRef<object> => {
      const value = {};
      asyncScope().adopt(value, ignore);
      return new WeakRef(value);
    };
    assert(await isCollected(drop()));
  });

  it('a body that awaits for ever', async () => {
    const drop = (): WeakRef<object> => {
      const value = {};
      void runAsync(async (s) => {
        s.adopt(value, ignore);
        await new Promise(() => {});
      });
      return new WeakRef(value);
    };
    assert(await isCollected(drop()));
  });

  it('a cleanup that awaits for ever', async () => {
    const drop = (): WeakRef<object> => {
      const value = {};
      const s = asyncScope();
      s.adopt(value, ignore);
      s.defer(() => new Promise(() => {}));
      void s.disposeAsync();
      return new WeakRef(value);
    };
    assert(await isCollected(drop()));
  });

  it('a scope in its own cleanup', async () => {
    const drop = (): WeakRef<object> => {
      const s = scope();
      s.defer(() => s.disposed);
      return new WeakRef(s);
    };
    assert(await isCollected(drop()));
  });

  it('a disposed scope that is held holds nothing', async () => {
    const held: Scope[] = [];
    const fill = (): WeakRef<object>[] => {
      const [value, error, moved] = [{}, new Error('A'), {}];
      const s = scope();
      const t = scope();
      const u = scope();
      s.adopt(value, ignore);
      t.defer(() => {
        throw error;
      });
      u.adopt(moved, ignore);
      u.move();
      s.dispose();
      caught(() => {
        t.dispose();
      });
      held.push(s, t, u);
      return [value, error, moved].map((one) => new WeakRef(one));
    };
    for (const ref of fill()) assert(await isCollected(ref));
    assert.equal(held.length, 3);
  });

  it('a closed scope that is held does not hold the scopes made before it', async () => {
    const held: Scope[] = [];
    const fill = (): WeakRef<object> => {
      const older = scope();
      const middle = scope();
      const young = scope();
      middle.dispose();
      held.push(middle, young);
      return new WeakRef(older);
    };
    const ref = fill();
    for (let i = 0; i < 200; i++) {
      // Enough scopes that close out of order to make the list tidy itself.
      const [a, b] = [scope(), scope()];
      a.dispose();
      b.dispose();
    }
    assert(await isCollected(ref));
    for (const s of held) s.dispose();
  });

  it('a failed body leaves nothing behind', async () => {
    const fail = (): WeakRef<object>[] => {
      const [first, second] = [new Error('A'), new Error('B')];
      caught(() =>
        run((s) => {
          s.defer(() => {
            throw second;
          });
          throw first;
        }),
      );
      return [new WeakRef(first), new WeakRef(second)];
    };
    for (const ref of fail()) assert(await isCollected(ref));
  });

  it('history holds words only, also of what failed', async () => {
    library.observe(true);
    const fill = (): WeakRef<object>[] => {
      const value = {};
      const fn = (): void => {
        throw value;
      };
      const s = scope();
      s.adopt(value, ignore);
      s.defer(fn);
      caught(() => {
        s.dispose();
      });
      return [new WeakRef(value), new WeakRef(fn), new WeakRef(s)];
    };
    const refs = fill();
    assert.equal(library.read({ scopes: 0, cleanups: 0 }).history?.length, 2);
    for (const ref of refs) assert(await isCollected(ref));
    library.observe(false);
  });

  it('scopes that were dropped by the hundred thousand leave no trace', async () => {
    const drop = async (): Promise<number> => {
      for (let batch = 0; batch < 100; batch++) {
        for (let i = 0; i < 1000; i++) scope().defer(() => batch + i);
        await new Promise(setImmediate);
      }
      collect();
      await new Promise(setImmediate);
      collect();
      return process.memoryUsage().heapUsed;
    };
    await drop();
    const before = await drop();
    await drop();
    const grown = (await drop()) - before;
    // 200,000 scopes: 20 bytes per scope would show.
    assert(grown < 4_000_000, `${grown} bytes`);
    assert(library.read({ scopes: 0, cleanups: 0 }).scopeCount < 2000);
  });
});
