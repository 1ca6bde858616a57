// TC39 explicit resource management, AsyncDisposableStack objects: every clause, tested against our class and, if the engine has it,
// against the engine's.
/* oxlint-disable
  typescript/unbound-method,
  typescript/prefer-promise-reject-errors,
  typescript/no-confusing-void-expression,
  typescript/no-unsafe-argument,
  typescript/require-await
  -- wrong calls and odd values are the subject */
import assert from 'node:assert/strict';
import { AsyncScope, asyncScope, scope, SuppressedError } from '../../src/runtime/deferscope.ts';
import { caught, rejected } from './caught.ts';

type StackClass = new () => AsyncDisposableStack;

const subjects: [string, StackClass][] = [['AsyncScope', AsyncScope]];
const native = (globalThis as { readonly AsyncDisposableStack?: StackClass }).AsyncDisposableStack;
if (native !== undefined) subjects.push(['native AsyncDisposableStack', native]);

function detach(Stack: StackClass, name: string): (self: unknown, ...args: unknown[]) => unknown {
  const found = Object.getOwnPropertyDescriptor(Stack.prototype, name);
  const method = (found?.value ?? found?.get) as (...args: unknown[]) => unknown;
  return (self, ...args) => Reflect.apply(method, self, args);
}

/** How many jobs run between the call and the settling of `promise`. */
async function countJobs(start: () => Promise<unknown>): Promise<number> {
  const state = { jobs: 0, isDone: false };
  const done = (): void => {
    state.isDone = true;
  };
  start().then(done, done);
  for (; !state.isDone; state.jobs++) await Promise.resolve();
  return state.jobs;
}

for (const [subject, Stack] of subjects) {
  describe(`${subject}: clauses of the standard`, () => {
    const clauses: Record<string, () => void | Promise<void>> = {
      'every member but disposeAsync throws for a wrong brand': () => {
        for (const name of ['disposed', 'use', 'adopt', 'defer', 'move'])
          for (const self of [undefined, {}, Object.create(Stack.prototype), new Proxy(new Stack(), {})])
            assert(caught(() => detach(Stack, name)(self, undefined, () => {})) instanceof TypeError, name);
      },
      'disposeAsync rejects for a wrong brand, it never throws': async () => {
        for (const self of [undefined, 1, {}])
          assert((await rejected(detach(Stack, 'disposeAsync')(self) as Promise<void>)) instanceof TypeError);
      },
      'after disposal: ReferenceError, before the argument is looked at': async () => {
        const s = new Stack();
        await s.disposeAsync();
        for (const name of ['use', 'adopt', 'defer', 'move'])
          assert(caught(() => detach(Stack, name)(s, 'bad', 'bad')) instanceof ReferenceError, name);
      },
      'disposeAsync: starts at once, and is disposed from then on': async () => {
        const s = new Stack();
        const seen: unknown[] = [];
        s.defer(() => {
          seen.push(s.disposed);
        });
        const promise = s.disposeAsync();
        assert.deepEqual(seen, [true]);
        assert.equal(await promise, undefined);
      },
      'disposeAsync: one after the other, last in, first out, each awaited': async () => {
        const s = new Stack();
        const seen: string[] = [];
        for (const name of ['a', 'b', 'c'])
          s.defer(async () => {
            seen.push(`${name} starts`);
            await Promise.resolve();
            seen.push(`${name} ends`);
          });
        await s.disposeAsync();
        assert.deepEqual(seen, ['c starts', 'c ends', 'b starts', 'b ends', 'a starts', 'a ends']);
      },
      'disposeAsync: again resolves at once, also while the first goes on': async () => {
        const s = new Stack();
        let release = (): void => {};
        s.defer(
          () =>
            new Promise<void>((resolve) => {
              release = resolve;
            }),
        );
        const first = s.disposeAsync();
        assert.equal(await s.disposeAsync(), undefined);
        release();
        await first;
      },
      'disposeAsync: throws and rejections join': async () => {
        const s = new Stack();
        s.defer(async () => {
          throw 'third';
        });
        s.defer(() => {
          throw 'second';
        });
        s.defer(() => Promise.reject(new Error('first')));
        const error = (await rejected(s.disposeAsync())) as SuppressedError;
        assert(error instanceof SuppressedError);
        const inner = error.suppressed as SuppressedError;
        assert.deepEqual([error.error, inner.error, (inner.suppressed as Error).message], ['third', 'second', 'first']);
      },
      'disposeAsync: rejecting with undefined is a failure': async () => {
        const s = new Stack();
        s.defer(() => Promise.reject(undefined));
        let wasRejected = false;
        await s.disposeAsync().then(
          () => {},
          () => {
            wasRejected = true;
          },
        );
        assert.equal(wasRejected, true);
      },
      'use: prefers @@asyncDispose, which is read once': async () => {
        const s = new Stack();
        const seen: string[] = [];
        s.use({
          get [Symbol.asyncDispose]() {
            seen.push('read async');
            return async () => {
              seen.push('async');
            };
          },
          get [Symbol.dispose]() {
            seen.push('read sync');
            return () => {
              seen.push('sync');
            };
          },
        });
        await s.disposeAsync();
        assert.deepEqual(seen, ['read async', 'async']);
      },
      'use: falls back to @@dispose, whose result is not awaited': async () => {
        const s = new Stack();
        const seen: unknown[] = [];
        const resource = {
          [Symbol.asyncDispose]: undefined,
          [Symbol.dispose](this: unknown) {
            seen.push(this);
            return {
              then() {
                seen.push('awaited');
              },
            };
          },
        };
        s.use(resource);
        await s.disposeAsync();
        assert.equal(seen.length, 1);
        assert.equal(seen[0], resource);
      },
      'use: null and undefined pass through': async () => {
        const s = new Stack();
        assert.deepEqual([s.use(null), s.use(undefined)], [null, undefined]);
        await s.disposeAsync();
      },
      'use: a value without either method: TypeError': () => {
        for (const bad of [0, '', {}, { [Symbol.dispose]: 1 }, { [Symbol.asyncDispose]: 1 }, { [Symbol.asyncDispose]: null }])
          assert(caught(() => detach(Stack, 'use')(new Stack(), bad)) instanceof TypeError);
      },
      'defer and adopt: not a function: TypeError': () => {
        assert(caught(() => detach(Stack, 'defer')(new Stack(), 1)) instanceof TypeError);
        assert(caught(() => detach(Stack, 'adopt')(new Stack(), 1, {})) instanceof TypeError);
      },
      'defer and adopt: no this; adopt passes the value': async () => {
        const s = new Stack();
        const got: unknown[] = [];
        s.defer(function (this: unknown, ...args: unknown[]) {
          got.push(this, args.length);
        });
        s.adopt('value', function (this: unknown, ...args: unknown[]) {
          got.push(this, ...args);
        });
        await s.disposeAsync();
        assert.deepEqual(got, [undefined, 'value', undefined, 0]);
      },
      'move: everything goes, in order': async () => {
        const s = new Stack();
        const seen: number[] = [];
        s.defer(() => {
          seen.push(1);
        });
        const moved = s.move();
        moved.defer(() => {
          seen.push(2);
        });
        await s.disposeAsync();
        assert.deepEqual([seen, s.disposed, moved.disposed], [[], true, false]);
        await moved.disposeAsync();
        assert.deepEqual(seen, [2, 1]);
      },
      '@@asyncDispose: the same function object as disposeAsync': () => {
        const found = Object.getOwnPropertyDescriptor(Stack.prototype, Symbol.asyncDispose);
        assert.equal(found?.value, Object.getOwnPropertyDescriptor(Stack.prototype, 'disposeAsync')?.value);
        assert.equal(found?.enumerable, false);
      },
      '@@toStringTag': () => {
        assert.equal(Object.prototype.toString.call(new Stack()), `[object ${Stack.name}]`);
      },
      'jobs: none for an empty stack, one per call, one for any number of empty resources': async () => {
        const empty = new Stack();
        const one = new Stack();
        one.defer(() => {});
        const three = new Stack();
        for (let i = 0; i < 3; i++) three.defer(() => {});
        const nothing = new Stack();
        for (let i = 0; i < 3; i++) nothing.use(null);
        const mixed = new Stack();
        mixed.use(null);
        mixed.defer(() => {});
        mixed.use(undefined);
        const counts = [];
        for (const s of [empty, one, three, nothing, mixed]) counts.push(await countJobs(() => s.disposeAsync()));
        const [base = 0] = counts;
        assert.deepEqual(
          counts.map((n) => n - base),
          [0, 1, 3, 1, 1],
        );
      },
    };
    for (const [clause, check] of Object.entries(clauses)) it(clause, check);
  });
}

describe('AsyncScope: what it adds', () => {
  it('arguments are evaluated at registration', async () => {
    const s = asyncScope();
    const got: unknown[][] = [];
    const note = async (...args: unknown[]): Promise<void> => {
      got.push(args);
    };
    s.defer(note);
    s.defer(note, 1);
    s.defer(note, 1, 2);
    await s.disposeAsync();
    assert.deepEqual(got, [[1, 2], [1], []]);
  });

  it('works in `await using` as its desugaring calls it', async () => {
    const s: AsyncDisposable = asyncScope({ label: 'using' });
    assert.equal(await s[Symbol.asyncDispose](), undefined);
  });

  it('a scope and an async scope are two brands', () => {
    assert(
      caught(() => {
        AsyncScope.prototype.defer.call(scope() as never, () => {});
      }) instanceof TypeError,
    );
  });
});
