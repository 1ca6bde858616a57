import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import { DOOR_KEY } from '../../../../../src/runtime/door/doorContract.ts';
import { ownExpression, readExpression, valueExpression } from '../../../../../src/languages/javascript/values/expression.ts';
import { decodeReading } from '../../../../../src/languages/javascript/wire/decodeReading.ts';
import { WIRE_LIMITS } from '../../../../../src/languages/javascript/wire/javascriptReading.ts';
import { asReading, cleanupOf, doorOf, libraryOf, readHere, readText, scopeOf, withDoor } from './door.ts';
import { processorMs } from '../../../processorTime.ts';

const throws = (): never => {
  throw new Error('do not touch');
};
const trapped = (target: object): object =>
  new Proxy(
    target,
    Object.fromEntries(
      Reflect.ownKeys(Reflect)
        .filter((trap) => typeof trap === 'string')
        .map((trap) => [trap, throws]),
    ),
  );

describe('a door that is not what a library made', () => {
  const none = 'no-door';
  const broken = 'malformed';
  const table: readonly (readonly [string, PropertyDescriptor | undefined, string])[] = [
    ['none', undefined, none],
    ['undefined', { value: undefined }, broken],
    ['null', { value: null }, broken],
    ['a number', { value: 42 }, broken],
    ['a function', { value: () => {} }, broken],
    ['a getter', { get: throws }, broken],
    ['a setter', { set: throws }, broken],
    ['a proxy', { value: trapped({}) }, broken],
    [
      'a revoked proxy',
      {
        value: (() => {
          const { proxy, revoke } = Proxy.revocable({}, {});
          revoke();
          return proxy;
        })(),
      },
      broken,
    ],
    ['of another version', { value: { version: 999, libraries: [] } }, broken],
    ['of a version in words', { value: { version: '1', libraries: [] } }, broken],
    [
      'with a getter for its version',
      {
        value: {
          get version() {
            return throws();
          },
          libraries: [],
        },
      },
      broken,
    ],
    [
      'with a getter for its libraries',
      {
        value: {
          version: 1,
          get libraries() {
            return throws();
          },
        },
      },
      broken,
    ],
    ['without libraries', { value: { version: 1 } }, broken],
    ['with libraries that are no list', { value: { version: 1, libraries: { length: 1, 0: libraryOf([]) } } }, broken],
    ['with a proxy for its libraries', { value: { version: 1, libraries: trapped([]) } }, broken],
    ['that inherits everything', { value: Object.create({ version: 1, libraries: [] }) as unknown }, broken],
    ['frozen', { value: Object.freeze({ version: 1, libraries: Object.freeze([]) }) }, 'reading'],
    ['sealed against change, and not enumerable', { value: { version: 1, libraries: [] }, enumerable: false }, 'reading'],
    ['with no library', doorOf(), 'reading'],
  ];
  for (const [name, own, expected] of table) {
    it(`${name}: ${expected}`, () => {
      const decoded = decodeReading(withDoor(own, readText));
      assert.equal(decoded.kind, expected);
      if (decoded.kind === 'malformed') assert.match(decoded.why, /is not what the library put there/);
    });
  }

  it('has no scopes and no values', () => {
    for (const [, own, expected] of table) {
      if (expected === 'reading') continue;
      withDoor(own, () => {
        assert.equal(vm.runInThisContext(valueExpression({ library: 0, scope: 1, cleanup: 1, at: 0 })), undefined);
        assert.equal(vm.runInThisContext(ownExpression(['globalThis'])), '[""]');
      });
    }
  });
});

describe('a library that breaks its word', () => {
  const good = libraryOf([scopeOf({ id: 7, cleanups: [cleanupOf({ args: ['kept'] })] })], { name: 'good' });
  const cycle: Record<string, unknown> = {};
  cycle['scopes'] = [cycle];
  cycle['self'] = cycle;
  const reading = (value: unknown): unknown => ({ name: 'bad', version: '1', read: () => value });
  const bad: Readonly<Record<string, unknown>> = {
    'is nothing': undefined,
    'is null': null,
    'is a number': 7,
    'is a proxy': trapped({}),
    'has no read': { name: 'bad', version: '1' },
    'throws': { name: 'bad', version: '1', read: throws },
    'throws nothing': {
      name: 'bad',
      version: '1',
      read() {
        throw undefined;
      },
    },
    'throws a proxy': {
      name: 'bad',
      version: '1',
      read() {
        throw trapped({});
      },
    },
    'throws when it is observed': libraryOf([], { observe: throws }),
    'answers with nothing': reading(undefined),
    'answers with null': reading(null),
    'answers with text': reading('text'),
    'answers with a cycle': reading(cycle),
    'answers with a proxy': reading(trapped({})),
    'answers with getters': reading({
      get scopes() {
        return throws();
      },
      scopeCount: 1,
    }),
    'has scopes that are none': reading({ scopes: [null, 3, 'scope', undefined, []], scopeCount: 5 }),
    'has ids that are objects': libraryOf([
      { ...scopeOf(), id: cycle },
      { ...scopeOf(), id: Symbol('id') },
      { ...scopeOf(), id: 1n },
    ]),
    'has words that are objects': libraryOf([{ ...scopeOf(), kind: cycle, state: cycle, async: cycle, label: cycle }]),
    'has cleanups that are none': libraryOf([{ ...scopeOf(), cleanups: [null, undefined, 4, cycle] }]),
    'has cleanups with objects for words': libraryOf([
      scopeOf({ cleanups: [{ ...cleanupOf(), id: cycle, state: cycle, kind: cycle, label: cycle } as never] }),
    ]),
    'has sites that are none': libraryOf([
      { ...scopeOf(), site: { frames: [{ name: cycle, url: cycle, line: cycle, column: cycle }], cut: false } },
    ]),
    'has sites without frames': libraryOf([{ ...scopeOf(), site: cycle }]),
    'has failures that are none': libraryOf([{ ...scopeOf(), failures: [null, 3, cycle] }]),
    'has a history that is none': { name: 'bad', version: '1', read: () => ({ scopes: [], scopeCount: 0, history: [null, cycle, 5] }) },
    'has a name that is an object': { name: cycle, version: trapped({}), read: () => ({ scopes: [], scopeCount: 0 }) },
    'says that it has endless scopes': reading({ scopes: new Array(2 ** 32 - 1), scopeCount: Infinity }),
    'has lists that say they are endless': reading({ scopes: { length: Infinity, 0: scopeOf() }, scopeCount: 1e300 }),
    'has endless cleanups': libraryOf([{ ...scopeOf(), cleanups: new Array(2 ** 32 - 1).fill(cleanupOf(), 0, 5) }]),
    'has endless failures': libraryOf([{ ...scopeOf(), failures: new Array(2 ** 32 - 1) }]),
    'has endless arguments': libraryOf([scopeOf({ cleanups: [cleanupOf({ args: new Array(2 ** 32 - 1) })] })]),
    'has words without end': libraryOf([
      scopeOf({
        label: 'x'.repeat(50_000_000),
        site: { frames: [{ name: 'y'.repeat(50_000_000), url: 'z'.repeat(50_000_000), line: 1, column: 1 }], cut: false },
      }),
    ]),
  };

  for (const [name, library] of Object.entries(bad)) {
    it(`${name}: the others are shown`, () => {
      const before = processorMs();
      const text = withDoor(doorOf(library, good), readText);
      assert.ok(processorMs() - before < 1500, 'it took too long');
      assert.ok(text.length < 100_000, `${text.length} characters`);
      const { libraries } = asReading(text);
      assert.deepEqual(
        libraries.map((one) => one.index),
        [0, 1],
      );
      assert.equal(libraries[1]?.name, 'good');
      assert.equal(libraries[1].scopes[0]?.id, 7);
      assert.equal(libraries[1].scopes[0].cleanups[0]?.args[0]?.text, 'kept');
    });
  }

  it('says why it cannot be read', () => {
    const { libraries } = readHere(
      doorOf({
        name: 'bad',
        version: '1',
        read() {
          throw new Error('out of order');
        },
      }),
    );
    assert.equal(libraries[0]?.error, 'Error: out of order');
  });

  it('stands behind a getter of the list: it is not called', () => {
    const list: unknown[] = [libraryOf([]), good];
    Object.defineProperty(list, 0, { get: throws });
    const { libraries } = readHere({ value: { version: 1, libraries: list } });
    assert.equal(libraries[0]?.scopes.length, 0);
    assert.equal(libraries[1]?.scopes.length, 1);
  });
});

describe('an answer has its limits', () => {
  it('of libraries', () => {
    const { libraries } = readHere(doorOf(...Array.from({ length: 40 }, () => libraryOf([]))));
    assert.equal(libraries.length, WIRE_LIMITS.libraries);
  });

  it('of scopes, and says how many there are', () => {
    const { libraries } = readHere(doorOf(libraryOf(Array.from({ length: 500 }, (_, id) => scopeOf({ id })))));
    assert.equal(libraries[0]?.scopes.length, WIRE_LIMITS.scopes);
    assert.equal(libraries[0].scopeCount, 500);
  });

  it('of cleanups in one scope and in all, and says how many wait', () => {
    const cleanups = Array.from({ length: 150 }, (_, id) => cleanupOf({ id }));
    const { libraries } = readHere(doorOf(libraryOf(Array.from({ length: 30 }, (_, id) => scopeOf({ id, cleanups, pending: 10_000 })))));
    const counts = libraries[0]?.scopes.map((scope) => scope.cleanups.length) ?? [];
    assert.equal(counts.length, 30);
    assert.equal(counts[0], WIRE_LIMITS.cleanups + 1); // a page, and the running one
    assert.equal(
      counts.reduce((a, b) => a + b),
      WIRE_LIMITS.cleanupsInAll,
    );
    assert.ok(libraries[0]?.scopes.every((scope) => scope.pending === 10_000));
  });

  it('of arguments, and says how many there are', () => {
    const { libraries } = readHere(
      doorOf(libraryOf([scopeOf({ cleanups: [cleanupOf({ args: Array.from({ length: 30 }, (_, at) => at) })] })])),
    );
    const cleanup = libraries[0]?.scopes[0]?.cleanups[0];
    assert.equal(cleanup?.args.length, WIRE_LIMITS.arguments);
    assert.equal(cleanup.argCount, 30);
  });

  it('of frames', () => {
    const deep = (left: number): string => (left === 0 ? readText() : deep(left - 1));
    const { frames } = asReading(withDoor(doorOf(), () => deep(WIRE_LIMITS.frames + 300)));
    assert.equal(frames.length, WIRE_LIMITS.frames);
  });
});

/** The hooks of `Error` as text, with their order. */
const hooks = `JSON.stringify([Object.isFrozen(Error), Object.isExtensible(Error), Reflect.ownKeys(Error).map(String), Object.entries(Object.getOwnPropertyDescriptors(Error))
  .map(([key, own]) => [key, ...Object.entries(own).map(([field, value]) => field + '=' + (typeof value === 'function' ? 'function ' + (value.id ?? value.name) : String(value)))])])`;

describe('Error is left as the program has it', () => {
  const states: Readonly<Record<string, readonly [code: string, sees: 'frames' | 'written frames' | 'no frames']>> = {
    'as it is at first': ['', 'frames'],
    'with a limit of 0': ['Error.stackTraceLimit = 0', 'frames'],
    'with an endless limit': ['Error.stackTraceLimit = Infinity', 'frames'],
    'with a limit that is no number': ['Error.stackTraceLimit = "many"', 'frames'],
    'without a limit': ['delete Error.stackTraceLimit', 'frames'],
    'with a getter for the limit': [
      'Object.defineProperty(Error, "stackTraceLimit", { configurable: true, get: Object.assign(() => { throw 1 }, { id: "get limit" }), set: undefined })',
      'frames',
    ],
    'with a limit that is not writable': [
      'Object.defineProperty(Error, "stackTraceLimit", { value: 3, writable: false, enumerable: false })',
      'frames',
    ],
    'with a limit that cannot be changed': [
      'Object.defineProperty(Error, "stackTraceLimit", { value: 3, writable: false, configurable: false })',
      'written frames',
    ],
    'with stacks made by the program': ['Error.prepareStackTrace = Object.assign(() => { throw 1 }, { id: "hook" })', 'frames'],
    'with a getter for the hook': [
      'Object.defineProperty(Error, "prepareStackTrace", { configurable: true, get: Object.assign(() => { throw 1 }, { id: "get hook" }), set: Object.assign(() => { throw 1 }, { id: "set hook" }) })',
      'frames',
    ],
    'with a hook that is not enumerable': [
      'Object.defineProperty(Error, "prepareStackTrace", { configurable: true, value: Object.assign(() => "", { id: "hidden hook" }) })',
      'frames',
    ],
    'with a hook that cannot be changed': [
      'Object.defineProperty(Error, "prepareStackTrace", { value: Object.assign(() => "", { id: "fixed hook" }) })',
      'no frames',
    ],
    'with a hook that is undefined': ['Error.prepareStackTrace = undefined', 'frames'],
    'frozen': ['Object.freeze(Error)', 'written frames'],
    'sealed': ['Object.seal(Error)', 'written frames'],
    'not extensible': ['Object.preventExtensions(Error)', 'written frames'],
    'with captureStackTrace gone': ['delete Error.captureStackTrace', 'no frames'],
    'with a captureStackTrace that throws': ['Error.captureStackTrace = () => { throw 1 }', 'no frames'],
  };
  for (const [name, [code, sees]] of Object.entries(states)) {
    it(name, () => {
      const context = vm.createContext({ door: { version: 1, libraries: [libraryOf([scopeOf()])] }, key: DOOR_KEY });
      vm.runInContext(`Object.defineProperty(globalThis, key, { value: door }); ${code}`, context);
      const before: unknown = vm.runInContext(hooks, context);
      const {
        frames,
        libraries,
        isStackWritten = false,
        isStackUnread = false,
      } = asReading(vm.runInContext(readExpression(), context) as string);
      assert.equal(vm.runInContext(hooks, context), before);
      assert.equal(frames.length === 0 ? 'no frames' : isStackWritten ? 'written frames' : 'frames', sees);
      assert.equal(isStackUnread, sees === 'no frames');
      assert.equal(libraries[0]?.scopes.length, 1);
    });
  }
});

describe('in another realm', () => {
  it("without the host's help objects stay closed", () => {
    const context = vm.createContext({ key: DOOR_KEY });
    vm.runInContext(
      `
      class Row { a = 1 }
      const touched = () => { globalThis.touched = true; };
      const args = [new Row(), { get a() { touched(); } }, new Proxy({}, { get: touched, getPrototypeOf: touched, ownKeys: touched, getOwnPropertyDescriptor: touched }), [1], 'text', 7, null];
      globalThis[key] = { version: 1, libraries: [{ name: 'inside', version: '1', read: () => ({ scopeCount: 1, scopes: [
        { id: 1, kind: 'object', async: false, state: 'open', failures: [], pending: 1, cleanups: [{ id: 1, state: 'pending', kind: 'defer', fn: touched, args }] }] }) }] };`,
      context,
    );
    const { libraries } = asReading(vm.runInContext(readExpression(), context) as string);
    assert.equal(vm.runInContext('globalThis.touched', context), undefined);
    assert.deepEqual(
      libraries[0]?.scopes[0]?.cleanups[0]?.args.map((value) => `${value.type} ${value.text}`),
      ['object object', 'object object', 'object object', 'object object', 'string text', 'number 7', 'null null'],
    );
  });

  it('has no door where the library is not loaded', () => {
    assert.equal(decodeReading(vm.runInContext(readExpression(), vm.createContext({})) as string).kind, 'no-door');
  });

  it('leaves no name behind', () => {
    const context = vm.createContext({});
    const names = (): unknown => vm.runInContext('JSON.stringify(Reflect.ownKeys(globalThis).map(String).sort())', context);
    const before = names();
    for (const expression of [
      readExpression(),
      ownExpression(['a', 'this.b']),
      valueExpression({ library: 0, scope: 1, cleanup: 1, at: 'receiver' }),
    ])
      vm.runInContext(expression, context);
    assert.equal(names(), before);
  });
});
