// Cleanups with a limit: what happens when it passes, alone and under a budget, and that nothing is lost on the way.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import fc from 'fast-check';
import { Background } from '../../src/runtime/background/background.ts';
import { cleanupAll, cleanupAllAsync } from '../../src/runtime/compose/compose.ts';
import { asyncScope, AsyncScope, run, runAsync, scope, SuppressedError } from '../../src/runtime/deferscope.ts';
import { Budget, CleanupTimeoutError, within, type LimitOptions, type LimitPolicy } from '../../src/runtime/limit/limit.ts';
import { caught, rejected } from './caught.ts';
import { FakeClock } from './fakeClock.ts';
import { findOwnLibrary, readScope } from './ownLibrary.ts';
import { reported } from './reported.ts';
import { turn } from './turn.ts';
import { RANDOM_RUNS } from './randomRuns.ts';

/** Settles when the test says so. */
function hang(): { readonly promise: Promise<unknown>; settle(): void; fail(error: unknown): void } {
  let settle = (): void => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  return {
    promise,
    settle: () => {
      settle();
    },
    fail: (error) => {
      fail(error);
    },
  };
}

function assertTimeout(
  error: unknown,
  label: string,
  limitMs: number | undefined,
  policy: LimitPolicy,
): asserts error is CleanupTimeoutError {
  assert(error instanceof CleanupTimeoutError, String(error));
  assert.deepEqual([error.name, error.label, error.limitMs, error.policy], ['CleanupTimeoutError', label, limitMs, policy]);
  assert.match(error.site ?? '', /limit\.test\.\w+:\d+:\d+$/);
}

describe('limit: within', () => {
  it('a cleanup that finishes in time is as if it had none: arguments, order, result, error, no timer left', async () => {
    const clock = new FakeClock();
    const seen: unknown[] = [];
    const s = asyncScope();
    const error = new Error('cannot close');
    s.defer(
      within({ ms: 10, clock }, (signal, a: number, b: string) => {
        seen.push([a, b, signal.aborted]);
      }),
      1,
      'x',
    );
    s.adopt(
      { n: 7 },
      within({ ms: 10, clock }, async (_, v: { n: number }) => {
        await Promise.resolve();
        seen.push(v.n);
      }),
    );
    s.defer(
      within({ ms: 10, clock }, async () => {
        await Promise.resolve();
        throw error;
      }),
    );
    s.defer(
      within({ ms: 10, clock }, () => {
        throw error;
      }),
    );
    const thrown = await rejected(s.disposeAsync());
    assert(thrown instanceof SuppressedError);
    assert.deepEqual([thrown.error, thrown.suppressed], [error, error]);
    assert.deepEqual(seen, [7, [1, 'x', false]]);
    assert.equal(clock.timers, 0);
  });

  it('abandon: goes on with the rest, fails with a CleanupTimeoutError, and the signal aborts with it', async () => {
    const clock = new FakeClock();
    const seen: unknown[] = [];
    const s = asyncScope();
    s.defer(() => {
      seen.push('rest');
    });
    s.label('flush').defer(
      within({ ms: 500, clock }, (signal) => {
        signal.addEventListener('abort', () => {
          seen.push(signal.reason);
        });
        return new Promise(() => undefined);
      }),
    );
    const done = rejected(s.disposeAsync());
    clock.advance(499);
    await turn();
    assert.deepEqual(seen, []);
    clock.advance(1);
    const error = await done;
    assertTimeout(error, 'flush', 500, 'abandon');
    assert.deepEqual(seen, [error, 'rest']);
    assert.match(
      error.message,
      /The cleanup 'flush' did not finish within 500 ms \(registered at .*\)\. Its scope went on without it; make the cleanup stop when its signal aborts/,
    );
    assert.equal(clock.timers, 0);
  });

  it('abandon: what it fails with later is reported; a late success and the echo of the abort are not', async () => {
    const clock = new FakeClock();
    const late = [hang(), hang(), hang(), hang()];
    let reason: unknown;
    const told = await reported(async () => {
      for (const { promise } of late) {
        const s = asyncScope();
        s.label('late').defer(
          within({ ms: 5, clock }, (signal) => {
            signal.addEventListener('abort', () => {
              reason = signal.reason;
            });
            return promise;
          }),
        );
        const done = rejected(s.disposeAsync());
        clock.advance(5);
        await done;
        if (promise === late[0]?.promise) late[0].fail(reason);
        if (promise === late[1]?.promise) late[1].fail(new Error('aborted', { cause: reason }));
      }
      late[2]?.settle();
      late[3]?.fail(new Error('disk full'));
      await turn();
    });
    assert.deepEqual(
      told.map(({ kind, label, error }) => [kind, label, (error as Error).message]),
      [['late-cleanup-failed', 'late', 'disk full']],
    );
    assert.match(told[0]?.site ?? '', /limit\.test/);
  });

  it('wait: reports, aborts the signal, and waits on; the scope ends as the cleanup does', async () => {
    const clock = new FakeClock();
    const seen: unknown[] = [];
    const slow = hang();
    const failing = hang();
    const s = asyncScope();
    s.defer(() => {
      seen.push('rest');
    });
    s.defer(
      within({ ms: 10, policy: 'wait', clock }, (signal) => {
        signal.addEventListener('abort', () => {
          seen.push('aborted');
        });
        return slow.promise;
      }),
    );
    s.defer(
      within({ ms: 10, policy: 'wait', clock }, function second() {
        return failing.promise;
      }),
    );
    const told = await reported(async () => {
      const done = rejected(s.disposeAsync());
      clock.advance(1000);
      failing.fail('failed late');
      await turn();
      clock.advance(1000);
      await turn();
      assert.deepEqual(seen, ['aborted']);
      slow.settle();
      assert.equal(await done, 'failed late');
    });
    assert.deepEqual(seen, ['aborted', 'rest']);
    assert.deepEqual(
      told.map(({ kind, label }) => [kind, label?.slice(0, 6)]),
      [
        ['cleanup-timeout', 'second'],
        ['cleanup-timeout', '(signa'],
      ],
    );
    assert.match(told[0]?.message ?? '', /did not finish within 10 ms .*Its scope is still waiting/);
  });

  it("background: goes on now, the supervisor has it, its signal is the supervisor's, and its failure is told there", async () => {
    const clock = new FakeClock();
    const failures: unknown[] = [];
    const timeouts: unknown[] = [];
    const supervisor = new Background({
      clock,
      onFailed: ({ label, error, site }) => {
        failures.push([label, error, /limit\.test/.test(site ?? '')]);
      },
    });
    const work = hang();
    let signal: AbortSignal | undefined;
    const s = asyncScope();
    s.label('flush').defer(
      within(
        {
          ms: 10,
          policy: 'background',
          supervisor,
          clock,
          onTimeout: (e) => {
            timeouts.push(e.label);
          },
        },
        (given) => {
          signal = given;
          return work.promise;
        },
      ),
    );
    const done = s.disposeAsync();
    clock.advance(10);
    await done;
    assert.deepEqual([supervisor.size, supervisor.status()[0]?.label, signal?.aborted, timeouts], [1, 'flush', false, ['flush']]);
    supervisor.abort('no more time');
    assert.equal(signal?.reason, 'no more time');
    work.fail('disk full');
    assert.equal((await supervisor.drain()).idle, true);
    assert.deepEqual(failures, [['flush', 'disk full', true]]);
  });

  it('background: without onTimeout it is reported that the scope went on', async () => {
    const clock = new FakeClock();
    const supervisor = new Background();
    const told = await reported(async () => {
      const s = asyncScope();
      const work = hang();
      s.label('flush').defer(within({ ms: 1, policy: 'background', supervisor, clock }, () => work.promise));
      const done = s.disposeAsync();
      clock.advance(1);
      await done;
      work.settle();
      await supervisor.drain();
    });
    assert.deepEqual(
      told.map(({ kind, label }) => [kind, label]),
      [['cleanup-timeout', 'flush']],
    );
  });

  it('onTimeout hears each limit that passes; what it throws is reported and changes nothing', async () => {
    const clock = new FakeClock();
    const heard: string[] = [];
    const told = await reported(async () => {
      const s = asyncScope();
      s.label('a').defer(
        within(
          {
            ms: 1,
            clock,
            onTimeout: ({ label }) => {
              heard.push(label);
              throw new Error('listener');
            },
          },
          () => new Promise(() => undefined),
        ),
      );
      const done = rejected(s.disposeAsync());
      clock.advance(1);
      assertTimeout(await done, 'a', 1, 'abandon');
    });
    assert.deepEqual(heard, ['a']);
    assert.deepEqual(
      told.map(({ kind, error }) => [kind, (error as Error).message]),
      [['cleanup-timeout-listener-failed', 'listener']],
    );
  });

  it('a timeout joins the other errors in order, and recover() stops it like any failure', async () => {
    const clock = new FakeClock();
    const body = new Error('body');
    const last = new Error('last');
    const done = rejected(
      runAsync((s) => {
        s.defer(() => {
          throw last;
        });
        s.label('slow').defer(within({ ms: 1, clock }, () => new Promise(() => undefined)));
        throw body;
      }),
    );
    await turn();
    clock.advance(1);
    const error = await done;
    assert(error instanceof SuppressedError && error.suppressed instanceof SuppressedError);
    assert.equal(error.error, last);
    assertTimeout(error.suppressed.error, 'slow', 1, 'abandon');
    assert.equal(error.suppressed.suppressed, body);
    assert.match(error.message, /^panic: body\n\tpanic: CleanupTimeoutError: The cleanup 'slow'.*\n\tpanic: last$/);

    const recovered = runAsync<string>((s) => {
      s.defer(() => {
        s.result = (s.recover() as Error).name;
      });
      s.deferOnError(() => {
        s.result = 'not yet failing';
      });
      s.defer(within({ ms: 1, clock }, () => new Promise(() => undefined)));
      return 'body';
    });
    await turn();
    clock.advance(1);
    assert.equal(await recovered, 'CleanupTimeoutError');
  });

  it('deadlines travel by signal: from outside, already aborted, and to what the cleanup starts', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const inner: unknown[] = [];
    const s = asyncScope();
    s.label('outer').defer(
      within({ ms: 1000, signal: stop.signal, clock }, async (signal) => {
        const own = asyncScope();
        own.label('inner').defer(within({ ms: 5000, signal, clock }, () => new Promise(() => undefined)));
        inner.push(await rejected(own.disposeAsync()));
      }),
    );
    const done = rejected(s.disposeAsync());
    const reason = new Error('shutting down');
    stop.abort(reason);
    const error = await done;
    assertTimeout(error, 'outer', undefined, 'abandon');
    assert.equal(error.cause, reason);
    assert.match(error.message, /before its signal aborted/);
    await turn();
    assertTimeout(inner[0], 'inner', undefined, 'abandon');
    assert.equal((inner[0] as Error).cause, error);
    assert.equal(clock.timers, 0);

    // Called all the same; a cleanup that needs no wait, or has settled, counts as in time.
    const seen: string[] = [];
    const again = asyncScope();
    for (const [name, result] of [
      ['hangs', new Promise(() => undefined)],
      ['settled', Promise.resolve()],
      ['at once', 1],
    ] as const)
      again.label(name).defer(
        within({ signal: stop.signal, clock }, () => {
          seen.push(name);
          return result;
        }),
      );
    const failed = rejected(again.disposeAsync());
    await turn();
    clock.advance(0);
    assertTimeout(await failed, 'hangs', undefined, 'abandon');
    assert.deepEqual(seen, ['at once', 'settled', 'hangs']);
  });

  it('an inner deadline never outlives the outer one', async () => {
    const clock = new FakeClock();
    const ended: unknown[] = [];
    const s = asyncScope();
    s.defer(
      within({ ms: 100, clock }, async (signal) => {
        const own = asyncScope({ budget: new Budget({ ms: 5000, signal, clock }) });
        own.defer(() => new Promise(() => undefined));
        await own.disposeAsync().catch((e: unknown) => {
          ended.push([clock.now(), (e as CleanupTimeoutError).limitMs]);
        });
      }),
    );
    const done = rejected(s.disposeAsync());
    await turn();
    clock.advance(100);
    await done;
    await turn();
    assert.deepEqual(ended, [[100, undefined]]);
  });

  it('a limit longer than the longest timer does not pass at once, and Infinity never', async () => {
    const clock = new FakeClock();
    const longest = 2 ** 31 - 1;
    const s = asyncScope();
    s.defer(within({ ms: longest + 50, clock }, () => new Promise(() => undefined)));
    const done = rejected(s.disposeAsync());
    clock.advance(longest);
    await turn();
    assert.equal(clock.timers, 1);
    clock.advance(50);
    assert((await done) instanceof CleanupTimeoutError);
    const forever = asyncScope();
    const work = hang();
    forever.defer(within({ ms: Infinity, clock }, () => work.promise));
    const ended = forever.disposeAsync();
    assert.equal(clock.timers, 0);
    work.settle();
    await ended;
  });

  it('a hostile thenable and an object that is none settle as with await', async () => {
    const clock = new FakeClock();
    const s = asyncScope();
    s.defer(
      within({ ms: 5, clock }, () => ({
        then(_: unknown, no: (e: unknown) => void) {
          no('no');
          throw new Error('ignored');
        },
      })),
    );
    assert.equal(await rejected(s.disposeAsync()), 'no');
    const t = asyncScope();
    t.defer(
      within({ ms: 5, clock }, () => ({
        get then() {
          throw new Error('getter');
        },
      })),
    );
    assert.equal(((await rejected(t.disposeAsync())) as Error).message, 'getter');
    const u = asyncScope();
    u.defer(within({ ms: 5, clock }, () => ({ n: 1 })));
    await u.disposeAsync();
    assert.equal(clock.timers, 0);
  });

  it('one function may be registered many times, and called by hand', async () => {
    const clock = new FakeClock();
    const close = within({ ms: 5, clock }, (_, n: number) => (n > 1 ? new Promise(() => undefined) : n));
    const s = asyncScope();
    for (const n of [1, 2, 3]) s.label(`close ${n}`).defer(close, n);
    const done = rejected(s.disposeAsync());
    clock.advance(5);
    await turn();
    clock.advance(5);
    const error = await done;
    assert(error instanceof SuppressedError);
    assert.deepEqual([(error.error as CleanupTimeoutError).label, (error.suppressed as CleanupTimeoutError).label], ['close 2', 'close 3']);
    assert.equal(close(1), 1);
    assert.equal(
      within({ ms: 5 }, function named() {
        return 1;
      }).name,
      'named',
    );
    const byHand = rejected(close(2) as Promise<unknown>);
    clock.advance(5);
    assert((await byHand) instanceof CleanupTimeoutError);
  });

  it('wrong use is refused with what to write', () => {
    const fn = (): number => 1;
    const words: readonly [() => unknown, RegExp][] = [
      [() => within(-1, fn), /^RangeError: within\(limit, fn\): ms must be a number of milliseconds, 0 or more, or Infinity; got -1\.$/],
      [() => within(NaN, fn), /^RangeError: .*got NaN/],
      [
        () => within('5' as never, fn),
        /^TypeError: within\(limit, fn\): expected options such as \{ ms: 500, policy: 'abandon' \}, got 5\.$/,
      ],
      [() => within({ ms: '5' as never }, fn), /^TypeError: .*ms must be a number of milliseconds/],
      [() => within({ ms: 5, policy: 'kill' as never }, fn), /^TypeError: .*policy must be 'wait', 'abandon' or 'background', got kill/],
      [() => within({ ms: 5, signal: {} as never }, fn), /signal must be an AbortSignal/],
      [() => within({ ms: 5, supervisor: {} as never }, fn), /supervisor must be a Background, got an object\. Make one/],
      [() => within({ ms: 5, onTimeout: 5 as never }, fn), /onTimeout must be a function/],
      [() => within({ ms: 5, clock: 5 as never }, fn), /clock must be an object/],
      [() => within(5, 'x' as never), /^TypeError: within\(limit, fn\): fn must be a function, got x/],
      [() => within(5, within(6, fn)), /fn has a limit already/],
      [() => new Budget({} as never), /^TypeError: new Budget\(options\): ms must be a number/],
      [() => new Budget({ ms: -5 }), /^RangeError: new Budget/],
      [
        () => asyncScope({ budget: 5 as never }),
        /^TypeError: asyncScope\(options\): budget must be a Budget, got 5\. Make one: new Budget/,
      ],
      [() => new AsyncScope({ budget: {} as never }), /^TypeError: new AsyncScope\(options\): budget must be a Budget/],
      [
        () => scope({ budget: new Budget({ ms: 1 }) } as object),
        /^TypeError: scope\(options\): a budget is for scopes whose cleanups are awaited/,
      ],
      [() => run({ budget: new Budget({ ms: 1 }) } as object, () => 1), /^TypeError: run\(options, body\): a budget is for scopes/],
    ];
    for (const [act, message] of words) assert.match(String(caught(act)), message);
  });
});

describe('limit: where nothing is awaited', () => {
  const limited = within(20, () => Promise.resolve());
  const refused = (act: () => unknown, call: RegExp): void => {
    assert.throws(act, {
      name: 'TypeError',
      message: new RegExp(`^${call.source}: fn has a limit \\(within\\).*Use asyncScope\\(\\) or runAsync\\(body\\)`),
    });
  };

  it('it is refused at registration, whatever the call, and the label meant for it goes to no other', () => {
    const s = scope({ label: 'sync' });
    refused(() => {
      s.label('lost').defer(limited);
    }, /Scope\.defer\(fn, \.\.\.args\)/);
    refused(() => {
      s.defer(
        within(20, (_, a: number, b: number) => a + b),
        1,
        2,
      );
    }, /Scope\.defer\(fn, \.\.\.args\)/);
    refused(() => {
      s.adopt(1, limited);
    }, /Scope\.adopt\(value, fn\)/);
    refused(() => {
      run((r) => {
        r.deferOnError(limited);
      });
    }, /RunScope\.deferOnError\(fn, \.\.\.args\)/);
    s.defer(() => {});
    const { cleanups } = readScope(findOwnLibrary(), s);
    assert.deepEqual(
      cleanups.map(({ label }) => label),
      [undefined],
    );
    s.dispose();
  });

  it('cleanupAll refuses it when it is made; cleanupAllAsync takes it', async () => {
    assert.throws(() => cleanupAll(() => {}, limited), {
      name: 'TypeError',
      message: /^cleanupAll\(\.\.\.fns\): one of the functions has a limit .* Use cleanupAllAsync/,
    });
    await cleanupAllAsync(() => {}, limited)();
  });
});

describe('limit: budget', () => {
  it('is shared: each cleanup has what those before it left; those without time are called all the same', async () => {
    const clock = new FakeClock();
    const seen: unknown[] = [];
    const budget = new Budget({ ms: 100, clock });
    const s = asyncScope({ label: 'request', budget });
    s.label('third').defer(() => {
      seen.push(['third', budget.remainingMs]);
      return new Promise(() => undefined);
    });
    s.label('second').defer(() => {
      seen.push(['second', budget.remainingMs]);
      return new Promise(() => undefined);
    });
    const first = hang();
    s.label('first').defer(() => {
      seen.push(['first', budget.remainingMs]);
      return first.promise;
    });
    clock.advance(1000);
    assert.equal(budget.remainingMs, 100);
    const done = rejected(s.disposeAsync());
    clock.advance(70);
    first.settle();
    await turn();
    assert.equal(budget.signal.aborted, false);
    clock.advance(30);
    await turn();
    assert.equal(budget.signal.aborted, true);
    clock.advance(0);
    const error = await done;
    assert.deepEqual(seen, [
      ['first', 100],
      ['second', 30],
      ['third', 0],
    ]);
    assert(error instanceof SuppressedError);
    assertTimeout(error.error, 'third', 100, 'abandon');
    assertTimeout(error.suppressed, 'second', 100, 'abandon');
    assert.match(error.suppressed.message, /within the 100 ms that its scope has for all its cleanups/);
    assert.equal(clock.timers, 0);
  });

  it("a cleanup's own limit counts where it is less, its own policy always; the budget where that is less", async () => {
    const clock = new FakeClock();
    const errors: [number, unknown][] = [];
    const told = await reported(async () => {
      const s = asyncScope({ budget: new Budget({ ms: 100, clock }) });
      const slow = hang();
      s.label('waits').defer(within({ ms: 500, policy: 'wait', clock }, () => slow.promise));
      s.label('own').defer(
        within(
          {
            ms: 60,
            clock,
            onTimeout: (e) => {
              errors.push([clock.now(), e.limitMs]);
            },
          },
          () => new Promise(() => undefined),
        ),
      );
      const done = rejected(s.disposeAsync());
      clock.advance(60);
      await turn();
      clock.advance(40);
      await turn();
      slow.settle();
      assertTimeout(await done, 'own', 60, 'abandon');
    });
    assert.deepEqual(errors, [[60, 60]]);
    assert.match(told[0]?.message ?? '', /'waits' did not finish within the 100 ms that its scope has/);
    assert.equal(told.length, 1);
  });

  it('starts when told, aborts its signal while nothing is awaited, and one may serve several scopes and survive a move', async () => {
    const clock = new FakeClock();
    const budget = new Budget({ ms: 100, clock });
    const { signal } = budget;
    const a = asyncScope({ budget }).move();
    const b = asyncScope({ budget });
    for (const s of [a, b]) s.defer(() => new Promise(() => undefined));
    budget.start();
    budget.start();
    clock.advance(60);
    assert.equal(budget.remainingMs, 40);
    const ends = [a, b].map((s) => rejected(s.disposeAsync()));
    clock.advance(40);
    for (const end of ends) assert((await end) instanceof CleanupTimeoutError);
    assert(signal.aborted && signal.reason instanceof CleanupTimeoutError);
    assert.equal(clock.timers, 0);
    const lone = new Budget({ ms: 5, clock });
    const listening = lone.signal;
    lone.start();
    clock.advance(5);
    assert(listening.aborted);
  });

  it("a cleanup that listens to the budget's signal has run out of time, and not failed before", async () => {
    const clock = new FakeClock();
    const budget = new Budget({ ms: 10, clock });
    const listen = (): Promise<never> =>
      new Promise((_, reject) => {
        budget.signal.addEventListener('abort', () => {
          reject(new Error('aborted', { cause: budget.signal.reason }));
        });
      });
    const s = asyncScope({ budget });
    s.label('listens').defer(listen);
    const quick = hang();
    s.defer(() => {
      assert.equal(budget.signal.aborted, false);
      return quick.promise;
    });
    const told = await reported(async () => {
      const done = rejected(s.disposeAsync());
      clock.advance(5);
      quick.settle();
      await turn();
      clock.advance(5);
      assertTimeout(await done, 'listens', 10, 'abandon');
      await turn();
    });
    assert.deepEqual(told, []);
    assert.equal(clock.timers, 0);
  });

  it('background: the rest goes on, each late one under the supervisor', async () => {
    const clock = new FakeClock();
    const supervisor = new Background({ clock });
    const budget = new Budget({ ms: 10, policy: 'background', supervisor, clock, onTimeout: () => undefined });
    const s = asyncScope({ budget });
    const works = [hang(), hang()];
    for (const { promise } of works) s.defer(() => promise);
    const done = s.disposeAsync();
    clock.advance(10);
    await turn();
    clock.advance(0);
    await done;
    assert.deepEqual([supervisor.size, budget.signal.aborted], [2, false]);
    supervisor.abort();
    assert.equal(budget.signal.aborted, true);
    for (const work of works) work.settle();
    assert.equal((await supervisor.drain()).idle, true);
  });

  it('runAsync takes one; without awaiting nothing is timed', async () => {
    const clock = new FakeClock();
    const result = await runAsync({ budget: new Budget({ ms: 10, clock }) }, (s) => {
      s.defer(() => undefined);
      s.use(null);
      s.use({ [Symbol.dispose]: () => undefined });
      return 5;
    });
    assert.deepEqual([result, clock.timers], [5, 0]);
  });
});

describe('limit: what a debugger sees', () => {
  it("the program's own function, the limit, and for the running one how long is left", async () => {
    const library = findOwnLibrary();
    const flush = (_: unknown, log: string): Promise<string> => {
      during = readScope(library, s).cleanups;
      return Promise.resolve(log);
    };
    const ignore = (word: string): string => word;
    let during: ReturnType<typeof readScope>['cleanups'] = [];
    const s = asyncScope({ budget: new Budget({ ms: 60_000 }) });
    s.defer(ignore, 'x');
    s.label('flush').defer(within(90_000, flush), 'app.log');
    s.defer(within(10_000, flush), 'other.log');
    const [next, then, last] = readScope(library, s).cleanups;
    assert.deepEqual(
      [next?.fn, next?.args.map(String), next?.timeoutMs, next?.deadlineInMs],
      [flush, ['Symbol(deferscope.signal)', 'other.log'], 10_000, undefined],
    );
    assert.deepEqual([then?.fn, then?.label, then?.timeoutMs], [flush, 'flush', 60_000]);
    assert.deepEqual([last?.fn, last?.timeoutMs], [ignore, 60_000]);
    await s.disposeAsync();
    const running = during[0];
    assert.equal(running?.state, 'running');
    assert(running.args[0] instanceof AbortSignal);
    assert((running.deadlineInMs ?? 0) > 0 && (running.deadlineInMs ?? 0) <= 60_000);
  });
});

describe('limit: the process', () => {
  for (const [how, prints] of [
    ['abandon', /^rest\nCleanupTimeoutError\n$/],
    ['wait', /^$/],
    ['background', /^rest\nended\n$/],
  ] as const)
    it(`a cleanup that never settles, and nothing that keeps the process alive: ${how}`, () => {
      const { stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, 'limitAtExit.js'), how], { encoding: 'utf8' });
      assert.match(stdout, prints);
      // Never silently.
      if (how !== 'abandon')
        assert.match(
          stderr,
          /deferscope: unfinished: .*'never settles'.* when the process ended \(registered at .*limitAtExit\.js:\d+:\d+\)/,
        );
      if (how === 'abandon') assert.equal(stderr, '');
    });
});

/** Fires every timer, each at its moment, and lets everything that waits for it continue before the next. */
async function drive(clock: FakeClock): Promise<void> {
  for (;;) {
    for (let i = 0; i < 12; i++) await Promise.resolve();
    const ms = clock.nextIn;
    if (ms === undefined) return;
    clock.advance(ms);
  }
}

describe('limit: model', function () {
  this.timeout(60_000);
  type Plan = { readonly takes: number; readonly fails: boolean; readonly limit: number | undefined; readonly policy: LimitPolicy };
  const plan: fc.Arbitrary<Plan> = fc.record({
    takes: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 60 }) }, { weight: 1, arbitrary: fc.constant(Infinity) }),
    fails: fc.boolean(),
    limit: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
    policy: fc.constantFrom('wait', 'abandon', 'background'),
  });

  /** When each cleanup starts and what the scope fails with, in order; stops at a cleanup that is awaited forever. */
  function predict(
    plans: readonly Plan[],
    budgetMs: number,
  ): { readonly starts: readonly number[]; readonly errors: readonly string[]; readonly told: number } {
    let now = 0;
    let told = 0;
    const starts: number[] = [];
    const errors: string[] = [];
    for (const [at, { takes, fails, limit, policy }] of plans.entries()) {
      starts.push(now);
      const left = Math.max(0, budgetMs - now);
      const own = limit === undefined ? left : Math.min(limit, left);
      const effective = limit === undefined ? 'abandon' : policy;
      if (takes <= own) {
        now += takes;
        if (fails) errors.push(`f${at}`);
        continue;
      }
      if (effective === 'wait') {
        told += 1;
        now += takes;
        if (now === Infinity) break;
        if (fails) errors.push(`f${at}`);
        continue;
      }
      now += own;
      if (effective === 'abandon') errors.push(`t${at}`);
      if (fails && takes < Infinity) told += 1;
    }
    return { starts, errors, told };
  }

  it(`${RANDOM_RUNS} random scopes under a budget: the order, the moments, the errors, and nothing lost`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 120 }), async (given, budgetMs) => {
        // Each takes a little less than a whole number, by its own amount, so that nothing ends exactly at a limit.
        const plans = given.map((one, at) => ({ ...one, takes: one.takes === 0 ? 0 : one.takes - 2 ** -(at + 2) }));
        const clock = new FakeClock();
        const failed: unknown[] = [];
        const supervisor = new Background({
          clock,
          onFailed: ({ error }) => {
            failed.push(error);
          },
        });
        const starts: number[] = [];
        const endless: (() => void)[] = [];
        const ends: { readonly error?: unknown }[] = [];
        const inTime = { starts: [] as readonly number[], isEnded: false };
        const told = await reported(async () => {
          const s = asyncScope({ budget: new Budget({ ms: budgetMs, clock }) });
          for (const [at, { takes, fails, limit, policy }] of [...plans.entries()].reverse()) {
            const work = (): unknown => {
              starts.push(clock.now());
              if (takes === Infinity)
                return new Promise<void>((resolve) => {
                  endless.push(resolve);
                });
              if (takes === 0) return fails ? Promise.reject(new Error(`f${at}`)) : undefined;
              return new Promise<void>((resolve, reject) => {
                clock.setTimeout(() => {
                  if (fails) reject(new Error(`f${at}`));
                  else resolve();
                }, takes);
              });
            };
            const limited: LimitOptions = { policy, supervisor, clock, ...(policy === 'background' ? { onTimeout: () => undefined } : {}) };
            s.label(`t${at}`).defer(limit === undefined ? work : within({ ms: limit, ...limited }, work));
          }
          s.disposeAsync().then(
            () => {
              ends.push({});
            },
            (error: unknown) => {
              ends.push({ error });
            },
          );
          await drive(clock);
          Object.assign(inTime, { starts: [...starts], isEnded: ends.length > 0 });
          while (ends[0] === undefined) {
            for (const finish of endless) finish();
            await drive(clock);
          }
          for (const finish of endless) finish();
          await turn();
        });
        const expected = predict(plans, budgetMs);
        const errors: string[] = [];
        for (let error = ends[0]?.error; error !== undefined; error = error instanceof SuppressedError ? error.suppressed : undefined) {
          const one = error instanceof SuppressedError ? error.error : error;
          errors.unshift(one instanceof CleanupTimeoutError ? one.label : (one as Error).message);
        }
        assert.deepEqual(inTime.starts, expected.starts);
        if (!inTime.isEnded) return;
        assert.deepEqual(errors, expected.errors);
        assert.equal(told.length + failed.length, expected.told);
      }),
      { numRuns: RANDOM_RUNS },
    );
  });
});
