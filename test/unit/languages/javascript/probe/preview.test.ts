import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import { readExpression } from '../../../../../src/languages/javascript/values/expression.ts';
import { cleanupOf, doorOf, libraryOf, previewsOf, readHere, scopeOf, withDoor } from './door.ts';
import { processorMs } from '../../../processorTime.ts';

class Connection {
  readonly #secret = 1;
  constructor(
    readonly id: number,
    readonly url: string,
  ) {}
  get secret(): number {
    return this.#secret;
  }
}

describe('previews', () => {
  const table: readonly (readonly [string, unknown, string])[] = [
    ['a string, unquoted', 'line\n', 'line\n'],
    ['a string that is too long', 'x'.repeat(201), `${'x'.repeat(200)} (cut)`],
    ['a string that just fits', 'x'.repeat(200), 'x'.repeat(200)],
    ['a number', 1.5, '1.5'],
    ['minus zero', -0, '-0'],
    ['no number', NaN, 'NaN'],
    ['a large number', 1e300, '1e+300'],
    ['a bigint', -12n, '-12n'],
    ['a large bigint', 1n << 400n, `${1n << 400n}n`],
    ['one of more digits', 10n ** 200n, `1${'0'.repeat(149)}…n (201 digits) (cut)`],
    ['one that takes long to write', -(1n << 70000n), 'a bigint below -2**65536 (cut)'],
    ['true', true, 'true'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a signal that there is not yet', Symbol.for('deferscope.signal'), 'signal'],
    ['a function, by its text', (0, eval)('(function named(a) { return a; })'), 'function named(a) { return a; }'],
    ['a function of the engine', Math.max, 'ƒ max()'],
    ['a class, by its text', (0, eval)('(class Small { #a = 1; })'), 'class Small { #a = 1; }'],
    ['an empty object', {}, '{}'],
    ['an object', { a: 1, b: 'two', c: null, d: [1, 2] }, '{a: 1, b: "two", c: null, d: Array(2)}'],
    ['an object with many fields', { a: 1, b: 2, c: 3, d: 4, e: 5 }, '{a: 1, b: 2, c: 3, d: 4, e: 5}'],
    ['an object with more', { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, '{a: 1, b: 2, c: 3, d: 4, e: 5, …} (cut)'],
    ['fields with symbols', { [Symbol('k')]: 1, plain: 2 }, '{plain: 2, Symbol(k): 1}'],
    ['an object of a class', new Connection(7, 'db'), 'Connection {id: 7, url: "db"}'],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 }), '{a: 1}'],
    [
      'objects in an object',
      { inner: { x: 1 }, connection: new Connection(1, ''), fn: previewsOf },
      '{inner: {…}, connection: Connection, fn: ƒ previewsOf}',
    ],
    ['a long string in an object', { text: 'y'.repeat(101) }, `{text: "${'y'.repeat(100)}…"}`],
    [
      'a getter in an object',
      {
        get now() {
          throw new Error('called');
        },
      },
      '{now: (…)}',
    ],
    ['inherited fields, which stay out', Object.create({ inherited: 1 }), '{}'],
    ['an array', [1, 'a', {}], '(3) [1, "a", {…}]'],
    ['a long array', Array.from({ length: 21 }, () => 0), `(21) [${'0, '.repeat(20)}…] (cut)`],
    ['an array with holes', [1, , 3], '(3) [1, empty, 3]'],
    ['an error', new TypeError('no way'), 'TypeError: no way'],
    ['an error of a class of its own', new (class QueryError extends Error {})('no table'), 'QueryError: no table'],
    ['an error with a long message', new Error('m'.repeat(300)), `Error: ${'m'.repeat(200)}… (cut)`],
    [
      'no error in spite of its name',
      new (class NotAnError {
        message = 'hello';
      })(),
      'NotAnError {message: "hello"}',
    ],
    ['a map', new Map([[1, 2]]), 'Map(1) {1 => 2}'],
    ['a date', new Date(0), 'Date 1970-01-01T00:00:00.000Z'],
    ['a typed array', new Uint8Array(4), 'Uint8Array(4) [0, 0, 0, 0]'],
    ['a boxed string', Object('boxed'), 'String ("boxed")'],
    ['a proxy', new Proxy({}, {}), 'Proxy (cut)'],
  ];
  for (const [name, value, expected] of table)
    it(`show ${name}`, () => {
      assert.deepEqual(previewsOf(value), [expected]);
    });

  it('show a cycle', () => {
    const cycle: Record<string, unknown> = { name: 'cycle' };
    cycle['self'] = cycle;
    assert.deepEqual(previewsOf(cycle), ['{name: "cycle", self: {…}}']);
  });

  it('look at the beginning of a huge text only', () => {
    const huge = 'x'.repeat(50 * 1024 * 1024);
    const before = processorMs();
    assert.equal(previewsOf(huge)[0], `${'x'.repeat(200)} (cut)`);
    assert.ok(processorMs() - before < 1000);
  });

  it('of functions have the beginning of their text', () => {
    const long = `() => '${'z'.repeat(1000)}'`;
    const fns = [(a: number) => a + 1, (0, eval)(long) as unknown, new Proxy(() => {}, {}), console.log.bind(console), 7];
    const reading = readHere(doorOf(libraryOf([scopeOf({ cleanups: fns.map((fn, id) => cleanupOf({ id, fn })) })])));
    assert.deepEqual(
      reading.libraries[0]?.scopes[0]?.cleanups.map((cleanup) => cleanup.fn),
      [
        { name: '', source: '(a) => a + 1' },
        { name: '', source: long.slice(0, 400) },
        { name: '', source: 'function () { [native code] }' },
        { name: 'bound log', source: 'function () { [native code] }' },
        { name: '', source: '' },
      ],
    );
  });
});

/** Counts every way in which inspecting a value can run code of the program. */
class Touches {
  count = 0;
  readonly names: string[] = [];

  readonly touch = (name: string) => (): never => {
    this.count += 1;
    this.names.push(name);
    throw new Error(`touched: ${name}`);
  };

  handler(): ProxyHandler<never> {
    return Object.fromEntries(
      Reflect.ownKeys(Reflect)
        .filter((trap) => typeof trap === 'string')
        .map((trap) => [trap, this.touch(`proxy ${trap}`)]),
    );
  }

  proxy<T extends object>(target: T): T {
    return new Proxy(target, this.handler());
  }

  /** Replaces each of the properties with a getter. */
  guard<T extends object>(target: T, ...keys: readonly PropertyKey[]): T {
    for (const key of keys)
      Object.defineProperty(target, key, {
        get: this.touch(`get ${String(key)}`),
        set: this.touch(`set ${String(key)}`),
        enumerable: true,
        configurable: true,
      });
    return target;
  }

  hide<T extends object>(target: T, ...keys: readonly PropertyKey[]): T {
    for (const key of keys)
      Object.defineProperty(target, key, { get: this.touch(`get ${String(key)}`), enumerable: false, configurable: true });
    return target;
  }
}

const CONVERSIONS = [
  'toString',
  'valueOf',
  'toJSON',
  'toLocaleString',
  'then',
  'inspect',
  'constructor',
  'name',
  'length',
  Symbol.toPrimitive,
  Symbol.toStringTag,
  Symbol.iterator,
  Symbol.for('nodejs.util.inspect.custom'),
];

const hostile: Readonly<Record<string, (t: Touches) => unknown>> = {
  'an object full of getters': (t) => t.guard({}, ...CONVERSIONS, 'a', 'message', 'stack'),
  'an object with hidden getters': (t) => t.hide({ a: 1 }, ...CONVERSIONS, 'message', 'stack'),
  'a class full of getters': (t) => {
    class Trap {}
    t.hide(Trap.prototype, ...CONVERSIONS.filter((key) => key !== 'constructor'), 'message');
    return new Trap();
  },
  'an object with methods that convert': (t) => Object.fromEntries(CONVERSIONS.map((key) => [key, t.touch(`call ${String(key)}`)])),
  'an object without a prototype, full of getters': (t) => t.guard(Object.create(null) as object, ...CONVERSIONS),
  'a proxy': (t) => t.proxy({}),
  'a proxy of an array': (t) => t.proxy([1, 2]),
  'a proxy of a function': (t) => t.proxy(() => {}),
  'a proxy of an error': (t) => t.proxy(new Error('x')),
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'an object whose prototype is a proxy': (t) => Object.create(t.proxy({})) as object,
  'an object with a proxy far up its prototypes': (t) => {
    let made = t.proxy({});
    for (let i = 0; i < 10; i++) made = Object.create(made) as object;
    return Object.assign(made, {});
  },
  'an array whose prototype is a proxy': (t) => Object.setPrototypeOf([1, 2], t.proxy([])) as object,
  'a function whose prototype is a proxy': (t) =>
    Object.setPrototypeOf(
      () => {},
      t.proxy(() => {}),
    ) as object,
  'an error whose prototype is a proxy': (t) => Object.setPrototypeOf(new Error('x'), t.proxy({})) as object,
  'an object whose constructor is a proxy': (t) => ({ constructor: t.proxy(class A {}) }),
  'an object whose class has a getter for its name': (t) => new (t.hide(class A {}, 'name'))(),
  'an object whose class is named by an object': (t) => {
    class A {}
    Object.defineProperty(A, 'name', { value: t.guard({}, ...CONVERSIONS) });
    return new A();
  },
  'proxies in an object': (t) => ({ a: t.proxy({}), b: t.proxy([]), c: t.proxy(() => {}) }),
  'proxies in an array': (t) => [t.proxy({}), t.proxy([]), t.proxy(() => {})],
  'hostile objects in an object': (t) => ({ a: t.guard({}, ...CONVERSIONS), b: t.guard([], 'a', Symbol.iterator) }),
  'an array with getters': (t) => t.guard([1, 2, 3], 0, 1, 'x'),
  'an array with its own iterator': (t) => t.guard([1, 2, 3], Symbol.iterator, 'map', 'join', 'toString', 'constructor'),
  'an array of a class that guards itself': (t) => {
    class List extends Array<number> {}
    t.hide(List.prototype, Symbol.iterator, 'join', 'at', 'slice', 'toString');
    return List.from([1, 2]);
  },
  'a function with a getter for its name': (t) => t.hide(() => {}, 'name', 'toString', 'length'),
  'a function named by an object': (t) => Object.defineProperty(() => {}, 'name', { value: t.guard({}, ...CONVERSIONS) }),
  'a class that guards itself': (t) => t.hide(class A {}, 'toString', 'name', Symbol.hasInstance, Symbol.species),
  'an error with getters': (t) => t.hide(new Error('x'), 'stack', 'message', 'name', 'cause', 'toString'),
  'an error of a class with getters': (t) => {
    class BadError extends Error {}
    t.hide(BadError.prototype, 'message', 'name', 'toString', 'stack');
    return new BadError();
  },
  'an error whose message is an object': (t) => Object.defineProperty(new Error('x'), 'message', { value: t.guard({}, ...CONVERSIONS) }),
  'a map of a class that guards itself': (t) => {
    class Store extends Map {}
    t.hide(Store.prototype, 'size', 'get', 'entries', Symbol.iterator, Symbol.toStringTag, 'forEach');
    return new Store();
  },
  'a boxed string that guards itself': (t) => t.guard(Object('text') as object, ...CONVERSIONS.filter((key) => key !== 'length')),
  'a typed array of a class that guards itself': (t) => {
    class Bytes extends Uint8Array {}
    t.hide(Bytes.prototype, 'length', Symbol.iterator, 'toString', Symbol.toStringTag, 'buffer');
    return new Bytes(8);
  },
  'a promise with a guarded then': (t) => t.guard(Promise.resolve(1), 'then', 'catch', 'constructor'),
  'a generator': (t) =>
    (function* touched() {
      yield t.touch('generator')();
    })(),
  'a date that converts': (t) => t.guard(new Date(), ...CONVERSIONS, 'getTime', 'toISOString'),
  'a regular expression that guards itself': (t) => t.guard(/x/g, 'source', 'flags', 'exec', ...CONVERSIONS),
  'a disposable': (t) => ({ [Symbol.dispose]: t.touch('dispose'), [Symbol.asyncDispose]: t.touch('asyncDispose') }),
};

describe('a look at values never runs code of the program', () => {
  for (const [name, make] of Object.entries(hostile)) {
    it(`for ${name}`, () => {
      const touches = new Touches();
      const value = make(touches);
      touches.count = 0;
      touches.names.length = 0;
      const door = doorOf(
        libraryOf([
          scopeOf({
            failures: [{ value, recovered: false }],
            cleanups: [cleanupOf({ args: [value] }), cleanupOf({ kind: 'use', receiver: value, fn: value })],
          }),
        ]),
      );
      const scope = readHere(door).libraries[0]?.scopes[0];
      assert.equal(touches.count, 0, touches.names.join(', '));
      // And it was inspected, not just given up on.
      assert.equal(scope?.cleanups.length, 2);
      assert.equal(scope.failures.length, 1);
      assert.notEqual(scope.cleanups[0]?.args[0]?.text, '');
    });
  }

  it('for an error while the program formats its stacks itself', () => {
    let formatted = 0;
    const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
    const error = new Error('not yet formatted');
    Error.prepareStackTrace = () => {
      formatted += 1;
      return 'by the program';
    };
    try {
      assert.deepEqual(previewsOf(error, { error }), ['Error: not yet formatted', '{error: Error: not yet formatted}']);
      assert.equal(formatted, 0);
      assert.equal(error.stack, 'by the program');
    } finally {
      if (before === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
      else Object.defineProperty(Error, 'prepareStackTrace', before);
    }
  });
});

/** Compiled beforehand: only what the probe itself does is tested, not how the test runs it. */
const compiled = vm.runInThisContext(`() => ${readExpression()}`) as () => string;

/** The part of the answer that does not depend on the line from which the test asks. */
function librariesIn(text: string): unknown {
  return (JSON.parse(text) as { libraries: unknown }).libraries;
}

describe('a look at values does not go through what the program put on the built-in prototypes', () => {
  /** Every name that the probe reads from an object of its own, of the library or of the engine. */
  const NAMES = [
    'value',
    'get',
    'set',
    'writable',
    'enumerable',
    'configurable',
    'toJSON',
    'then',
    'label',
    'site',
    'receiver',
    'error',
    'scope',
    'skip',
    'library',
    'owner',
    'why',
    'history',
    'bodyAbove',
    'scopeLabel',
    'frames',
    'libraries',
    'cut',
    'functionLine',
    'functionColumn',
    'do',
    'args',
    'version',
    'index',
    'text',
  ];
  const prototypes: readonly (readonly [string, object])[] = [
    ['Object', Object.prototype],
    ['Array', Array.prototype],
    ['String', String.prototype],
    ['Number', Number.prototype],
    ['Function', Function.prototype],
    ['Error', Error.prototype],
    ['Boolean', Boolean.prototype],
  ];
  const door = doorOf(
    libraryOf([
      scopeOf({
        cleanups: [
          cleanupOf({
            args: [
              {
                a: 1,
                get b() {
                  return 2;
                },
              },
              [1, 2],
              new Error('x'),
              'text',
            ],
          }),
        ],
        failures: [{ value: new Error('y'), recovered: false }],
      }),
    ]),
  );

  for (const [name, prototype] of prototypes) {
    it(`${name}.prototype, with getters`, () => {
      const expected = withDoor(door, compiled);
      let count = 0;
      const added = NAMES.filter((key) => !Object.hasOwn(prototype, key));
      // The tests' own calls must not be affected: the traps are set only during the evaluation.
      const found = withDoor(door, () => {
        for (const key of added)
          Object.defineProperty(prototype, key, {
            __proto__: null,
            get() {
              count += 1;
              return 'polluted';
            },
            set() {
              count += 1;
            },
            configurable: true,
          } as PropertyDescriptor);
        try {
          return compiled();
        } finally {
          for (const key of added) Reflect.deleteProperty(prototype, key);
        }
      });
      assert.deepEqual(librariesIn(found), librariesIn(expected));
      assert.equal(count, 0);
    });

    it(`${name}.prototype, with values`, () => {
      const expected = withDoor(door, compiled);
      const added = NAMES.filter((key) => !Object.hasOwn(prototype, key) && key !== 'get' && key !== 'set');
      const found = withDoor(door, () => {
        for (const key of added)
          Object.defineProperty(prototype, key, {
            __proto__: null,
            value: 'polluted',
            configurable: true,
            enumerable: true,
            writable: true,
          } as PropertyDescriptor);
        try {
          return compiled();
        } finally {
          for (const key of added) Reflect.deleteProperty(prototype, key);
        }
      });
      assert.deepEqual(librariesIn(found), librariesIn(expected));
    });
  }

  it('methods of strings and arrays that the program replaced', () => {
    const expected = withDoor(door, compiled);
    let count = 0;
    const bite = (): never => {
      count += 1;
      throw new Error('called');
    };
    const replaced: [object, string, PropertyDescriptor][] = [];
    const found = withDoor(door, () => {
      for (const prototype of [String.prototype, Array.prototype])
        for (const key of Object.getOwnPropertyNames(prototype)) {
          const own = Object.getOwnPropertyDescriptor(prototype, key);
          if (key === 'constructor' || key === 'length' || own?.configurable !== true) continue;
          replaced[replaced.length] = [prototype, key, own];
        }
      for (let at = 0; at < replaced.length; at++) {
        const [prototype, key] = replaced[at] as [object, string, PropertyDescriptor];
        Object.defineProperty(prototype, key, { value: bite, configurable: true, writable: true });
      }
      try {
        return compiled();
      } finally {
        for (let at = 0; at < replaced.length; at++) {
          const [prototype, key, own] = replaced[at] as [object, string, PropertyDescriptor];
          Object.defineProperty(prototype, key, own);
        }
      }
    });
    assert.deepEqual(librariesIn(found), librariesIn(expected));
    assert.equal(count, 0);
  });
});
