// Gate: who is let in, by number, tenant and the state of the process. The servers are in gateHttp.test.ts and gateGrpc.test.ts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { scope } from '../../src/runtime/deferscope.ts';
import {
  type Admission,
  Gate,
  GateError,
  gateGrpc,
  gateHttp,
  type GateErrorCode,
  type GateOptions,
  type GatePolicy,
  heapProbe,
  eventLoopDelayProbe,
} from '../../src/runtime/gate/gate.ts';
import { setReporter, type UnhandledNews } from '../../src/runtime/support/reportUnhandled.ts';
import { caught } from './caught.ts';
import { FakeClock } from './fakeClock.ts';
import { holdEventLoop } from './holdEventLoop.ts';
import { findOwnLibrary } from './ownLibrary.ts';
import { RANDOM_RUNS } from './randomRuns.ts';

function make(policy: GatePolicy, options: Partial<GateOptions> = {}): { readonly gate: Gate; readonly clock: FakeClock } {
  const clock = new FakeClock();
  return { gate: new Gate({ policy, clock, ...options }), clock };
}

/** The outcome of one request. */
function ask(gate: Gate, tenant?: string): Admission | GateErrorCode {
  const decision = gate.tryEnter({ tenant });
  return decision.admitted ? decision : decision.code;
}

function admit(gate: Gate, tenant?: string): Admission {
  const decision = ask(gate, tenant);
  assert(typeof decision === 'object', 'refused');
  return decision;
}

describe('gate: requests at once', () => {
  it('are never more than the policy allows; a place is free when one leaves', () => {
    const { gate } = make({ maxActive: 2 });
    const [a, b] = [admit(gate), admit(gate)];
    assert.equal(ask(gate), 'ACTIVE');
    a.leave();
    const c = admit(gate);
    assert.equal(ask(gate), 'ACTIVE');
    for (const one of [b, c]) one.leave();
    assert.deepEqual(gate.status(), { state: 'open', active: 0, admitted: 3, refused: 2, probes: [] });
  });

  it('once the most are inside, nobody is let in until few enough are left', () => {
    const { gate } = make({ maxActive: 4, resumeActive: 2 });
    const inside = [1, 2, 3, 4].map(() => admit(gate));
    inside.pop()?.leave();
    assert.deepEqual([ask(gate), gate.status().state], ['ACTIVE', 'refusing']);
    inside.pop()?.leave();
    assert.equal(gate.status().state, 'open');
    admit(gate);
    admit(gate);
    assert.equal(ask(gate), 'ACTIVE');
  });

  it('leaving twice is refused; as a disposable it is not', () => {
    const { gate } = make({ maxActive: 2 });
    const a = admit(gate);
    a.leave();
    const error = caught(() => {
      a.leave();
    });
    assert(error instanceof GateError && error.code === 'LEFT');
    assert.match(error.message, /Admission\.leave\(\).*Leave once/);
    a[Symbol.dispose]();
    const s = scope();
    s.use(gate.enter());
    assert.equal(gate.status().active, 1);
    s.dispose();
    assert.equal(gate.status().active, 0);
  });

  it('enter throws what tryEnter tells', () => {
    const { gate } = make({ maxActive: 0, retryAfterMs: 2500 });
    const error = caught(() => gate.enter());
    assert(error instanceof GateError);
    assert.equal(String(error).split(':')[0], 'GateError');
    assert.deepEqual([error.code, error.retryAfterMs], ['ACTIVE', 2500]);
    assert.match(error.message, /Gate\.enter.*0 of at most 0 requests are inside/);
  });
});

describe('gate: tenants', () => {
  it('cannot starve each other: one at its quota leaves room for the others', () => {
    const { gate } = make({ maxActive: 10, perTenant: { maxActive: 3 }, tenants: { big: { maxActive: 5 }, banned: { maxActive: 0 } } });
    const noisy = Array.from({ length: 50 }, () => ask(gate, 'noisy')).filter((d) => typeof d === 'object');
    const big = Array.from({ length: 50 }, () => ask(gate, 'big')).filter((d) => typeof d === 'object');
    assert.deepEqual([noisy.length, big.length, ask(gate, 'noisy'), ask(gate, 'banned')], [3, 5, 'TENANT_ACTIVE', 'TENANT_ACTIVE']);
    admit(gate, 'quiet');
    noisy[0]?.leave();
    admit(gate, 'noisy');
  });

  it('without a name share one quota, and a name of the language is a name', () => {
    const { gate } = make({ perTenant: { maxActive: 1 } });
    admit(gate);
    assert.equal(ask(gate), 'TENANT_ACTIVE');
    for (const name of ['__proto__', 'constructor', 'toString']) {
      admit(gate, name);
      assert.equal(ask(gate, name), 'TENANT_ACTIVE');
    }
  });

  it('have a rate with a burst, and are told when to come again', () => {
    const { gate, clock } = make({ perTenant: { perSecond: 2, burst: 3 } });
    for (let i = 0; i < 3; i++) admit(gate, 'a').leave();
    const refusal = gate.tryEnter({ tenant: 'a' });
    assert(!refusal.admitted);
    assert.deepEqual([refusal.code, refusal.retryAfterMs], ['TENANT_RATE', 500]);
    admit(gate, 'b').leave();
    clock.advance(499);
    assert.equal(ask(gate, 'a'), 'TENANT_RATE');
    clock.advance(1);
    admit(gate, 'a').leave();
    assert.equal(ask(gate, 'a'), 'TENANT_RATE');
    clock.advance(60_000);
    for (let i = 0; i < 3; i++) admit(gate, 'a').leave();
    assert.equal(ask(gate, 'a'), 'TENANT_RATE', 'a pause does not save up more than the burst');
  });

  it('what is refused for another reason costs nothing of the rate', () => {
    const { gate } = make({ maxActive: 1, perTenant: { perSecond: 1, burst: 2 } });
    const a = admit(gate, 'a');
    for (let i = 0; i < 10; i++) assert.equal(ask(gate, 'a'), 'ACTIVE');
    a.leave();
    admit(gate, 'a').leave();
    assert.equal(ask(gate, 'a'), 'TENANT_RATE');
  });

  it('are forgotten when there is nothing to remember', () => {
    const clock = new FakeClock();
    const gate = new Gate({ label: 'many tenants', clock, policy: { perTenant: { perSecond: 10 } } });
    for (let i = 0; i < 10_000; i++) {
      admit(gate, `t${i}`).leave();
      clock.advance(10);
    }
    const known = (gate as unknown as { readForDoor(q: object): unknown }).readForDoor({ entries: 1e6 }) as { entryCount: number };
    assert.equal(known.entryCount, 0);
  });
});

describe('gate: probes', () => {
  it('shut it above one threshold and open it below the other', () => {
    let memory = 0.5;
    let reads = 0;
    const { gate, clock } = make(
      { limits: { memory: { refuseAbove: 0.9, admitBelow: 0.7 } } },
      {
        probes: {
          memory: () => {
            reads += 1;
            return memory;
          },
          unused: () => {
            throw new Error('asked');
          },
        },
        sampleMs: 100,
      },
    );
    const seen: string[] = [];
    for (memory of [0.5, 0.9, 0.91, 0.9, 0.8, 0.7, 0.69, 0.8, 0.9, 0.95]) {
      const decision = ask(gate);
      seen.push(typeof decision === 'object' ? 'in' : decision);
      clock.advance(100);
    }
    assert.deepEqual(seen, ['in', 'in', 'PROBE', 'PROBE', 'PROBE', 'PROBE', 'in', 'in', 'in', 'PROBE']);
    reads = 0;
    for (let i = 0; i < 1000; i++) ask(gate);
    assert.equal(reads, 1, 'read once in a while, not for each request');
    assert.deepEqual(gate.status().probes, [{ name: 'memory', value: 0.95, refusing: true }]);
  });

  it('with one threshold only it shuts above, and opens at it', () => {
    let value = 11;
    const { gate, clock } = make({ limits: { queue: { refuseAbove: 10 } } }, { probes: { queue: () => value } });
    assert.equal(ask(gate), 'PROBE');
    value = 10;
    clock.advance(100);
    admit(gate);
  });

  it('that fail are told of once, and shut nobody out', () => {
    const told: UnhandledNews[] = [];
    setReporter((news) => {
      told.push(news);
    });
    try {
      let act: () => number = () => {
        throw new Error('broken');
      };
      const { gate, clock } = make({ limits: { p: { refuseAbove: 1 } } }, { probes: { p: () => act() } });
      const next = (): Admission | GateErrorCode => {
        clock.advance(100);
        return ask(gate);
      };
      for (let i = 0; i < 3; i++) assert.equal(typeof next(), 'object');
      act = () => 2;
      assert.equal(next(), 'PROBE');
      act = () => NaN;
      assert.equal(typeof next(), 'object');
      act = () => 'much' as never;
      assert.equal(typeof next(), 'object');
      assert.deepEqual(
        told.map(({ error }) => (error as Error).message),
        ['broken', 'expected a number, got NaN'],
      );
    } finally {
      setReporter(undefined);
    }
  });

  it("Node's own: the heap, and how late the event loop is", async () => {
    const full = heapProbe()();
    assert(full > 0 && full < 1, String(full));
    using delay = eventLoopDelayProbe(5);
    // Longer than its resolution: the turn of the loop that fires this timer has also fired the probe's, so that it has measured at least
    // once.
    const read = async (): Promise<number> => {
      await wait(30);
      return delay();
    };
    await read();
    holdEventLoop(200);
    const late = await read();
    assert(late > 100, String(late));
    while ((await read()) > late / 2); // until it is over
  });

  it("Node's own let the process end", () => {
    const text = `
      import { Gate, eventLoopDelayProbe } from ${JSON.stringify(pathToFileURL(path.join(__dirname, '../../../dist/runtime/gate.mjs')).href)};
      const gate = new Gate({ policy: { limits: { delay: { refuseAbove: 1000 } } }, probes: { delay: eventLoopDelayProbe() } });
      console.log(gate.tryEnter().admitted);`;
    const { stdout, status, error } = spawnSync(process.execPath, ['--input-type=module', '-e', text], {
      encoding: 'utf8',
      timeout: 10_000,
    });
    assert.deepEqual([stdout.trim(), status, error], ['true', 0, undefined]);
  });
});

describe('gate: policies', () => {
  it('are replaced as a whole, while requests are inside', () => {
    const { gate } = make({ maxActive: 3 });
    const inside = [1, 2, 3].map(() => admit(gate));
    gate.setPolicy({ maxActive: 1 });
    inside[0]?.leave();
    inside[1]?.leave();
    assert.equal(ask(gate), 'ACTIVE');
    inside[2]?.leave();
    admit(gate);
    gate.setPolicy({ maxActive: 2 });
    admit(gate);
    assert.equal(ask(gate), 'ACTIVE');
    gate.setPolicy({});
    admit(gate);
    assert.equal(gate.status().active, 3);
  });

  it('that are wrong change nothing', () => {
    const { gate } = make({ maxActive: 1 });
    assert(
      caught(() => {
        gate.setPolicy({ maxActive: 5, limits: { x: { refuseAbove: 1 } } });
      }) instanceof RangeError,
    );
    admit(gate);
    assert.equal(ask(gate), 'ACTIVE');
  });

  it("are not the program's object: changing that later changes nothing", () => {
    const policy = { maxActive: 1, tenants: { a: { maxActive: 1 } } };
    const { gate } = make(policy);
    policy.maxActive = 9;
    policy.tenants.a.maxActive = 9;
    admit(gate, 'a');
    assert.equal(ask(gate, 'b'), 'ACTIVE');
  });

  it('a limit that stays goes on from where it stood', () => {
    let value = 10;
    const { gate, clock } = make({ limits: { p: { refuseAbove: 9, admitBelow: 5 } } }, { probes: { p: () => value } });
    assert.equal(ask(gate), 'PROBE');
    value = 7;
    gate.setPolicy({ limits: { p: { refuseAbove: 20, admitBelow: 6 } } });
    assert.equal(ask(gate), 'PROBE');
    value = 5;
    clock.advance(100);
    admit(gate);
  });
});

describe('gate: closing', () => {
  it('lets nobody in, and drains when the last one has left', async () => {
    const { gate } = make({});
    const [a, b] = [admit(gate), admit(gate)];
    let drained = false;
    const done = Promise.all([
      gate.drain().then(() => {
        drained = true;
      }),
      gate.drain(),
    ]);
    assert.deepEqual([gate.closed, ask(gate), gate.status().state], [true, 'CLOSED', 'draining']);
    a.leave();
    await Promise.resolve();
    assert.equal(drained, false);
    b.leave();
    await done;
    assert.equal(gate.status().state, 'closed');
    await gate.drain();
    gate.close();
    {
      using other = make({}).gate;
      assert.equal(other.closed, false);
    }
  });
});

describe('gate: model', () => {
  it(`${RANDOM_RUNS} random histories: never more than allowed, counts are right, and return to zero`, () => {
    const limit = fc.integer({ min: 0, max: 5 });
    const step = fc.record({
      kind: fc.constantFrom('enter', 'enter', 'enter', 'leave', 'leave', 'policy', 'advance'),
      tenant: fc.constantFrom('a', 'b', 'c'),
      nth: fc.nat(20),
      most: limit,
      each: limit,
      rate: fc.constantFrom(1, 5, Infinity),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let [most, each] = [3, 2];
        const { gate, clock } = make({ maxActive: most, perTenant: { maxActive: each } });
        const inside: { readonly tenant: string; readonly admission: Admission }[] = [];
        for (const one of steps) {
          switch (one.kind) {
            case 'enter': {
              const of = inside.filter(({ tenant }) => tenant === one.tenant).length;
              const decision = ask(gate, one.tenant);
              if (typeof decision === 'object') {
                assert(inside.length < most && of < each, 'over the limit');
                inside.push({ tenant: one.tenant, admission: decision });
              } else if (decision === 'TENANT_ACTIVE') assert(of >= each);
              else if (decision === 'ACTIVE') assert(inside.length >= most);
              else assert.equal(decision, 'TENANT_RATE');
              break;
            }
            case 'leave':
              inside.splice(one.nth % Math.max(1, inside.length), 1)[0]?.admission.leave();
              break;
            case 'policy':
              [most, each] = [one.most, one.each];
              gate.setPolicy({ maxActive: most, perTenant: { maxActive: each, perSecond: one.rate } });
              break;
            case 'advance':
              clock.advance(one.nth * 50);
              break;
          }
          assert.equal(gate.status().active, inside.length);
        }
        for (const { admission } of inside) admission.leave();
        assert.equal(gate.status().active, 0);
      }),
      { numRuns: RANDOM_RUNS },
    );
  });
});

describe('gate: bad input', () => {
  const policy: GatePolicy = {};
  const table: readonly (readonly [name: string, call: () => unknown, kind: typeof TypeError | typeof RangeError, word: RegExp])[] = [
    ['options', () => new Gate(undefined as never), TypeError, /new Gate\(options\)/],
    ['policy', () => new Gate({} as never), TypeError, /maxActive: 100/],
    ['label', () => new Gate({ policy, label: 1 as never }), TypeError, /label/],
    ['probes', () => new Gate({ policy, probes: 1 as never }), TypeError, /heapProbe/],
    ['a probe', () => new Gate({ policy, probes: { p: 1 as never } }), TypeError, /probes\['p'\]/],
    ['sampleMs', () => new Gate({ policy, sampleMs: -1 }), RangeError, /sampleMs.*-1/],
    ['clock', () => new Gate({ policy, clock: {} as never }), TypeError, /clock/],
    ['maxActive', () => new Gate({ policy: { maxActive: -1 } }), RangeError, /maxActive/],
    ['maxActive fraction', () => new Gate({ policy: { maxActive: 1.5 } }), RangeError, /maxActive/],
    ['maxActive text', () => new Gate({ policy: { maxActive: '5' as never } }), TypeError, /maxActive/],
    ['resumeActive', () => new Gate({ policy: { maxActive: 5, resumeActive: 5 } }), RangeError, /resumeActive must be smaller/],
    ['retryAfterMs', () => new Gate({ policy: { retryAfterMs: NaN } }), RangeError, /retryAfterMs/],
    [
      'a limit without a probe',
      () => new Gate({ policy: { limits: { memory: { refuseAbove: 1 } } } }),
      RangeError,
      /no probe 'memory'.*without probes/,
    ],
    [
      'a limit of another probe',
      () => new Gate({ policy: { limits: { memory: { refuseAbove: 1 } } }, probes: { heap: () => 1 } }),
      RangeError,
      /there are heap/,
    ],
    [
      'refuseAbove',
      () => new Gate({ policy: { limits: { p: {} as never } }, probes: { p: () => 1 } }),
      TypeError,
      /limits\['p'\]\.refuseAbove/,
    ],
    [
      'admitBelow',
      () => new Gate({ policy: { limits: { p: { refuseAbove: 1, admitBelow: 2 } } }, probes: { p: () => 1 } }),
      RangeError,
      /admitBelow must not be larger/,
    ],
    ['limits', () => new Gate({ policy: { limits: 1 as never } }), TypeError, /limits must be an object/],
    ['perTenant', () => new Gate({ policy: { perTenant: { maxActive: -1 } } }), RangeError, /perTenant\.maxActive/],
    ['perSecond', () => new Gate({ policy: { perTenant: { perSecond: -1 } } }), RangeError, /perSecond/],
    ['burst', () => new Gate({ policy: { perTenant: { burst: 5 } } }), TypeError, /burst is of no use without perSecond/],
    ['a tenant', () => new Gate({ policy: { tenants: { acme: 5 as never } } }), TypeError, /tenants\['acme'\]/],
    ['tryEnter', () => make({}).gate.tryEnter({ tenant: 5 as never }), TypeError, /Gate\.tryEnter\(options\): tenant/],
    ['enter', () => make({}).gate.enter(null as never), TypeError, /tenant: 'acme'/],
    [
      'setPolicy',
      () => {
        make({}).gate.setPolicy(undefined as never);
      },
      TypeError,
      /Gate\.setPolicy\(policy\)/,
    ],
    ['gateHttp', () => gateHttp(make({}).gate, { tenant: 'x' as never }), TypeError, /gateHttp\(gate, options\): tenant/],
    ['gateHttp gate', () => gateHttp(undefined as never), TypeError, /gateHttp\(gate, options\): .*new Gate/],
    ['gateHttp status', () => gateHttp(make({}).gate, { tenantStatus: 200 }), RangeError, /tenantStatus/],
    ['gateGrpc', () => gateGrpc({} as never, make({}).gate), TypeError, /@grpc\/grpc-js/],
    ['gateGrpc nothing', () => gateGrpc(undefined as never, make({}).gate), TypeError, /@grpc\/grpc-js/],
    ['gateGrpc gate', () => gateGrpc({ Metadata: Object, ServerInterceptingCall: Object } as never, {} as never), TypeError, /new Gate/],
    [
      'gateGrpc tenant',
      () => gateGrpc({ Metadata: Object, ServerInterceptingCall: Object } as never, make({}).gate, { tenant: 1 as never }),
      TypeError,
      /tenant/,
    ],
    ['eventLoopDelayProbe', () => eventLoopDelayProbe(0), RangeError, /resolutionMs/],
  ];
  for (const [name, call, kind, word] of table)
    it(name, () => {
      const error = caught(call);
      assert(error instanceof kind, String(error));
      assert.match(error.message, word);
    });
});

describe('gate: in the debugger', () => {
  it('who is inside, what the probes said, and why it refuses', () => {
    const library = findOwnLibrary();
    const { gate } = make(
      { maxActive: 2, limits: { memory: { refuseAbove: 0.9, admitBelow: 0.8 } } },
      { label: 'watched api', probes: { memory: () => 0.5 } },
    );
    const read = () =>
      library.read({ scopes: 0, cleanups: 0, resources: 1e6, entries: 10 }).resources?.find(({ label }) => label === 'watched api');
    const inside = [admit(gate, 'acme'), admit(gate)];
    ask(gate, 'acme');
    const found = read();
    assert.deepEqual([found?.kind, found?.state, found?.entryCount], ['gate', 'refusing', 2]);
    assert.deepEqual(found?.facts, [
      { name: 'active', value: 2 },
      { name: 'at most', value: 2 },
      { name: 'memory', value: 0.5 },
      { name: 'admitted', value: 2 },
      { name: 'refused', value: 1 },
    ]);
    assert.deepEqual(found.entries, [
      {
        name: 'acme',
        state: 'active',
        facts: [
          { name: 'active', value: 1 },
          { name: 'refused', value: 1 },
        ],
      },
      { name: '(no tenant)', state: 'active', facts: [{ name: 'active', value: 1 }] },
    ]);
    gate.close();
    assert.equal(read()?.state, 'draining');
    for (const one of inside) one.leave();
    assert.deepEqual([read()?.state, read()?.entryCount], ['closed', 0]);
  });
});
