// TC39 explicit resource management, DisposableStack objects: every clause, tested against our class and, if the engine has it, against the
// engine's.
/* oxlint-disable
  typescript/unbound-method,
  typescript/no-confusing-void-expression,
  typescript/no-this-alias,
  typescript/no-unsafe-argument,
  typescript/no-unnecessary-condition,
  typescript/no-unnecessary-type-parameters
  -- wrong calls and odd values are the subject */
import assert from 'node:assert/strict';
import { Scope, scope, SuppressedError } from '../../src/runtime/deferscope.ts';
import { caught } from './caught.ts';

type StackClass = new () => DisposableStack;

const subjects: [string, StackClass][] = [['Scope', Scope]];
const native = (globalThis as { readonly DisposableStack?: StackClass }).DisposableStack;
if (native !== undefined) subjects.push(['native DisposableStack', native]);

/** Methods called without or with the wrong `this`. */
function detach(Stack: StackClass, name: string): (self: unknown, ...args: unknown[]) => unknown {
  const found = Object.getOwnPropertyDescriptor(Stack.prototype, name);
  const method = (found?.value ?? found?.get) as (...args: unknown[]) => unknown;
  return (self, ...args) => Reflect.apply(method, self, args);
}

for (const [subject, Stack] of subjects) {
  describe(`${subject}: clauses of the standard`, () => {
    const clauses: Record<string, () => void> = {
      'constructor: needs new': () => {
        assert(caught(() => Reflect.apply(Stack, undefined, [])) instanceof TypeError);
      },
      'constructor: a fresh stack is not disposed': () => {
        assert.equal(new Stack().disposed, false);
      },
      'disposed: a getter without setter, on the prototype': () => {
        const found = Object.getOwnPropertyDescriptor(Stack.prototype, 'disposed');
        assert.equal(typeof found?.get, 'function');
        assert.equal(found?.set, undefined);
        assert.equal(found?.enumerable, false);
      },
      'disposed: true from before the first cleanup runs': () => {
        const s = new Stack();
        const seen: boolean[] = [];
        s.defer(() => seen.push(s.disposed));
        s.dispose();
        assert.deepEqual([seen, s.disposed], [[true], true]);
      },
      'every member checks its brand': () => {
        for (const name of ['disposed', 'dispose', 'use', 'adopt', 'defer', 'move'])
          for (const self of [undefined, null, 1, {}, Object.create(Stack.prototype), new Proxy(new Stack(), {}), new Map()])
            assert(caught(() => detach(Stack, name)(self, undefined, () => {})) instanceof TypeError, name);
      },
      'the brand is asked before anything else': () => {
        assert(caught(() => detach(Stack, 'adopt')({}, 1, 'no function')) instanceof TypeError);
        let read = 0;
        caught(() =>
          detach(Stack, 'use')(
            {},
            {
              get [Symbol.dispose]() {
                read += 1;
                return () => {};
              },
            },
          ),
        );
        assert.equal(read, 0);
      },
      'after disposal: ReferenceError, before the argument is looked at': () => {
        const s = new Stack();
        s.dispose();
        for (const name of ['use', 'adopt', 'defer', 'move'])
          assert(caught(() => detach(Stack, name)(s, 'bad', 'bad')) instanceof ReferenceError, name);
      },
      'dispose: once; again it does nothing': () => {
        const s = new Stack();
        let runs = 0;
        s.defer(() => {
          runs += 1;
        });
        assert.equal(s.dispose(), undefined);
        assert.equal(s.dispose(), undefined);
        assert.equal(runs, 1);
      },
      'dispose: last in, first out': () => {
        const s = new Stack();
        const seen: string[] = [];
        s.defer(() => seen.push('defer'));
        s.adopt('adopt', (v) => seen.push(v));
        s.use({
          [Symbol.dispose]() {
            seen.push('use');
          },
        });
        s.dispose();
        assert.deepEqual(seen, ['use', 'adopt', 'defer']);
      },
      'dispose: from within a cleanup does nothing': () => {
        const s = new Stack();
        const seen: number[] = [];
        s.defer(() => seen.push(1));
        s.defer(() => {
          s.dispose();
          seen.push(2);
        });
        s.dispose();
        assert.deepEqual(seen, [2, 1]);
      },
      'dispose: a throw does not stop the others': () => {
        const s = new Stack();
        const seen: number[] = [];
        const error = new Error('one');
        s.defer(() => seen.push(1));
        s.defer(() => {
          throw error;
        });
        s.defer(() => seen.push(3));
        assert.equal(
          caught(() => {
            s.dispose();
          }),
          error,
        );
        assert.deepEqual([seen, s.disposed], [[3, 1], true]);
      },
      'dispose: throws join, the later one as `error`': () => {
        const s = new Stack();
        for (const word of ['third', 'second', 'first'])
          s.defer(() => {
            throw word;
          });
        const error = caught(() => {
          s.dispose();
        }) as SuppressedError;
        assert(error instanceof SuppressedError);
        assert.equal(error.error, 'third');
        const inner = error.suppressed as SuppressedError;
        assert(inner instanceof SuppressedError);
        assert.deepEqual([inner.error, inner.suppressed], ['second', 'first']);
      },
      'dispose: a SuppressedError has its two values as own hidden properties': () => {
        const s = new Stack();
        s.defer(() => {
          throw 2;
        });
        s.defer(() => {
          throw 1;
        });
        const error = caught(() => {
          s.dispose();
        }) as object;
        for (const [name, value] of [
          ['error', 2],
          ['suppressed', 1],
        ] as const)
          assert.deepEqual(Object.getOwnPropertyDescriptor(error, name), { value, writable: true, enumerable: false, configurable: true });
      },
      'dispose: `throw undefined` is a throw': () => {
        const s = new Stack();
        s.defer(() => {
          throw undefined;
        });
        let reached = false;
        try {
          s.dispose();
          reached = true;
        } catch (error) {
          assert.equal(error, undefined);
        }
        assert.equal(reached, false);
      },
      'dispose: `throw undefined` joins like any other': () => {
        const s = new Stack();
        s.defer(() => {
          throw undefined;
        });
        s.defer(() => {
          throw 0;
        });
        const error = caught(() => {
          s.dispose();
        }) as SuppressedError;
        assert.deepEqual([error.error, error.suppressed], [undefined, 0]);
      },
      'dispose: nothing can be registered meanwhile': () => {
        const s = new Stack();
        const errors: unknown[] = [];
        s.defer(() =>
          errors.push(
            caught(() => {
              s.defer(() => {});
            }),
          ),
        );
        s.dispose();
        assert(errors[0] instanceof ReferenceError);
      },
      'defer: returns undefined; the call gets no this and no argument': () => {
        const s = new Stack();
        let got: unknown[] = [];
        assert.equal(
          s.defer(function (this: unknown, ...args: unknown[]) {
            got = [this, args];
          }),
          undefined,
        );
        s.dispose();
        assert.deepEqual(got, [undefined, []]);
      },
      'defer: not a function: TypeError': () => {
        for (const bad of [undefined, null, {}, 'f', 1, Symbol.iterator])
          assert(caught(() => detach(Stack, 'defer')(new Stack(), bad)) instanceof TypeError);
      },
      'adopt: returns the value; the call gets it as its only argument, and no this': () => {
        const s = new Stack();
        let got: unknown[] = [];
        const value = {};
        assert.equal(
          s.adopt(value, function (this: unknown, ...args: unknown[]) {
            got = [this, ...args];
          }),
          value,
        );
        s.dispose();
        assert.equal(got.length, 2);
        assert.equal(got[0], undefined);
        assert.equal(got[1], value);
      },
      'adopt: any value, also null and undefined': () => {
        const s = new Stack();
        const got: unknown[] = [];
        for (const value of [null, undefined, 0, 'x'])
          assert.equal(
            s.adopt(value, (v) => got.push(v)),
            value,
          );
        s.dispose();
        assert.deepEqual(got, ['x', 0, undefined, null]);
      },
      'adopt: not a function: TypeError': () => {
        for (const bad of [undefined, null, {}, 'f'])
          assert(caught(() => detach(Stack, 'adopt')(new Stack(), 1, bad)) instanceof TypeError);
      },
      'use: returns the resource, whose method is called with it as this': () => {
        const s = new Stack();
        const got: unknown[] = [];
        const resource = {
          [Symbol.dispose](this: unknown, ...args: unknown[]) {
            got.push(this, args.length);
          },
        };
        assert.equal(s.use(resource), resource);
        s.dispose();
        assert.deepEqual([got[0] === resource, got[1]], [true, 0]);
      },
      'use: null and undefined pass through': () => {
        const s = new Stack();
        assert.equal(s.use(null), null);
        assert.equal(s.use(undefined), undefined);
        s.dispose();
      },
      'use: another value that is no object, or has no method: TypeError': () => {
        for (const bad of [
          0,
          '',
          true,
          Symbol.iterator,
          1n,
          {},
          () => {},
          { [Symbol.dispose]: null },
          { [Symbol.dispose]: undefined },
          { [Symbol.dispose]: 1 },
          { [Symbol.asyncDispose]() {} },
        ])
          assert(caught(() => detach(Stack, 'use')(new Stack(), bad)) instanceof TypeError);
      },
      'use: functions are objects': () => {
        const s = new Stack();
        let runs = 0;
        const resource = Object.assign(() => {}, {
          [Symbol.dispose]() {
            runs += 1;
          },
        });
        assert.equal(s.use(resource), resource);
        s.dispose();
        assert.equal(runs, 1);
      },
      'use: the method is read once, at registration': () => {
        const s = new Stack();
        const seen: string[] = [];
        const resource = {
          get [Symbol.dispose]() {
            seen.push('read');
            return () => {
              seen.push('called');
            };
          },
        };
        s.use(resource);
        assert.deepEqual(seen, ['read']);
        Object.defineProperty(resource, Symbol.dispose, { value: () => seen.push('replaced') });
        s.dispose();
        assert.deepEqual(seen, ['read', 'called']);
      },
      'use: what its getter throws comes out, and nothing is registered': () => {
        const s = new Stack();
        const error = new Error('getter');
        assert.equal(
          caught(() =>
            s.use({
              get [Symbol.dispose](): never {
                throw error;
              },
            }),
          ),
          error,
        );
        s.dispose();
      },
      'move: the new stack has everything, in order; the old one is disposed of': () => {
        const s = new Stack();
        const seen: number[] = [];
        s.defer(() => seen.push(1));
        s.defer(() => seen.push(2));
        const moved = s.move();
        s.dispose();
        assert.deepEqual([s.disposed, moved.disposed, seen.length], [true, false, 0]);
        moved.defer(() => {
          seen.push(3);
        });
        moved.dispose();
        assert.deepEqual(seen, [3, 2, 1]);
      },
      'move: gives a plain stack, also from a subclass': () => {
        class Sub extends Stack {}
        const moved = new Sub().move();
        assert.equal(Object.getPrototypeOf(moved), Stack.prototype);
      },
      '@@dispose: the same function object as dispose': () => {
        const found = Object.getOwnPropertyDescriptor(Stack.prototype, Symbol.dispose);
        assert.equal(found?.value, Object.getOwnPropertyDescriptor(Stack.prototype, 'dispose')?.value);
        assert.deepEqual([found?.writable, found?.enumerable, found?.configurable], [true, false, true]);
      },
      '@@toStringTag: there, not writable, not enumerable, configurable': () => {
        const found = Object.getOwnPropertyDescriptor(Stack.prototype, Symbol.toStringTag);
        assert.equal(found?.value, Stack.name);
        assert.deepEqual([found?.writable, found?.enumerable, found?.configurable], [false, false, true]);
      },
      'lengths': () => {
        const lengths = ['use', 'adopt', 'defer', 'move', 'dispose'].map(
          (name) => (Stack.prototype as unknown as Record<string, (...args: never[]) => unknown>)[name]?.length,
        );
        assert.deepEqual(
          lengths.filter((_, i) => i !== 2),
          [1, 2, 0, 0],
        );
      },
      'a stack is a resource itself': () => {
        const outer = new Stack();
        const inner = new Stack();
        outer.use(inner);
        outer.dispose();
        assert.equal(inner.disposed, true);
      },
      'a subclass works': () => {
        class Sub extends Stack {
          name = 'sub';
        }
        const s = new Sub();
        let runs = 0;
        s.defer(() => {
          runs += 1;
        });
        s[Symbol.dispose]();
        assert.deepEqual([runs, s.name, s instanceof Stack], [1, 'sub', true]);
      },
    };
    for (const [clause, check] of Object.entries(clauses)) it(clause, check);
  });
}

describe('Scope: what it adds', () => {
  it('defer: arguments are evaluated at registration, any number of them', () => {
    const s = scope();
    const got: unknown[][] = [];
    const note = (...args: unknown[]): void => {
      got.push(args);
    };
    let x = 1;
    s.defer(note);
    s.defer(note, x);
    s.defer(note, x, undefined);
    s.defer(note, undefined);
    x = 2;
    s.defer(note, x, x + 1, x + 2, x + 3);
    s.dispose();
    assert.deepEqual(got, [[2, 3, 4, 5], [undefined], [1, undefined], [1], []]);
  });

  it('defer: the function gets no this, also a sloppy one with its own call and apply', () => {
    const s = scope();
    let self: unknown = 'not called';
    const fn = function (this: unknown): void {
      self = this;
    };
    Object.assign(fn, {
      call() {
        throw new Error('call');
      },
      apply() {
        throw new Error('apply');
      },
    });
    s.defer(fn);
    s.dispose();
    assert.equal(self, undefined);
  });

  it('label: names the next registration only and returns the scope', () => {
    const s = scope({ label: 'outer' });
    assert.equal(s.label('first'), s);
    s.defer(() => {});
    s.dispose();
    assert(caught(() => s.label('late')) instanceof ReferenceError);
  });

  it('scope() is new Scope()', () => {
    assert(scope() instanceof Scope);
    assert.equal(Object.prototype.toString.call(scope()), '[object Scope]');
  });

  it('ten thousand failing cleanups make one chain, in time', () => {
    const s = scope();
    for (let i = 0; i < 10_000; i++)
      s.defer(() => {
        throw i;
      });
    const error = caught(() => {
      s.dispose();
    }) as SuppressedError;
    assert(error instanceof SuppressedError);
    assert.equal(error.error, 0);
    assert.equal(error.message.split('\n\t').length, 10_000);
  });

  it('a Symbol.dispose that came after us is honoured, and ours is still found', () => {
    const language = Symbol as { dispose: symbol };
    const before = Object.getOwnPropertyDescriptor(Symbol, 'dispose');
    if (before?.configurable !== true) return; // Frozen in engines that have it; the rest is tested in another process.
    const late = Symbol('late dispose');
    Object.defineProperty(Symbol, 'dispose', { value: late, configurable: true });
    try {
      const seen: string[] = [];
      const s = scope();
      s.use({
        [late]() {
          seen.push('late');
        },
      } as unknown as Disposable);
      const inner = scope();
      inner.defer(() => seen.push('inner'));
      s.use(inner);
      s.dispose();
      assert.deepEqual(seen, ['inner', 'late']);
    } finally {
      Object.defineProperty(language, 'dispose', before);
    }
  });
});

describe('Scope: wrong use says what to do', () => {
  const s = (): Scope => scope();
  const bad = <T>(value: unknown): T => value as T;
  const cases: [string, () => unknown, RegExp][] = [
    [
      'defer without function',
      () => {
        s().defer(bad(undefined));
      },
      /^Scope\.defer\(fn, \.\.\.args\): expected a function, got undefined\. Pass the function itself/,
    ],
    [
      'defer with a result',
      () => {
        s().defer(bad<(n: number) => void>(42), 1);
      },
      /got 42/,
    ],
    ['adopt without function', () => s().adopt({}, bad('close')), /^Scope\.adopt\(value, fn\): expected a function, got close/],
    [
      'use without method',
      () => s().use(bad({})),
      /^Scope\.use\(resource\): expected an object with a \[Symbol\.dispose\] method.*adopt\(resource/,
    ],
    ['use with a number', () => s().use(bad(7)), /got 7/],
    ['use with a method that is none', () => s().use(bad({ [Symbol.dispose]: 5 })), /is not a function but 5/],
    [
      'a method taken off its scope',
      () => {
        const { defer } = s();
        defer(() => {});
      },
      /^Scope\.defer was called on something that is not a Scope\. Call it as a method/,
    ],
    ['options that are none', () => scope(bad(5)), /^scope\(options\): expected options such as \{ label: 'request' \}, got 5/],
    ['a label that is none', () => new Scope(bad({ label: 5 })), /^new Scope\(options\): a label must be a string, got 5/],
    ['label() without text', () => s().label(bad(Symbol('x'))), /^Scope\.label\(text\): a label must be a string, got Symbol\(x\)/],
  ];
  for (const [name, act, message] of cases)
    it(name, () => {
      const error = caught(act);
      assert(error instanceof TypeError);
      assert.match(error.message, message);
    });

  it('registration after disposal names the call', () => {
    const closed = s();
    closed.dispose();
    const error = caught(() => {
      closed.defer(() => {});
    });
    assert(error instanceof ReferenceError);
    assert.match(error.message, /^Scope\.defer\(\): this scope was already disposed or moved/);
  });

  it('a refused registration does not pass its label on', () => {
    const one = s();
    caught(() => {
      one.label('lost').defer(bad(1));
    });
    one.label('skipped').use(null);
    one.defer(() => {});
    one.dispose();
  });
});
