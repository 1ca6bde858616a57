import assert from 'node:assert/strict';
import type { DoorConcern, DoorQuery, DoorReading, DoorResource } from '../../../../../src/runtime/door/doorContract.ts';
import { readExpression } from '../../../../../src/languages/javascript/values/expression.ts';
import { RESOURCE_KINDS } from '../../../../../src/runtime/door/doorContract.ts';
import { WIRE_LIMITS as L, type WireLibrary } from '../../../../../src/languages/javascript/wire/javascriptReading.ts';
import * as vm from 'node:vm';
import { asReading, cleanupOf, doorOf, libraryOf, readText, scopeOf, withDoor } from './door.ts';

const throws = (): never => {
  throw new Error('do not touch');
};

function resourceOf(more: Partial<DoorResource> = {}): DoorResource {
  return { id: 1, kind: 'guard', state: 'open', facts: [], entries: [], entryCount: 0, ...more };
}

function readingOf(resources: unknown, concerns: unknown = []): DoorReading {
  return { scopes: [scopeOf({ id: 7, cleanups: [cleanupOf()] })], scopeCount: 1, resources, resourceCount: 1, concerns } as DoorReading;
}

/** How the only library in the door is read. */
function read(reading: DoorReading | ((query: DoorQuery) => DoorReading), expression?: string): WireLibrary {
  const library = libraryOf([], { read: (query) => (typeof reading === 'function' ? reading(query) : reading) });
  const text = withDoor(doorOf(library), () => (expression === undefined ? readText() : (vm.runInThisContext(expression) as string)));
  const [found] = asReading(text).libraries;
  assert.ok(found !== undefined);
  return found;
}

describe('the probe reads resources', () => {
  it("whole, with the program's values as previews", () => {
    const site = { cut: false, frames: [{ name: 'main', url: '/a.js', line: 3, column: 5 }] };
    const entry = {
      name: 'order-17',
      state: 'held',
      facts: [
        { name: 'owner', value: { name: 'worker' } },
        { name: 'expires in ms', value: 2000.5 },
      ],
      concern: 'late',
      site,
    };
    const { resources, resourceCount } = read(
      readingOf([resourceOf({ id: 4, label: 'orders', facts: [{ name: 'held', value: 1 }], entries: [entry], entryCount: 9, site })]),
    );
    const frame = { name: 'main', url: '/a.js', line: 3, column: 5 };
    assert.equal(resourceCount, 1);
    assert.deepEqual(resources, [
      {
        id: 4,
        kind: 'guard',
        label: 'orders',
        state: 'open',
        facts: [{ name: 'held', value: { type: 'number', text: '1', cut: false } }],
        entryCount: 9,
        site: frame,
        entries: [
          {
            name: 'order-17',
            state: 'held',
            concern: 'late',
            site: frame,
            facts: [
              { name: 'owner', value: { type: 'object', text: '{name: "worker"}', cut: false } },
              { name: 'expires in ms', value: { type: 'number', text: '2000.5', cut: false } },
            ],
          },
        ],
      },
    ]);
  });

  it('asks for one page of everything, and then for one page of one resource', () => {
    const asked: DoorQuery[] = [];
    const entries = Array.from({ length: 250 }, (_, at) => ({ name: `k${at}`, state: 'held', facts: [] }));
    const answer = (query: DoorQuery): DoorReading => {
      asked.push({ ...query });
      return readingOf([resourceOf({ id: 4, entries: entries.slice(0, query.entries), entryCount: 250 })]);
    };
    assert.deepEqual([read(answer).resources[0]?.entries.length, read(answer).resources[0]?.entryCount], [L.entries, 250]);
    const more = read(answer, readExpression({ library: 0, resource: 4, skip: 200 })).resources[0]?.entries;
    assert.deepEqual([more?.length, more?.[0]?.name, more?.at(-1)?.name], [50, 'k200', 'k249']);
    assert.deepEqual(asked[0], { scopes: L.scopes, cleanups: L.cleanups, resources: L.resources, entries: L.entries });
    assert.deepEqual(asked.at(-1), { scopes: 0, cleanups: 0, resources: 1, resource: 4, entries: 300 });
  });

  it('concerns, and the limit of a cleanup', () => {
    const concern: DoorConcern = { code: 'leak', severity: 'warning', message: 'a handle was collected open' };
    assert.deepEqual(read(readingOf([], [concern])).concerns, [concern]);
    const limited = scopeOf({ cleanups: [cleanupOf({ timeoutMs: 500, deadlineInMs: -20 })] });
    const { scopes } = read({ scopes: [limited], scopeCount: 1 });
    assert.deepEqual([scopes[0]?.cleanups[0]?.timeoutMs, scopes[0]?.cleanups[0]?.deadlineInMs], [500, -20]);
  });

  it('a library that knows nothing of resources has none', () => {
    const { resources, resourceCount, concerns } = read({ scopes: [], scopeCount: 0 });
    assert.deepEqual([resources, resourceCount, concerns], [[], 0, []]);
  });
});

describe('resources that break the contract', () => {
  const cycle: Record<string, unknown> = {};
  cycle['facts'] = [{ name: 'self', value: cycle }];
  const hostile: readonly (readonly [string, unknown])[] = [
    ['null', null],
    ['a number', 5],
    ['a proxy that throws', new Proxy({}, { get: throws, ownKeys: throws, getOwnPropertyDescriptor: throws })],
    ['a kind that nobody knows', resourceOf({ kind: 'bomb' as never })],
    ['a kind that is no word', resourceOf({ kind: {} as never })],
    ['no facts', { ...resourceOf(), facts: undefined }],
    ['entries that are no list', { ...resourceOf(), entries: 7 }],
    ['an entry that is null', { ...resourceOf(), entries: [null] }],
    [
      'a getter that throws',
      {
        ...resourceOf(),
        get label() {
          return throws();
        },
      },
    ],
    ['an id that is none', { ...resourceOf(), id: NaN }],
    ['a negative id', { ...resourceOf(), id: -4 }],
    ['a cycle', cycle],
  ];
  for (const [name, value] of hostile)
    it(`${name}: the scopes and the other resources are shown`, () => {
      const { scopes, resources, error } = read(readingOf([value, resourceOf({ id: 9, label: 'good' })]));
      assert.equal(error, undefined);
      assert.deepEqual([scopes.length, resources.at(-1)?.label], [1, 'good']);
    });

  it('values are looked at from outside: no getter, toString, toJSON or trap runs', () => {
    let ran = 0;
    const run = (): never => {
      ran += 1;
      throw new Error('ran');
    };
    const values = [
      {
        get name() {
          return run();
        },
      },
      { toString: run, valueOf: run, toJSON: run, [Symbol.toPrimitive]: run },
      new Proxy({}, { get: run, ownKeys: run, getPrototypeOf: run, getOwnPropertyDescriptor: run }),
      Object.assign(() => 1, { toString: run }),
      new (class {
        get [Symbol.toStringTag](): string {
          return run();
        }
      })(),
    ];
    const facts = values.map((value) => ({ name: 'value', value }));
    const { resources } = read(readingOf([resourceOf({ facts, entries: [{ name: 'e', state: 's', facts }] })]));
    assert.equal(resources[0]?.facts.length, values.length);
    assert.equal(ran, 0);
  });

  it('lists without end are cut, and so is the work', function () {
    // A million values that are far too long take a second or two, and more on a busy machine.
    this.timeout(60_000);
    const long = 'x'.repeat(1e5);
    const facts = Array.from({ length: 1e5 }, () => ({ name: long, value: long }));
    const entries = Array.from({ length: 1e5 }, () => ({ name: long, state: 's', facts }));
    const resources = Array.from({ length: 1e5 }, (_, id) => resourceOf({ id, facts, entries, entryCount: 1e5 }));
    const concerns = Array.from({ length: 1e5 }, () => ({ code: 'leak', severity: 'warning', message: long }));
    const found = read(readingOf(resources, concerns));
    assert.ok(found.resources.length <= L.resources * RESOURCE_KINDS.length);
    assert.ok(found.resources.every((one) => one.facts.length <= L.facts && one.entries.length <= L.entries));
    assert.equal(
      found.resources.reduce((sum, one) => sum + one.entries.length, 0),
      L.entriesInAll,
    );
    assert.equal(found.concerns.length, L.concerns);
    assert.ok(found.resources.every((one) => one.facts.every(({ name, value }) => name.length <= L.name && value.text.length <= L.value)));
  });

  it('a list that says it is endless ends', () => {
    const endless = new Proxy([], { get: (_, key) => (key === 'length' ? Infinity : resourceOf()) });
    assert.ok(read(readingOf(endless, endless)).resources.length <= L.resources * RESOURCE_KINDS.length);
  });

  it("what is on Object.prototype is not taken for the library's", () => {
    const add = (key: string): void => {
      Object.defineProperty(Object.prototype, key, { configurable: true, get: throws });
    };
    const keys = ['concern', 'label', 'site', 'timeoutMs', 'deadlineInMs', 'resource', 'resources', 'concerns', 'resourceCount'];
    const own = doorOf(
      libraryOf([], {
        read: () => ({
          scopes: [],
          scopeCount: 0,
          resources: [{ ...resourceOf(), entries: [{ name: 'e', state: 's', facts: [] }] }],
          resourceCount: 1,
          concerns: [],
        }),
      }),
    );
    const text = withDoor(own, () => {
      try {
        for (const key of keys) add(key);
        return readText();
      } finally {
        for (const key of keys) Reflect.deleteProperty(Object.prototype, key);
      }
    });
    assert.deepEqual(asReading(text).libraries[0]?.resources[0]?.entries, [{ name: 'e', state: 's', facts: [] }]);
  });
});
