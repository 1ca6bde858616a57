import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import { formatFailure, run, SuppressedError } from '../../src/runtime/deferscope.ts';
import { caught } from './caught.ts';

describe('formatFailure', () => {
  const named = Object.assign(new Error('m'), { name: 'HttpError' });
  const cases: [string, unknown, string][] = [
    ['an error', new Error('disk full'), 'disk full'],
    ['an error of another kind', new RangeError('too far'), 'RangeError: too far'],
    ['an error with a name of its own', named, 'HttpError: m'],
    ['an error without a message', new Error(), 'an error without a message'],
    ['an error of another realm', vm.runInNewContext('new Error("far")'), 'far'],
    ['a string', 'A', 'A'],
    ['two lines', 'A\nB', 'A\n\tB'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', -0.5, '-0.5'],
    ['a bigint', 12n, '12n'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a function', function stop() {}, 'function stop'],
    ['an object', { code: 5 }, 'an object'],
    ['an object without a prototype', Object.create(null), 'an object'],
    ['an array', [1, 2], 'an array of 2'],
    ['an instance', new Map(), 'an object of class Map'],
    ['a long string', 'x'.repeat(5000), `${'x'.repeat(2000)}… (5000 characters)`],
  ];
  for (const [name, value, words] of cases)
    it(name, () => {
      assert.equal(formatFailure(value), `panic: ${words}`);
    });

  it('runs no code of the value and never throws', () => {
    let touched = 0;
    const touch = (): never => {
      touched += 1;
      throw new Error('touched');
    };
    const traps = new Proxy({}, { get: () => touch });
    const hostile = [
      new Proxy(new Error('x'), traps),
      new Proxy(() => {}, traps),
      new Proxy({}, traps),
      {
        toString: touch,
        get constructor() {
          return touch();
        },
      },
      Object.defineProperty(new Error('x'), 'message', { get: touch }),
      Object.setPrototypeOf({}, new Proxy({}, traps)),
      Object.defineProperty(() => {}, 'name', { get: touch }),
      { [Symbol.toPrimitive]: touch, toJSON: touch },
    ];
    for (const value of hostile) assert.match(formatFailure(value), /^panic: ./);
    assert.equal(touched, 0);
  });

  it('shows SuppressedErrors of any origin as chains', () => {
    assert.equal(formatFailure(new SuppressedError('C', new SuppressedError(new Error('B'), 'A'))), 'panic: A\n\tpanic: B\n\tpanic: C');
    assert.equal(formatFailure(new SuppressedError(new SuppressedError('C', 'B'), 'A')), 'panic: A\n\tpanic: B\n\tpanic: C');
    const foreign = vm.runInNewContext('Object.assign(new Error(), { name: "SuppressedError", error: "B", suppressed: "A" })') as unknown;
    assert.equal(formatFailure(foreign), 'panic: A\n\tpanic: B');
  });

  it('comes to an end in a chain that bites its tail', () => {
    const error = new SuppressedError(1, 2) as { suppressed: unknown };
    error.suppressed = error;
    assert.match(formatFailure(error), /… and so on$/);
  });

  it('is the message of what leaves run', () => {
    const error = caught(() =>
      run((s) => {
        s.defer(() => {
          throw 'B';
        });
        throw 'A';
      }),
    ) as Error;
    assert.equal(error.message, formatFailure(error));
  });
});

describe('SuppressedError', () => {
  it('has the shape of the standard', () => {
    const error = new SuppressedError('later', 'earlier', 'words');
    assert.deepEqual(
      [error.error, error.suppressed, error.message, error.name, String(error)],
      ['later', 'earlier', 'words', 'SuppressedError', 'SuppressedError: words'],
    );
    assert(error instanceof Error);
    assert.deepEqual(Object.keys(error), []);
  });

  it('instanceof holds for the native one too, but not for a subclass of ours', () => {
    class Sub extends SuppressedError {}
    assert(new Sub(1, 2) instanceof SuppressedError);
    const native = (globalThis as { readonly SuppressedError?: new (...args: unknown[]) => object }).SuppressedError;
    if (native === undefined) return;
    assert(new native(1, 2) instanceof SuppressedError);
    assert(!(new native(1, 2) instanceof Sub));
  });

  it("the one that is thrown is the engine's, or the polyfill's that is there when it is needed", () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'SuppressedError');
    class Polyfill extends Error {
      constructor(
        readonly error: unknown,
        readonly suppressed: unknown,
        message?: string,
      ) {
        super(message);
      }
    }
    const fail = (): unknown =>
      caught(() =>
        run((s) => {
          s.defer(() => {
            throw 'B';
          });
          throw 'A';
        }),
      );
    try {
      Object.defineProperty(globalThis, 'SuppressedError', { value: Polyfill, configurable: true, writable: true });
      assert(fail() instanceof Polyfill);
      for (const junk of [
        5,
        () => {
          throw new Error('junk');
        },
        undefined,
      ]) {
        Object.defineProperty(globalThis, 'SuppressedError', { value: junk, configurable: true, writable: true });
        assert.equal((fail() as Error).message, 'panic: A\n\tpanic: B');
      }
    } finally {
      if (before === undefined) Reflect.deleteProperty(globalThis, 'SuppressedError');
      else Object.defineProperty(globalThis, 'SuppressedError', before);
    }
  });
});
