// Pool: what is reused, what is let go, and that no object has two holders.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { asyncScope, run, scope } from '../../src/runtime/deferscope.ts';
import { Pool, PoolError, type PoolErrorCode, type PoolOptions } from '../../src/runtime/pool/pool.ts';
import { setReporter, type UnhandledNews } from '../../src/runtime/support/reportUnhandled.ts';
import { caught, rejected } from './caught.ts';
import { findOwnLibrary } from './ownLibrary.ts';
import { RANDOM_RUNS } from './randomRuns.ts';

interface Thing {
  readonly id: number;
  text: string;
}

function make(options: Partial<PoolOptions<Thing>> = {}): Pool<Thing> {
  let ids = 0;
  return new Pool<Thing>({ create: () => ({ id: ++ids, text: '' }), ...options });
}

function assertRefused(error: unknown, code: PoolErrorCode, ...words: RegExp[]): void {
  assert(error instanceof PoolError, String(error));
  assert.equal(error.code, code, error.message);
  assert.equal(error.name, 'PoolError');
  for (const word of words) assert.match(error.message, word);
}

describe('pool: objects', () => {
  it('are made when there is none, and used again, the last one first', () => {
    const pool = make();
    const [a, b] = [pool.get(), pool.get()];
    assert.equal(pool.put(a), true);
    assert.equal(pool.put(b), true);
    assert.deepEqual([pool.get(), pool.get(), pool.get().id], [b, a, 3]);
    assert.deepEqual(pool.stats(), { hits: 2, misses: 3, puts: 2, dropped: 0, collected: 0, doublePuts: 0, idle: 0, lent: 3 });
  });

  it('are reset when they come back; one that cannot be reset is dropped', () => {
    const destroyed: number[] = [];
    const pool = make({
      reset: (t) => {
        if (t.text === 'bad') throw new Error('cannot');
        t.text = '';
      },
      destroy: (t) => {
        destroyed.push(t.id);
      },
    });
    const a = pool.get();
    a.text = 'good';
    pool.put(a);
    assert.equal(a.text, '');
    const b = pool.get();
    b.text = 'bad';
    assert.match(String(caught(() => pool.put(b))), /cannot/);
    assert.deepEqual(destroyed, [1]);
    assert.equal(pool.get().id, 2);
    assert.equal(pool.stats().lent, 1);
  });

  it('beyond the bound are dropped, and destroyed', () => {
    const destroyed: number[] = [];
    const pool = make({
      max: 2,
      destroy: (t) => {
        destroyed.push(t.id);
      },
    });
    const lent = [1, 2, 3, 4].map(() => pool.get());
    assert.deepEqual(
      lent.map((t) => pool.put(t)),
      [true, true, false, false],
    );
    assert.deepEqual(destroyed, [3, 4]);
    assert.deepEqual([pool.stats().idle, pool.stats().dropped], [2, 2]);
  });

  it("beyond the bound are the garbage collector's to take, where nobody must destroy them", () => {
    const text = `
      import { Pool } from ${JSON.stringify(pathToFileURL(path.join(__dirname, '../../../dist/runtime/pool.mjs')).href)};
      const pool = new Pool({ create: () => ({ big: new Array(1000) }), max: 2 , maxWeak: 3 });
      (() => {
        const lent = Array.from({ length: 6 }, () => pool.get());
        console.log(lent.map((o) => pool.put(o)).join());
        const again = [pool.get(), pool.get(), pool.get()];
        console.log(again.every((o) => lent.includes(o)), pool.stats().hits);
        for (const o of again) pool.put(o);
      })();
      await new Promise((resolve) => setImmediate(resolve));
      globalThis.gc();
      for (let i = 0; i < 5; i++) pool.get();
      console.log(pool.stats().collected, pool.stats().misses, pool.stats().idle);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', text], { encoding: 'utf8' });
    assert.equal(stderr, '');
    assert.deepEqual(stdout.trim().split('\n'), ['true,true,true,true,true,false', 'true 3', '3 9 0']);
  });

  it('are let go when memory is scarce, and kept again when it is not', () => {
    let full = 0.5;
    let reads = 0;
    const destroyed: number[] = [];
    const pool = make({
      memory: {
        read: () => {
          reads += 1;
          return full;
        },
        dropAbove: 0.9,
        everyPuts: 2,
      },
      destroy: (t) => {
        destroyed.push(t.id);
      },
    });
    const lent = [1, 2, 3, 4, 5, 6, 7].map(() => pool.get());
    const put = (): boolean => pool.put(lent.shift() as Thing);
    assert.deepEqual([put(), put()], [true, true]);
    full = 0.95;
    assert.deepEqual([put(), destroyed], [false, [1, 2, 3]]);
    assert.equal(put(), false);
    full = 0.5;
    assert.deepEqual([put(), put()], [true, true]);
    full = NaN;
    assert.equal(put(), true, 'a probe that does not know drops nothing');
    assert.equal(reads, 4);
  });

  it('clear and close let go; what comes back afterwards too', () => {
    const told: UnhandledNews[] = [];
    setReporter((news) => {
      told.push(news);
    });
    try {
      const destroyed: number[] = [];
      const pool = make({
        label: 'things',
        destroy: (t) => {
          destroyed.push(t.id);
          if (t.id === 1) throw new Error('stuck');
        },
      });
      const [a, b, c] = [pool.get(), pool.get(), pool.get()];
      pool.put(a);
      pool.put(b);
      pool.clear();
      assert.deepEqual([destroyed, told.map(({ label, error }) => [label, (error as Error).message])], [[1, 2], [['things', 'stuck']]]);
      pool.close();
      pool.close();
      assertRefused(
        caught(() => pool.get()),
        'CLOSED',
        /new pool/,
      );
      assert.equal(pool.put(c), false);
      assert.deepEqual([destroyed, pool.stats().idle, pool.stats().lent], [[1, 2, 3], 0, 0]);
    } finally {
      setReporter(undefined);
    }
  });
});

describe('pool: borrowing', () => {
  it('for as long as a scope, an async scope, a body or a DisposableStack lasts', async () => {
    const pool = make();
    const s = scope();
    const t = asyncScope();
    const [a, b] = [pool.borrow(s), pool.borrow(t)];
    assert.equal(run((r) => pool.borrow(r)).id, 3);
    assert.equal(pool.stats().lent, 2);
    s.dispose();
    await t.disposeAsync();
    assert.equal(pool.stats().lent, 0);
    assert.deepEqual(new Set([pool.get(), pool.get(), pool.get()].map(({ id }) => id)), new Set([a.id, b.id, 3]));
  });

  it('by a scope that has ended gives it back, and throws what the scope throws', () => {
    const pool = make();
    const s = scope();
    s.dispose();
    assert(caught(() => pool.borrow(s)) instanceof ReferenceError);
    assert.equal(pool.stats().lent, 0);
  });

  it('as a loan: using, and not afterwards', async () => {
    const pool = make();
    let kept;
    {
      using loan = pool.lend();
      assert.equal(loan.value.id, 1);
      kept = loan;
    }
    assertRefused(
      caught(() => kept.value),
      'RETURNED',
      /Loan.value/,
    );
    kept[Symbol.dispose]();
    assert.equal(pool.stats().puts, 1);
    {
      await using loan = pool.lend();
      assert.equal(loan.value.id, 1);
    }
    assert.equal(pool.stats().puts, 2);
    const failing = make({
      reset: () => {
        throw new Error('cannot');
      },
    }).lend();
    assert.match(String(await rejected(failing[Symbol.asyncDispose]())), /cannot/);
  });
});

describe('pool: debug mode', () => {
  it("refuses what is put back twice, and what is not the pool's", () => {
    const pool = make({ debug: true });
    const [a, b] = [pool.get(), pool.get()];
    pool.put(a);
    pool.put(b);
    assertRefused(
      caught(() => pool.put(a)),
      'DOUBLE_PUT',
      /Pool\.put\(object\)/,
    );
    assertRefused(
      caught(() => pool.put({ id: 9, text: '' })),
      'FOREIGN_OBJECT',
    );
    assertRefused(
      caught(() => pool.put(make().get())),
      'FOREIGN_OBJECT',
    );
    assert.deepEqual([pool.stats().doublePuts, pool.stats().idle, pool.stats().puts], [1, 2, 2]);
    pool.clear();
    assertRefused(
      caught(() => pool.put(a)),
      'FOREIGN_OBJECT',
    );
  });

  it('without it a second put in a row is noticed all the same', () => {
    const pool = make();
    const a = pool.get();
    pool.put(a);
    assertRefused(
      caught(() => pool.put(a)),
      'DOUBLE_PUT',
    );
    assert.equal(pool.stats().doublePuts, 1);
  });

  const uses: readonly (readonly [name: string, create: () => object, use: (o: object) => void, word: RegExp])[] = [
    [
      'a property',
      () => ({ a: 1 }),
      (o) => {
        Object.assign(o, { a: 2 });
      },
      /property 'a'/,
    ],
    [
      'a new property that is undefined',
      () => ({}),
      (o) => {
        Object.assign(o, { b: undefined });
      },
      /property 'b'/,
    ],
    [
      'a deleted one',
      () => ({ a: 1 }),
      (o) => {
        Reflect.deleteProperty(o, 'a');
      },
      /property 'a'/,
    ],
    [
      'a symbol',
      () => ({}),
      (o) => {
        Object.assign(o, { [Symbol('s')]: 1 });
      },
      /Symbol\(s\)/,
    ],
    [
      'an element',
      () => [1],
      (o) => {
        (o as number[]).push(2);
      },
      /property/,
    ],
    [
      'a byte',
      () => new Uint8Array(100),
      (o) => {
        (o as Uint8Array)[7] = 1;
      },
      /content/,
    ],
    [
      'a view',
      () => new DataView(new ArrayBuffer(8)),
      (o) => {
        (o as DataView).setInt8(3, 1);
      },
      /content/,
    ],
    [
      'a Map',
      () => new Map(),
      (o) => {
        (o as Map<number, number>).set(1, 1);
      },
      /content/,
    ],
    [
      'a Set',
      () => new Set(),
      (o) => {
        (o as Set<number>).add(1);
      },
      /content/,
    ],
  ];
  for (const [name, create, use, word] of uses)
    it(`notices use while pooled: ${name}`, () => {
      const pool = new Pool({ create, debug: true });
      const used = pool.get();
      pool.put(used);
      use(used);
      assertRefused(
        caught(() => pool.get()),
        'USED_WHILE_POOLED',
        word,
      );
      assert.notEqual(pool.get(), used, 'it is thrown away');
      assert.deepEqual([pool.stats().hits, pool.stats().dropped, pool.stats().lent], [0, 1, 1]);
    });

  it('looks at own data only: no getter is called, no proxy asked', () => {
    let asked = 0;
    const made = [
      {
        get a() {
          asked += 1;
          return 1;
        },
      },
      new Proxy(
        {},
        {
          ownKeys: () => {
            asked += 1;
            return [];
          },
          getOwnPropertyDescriptor: () => {
            asked += 1;
            return undefined;
          },
          get: () => {
            asked += 1;
            return undefined;
          },
        },
      ),
    ];
    const pool = new Pool<object>({ create: () => made.pop() ?? {}, debug: true });
    const some = [pool.get(), pool.get()];
    for (const one of some) pool.put(one);
    for (const one of some) assert(some.includes(pool.get()), typeof one);
    assert.equal(asked, 0);
  });

  it(`model: ${RANDOM_RUNS} random histories, and never two holders of one object`, () => {
    const step = fc.record({ kind: fc.constantFrom('get', 'get', 'put', 'put', 'putAgain', 'clear', 'scarce'), nth: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), fc.nat(4), (steps, debug, max) => {
        let full = 0;
        const pool = make({ debug, max, maxWeak: 2, memory: { read: () => full, everyPuts: 1 } });
        const lent = new Set<Thing>();
        const back: Thing[] = [];
        for (const { kind, nth } of steps) {
          const [nthLent] = [...lent].slice(nth % Math.max(1, lent.size));
          switch (kind) {
            case 'get': {
              const got = pool.get();
              assert(!lent.has(got), 'two holders');
              lent.add(got);
              break;
            }
            case 'put':
              if (nthLent === undefined) break;
              pool.put(nthLent);
              lent.delete(nthLent);
              back.push(nthLent);
              break;
            case 'putAgain': {
              const one = back[nth % Math.max(1, back.length)];
              if (!debug || one === undefined || lent.has(one)) break;
              assert(caught(() => pool.put(one)) instanceof PoolError);
              break;
            }
            case 'clear':
              pool.clear();
              break;
            case 'scarce':
              full = 1 - full;
              break;
          }
          const stats = pool.stats();
          assert.equal(stats.lent, lent.size);
          assert(stats.idle <= max + 2);
          assert.equal(stats.misses, stats.idle + stats.lent + stats.dropped + stats.collected, 'each object is somewhere');
        }
      }),
      { numRuns: RANDOM_RUNS },
    );
  });
});

describe('pool: bad input', () => {
  const create = (): Thing => ({ id: 0, text: '' });
  const table: readonly (readonly [name: string, call: () => unknown, kind: typeof TypeError | typeof RangeError, word: RegExp])[] = [
    ['options', () => new Pool(undefined as never), TypeError, /new Pool\(options\).*create/],
    ['create', () => new Pool({} as never), TypeError, /create must be a function/],
    ['label', () => new Pool({ create, label: 1 as never }), TypeError, /label/],
    ['reset', () => new Pool({ create, reset: 1 as never }), TypeError, /reset/],
    ['destroy', () => new Pool({ create, destroy: 'x' as never }), TypeError, /destroy/],
    ['max negative', () => new Pool({ create, max: -1 }), RangeError, /max.*-1/],
    ['max fraction', () => new Pool({ create, max: 1.5 }), RangeError, /max/],
    ['maxWeak', () => new Pool({ create, maxWeak: NaN }), RangeError, /maxWeak/],
    ['debug', () => new Pool({ create, debug: 'yes' as never }), TypeError, /debug/],
    ['memory', () => new Pool({ create, memory: null as never }), TypeError, /memory/],
    ['memory.read', () => new Pool({ create, memory: {} as never }), TypeError, /memory\.read/],
    ['memory.dropAbove', () => new Pool({ create, memory: { read: () => 0, dropAbove: -1 } }), RangeError, /memory\.dropAbove/],
    ['memory.everyPuts', () => new Pool({ create, memory: { read: () => 0, everyPuts: 0 } }), RangeError, /memory\.everyPuts/],
    ['created nothing', () => new Pool({ create: () => undefined as never }).get(), TypeError, /create must return an object/],
    ['put nothing', () => make().put(undefined as never), TypeError, /Pool\.put/],
    ['put a number', () => make().put(1 as never), TypeError, /got 1/],
    ['borrow without a scope', () => make().borrow(undefined as never), TypeError, /Pool\.borrow\(scope\)/],
    ['borrow with an object', () => make().borrow({} as never), TypeError, /expected a scope/],
  ];
  for (const [name, call, kind, word] of table)
    it(name, () => {
      const error = caught(call);
      assert(error instanceof kind, String(error));
      assert.match(error.message, word);
    });
});

describe('pool: in the debugger', () => {
  it('what it did, and in debug mode who has what since when and from where', () => {
    const library = findOwnLibrary();
    const pool = make({ label: 'watched things', debug: true });
    library.observe(true);
    const a = pool.get();
    library.observe(false);
    pool.put(pool.get());
    const read = () =>
      library.read({ scopes: 0, cleanups: 0, resources: 1e6, entries: 10 }).resources?.find(({ label }) => label === 'watched things');
    const found = read();
    assert.deepEqual(found?.facts, [
      { name: 'lent', value: 1 },
      { name: 'idle', value: 1 },
      { name: 'keeps at most', value: 64 },
      { name: 'hits', value: 0 },
      { name: 'misses', value: 2 },
      { name: 'dropped', value: 0 },
    ]);
    const [entry] = found.entries;
    assert.deepEqual([entry?.name, entry?.state, entry?.facts[0]?.value], ['lent 1', 'lent', a]);
    assert.equal(entry?.site?.frames[0]?.url, __filename);
    pool.close();
    assert.equal(read()?.state, 'closed');
  });
});
