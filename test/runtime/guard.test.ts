// ResourceGuard: who holds which key, for how long, and who is next.
import assert from 'node:assert/strict';
import { asyncScope, scope } from '../../src/runtime/deferscope.ts';
import {
  GuardError,
  type GuardErrorCode,
  type Lease,
  ResourceGuard,
  type AcquireOptions,
  type ExpiredLease,
  type GuardOptions,
} from '../../src/runtime/guard/guard.ts';
import { setReporter, type UnhandledNews } from '../../src/runtime/support/reportUnhandled.ts';
import { caught, rejected } from './caught.ts';
import { FakeClock } from './fakeClock.ts';
import { holdEventLoop } from './holdEventLoop.ts';
import { findOwnLibrary } from './ownLibrary.ts';

interface Made {
  readonly guard: ResourceGuard;
  readonly clock: FakeClock;
  readonly expired: ExpiredLease[];
}

function make(options: GuardOptions = {}): Made {
  const clock = new FakeClock();
  const expired: ExpiredLease[] = [];
  const guard = new ResourceGuard({
    clock,
    ttlMs: 1000,
    onExpired: (e) => {
      expired.push(e);
    },
    ...options,
  });
  return { guard, clock, expired };
}

function assertRefused(error: unknown, code: GuardErrorCode, ...words: RegExp[]): void {
  assert(error instanceof GuardError, String(error));
  assert.equal(error.code, code, error.message);
  assert.equal(error.name, 'GuardError');
  for (const word of words) assert.match(error.message, word);
}

/** Whether a promise has settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const not = Symbol('not');
  await Promise.resolve();
  return (await Promise.race([promise.catch(() => undefined), Promise.resolve().then(() => not)])) !== not;
}

describe('guard: leases', () => {
  it('one holder at a time for each key, in the order of asking', async () => {
    const { guard } = make();
    const got: string[] = [];
    const first = await guard.acquire('k', { owner: 'a' });
    const others = ['b', 'c', 'd'].map(async (owner) => {
      const lease = await guard.acquire('k', { owner });
      got.push(owner);
      lease.release();
    });
    await guard.acquire('other', { owner: 'z' }).then((l) => {
      l.release();
    });
    assert.deepEqual(got, []);
    first.release();
    await Promise.all(others);
    assert.deepEqual(got, ['b', 'c', 'd']);
    assert.equal(guard.size, 0);
  });

  it('tokens only grow: over all keys, after release and after expiry', async () => {
    const { guard, clock } = make({ firstToken: 70 });
    const a = await guard.acquire('a', { owner: '1' });
    const b = await guard.acquire('b', { owner: '2' });
    a.release();
    clock.advance(1000);
    const c = guard.tryAcquire('b', { owner: '3' });
    assert.deepEqual([a.token, b.token, c?.token], [70, 71, 72]);
    assert(guard.isCurrent('b', 72));
    assert(!guard.isCurrent('b', 71));
    assert(!guard.isCurrent('a', 70));
  });

  it('tryAcquire does not push in before those who wait', async () => {
    const { guard, clock } = make({
      onExpired: () => {
        pushed = guard.tryAcquire('k', { owner: 'pusher' });
      },
    });
    let pushed: Lease | undefined;
    await guard.acquire('k', { owner: 'a' });
    assert.equal(guard.tryAcquire('k', { owner: 'b' }), undefined);
    const waiting = guard.acquire('k', { owner: 'b' });
    clock.advance(1000);
    assert.equal((await waiting).owner, 'b');
    assert.equal(pushed, undefined);
  });

  it('what the old holder does when it hears of the expiry cannot break the queue', async () => {
    const { guard, clock } = make({
      onExpired: ({ owner }) => {
        if (owner !== 'a') return;
        const again = guard.tryAcquire('k', { owner: 'again' });
        again?.release();
        last = guard.tryAcquire('k', { owner: 'last' });
      },
    });
    let last: Lease | undefined;
    await guard.acquire('k', { owner: 'a' });
    clock.advance(1000);
    assert.equal(last?.held, true);
    assert.equal(guard.tryAcquire('k', { owner: 'b' }), undefined);
    last.release();
    assert.equal(guard.size, 0);
  });
});

describe('guard: time to live', () => {
  it('a lease whose holder died is taken away, and the next one gets the key', async () => {
    const { guard, clock, expired } = make();
    await guard.acquire('k', { owner: 'dead' });
    const next = guard.acquire('k', { owner: 'b' });
    clock.advance(999);
    assert.equal(await isSettled(next), false);
    clock.advance(1);
    assert.equal((await next).owner, 'b');
    assert.deepEqual(expired, [{ key: 'k', owner: 'dead', token: 1, heldMs: 1000 }]);
  });

  it('the holder is told by its signal, before the next one has the key', async () => {
    const { guard, clock } = make();
    const lease = await guard.acquire('k', { owner: 'a' });
    const seen: unknown[] = [];
    lease.signal.addEventListener('abort', () => {
      seen.push(lease.signal.reason, guard.status());
    });
    const next = guard.acquire('k', { owner: 'b' });
    clock.advance(1000);
    assertRefused(seen[0], 'EXPIRED', /'k' \(token 1\)/, /1000 ms/);
    assert.deepEqual(seen[1], []);
    assert.equal((await next).held, true);
    assert.equal(lease.held, false);
    assert.equal(lease.expiresInMs, 0);
  });

  it('a signal asked for afterwards is aborted; of a released lease it is not', async () => {
    const { guard, clock } = make();
    const a = await guard.acquire('a', { owner: 'a' });
    const b = await guard.acquire('b', { owner: 'b' });
    b.release();
    clock.advance(1000);
    assert.deepEqual([a.signal.aborted, b.signal.aborted], [true, false]);
  });

  it('is noticed by the next call when the event loop was busy and no timer fired', async () => {
    for (const [what, ask] of [
      ['tryAcquire', (guard: ResourceGuard) => guard.tryAcquire('k', { owner: 'b' }) !== undefined],
      ['isCurrent', (guard: ResourceGuard) => !guard.isCurrent('k', 1)],
      ['held', (_: ResourceGuard, lease: Lease) => !lease.held],
      [
        'release',
        (_: ResourceGuard, lease: Lease) => {
          assertRefused(
            caught(() => {
              lease.release();
            }),
            'EXPIRED',
          );
          return true;
        },
      ],
      [
        'renew',
        (_: ResourceGuard, lease: Lease) => {
          assertRefused(
            caught(() => {
              lease.renew();
            }),
            'EXPIRED',
          );
          return true;
        },
      ],
      [
        'guard.release',
        (guard: ResourceGuard) => {
          assertRefused(
            caught(() => {
              guard.release('k', { owner: 'a' });
            }),
            'NOT_HELD',
          );
          return true;
        },
      ],
    ] as const) {
      const { guard, clock, expired } = make();
      const lease = await guard.acquire('k', { owner: 'a' });
      clock.block(1500);
      assert(ask(guard, lease), what);
      assert.deepEqual(expired, [{ key: 'k', owner: 'a', token: 1, heldMs: 1500 }], what);
    }
  });

  it('renewal starts it again, longer or shorter', async () => {
    const { guard, clock, expired } = make();
    const lease = await guard.acquire('k', { owner: 'a' });
    clock.advance(900);
    lease.renew();
    clock.advance(900);
    assert.equal(lease.expiresInMs, 100);
    lease.renew(5000);
    clock.advance(4999);
    assert.equal(lease.held, true);
    lease.renew(10);
    clock.advance(10);
    assert.equal(lease.held, false);
    assert.equal(expired.length, 1);
  });

  it('Infinity never expires, and needs no timer; beyond what a timer can hold it still holds', async () => {
    const { guard, clock } = make({ ttlMs: Infinity });
    const forever = await guard.acquire('k', { owner: 'a' });
    assert.equal(clock.timers, 0);
    const year = 365 * 24 * 3600_000;
    const long = await guard.acquire('l', { owner: 'a', ttlMs: year });
    clock.advance(year - 1);
    assert.deepEqual([forever.expiresInMs, long.held], [Infinity, true]);
    clock.advance(1);
    assert.deepEqual([forever.held, long.held], [true, false]);
  });

  it('is reported when nobody asked to be told', async () => {
    const told: UnhandledNews[] = [];
    setReporter((news) => {
      told.push(news);
    });
    try {
      const clock = new FakeClock();
      const guard = new ResourceGuard({ clock, ttlMs: 5, label: 'accounts' });
      const [watched] = [await guard.acquire('watched', { owner: 'a' })];
      assert.equal(watched.signal.aborted, false);
      await guard.acquire('unwatched', { owner: 'b' });
      clock.advance(5);
      assert.deepEqual(
        told.map(({ label, message }) => [label, /'(\w+)'/.exec(message)?.[1]]),
        [['accounts', 'unwatched']],
      );
      const throwing = new ResourceGuard({
        clock,
        ttlMs: 5,
        onExpired: () => {
          throw new Error('handler broke');
        },
      });
      await throwing.acquire('k', { owner: 'a' });
      const next = throwing.acquire('k', { owner: 'b' });
      clock.advance(5);
      assert.equal((await next).owner, 'b');
      assert.equal((told[1]?.error as Error).message, 'handler broke');
    } finally {
      setReporter(undefined);
    }
  });
});

describe('guard: waiting', () => {
  it('ends with the wait limit, and whoever waits behind moves up', async () => {
    const { guard, clock } = make({ ttlMs: 60_000 });
    const a = await guard.acquire('k', { owner: 'a' });
    const b = rejected(guard.acquire('k', { owner: 'b', waitMs: 50 }));
    const c = guard.acquire('k', { owner: 'c' });
    clock.advance(50);
    assertRefused(await b, 'TIMEOUT', /50 ms/, /waitMs/);
    a.release();
    assert.equal((await c).owner, 'c');
    assertRefused(await rejected(guard.acquire('k', { owner: 'd', waitMs: 0 })), 'TIMEOUT');
  });

  it("ends with the signal, with the signal's reason, and leaves no listener", async () => {
    const { guard } = make();
    const a = await guard.acquire('k', { owner: 'a' });
    const controller = new AbortController();
    const b = rejected(guard.acquire('k', { owner: 'b', signal: controller.signal }));
    const c = guard.acquire('k', { owner: 'c', signal: controller.signal });
    const reason = new Error('gone');
    a.release();
    controller.abort(reason);
    assert.equal(await isSettled(b), false, 'b got the key before the abort');
    assert.equal(await rejected(c), reason);
    assert.equal(guard.status()[0]?.waiting, 0);
    assert.equal(await rejected(guard.acquire('free', { owner: 'x', signal: controller.signal })), reason);
    assert.equal(guard.size, 1);
  });

  it('only so many may wait for one key', async () => {
    const { guard } = make({ maxWaiting: 1 });
    const a = await guard.acquire('k', { owner: 'a' });
    const b = guard.acquire('k', { owner: 'b' });
    assertRefused(await rejected(guard.acquire('k', { owner: 'c' })), 'QUEUE_FULL', /maxWaiting/);
    a.release();
    assert.equal((await b).owner, 'b');
  });

  it('closing refuses those who wait and those who come; who holds, holds on', async () => {
    const { guard, clock } = make();
    const a = await guard.acquire('k', { owner: 'a' });
    const b = rejected(guard.acquire('k', { owner: 'b', waitMs: 100 }));
    guard.close();
    guard.close();
    assertRefused(await b, 'CLOSED', /acquire/);
    assertRefused(await rejected(guard.acquire('x', { owner: 'c' })), 'CLOSED');
    assertRefused(
      caught(() => guard.tryAcquire('x', { owner: 'c' })),
      'CLOSED',
      /tryAcquire/,
    );
    assert.equal(guard.closed, true);
    a.renew();
    a.release();
    assert.equal(guard.size, 0);
    assert.equal(clock.timers, 0);
  });

  it('nothing is kept of keys that are free', async () => {
    const { guard, clock } = make();
    for (let i = 0; i < 1000; i++) {
      const lease = await guard.acquire(`k${i}`, { owner: 'a' });
      if (i % 2 === 0) lease.release();
    }
    assert.equal(guard.size, 500);
    clock.advance(1000);
    assert.equal(guard.size, 0);
    assert.equal(clock.timers, 0);
  });
});

describe('guard: re-entrance', () => {
  it('by choice: the owner enters again at once, under the same token, and the key is free after the last release', async () => {
    const { guard } = make({ reentrant: true });
    const owner = { name: 'transfer' };
    const outer = await guard.acquire('k', { owner });
    const b = guard.acquire('k', { owner: 'b' });
    const inner = await guard.acquire('k', { owner });
    assert.equal(inner.token, outer.token);
    assert.equal(guard.status()[0]?.leases, 2);
    outer.release();
    assertRefused(
      caught(() => {
        outer.release();
      }),
      'RELEASED',
    );
    assert.equal(inner.held, true);
    assert.equal(await isSettled(b), false);
    inner.release();
    assert.equal((await b).owner, 'b');
  });

  it('never shortens the time to live, and all leases expire together', async () => {
    const { guard, clock } = make({ reentrant: true });
    const outer = await guard.acquire('k', { owner: 'a', ttlMs: 100 });
    const inner = guard.tryAcquire('k', { owner: 'a', ttlMs: 10 });
    assert.equal(outer.expiresInMs, 100);
    const third = guard.tryAcquire('k', { owner: 'a', ttlMs: 200 });
    assert.equal(outer.expiresInMs, 200);
    clock.advance(200);
    assert.deepEqual([outer.held, inner?.held, third?.held], [false, false, false]);
  });

  it('not by default: the owner waits like anybody else', async () => {
    const { guard } = make();
    const first = await guard.acquire('k', { owner: 'a' });
    assert.equal(guard.tryAcquire('k', { owner: 'a' }), undefined);
    const again = guard.acquire('k', { owner: 'a' });
    first.release();
    assert.equal((await again).token, 2);
  });
});

describe('guard: release', () => {
  it("of what is somebody else's, expired, or released is refused", async () => {
    const { guard, clock } = make();
    const lease = await guard.acquire('k', { owner: 'a' });
    assertRefused(
      caught(() => {
        guard.release('k', { owner: 'b' });
      }),
      'NOT_OWNER',
      /another owner/,
    );
    assertRefused(
      caught(() => {
        guard.release('k', { owner: 'a', token: 9 });
      }),
      'STALE_TOKEN',
      /token 1, not 9/,
    );
    assertRefused(
      caught(() => {
        guard.release('x', { owner: 'a' });
      }),
      'NOT_HELD',
    );
    assert.equal(lease.held, true);
    guard.release('k', { owner: 'a', token: 1 });
    assertRefused(
      caught(() => {
        lease.release();
      }),
      'RELEASED',
      /token 1/,
    );
    assertRefused(
      caught(() => {
        lease.renew();
      }),
      'RELEASED',
    );
    const late = await guard.acquire('k', { owner: 'a' });
    clock.advance(1000);
    const next = await guard.acquire('k', { owner: 'b' });
    assertRefused(
      caught(() => {
        late.release();
      }),
      'EXPIRED',
      /renew/,
    );
    assert.equal(next.held, true);
  });

  it('by a scope, and by using', async () => {
    const { guard } = make();
    const s = scope();
    const lease = s.use(await guard.acquire('k', { owner: 'a' }));
    s.dispose();
    assert.equal(lease.held, false);
    const t = asyncScope();
    t.use(await guard.acquire('k', { owner: 'a' }));
    await t.disposeAsync();
    assert.equal(guard.size, 0);
    {
      using inside = await guard.acquire('k', { owner: 'a' });
      assert.equal(inside.held, true);
      inside.release(); // earlier than its block: no error at its end
    }
    {
      await using inside = await guard.acquire('k', { owner: 'a' });
      assert.equal(inside.held, true);
    }
    assert.equal(guard.size, 0);
    {
      using other = make().guard;
      assert.equal(other.closed, false);
    }
  });

  it('at the end of a block that outlived its lease is an error: the work was not guarded to its end', async () => {
    const { guard, clock } = make();
    const s = scope();
    s.use(await guard.acquire('k', { owner: 'a' }));
    clock.advance(1000);
    assertRefused(
      caught(() => {
        s.dispose();
      }),
      'EXPIRED',
    );
    const t = asyncScope();
    t.use(await guard.acquire('k', { owner: 'a' }));
    clock.advance(1000);
    assertRefused(await rejected(t.disposeAsync()), 'EXPIRED');
  });
});

describe('guard: bad input', () => {
  const good: AcquireOptions = { owner: 'a' };
  const table: readonly (readonly [
    name: string,
    call: (guard: ResourceGuard) => unknown,
    kind: typeof TypeError | typeof RangeError,
    ...words: RegExp[],
  ])[] = [
    ['options', () => new ResourceGuard(null as never), TypeError, /new ResourceGuard\(options\)/, /null/],
    ['label', () => new ResourceGuard({ label: 1 as never }), TypeError, /label/],
    ['ttlMs 0', () => new ResourceGuard({ ttlMs: 0 }), RangeError, /ttlMs/],
    ['ttlMs negative', () => new ResourceGuard({ ttlMs: -1 }), RangeError, /-1/],
    ['ttlMs NaN', () => new ResourceGuard({ ttlMs: NaN }), RangeError, /NaN/],
    ['ttlMs text', () => new ResourceGuard({ ttlMs: '5' as never }), TypeError, /milliseconds/],
    ['reentrant', () => new ResourceGuard({ reentrant: 1 as never }), TypeError, /reentrant/],
    ['maxWaiting', () => new ResourceGuard({ maxWaiting: 1.5 }), RangeError, /maxWaiting/],
    ['firstToken', () => new ResourceGuard({ firstToken: 0 }), RangeError, /firstToken/],
    ['onExpired', () => new ResourceGuard({ onExpired: {} as never }), TypeError, /onExpired/],
    ['clock', () => new ResourceGuard({ clock: { now: () => 0 } as never }), TypeError, /clock/],
    ['key', (g) => g.acquire(1 as never, good), TypeError, /acquire\(key, options\): key/],
    ['no options', (g) => g.acquire('k', undefined as never), TypeError, /owner: 'transfer 1'/],
    ['no owner', (g) => g.acquire('k', {} as never), TypeError, /owner/],
    ['empty owner', (g) => g.acquire('k', { owner: '' }), TypeError, /empty string/],
    ['owner number', (g) => g.tryAcquire('k', { owner: 1 as never }), TypeError, /tryAcquire.*owner/],
    ['ttl', (g) => g.tryAcquire('k', { owner: 'a', ttlMs: -5 }), RangeError, /tryAcquire.*ttlMs/],
    ['waitMs', (g) => g.acquire('k', { owner: 'a', waitMs: -1 }), RangeError, /waitMs/],
    ['signal', (g) => g.acquire('k', { owner: 'a', signal: {} as never }), TypeError, /signal must be an AbortSignal/],
    [
      'release key',
      (g) => {
        g.release(1 as never, good);
      },
      TypeError,
      /release\(key, holder\)/,
    ],
    [
      'release holder',
      (g) => {
        g.release('k', 'a' as never);
      },
      TypeError,
      /owner/,
    ],
    [
      'release token',
      (g) => {
        g.release('k', { owner: 'a', token: '1' as never });
      },
      TypeError,
      /token/,
    ],
    ['isCurrent', (g) => g.isCurrent('k', undefined as never), TypeError, /isCurrent/],
    [
      'renew',
      (g) => {
        g.tryAcquire('k', good)?.renew(-1);
      },
      RangeError,
      /Lease.renew\(ttlMs\)/,
    ],
  ];
  for (const [name, call, kind, ...words] of table)
    it(name, async () => {
      const { guard } = make();
      const error = await rejected(
        (async () => {
          await call(guard);
        })(),
      );
      assert(error instanceof kind, String(error));
      for (const word of words) assert.match(error.message, word);
    });
});

describe('guard: in the debugger', () => {
  it('keys, owners, times, who waits, and what is overdue', async () => {
    const library = findOwnLibrary();
    const guard = new ResourceGuard({ label: 'watched accounts', ttlMs: 50, onExpired: () => undefined });
    library.observe(true);
    // At once, so that it has not expired before somebody waits for it.
    guard.tryAcquire('alice', { owner: 'transfer 1' });
    library.observe(false);
    const waiting = guard.acquire('alice', { owner: 'transfer 2', ttlMs: 60_000 });
    holdEventLoop(60);
    const read = ():
      | { readonly state: string; readonly entryCount: number; readonly entries: readonly { readonly [key: string]: unknown }[] }
      | undefined =>
      library
        .read({ scopes: 0, cleanups: 0, resources: 1e6, entries: 10 })
        .resources?.find(({ label }) => label === 'watched accounts') as never;
    const [entry] = read()?.entries ?? [];
    assert.equal(entry?.['name'], 'alice');
    assert.equal(entry['state'], 'overdue');
    assert.match(String(entry['concern']), /^held \d+ ms past its time to live of 50 ms$/);
    const facts = Object.fromEntries((entry['facts'] as { name: string; value: unknown }[]).map(({ name, value }) => [name, value]));
    assert.deepEqual([facts['owner'], facts['token'], facts['waiting'], facts['next']], ['transfer 1', 1, 1, 'transfer 2']);
    assert((entry['site'] as { frames: { url: string }[] }).frames[0]?.url === __filename);
    const lease = await waiting;
    assert.equal(read()?.entries[0]?.['state'], 'held');
    lease.release();
    guard.close();
    assert.deepEqual([read()?.state, read()?.entryCount], ['closed', 0]);
  });

  it("an injected clock is not asked: it is the program's code", async () => {
    const library = findOwnLibrary();
    const { guard, clock } = make({ label: 'own clock' });
    await guard.acquire('k', { owner: 'a' });
    clock.now = () => {
      throw new Error('asked');
    };
    const found = library
      .read({ scopes: 0, cleanups: 0, resources: 1e6, entries: 10 })
      .resources?.find(({ label }) => label === 'own clock');
    assert.deepEqual(found?.entries, [
      {
        name: 'k',
        state: 'held',
        facts: [
          { name: 'owner', value: 'a' },
          { name: 'token', value: 1 },
        ],
      },
    ]);
  });
});
