// The door, used as a debugger uses it: what is open, in which order, and nothing of the program is run or kept.
/* oxlint-disable typescript/require-await -- bodies without await are part of what is tried */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vm from 'node:vm';
import {
  asyncScope,
  AsyncScope,
  DOOR_KEY,
  type Door,
  type DoorLibrary,
  type DoorReading,
  type DoorScope,
  run,
  runAsync,
  scope,
  Scope,
} from '../../src/runtime/deferscope.ts';
import { bundleLibrary } from './bundleLibrary.ts';
import { caught, rejected } from './caught.ts';

const ALL = { scopes: 1000, cleanups: 1000 };
const library = findLibrary();

/** Each test file has its own copy of the library: this finds the one that knows our scopes. */
function findLibrary(): DoorLibrary {
  const door = Reflect.get(globalThis, DOOR_KEY) as Door;
  const found = door.libraries.find((l) => l.own?.(scope()) !== undefined);
  assert(found !== undefined);
  return found;
}

function read(): DoorReading {
  return library.read(ALL);
}

function readOne(value: unknown): DoorScope {
  const id = library.own?.(value);
  assert(id !== undefined);
  const [found] = library.read({ ...ALL, scope: id }).scopes;
  assert(found !== undefined, 'the scope is not listed');
  return found;
}

function isListed(value: unknown): boolean {
  return read().scopes.some((s) => s.id === library.own?.(value));
}

/** One line for each cleanup. */
function tell(s: DoorScope): string[] {
  return s.cleanups.map(
    (c) =>
      `${c.id} ${c.state} ${c.kind} ${c.label ?? (c.fn as { name?: string } | undefined)?.name ?? 'nothing'}(${c.args.map(String).join(', ')})`,
  );
}

// Not `close` and `flushLog`: a bundler renames names that the library has too.
const take: unknown[][] = [];
function closeFile(...given: unknown[]): void {
  take[0] = given;
}
function flushLog(...given: unknown[]): void {
  take[0] = given;
}

describe('door: the library stands in it', () => {
  it('under a symbol that is the same in every realm, hidden from enumeration', () => {
    assert.equal(DOOR_KEY, Symbol.for('deferscope.door'));
    const found = Object.getOwnPropertyDescriptor(globalThis, DOOR_KEY);
    assert.equal(found?.enumerable, false);
    assert.equal((found.value as Door).version, 1);
  });

  it('with name and version', () => {
    assert.equal(library.name, 'deferscope');
    assert.match(library.version, /^\d+\.\d+\.\d+/);
    assert(Object.isFrozen(library));
  });
});

describe('door: read', () => {
  it('tells every kind of registration, in run order, with the values themselves', () => {
    const s = scope({ label: 'request' });
    const resource = { [Symbol.dispose]: closeFile };
    const argument = { big: 'object' };
    s.defer(closeFile);
    s.defer(flushLog, argument);
    s.label('two of them').defer(flushLog, 1, 2);
    s.use(resource);
    s.adopt(7, closeFile);
    const found = readOne(s);
    assert.deepEqual(tell(found), [
      '5 pending adopt closeFile(7)',
      '4 pending use closeFile()',
      '3 pending defer two of them(1, 2)',
      '2 pending defer flushLog([object Object])',
      '1 pending defer closeFile()',
    ]);
    assert.deepEqual(
      { ...found, id: 0, cleanups: [] },
      { id: 0, kind: 'object', label: 'request', async: false, state: 'open', failures: [], pending: 5, cleanups: [] },
    );
    assert.equal(found.cleanups[1]?.receiver, resource);
    assert.equal(found.cleanups[3]?.args[0], argument);
    s.dispose();
  });

  it('gives arrays of its own: who changes them changes nothing', () => {
    const s = scope();
    const got: unknown[] = [];
    s.defer((...args: unknown[]) => got.push(...args), 1, 2, 3);
    (readOne(s).cleanups[0]?.args as unknown[]).length = 0;
    s.dispose();
    assert.deepEqual(got, [1, 2, 3]);
  });

  it('newest first: bodies, scopes, async ones', async () => {
    let ids: (number | undefined)[] = [];
    const first = scope();
    await new Promise(setImmediate);
    const second = asyncScope();
    const order = run((outer) => {
      const third = scope();
      return run((inner) => {
        ids = [inner, third, outer, second, first].map((s) => library.own?.(s));
        return read()
          .scopes.map((s) => s.id)
          .filter((id) => ids.includes(id));
      });
    });
    assert.deepEqual(order, ids);
    first.dispose();
    await second.disposeAsync();
  });

  it('leaves out what the query leaves out, and says how many there are', () => {
    const s = scope();
    for (let i = 0; i < 10; i++) s.defer(closeFile);
    const id = library.own?.(s) as number;
    const part = (query: object): DoorScope | undefined => library.read({ ...ALL, scope: id, ...query }).scopes[0];
    assert.deepEqual(
      part({ cleanups: 2 })?.cleanups.map((c) => c.id),
      [10, 9],
    );
    assert.deepEqual(
      part({ cleanups: 2, skip: 3 })?.cleanups.map((c) => c.id),
      [7, 6],
    );
    assert.deepEqual(
      part({ cleanups: 2, skip: 9 })?.cleanups.map((c) => c.id),
      [1],
    );
    assert.deepEqual(part({ cleanups: 2, skip: 99 })?.cleanups, []);
    assert.equal(part({ cleanups: 2 })?.pending, 10);
    const few = library.read({ scopes: 0, cleanups: 0 });
    assert.deepEqual(few.scopes, []);
    assert(few.scopeCount >= 1);
    s.dispose();
  });

  it('an async scope: empty resources, both kinds of disposers', async () => {
    const s = asyncScope();
    s.use(null);
    s.use({ [Symbol.asyncDispose]: async () => {} });
    s.use({ [Symbol.dispose]: closeFile });
    const found = readOne(s);
    assert.equal(found.async, true);
    assert.deepEqual(
      found.cleanups.map((c) => [c.kind, typeof c.fn, c.receiver === null]),
      [
        ['use', 'function', false],
        ['use', 'function', false],
        ['use', 'undefined', true],
      ],
    );
    await s.disposeAsync();
  });

  it('what is closed, moved or thrown away by its body is not there', async () => {
    const s = scope();
    s.defer(closeFile);
    const moved = s.move();
    assert.deepEqual([isListed(s), isListed(moved)], [false, true]);
    assert.deepEqual(tell(readOne(moved)), ['1 pending defer closeFile()']);
    moved.dispose();
    assert.equal(isListed(moved), false);
    let body: unknown;
    caught(() =>
      run((t) => {
        body = t;
        throw 'A';
      }),
    );
    assert.equal(isListed(body), false);
    const a = asyncScope();
    await a.disposeAsync();
    assert.equal(isListed(a), false);
  });

  it('a scope is still there when the job that made it is over, and goes when it is disposed of', async () => {
    const all = Array.from({ length: 300 }, () => scope());
    await new Promise(setImmediate);
    assert.deepEqual([...new Set(all.map(isListed))], [true]);
    const ids = read().scopes.map((s) => s.id);
    assert.deepEqual(
      ids,
      [...ids].sort((a, b) => b - a),
    );
    for (const s of all) s.dispose();
    assert.deepEqual([...new Set(all.map(isListed))], [false]);
    await new Promise(setImmediate);
    assert.equal(isListed(all[0]), false);
  });

  it('scopes that close out of order, in masses, within one job', () => {
    const open = scope();
    for (let round = 0; round < 20; round++) {
      const batch = Array.from({ length: 50 }, () => scope());
      for (const s of batch) s.dispose();
    }
    const later = scope();
    assert.deepEqual([isListed(open), isListed(later)], [true, true]);
    later.dispose();
    open.dispose();
  });
});

describe('door: while cleanups run', () => {
  it('the running one is shown apart, those after it still wait', () => {
    const s = scope();
    const seen: unknown[] = [];
    s.defer(closeFile);
    s.defer(function look() {
      const found = readOne(s);
      seen.push(found.state, found.pending, ...tell(found));
    });
    s.defer(flushLog);
    s.dispose();
    assert.deepEqual(seen, ['closing', 1, '2 running defer look()', '1 pending defer closeFile()']);
  });

  it('paging leaves the running one where it is', () => {
    const s = scope();
    const seen: unknown[] = [];
    for (let i = 0; i < 5; i++) s.defer(closeFile);
    s.defer(() => {
      const id = library.own?.(s) as number;
      seen.push(library.read({ scopes: 9, cleanups: 3, skip: 1, scope: id }).scopes[0]?.cleanups.map((c) => c.id));
    });
    s.dispose();
    assert.deepEqual(seen, [[6, 4, 3]]);
  });

  it('failures: newest first, and recovered while the cleanup that did it still runs', () => {
    const seen: unknown[] = [];
    run((s) => {
      const look = (): void => {
        seen.push(readOne(s).failures);
      };
      s.defer(look);
      s.defer(() => {
        look();
        s.recover();
        look();
      });
      s.defer(() => {
        throw 'C';
      });
      s.defer(() =>
        run((t) => {
          t.defer(() => {
            throw undefined;
          });
          throw 'B';
        }),
      );
      throw 'A';
    });
    const unwinding = ['C', undefined, 'B', 'A'];
    assert.deepEqual(seen, [
      unwinding.map((value) => ({ value, recovered: false })),
      unwinding.map((value) => ({ value, recovered: true })),
      [],
    ]);
  });

  it('an async scope between two awaits', async () => {
    const seen: unknown[] = [];
    await rejected(
      runAsync({ label: 'job' }, async (s) => {
        s.defer(closeFile);
        s.defer(async function wait() {
          await new Promise(setImmediate);
          const found = readOne(s);
          seen.push(found.kind, found.async, found.label, found.state, found.failures, ...tell(found));
        });
        throw 'A';
      }),
    );
    assert.deepEqual(seen, [
      'function',
      true,
      'job',
      'closing',
      [{ value: 'A', recovered: false }],
      '2 running defer wait()',
      '1 pending defer closeFile()',
    ]);
  });
});

describe('door: own', () => {
  it('knows scopes, and nothing else', async () => {
    const s = scope();
    const a = asyncScope();
    assert.equal(typeof library.own?.(s), 'number');
    assert.notEqual(library.own?.(s), library.own?.(a));
    for (const other of [undefined, null, 1, 'x', {}, Object.create(Scope.prototype), new Proxy(s, {}), () => {}, AsyncScope])
      assert.equal(library.own?.(other), undefined);
    s.dispose();
    await a.disposeAsync();
  });
});

describe('door: hostile programs', () => {
  it('values are never asked anything', () => {
    let touched = 0;
    const touch = (): never => {
      touched += 1;
      throw new Error('touched');
    };
    const handler = new Proxy({}, { get: () => touch });
    const hostile = [
      new Proxy({}, handler),
      new Proxy(function () {}, handler),
      {
        get toJSON() {
          return touch();
        },
        toString: touch,
        valueOf: touch,
        get [Symbol.toPrimitive]() {
          return touch();
        },
      },
    ];
    const s = scope();
    library.observe?.(true);
    try {
      for (const value of hostile) {
        s.adopt(value, closeFile);
        s.defer(closeFile, value, value);
      }
      s.defer(hostile[1] as () => void);
      assert.equal(readOne(s).cleanups.length, 7);
      for (const value of hostile) library.own?.(value);
      caught(() => {
        s.dispose();
      }); // The Proxy is called: that is what the program asked for.
      const before = touched;
      read();
      assert.equal(touched, before);
      assert.equal(before, 1);
    } finally {
      library.observe?.(false);
    }
  });

  it('patched built-ins are not run', () => {
    const s = scope();
    s.defer(closeFile, 1, 2);
    const patched: [object, PropertyKey][] = [
      [Array.prototype, 'push'],
      [Array.prototype, 'map'],
      [Array.prototype, 'slice'],
      [Array.prototype, 'sort'],
      [Array.prototype, Symbol.iterator],
      [WeakRef.prototype, 'deref'],
      [Reflect, 'apply'],
      [Reflect, 'get'],
      [Function.prototype, 'call'],
      [Function.prototype, 'apply'],
      [Map.prototype, 'get'],
      [WeakMap.prototype, 'get'],
    ];
    const before = patched.map(([holder, key]) => Object.getOwnPropertyDescriptor(holder, key) as PropertyDescriptor);
    let ran = 0;
    let reading: DoorReading | undefined;
    try {
      // Indices, because from here on there are no iterators.
      for (let i = 0; i < patched.length; i++)
        Object.defineProperty(patched[i]?.[0], patched[i]?.[1] ?? '', {
          configurable: true,
          get() {
            ran += 1;
            throw new Error('patched');
          },
        });
      reading = library.read({ scopes: 1, cleanups: 9 });
    } finally {
      for (let i = 0; i < patched.length; i++) Object.defineProperty(patched[i]?.[0], patched[i]?.[1] ?? '', before[i] ?? {});
    }
    assert.equal(ran, 0);
    assert.deepEqual(reading.scopes[0]?.cleanups[0]?.args, [1, 2]);
    s.dispose();
  });

  it('what a program puts on Object.prototype is not taken for ours, nor run', () => {
    const s = scope();
    library.observe?.(true);
    let ran = 0;
    const keys = ['get', 'set', 'value', 'writable', 'scope', 'skip', 'label', 'trace', 'then'];
    const found: unknown[] = [];
    try {
      for (const key of keys)
        Object.defineProperty(
          Object.prototype,
          key,
          Object.setPrototypeOf(
            {
              configurable: true,
              get() {
                ran += 1;
                return undefined;
              },
              set() {
                ran += 1;
              },
            },
            null,
          ) as object,
        );
      s.defer(closeFile);
      ran = 0; // Node's own code may have asked; from here on it is a debugger.
      const [one] = library.read({ scopes: 1, cleanups: 9 }).scopes;
      found.push(ran, one?.cleanups.length, one?.cleanups[0]?.site?.frames[0]?.url);
    } finally {
      for (const key of keys) Reflect.deleteProperty(Object.prototype, key);
      library.observe?.(false);
    }
    assert.deepEqual(found, [0, 1, __filename]);
    s.dispose();
  });

  it('an odd query gives an answer, not an error', () => {
    for (const query of [
      {},
      { scopes: NaN, cleanups: -1 },
      { scopes: 'x', cleanups: {} },
      { scopes: 1, cleanups: 1, skip: -5 },
      { resources: -1, entries: {}, resource: 'x' },
      undefined,
      null,
    ])
      assert.equal(typeof library.read(query as never).scopeCount, 'number');
  });

  const bundle = bundleLibrary(path.join(__dirname, '../../runtime/deferscope.cjs'));
  const load = (prepare: string): { door: unknown; works: unknown } => {
    const context = vm.createContext({ module: { exports: {} } });
    vm.runInContext(prepare, context);
    vm.runInContext(bundle, context);
    return {
      door: vm.runInContext("Object.getOwnPropertyDescriptor(globalThis, Symbol.for('deferscope.door')).value", context) as unknown,
      works: vm.runInContext('module.exports.run((s) => { s.defer(() => { s.recover(); s.result = 1; }); throw 0; })', context) as unknown,
    };
  };
  const key = "Symbol.for('deferscope.door')";

  it("in a vm context the door is that realm's", () => {
    const { door, works } = load('');
    assert.equal(works, 1);
    assert.notEqual(door, Reflect.get(globalThis, DOOR_KEY));
    assert.equal((door as Door).libraries.length, 1);
  });

  it('a second copy goes through the door that is there', () => {
    const { door } = load(`${bundle}; module = { exports: {} };`);
    assert.equal((door as Door).libraries.length, 2);
    const [one, two] = (door as Door).libraries;
    assert.notEqual(one, two);
  });

  it("a foreign library's entry stays", () => {
    const { door } = load(`globalThis[${key}] = { version: 1, libraries: ['theirs'] }`);
    assert.deepEqual([(door as Door).libraries.length, (door as Door).libraries[0]], [2, 'theirs']);
  });

  for (const [name, prepare] of [
    ['a number in its place', `globalThis[${key}] = 5`],
    ['another version', `globalThis[${key}] = { version: 2, libraries: [] }`],
    ['no list', `globalThis[${key}] = { version: 1, libraries: {} }`],
    ['a frozen list', `globalThis[${key}] = { version: 1, libraries: Object.freeze([]) }`],
    ['a getter that throws', `Object.defineProperty(globalThis, ${key}, { get() { throw new Error('getter'); } })`],
    ['a proxy that throws', `globalThis[${key}] = new Proxy({}, { get() { throw new Error('trap'); } })`],
    ['nothing in its place, for good', `Object.defineProperty(globalThis, ${key}, { value: undefined })`],
  ] as const)
    it(`${name}: the program runs on`, () => {
      assert.equal(load(prepare).works, 1);
    });
});
