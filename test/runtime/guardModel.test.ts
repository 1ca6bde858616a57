// ResourceGuard compared with a model: random histories of several owners over a few keys, on a clock that the test advances.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GuardError, type Lease, ResourceGuard } from '../../src/runtime/guard/guard.ts';
import { FakeClock } from './fakeClock.ts';
import { RANDOM_RUNS } from './randomRuns.ts';

type Step =
  | { readonly kind: 'acquire'; readonly key: string; readonly owner: string; readonly ttlMs: number; readonly waitMs: number }
  | { readonly kind: 'tryAcquire'; readonly key: string; readonly owner: string; readonly ttlMs: number }
  | { readonly kind: 'release' | 'renew' | 'abort'; readonly nth: number }
  | { readonly kind: 'advance' | 'block'; readonly ms: number };

interface Ask {
  readonly id: number;
  readonly owner: string;
  readonly ttlMs: number;
  readonly giveUpAt: number;
}
interface Tenure {
  readonly owner: string;
  readonly token: number;
  ttlMs: number;
  expiresAt: number;
  leases: Set<number>;
}
interface Key {
  tenure: Tenure | undefined;
  readonly queue: Ask[];
}
type Outcome = { readonly token: number } | 'TIMEOUT' | 'aborted';

/** What a guard is specified to do, written as simply as possible: arrays that are searched completely each time. */
class Model {
  now = 0;
  #lastToken = 0;
  readonly #keys = new Map<string, Key>();
  readonly outcomes = new Map<number, Outcome>();

  constructor(readonly reentrant: boolean) {}

  #key(name: string): Key {
    const found = this.#keys.get(name) ?? { tenure: undefined, queue: [] };
    this.#keys.set(name, found);
    return found;
  }

  #grant(key: Key, { id, owner, ttlMs }: Ask): void {
    if (key.tenure === undefined) key.tenure = { owner, token: ++this.#lastToken, ttlMs, expiresAt: this.now + ttlMs, leases: new Set() };
    else if (this.now + ttlMs > key.tenure.expiresAt) Object.assign(key.tenure, { ttlMs, expiresAt: this.now + ttlMs });
    key.tenure.leases.add(id);
    this.outcomes.set(id, { token: key.tenure.token });
  }

  #serve(key: Key): void {
    const first = key.tenure === undefined ? key.queue.shift() : undefined;
    if (first !== undefined) this.#grant(key, first);
    const { tenure } = key;
    if (!this.reentrant || tenure === undefined) return;
    for (const ask of key.queue.filter(({ owner }) => owner === tenure.owner)) {
      key.queue.splice(key.queue.indexOf(ask), 1);
      this.#grant(key, ask);
    }
  }

  /** Whether the request is answered at once. */
  ask(name: string, ask: Ask, waits: boolean): boolean {
    this.expireOverdue(name);
    const key = this.#key(name);
    const isFree = key.tenure === undefined && key.queue.length === 0;
    if (isFree || (this.reentrant && key.tenure?.owner === ask.owner)) {
      this.#grant(key, ask);
      return true;
    }
    if (waits && ask.giveUpAt > this.now) key.queue.push(ask);
    else if (waits) this.outcomes.set(ask.id, 'TIMEOUT');
    return false;
  }

  expireOverdue(name: string): void {
    const key = this.#key(name);
    if (key.tenure === undefined || key.tenure.expiresAt > this.now) return;
    key.tenure = undefined;
    this.#serve(key);
  }

  tenureOf(id: number): { readonly name: string; readonly tenure: Tenure } | undefined {
    for (const [name, { tenure }] of this.#keys) if (tenure?.leases.has(id) === true) return { name, tenure };
    return undefined;
  }

  release(id: number): void {
    const found = this.tenureOf(id);
    if (found === undefined) return;
    found.tenure.leases.delete(id);
    if (found.tenure.leases.size > 0) return;
    const key = this.#key(found.name);
    key.tenure = undefined;
    this.#serve(key);
  }

  abort(id: number): void {
    for (const { queue } of this.#keys.values()) {
      const at = queue.findIndex((ask) => ask.id === id);
      if (at < 0) continue;
      queue.splice(at, 1);
      this.outcomes.set(id, 'aborted');
    }
  }

  advance(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const due = [...this.#keys]
        .flatMap(([name, { tenure, queue }]) => [
          ...(tenure === undefined
            ? []
            : [
                {
                  at: tenure.expiresAt,
                  act: () => {
                    this.expireOverdue(name);
                  },
                },
              ]),
          ...queue.map(({ id, giveUpAt }) => ({
            at: giveUpAt,
            act: () => {
              this.abort(id);
              this.outcomes.set(id, 'TIMEOUT');
            },
          })),
        ])
        .filter(({ at }) => at <= until)
        .sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.now = Math.max(this.now, due.at);
      due.act();
    }
    this.now = until;
  }

  describe(): unknown {
    return [...this.#keys]
      .filter(([, { tenure }]) => tenure !== undefined)
      .map(([key, { tenure, queue }]) => ({
        key,
        owner: tenure?.owner,
        token: tenure?.token,
        expiresInMs: (tenure?.expiresAt ?? 0) - this.now,
        leases: tenure?.leases.size,
        waiting: queue.length,
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  get waiting(): number {
    return [...this.#keys.values()].reduce((sum, { queue }) => sum + queue.length, 0);
  }
}

const key = fc.constantFrom('x', 'y');
const owner = fc.constantFrom('a', 'b', 'c');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('acquire' as const),
      key,
      owner,
      ttlMs: fc.integer({ min: 1, max: 40 }),
      waitMs: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(Infinity)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('tryAcquire' as const), key, owner, ttlMs: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'renew' as const, 'abort' as const), nth: fc.nat(30) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('advance' as const, 'advance' as const, 'block' as const),
      ms: fc.integer({ min: 1, max: 30 }),
    }),
  },
);

async function flush(): Promise<void> {
  for (let i = 0; i < 4; i++) await Promise.resolve();
}

async function runHistory(steps: readonly Step[], reentrant: boolean): Promise<void> {
  const clock = new FakeClock();
  const lastTold = new Map<string, number>();
  const guard = new ResourceGuard({
    clock,
    reentrant,
    onExpired: ({ key: k, token }) => {
      lastTold.set(k, token);
    },
  });
  const model = new Model(reentrant);
  const leases = new Map<number, Lease>();
  const outcomes = new Map<number, Outcome>();
  const stops = new Map<number, AbortController>();
  let ids = 0;
  let salt = 0;
  // Every time is slightly off the whole milliseconds, each by its own amount: of two things that are due at the same moment either may
  // come first. The amounts are not multiples of one number, because their sums would coincide.
  const scatter = (n: number): number => {
    const mixed = Math.imul(n ^ (n << 13), 0x9e3779b1);
    return Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 2;
  };
  const blur = (ms: number): number => (ms === 0 || ms === Infinity ? ms : ms + scatter(++salt) / 2 ** 30);

  for (const one of steps) {
    switch (one.kind) {
      case 'acquire': {
        const id = ids++;
        const [waitMs, ttlMs] = [blur(one.waitMs), blur(one.ttlMs)];
        const stop = new AbortController();
        stops.set(id, stop);
        guard.acquire(one.key, { owner: one.owner, ttlMs, waitMs, signal: stop.signal }).then(
          (lease) => {
            leases.set(id, lease);
            outcomes.set(id, { token: lease.token });
          },
          (error: unknown) => {
            outcomes.set(id, error instanceof GuardError && error.code === 'TIMEOUT' ? 'TIMEOUT' : 'aborted');
          },
        );
        model.ask(one.key, { id, owner: one.owner, ttlMs, giveUpAt: model.now + waitMs }, true);
        break;
      }
      case 'tryAcquire': {
        const id = ids++;
        const ttlMs = blur(one.ttlMs);
        const lease = guard.tryAcquire(one.key, { owner: one.owner, ttlMs });
        const got = model.ask(one.key, { id, owner: one.owner, ttlMs, giveUpAt: 0 }, false);
        assert.equal(lease !== undefined, got);
        if (lease === undefined) break;
        leases.set(id, lease);
        outcomes.set(id, { token: lease.token });
        break;
      }
      case 'release':
      case 'renew': {
        const [id, lease] = [...leases][one.nth % Math.max(1, leases.size)] ?? [];
        if (id === undefined || lease === undefined) break;
        model.expireOverdue(lease.key);
        const tenure = model.tenureOf(id)?.tenure;
        const ttlMs = blur(7);
        let refused: unknown;
        try {
          if (one.kind === 'release') lease.release();
          else lease.renew(ttlMs);
        } catch (error) {
          refused = error;
        }
        assert.equal(refused === undefined, tenure !== undefined, `${one.kind} of ${id}: ${String(refused)}`);
        if (tenure === undefined) assert(refused instanceof GuardError && ['EXPIRED', 'RELEASED'].includes(refused.code));
        else if (one.kind === 'release') model.release(id);
        else Object.assign(tenure, { ttlMs, expiresAt: model.now + ttlMs });
        break;
      }
      case 'abort': {
        const id = one.nth % Math.max(1, ids);
        stops.get(id)?.abort(new Error('stop'));
        model.abort(id);
        break;
      }
      case 'advance':
        clock.advance(one.ms);
        model.advance(one.ms);
        break;
      case 'block':
        // The event loop is busy. Then the timers fire late, in the order in which they were due.
        clock.block(one.ms);
        clock.advance(0);
        model.now += one.ms;
        model.advance(0);
        break;
    }
    await flush();
    const told = guard
      .status()
      .map(({ key: k, owner: o, token, expiresInMs, leases: n, waiting }) => ({ key: k, owner: o, token, expiresInMs, leases: n, waiting }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    assert.deepEqual(told, model.describe());
    assert.deepEqual(
      [...outcomes].sort(([a], [b]) => a - b),
      [...model.outcomes].sort(([a], [b]) => a - b),
    );
  }
  // Nobody is lost: when time runs out for all, each is answered, and nothing is left.
  for (let i = 0; i <= ids; i++) clock.advance(100);
  await flush();
  assert.equal(outcomes.size >= model.outcomes.size + model.waiting, true);
  assert.deepEqual([guard.size, clock.timers], [0, 0]);
}

describe('guard: model', function () {
  this.timeout(60_000);
  for (const reentrant of [false, true])
    it(`${RANDOM_RUNS} random histories${reentrant ? ', with re-entrance' : ''}: exclusive, fair, tokens grow, nobody is lost`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => runHistory(steps, reentrant)),
        {
          numRuns: RANDOM_RUNS,
          // Here a lease ended and a caller gave up at the same moment, because of the way in which times are shifted.
          examples: [
            [
              [
                { kind: 'tryAcquire', key: 'x', owner: 'a', ttlMs: 5 },
                { kind: 'tryAcquire', key: 'x', owner: 'a', ttlMs: 1 },
                { kind: 'acquire', key: 'x', owner: 'a', ttlMs: 6, waitMs: 5 },
                { kind: 'acquire', key: 'x', owner: 'a', ttlMs: 1, waitMs: 12 },
                { kind: 'advance', ms: 13 },
              ],
            ],
          ],
        },
      );
    });
});
