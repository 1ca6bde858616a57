// Every public function and method is given invalid arguments: the error has its type, names the call, and says what was passed and what to
// write.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inspect } from 'node:util';
import * as backgroundPart from '../../src/runtime/background/background.ts';
import * as composePart from '../../src/runtime/compose/compose.ts';
import * as core from '../../src/runtime/deferscope.ts';
import * as gatePart from '../../src/runtime/gate/gate.ts';
import * as guardPart from '../../src/runtime/guard/guard.ts';
import * as leaksPart from '../../src/runtime/leaks/leaks.ts';
import * as limitPart from '../../src/runtime/limit/limit.ts';
import * as managedPart from '../../src/runtime/managed/managed.ts';
import * as ownPart from '../../src/runtime/own/own.ts';
import * as poolPart from '../../src/runtime/pool/pool.ts';
import * as recordPart from '../../src/runtime/record/record.ts';
import * as shutdownPart from '../../src/runtime/shutdown/shutdown.ts';

const entries: Readonly<Record<string, object>> = {
  deferscope: core,
  background: backgroundPart,
  compose: composePart,
  gate: gatePart,
  guard: guardPart,
  leaks: leaksPart,
  limit: limitPart,
  managed: managedPart,
  own: ownPart,
  pool: poolPart,
  record: recordPart,
  shutdown: shutdownPart,
};

const NOT_FUNCTION = [undefined, null, 5, 'close()', {}, [], Symbol('s'), 5n];
const NOT_TEXT = [undefined, null, 5, {}, [], () => 'x', Symbol('s')];
const NOT_OPTIONS = [null, 5, 'x', true, Symbol('s'), 5n];
const NOT_MS = [NaN, -1, -Infinity, '5', null, {}, 5n, true];
const NOT_COUNT = [...NOT_MS, 1.5];
const NOT_BOOLEAN = [null, 0, 'yes', {}];
const NOT_SIGNAL = [null, 5, 'x', {}, new AbortController(), { aborted: false }];
const NOT_CLOCK = [null, 5, {}, { now: () => 0 }, Date];
const NOT_NAMES = [null, 5, 'network', {}, [5], [null]];
/** Where the argument may be left out. */
const given = (values: readonly unknown[]): readonly unknown[] => values.filter((value) => value !== undefined);
/** One argument after another; the last is wrong. */
const last = (before: readonly unknown[], values: readonly unknown[]): readonly (readonly unknown[])[] =>
  values.map((value) => [...before, value]);
/** Options with one wrong member. */
const member = (before: readonly unknown[], name: string, values: readonly unknown[], rest: object = {}): readonly (readonly unknown[])[] =>
  values.map((value) => [...before, { ...rest, [name]: value }]);
const noop = (): void => {};
const resolved = async (): Promise<void> => {};

/**
 * How it is called, with what, and the result: `code` is `wrong` for a TypeError or a RangeError, otherwise the code of the part's own
 * error, or an error's name.
 */
interface Row {
  /** How the error's message begins; `Class.method` and `function` are compared with the list of exports. */
  readonly call: string;
  readonly act: (...args: never[]) => unknown;
  readonly bad?: readonly (readonly unknown[])[];
  /** Rejected because of its state. */
  readonly late?: readonly { readonly when: string; readonly act: () => unknown; readonly code: string; readonly call?: string }[];
  /** Takes no arguments, and is valid at any time. */
  readonly nothing?: true;
}

const scopes = (name: string, make: () => core.Scope | core.AsyncScope): readonly Row[] => {
  const ended = (act: (s: core.Scope) => unknown) => async () => {
    const s = make();
    if (s instanceof core.Scope) s.dispose();
    else await s.disposeAsync();
    return act(s as core.Scope);
  };
  const s = (): core.Scope => make() as core.Scope;
  return [
    {
      call: `${name}.defer`,
      act: (...args: never[]) => {
        (s().defer as (...all: unknown[]) => void).apply(make(), args);
      },
      bad: last([], NOT_FUNCTION),
      late: [
        {
          when: 'disposed',
          act: ended((one) => {
            one.defer(noop);
          }),
          code: 'ReferenceError',
        },
      ],
    },
    {
      call: `${name}.adopt`,
      act: (value, fn) => s().adopt(value, fn),
      bad: last([1], NOT_FUNCTION),
      late: [{ when: 'disposed', act: ended((one) => one.adopt(1, noop)), code: 'ReferenceError' }],
    },
    {
      call: `${name}.use`,
      act: (value) => s().use(value),
      bad: last([], [5, 'x', {}, noop, { [Symbol.dispose]: 5 }, Symbol('s')]),
      late: [{ when: 'disposed', act: ended((one) => one.use(null)), code: 'ReferenceError' }],
    },
    {
      call: `${name}.label`,
      act: (text) => s().label(text),
      bad: last([], NOT_TEXT),
      late: [{ when: 'disposed', act: ended((one) => one.label('x')), code: 'ReferenceError' }],
    },
    {
      call: `${name}.move`,
      act: noop,
      late: [
        { when: 'disposed', act: ended((one) => one.move()), code: 'ReferenceError' },
        {
          when: 'moved',
          act: () => {
            const one = s();
            one.move();
            return one.move();
          },
          code: 'ReferenceError',
        },
      ],
    },
  ];
};

const guard = (): guardPart.ResourceGuard => new guardPart.ResourceGuard();
const closedGuard = (): guardPart.ResourceGuard => {
  const one = guard();
  one.close();
  return one;
};
const lease = (): guardPart.Lease => guard().tryAcquire('key', { owner: 'me' }) as guardPart.Lease;
const NOT_OWNER = [undefined, null, '', 5, true, noop];
const pool = (debug = false): poolPart.Pool<{ n: number }> => new poolPart.Pool({ create: () => ({ n: 0 }), debug });
const services = (): managedPart.ManagedResources => {
  const made = new managedPart.ManagedResources();
  made.add('db', {});
  return made;
};
const shut = async (): Promise<managedPart.ManagedResources> => {
  const made = services();
  await made.shutdown();
  return made;
};
const managedCall = (name: 'create' | 'start' | 'stop' | 'destroy' | 'recover'): Row => ({
  call: `ManagedResources.${name}`,
  act: (id, options) => services()[name](id, options),
  bad: [...last([], NOT_TEXT), ...last(['db'], NOT_OPTIONS), ...member(['db'], 'signal', NOT_SIGNAL)],
  late: [
    { when: 'of an unknown id', act: () => services()[name]('x'), code: 'UNKNOWN' },
    { when: 'shut down', act: async () => (await shut())[name]('db'), code: 'CLOSED' },
  ],
});
const gate = (): gatePart.Gate => new gatePart.Gate({ policy: { maxActive: 1 } });
const grpc = { Metadata: class {}, ServerInterceptingCall: class {} };
const POLICY = [...NOT_OPTIONS, undefined].map((policy) => policy);
const badPolicies = [
  ...POLICY,
  ...NOT_COUNT.map((maxActive) => ({ maxActive })),
  ...NOT_COUNT.map((resumeActive) => ({ resumeActive, maxActive: 9 })),
  { maxActive: 5, resumeActive: 5 },
  ...NOT_MS.map((retryAfterMs) => ({ retryAfterMs })),
  ...[null, 5, 'x'].map((limits) => ({ limits })),
  { limits: { none: { refuseAbove: 1 } } },
  ...[null, 5].map((perTenant) => (perTenant === null ? { perTenant: 'x' } : { perTenant })),
  ...NOT_COUNT.map((maxActive) => ({ perTenant: { maxActive } })),
  ...NOT_MS.map((perSecond) => ({ perTenant: { perSecond } })),
  { perTenant: { burst: 5 } },
  { perTenant: { perSecond: 1, burst: 0 } },
  ...[null, 5].map((tenants) => ({ tenants })),
  { tenants: { acme: 5 } },
];
const wrongLimits = [
  ...NOT_MS.map((ms) => ({ ms })),
  { policy: 'forget' },
  { policy: null },
  ...NOT_SIGNAL.map((signal) => ({ signal })),
  { supervisor: {} },
  { supervisor: null },
  ...given(NOT_FUNCTION).map((onTimeout) => ({ onTimeout })),
  ...NOT_CLOCK.map((clock) => ({ clock })),
];
const owned = (): ownPart.Owned<object> => ownPart.own({}, noop);
const gone = (how: 'dispose' | 'move' | 'release'): ownPart.Owned<object> => {
  const one = owned();
  one[how]();
  return one;
};
const server = {
  listening: false,
  on: noop,
  prependListener: noop,
  removeListener: noop,
  removeAllListeners: noop,
  listenerCount: () => 0,
  close: (done?: () => void) => {
    done?.();
  },
};
const abortable = (): AbortSignal => new AbortController().signal;
const dependencies = (): composePart.Dependencies => new composePart.Dependencies();

const rows: readonly Row[] = [
  ...scopes('Scope', () => core.scope()),
  ...scopes('AsyncScope', () => core.asyncScope()),
  {
    call: 'scope',
    act: (options) => core.scope(options),
    bad: [
      ...last([], NOT_OPTIONS),
      ...member([], 'label', given(NOT_TEXT)),
      ...member([], 'budget', [new limitPart.Budget({ ms: 1 }), {}]),
    ],
  },
  {
    call: 'new Scope',
    act: (options) => new core.Scope(options),
    bad: [...last([], NOT_OPTIONS), ...member([], 'label', given(NOT_TEXT))],
  },
  {
    call: 'asyncScope',
    act: (options) => core.asyncScope(options),
    bad: [...last([], NOT_OPTIONS), ...member([], 'label', given(NOT_TEXT)), ...member([], 'budget', [5, {}, null])],
  },
  {
    call: 'new AsyncScope',
    act: (options) => new core.AsyncScope(options),
    bad: [...last([], NOT_OPTIONS), ...member([], 'label', given(NOT_TEXT)), ...member([], 'budget', [5, {}, null])],
  },
  {
    call: 'new RunScope',
    act: (...args) => new (core.RunScope as unknown as new (...all: unknown[]) => unknown)(...args),
    bad: [[], [{}]],
  },
  {
    call: 'new AsyncRunScope',
    act: (...args) => new (core.AsyncRunScope as unknown as new (...all: unknown[]) => unknown)(...args),
    bad: [[], [{}]],
  },
  {
    call: 'RunScope.deferOnError',
    act: (fn) => {
      core.run((s) => {
        s.deferOnError(fn);
      });
    },
    bad: last([], NOT_FUNCTION),
    late: [
      {
        when: 'disposed',
        act: () => {
          core.run((s) => {
            s.dispose();
            s.deferOnError(noop);
          });
        },
        code: 'ReferenceError',
      },
    ],
  },
  {
    call: 'AsyncRunScope.deferOnError',
    act: (fn) =>
      core.runAsync((s) => {
        s.deferOnError(fn);
      }),
    bad: last([], NOT_FUNCTION),
    late: [
      {
        when: 'disposed',
        act: () =>
          core.runAsync(async (s) => {
            await s.disposeAsync();
            s.deferOnError(noop);
          }),
        code: 'ReferenceError',
      },
    ],
  },
  {
    call: 'run',
    act: (...args) => (core.run as (...all: unknown[]) => unknown)(...args),
    bad: [
      ...last([], NOT_FUNCTION),
      ...last([{}], NOT_FUNCTION),
      ...NOT_OPTIONS.map((options) => [options, noop]),
      ...given(NOT_TEXT).map((label) => [{ label }, noop]),
    ],
  },
  {
    call: 'runAsync',
    act: (...args) => (core.runAsync as (...all: unknown[]) => unknown)(...args),
    bad: [
      ...last([], NOT_FUNCTION),
      ...last([{}], NOT_FUNCTION),
      ...NOT_OPTIONS.map((options) => [options, resolved]),
      [{ budget: {} }, resolved],
    ],
  },
  {
    call: 'setReporter',
    act: (fn) => {
      core.setReporter(fn);
    },
    bad: last([], given(NOT_FUNCTION)),
  },
  { call: 'formatFailure', act: noop, nothing: true }, // any value is a failure
  { call: 'new SuppressedError', act: noop, nothing: true }, // the language's

  {
    call: 'new Background',
    act: (options) => new backgroundPart.Background(options),
    bad: [
      ...last([], NOT_OPTIONS),
      ...member([], 'label', given(NOT_TEXT)),
      ...member([], 'onFailed', given(NOT_FUNCTION)),
      ...member([], 'clock', NOT_CLOCK),
    ],
  },
  {
    call: 'Background.run',
    act: (work, options) => {
      new backgroundPart.Background().run(work, options);
    },
    bad: [...last([], NOT_FUNCTION), ...last([noop], NOT_OPTIONS), ...member([noop], 'label', given(NOT_TEXT))],
  },
  {
    call: 'Background.drain',
    act: (options) => new backgroundPart.Background().drain(options),
    bad: [...last([], NOT_OPTIONS), ...member([], 'waitMs', NOT_MS), ...member([], 'signal', NOT_SIGNAL)],
  },
  { call: 'Background.abort', act: noop, nothing: true },
  { call: 'Background.status', act: noop, nothing: true },

  { call: 'cleanupAll', act: (...fns) => composePart.cleanupAll(...fns), bad: [...last([], NOT_FUNCTION), ...last([noop], NOT_FUNCTION)] },
  {
    call: 'cleanupAllAsync',
    act: (...fns) => composePart.cleanupAllAsync(...fns),
    bad: [...last([], NOT_FUNCTION), ...last([noop], NOT_FUNCTION)],
  },
  {
    call: 'new Dependencies',
    act: (options) => new composePart.Dependencies(options),
    bad: [...last([], NOT_OPTIONS), ...member([], 'label', given(NOT_TEXT))],
  },
  {
    call: 'Dependencies.add',
    act: (...args) => {
      (dependencies() as unknown as { add(...all: unknown[]): void }).add(...args);
    },
    bad: [
      ...NOT_TEXT.map((name) => [name, noop]),
      ...last(['a'], NOT_FUNCTION),
      ...last(['a', noop], NOT_OPTIONS),
      ...member(['a', noop], 'dependsOn', NOT_NAMES),
    ],
    late: [
      {
        when: 'twice',
        act: () => {
          const all = dependencies();
          all.add('a', noop);
          all.add('a', noop);
        },
        code: 'DUPLICATE',
      },
      {
        when: 'in a circle',
        act: () => {
          dependencies().add('a', noop, { dependsOn: ['a'] });
        },
        code: 'CYCLE',
      },
      {
        when: 'released',
        act: () => {
          const all = dependencies();
          all.dispose();
          all.add('a', noop);
        },
        code: 'RELEASED',
      },
      {
        when: 'of what was never added',
        act: () => {
          const all = dependencies();
          all.add('a', noop, { dependsOn: ['b'] });
          all.dispose();
        },
        code: 'UNKNOWN',
      },
    ],
  },
  { call: 'Dependencies.order', act: noop, nothing: true },

  {
    call: 'new Gate',
    act: (options) => new gatePart.Gate(options),
    bad: [
      ...last([], [...NOT_OPTIONS, undefined]),
      ...member([], 'policy', badPolicies),
      ...member([], 'label', given(NOT_TEXT), { policy: {} }),
      ...member([], 'probes', [null, 5, { memory: 5 }], { policy: {} }),
      ...member([], 'sampleMs', NOT_MS, { policy: {} }),
      ...member([], 'clock', NOT_CLOCK, { policy: {} }),
    ],
  },
  {
    call: 'Gate.setPolicy',
    act: (policy) => {
      gate().setPolicy(policy);
    },
    bad: last([], badPolicies),
  },
  {
    call: 'Gate.tryEnter',
    act: (options) => gate().tryEnter(options),
    bad: [...last([], NOT_OPTIONS), ...member([], 'tenant', given(NOT_TEXT))],
  },
  {
    call: 'Gate.enter',
    act: (options) => gate().enter(options),
    bad: [...last([], NOT_OPTIONS), ...member([], 'tenant', given(NOT_TEXT))],
    late: [
      {
        when: 'closed',
        act: () => {
          const one = gate();
          one.close();
          one.enter();
        },
        code: 'CLOSED',
      },
      {
        when: 'full',
        act: () => {
          const one = gate();
          one.enter();
          one.enter();
        },
        code: 'ACTIVE',
      },
    ],
  },
  {
    call: 'Admission.leave',
    act: noop,
    late: [
      {
        when: 'twice',
        act: () => {
          const one = gate().enter();
          one.leave();
          one.leave();
        },
        code: 'LEFT',
      },
    ],
  },
  { call: 'Gate.drain', act: noop, nothing: true },
  { call: 'Gate.status', act: noop, nothing: true },
  {
    call: 'gateHttp',
    act: (one, options) => gatePart.gateHttp(one, options),
    bad: [
      ...last([], [undefined, null, 5, {}, noop]),
      ...last([gate()], NOT_OPTIONS),
      ...member([gate()], 'tenant', given(NOT_FUNCTION)),
      ...member([gate()], 'tenantStatus', [...NOT_COUNT, 99]),
      ...member([gate()], 'onRefused', given(NOT_FUNCTION)),
    ],
  },
  {
    call: 'gateGrpc',
    act: (module, one, options) => gatePart.gateGrpc(module, one, options),
    bad: [
      ...last([], [undefined, null, 5, {}]),
      ...last([grpc], [undefined, null, 5, {}]),
      ...last([grpc, gate()], NOT_OPTIONS),
      ...member([grpc, gate()], 'tenant', given(NOT_FUNCTION)),
      ...member([grpc, gate()], 'onRefused', given(NOT_FUNCTION)),
    ],
  },
  { call: 'eventLoopDelayProbe', act: (ms) => gatePart.eventLoopDelayProbe(ms), bad: last([], [...NOT_COUNT, 0]) },
  { call: 'heapProbe', act: noop, nothing: true },

  {
    call: 'new ResourceGuard',
    act: (options) => new guardPart.ResourceGuard(options),
    bad: [
      ...last([], NOT_OPTIONS),
      ...member([], 'label', given(NOT_TEXT)),
      ...member([], 'ttlMs', [...NOT_MS, 0]),
      ...member([], 'reentrant', NOT_BOOLEAN),
      ...member([], 'maxWaiting', NOT_COUNT),
      ...member([], 'firstToken', [...NOT_COUNT, 0, Infinity]),
      ...member([], 'onExpired', given(NOT_FUNCTION)),
      ...member([], 'clock', NOT_CLOCK),
    ],
  },
  ...(['acquire', 'tryAcquire'] as const).map((name): Row => ({
    call: `ResourceGuard.${name}`,
    act: (key, options) => guard()[name](key, options),
    bad: [
      ...NOT_TEXT.map((key) => [key, { owner: 'me' }]),
      ...last(['key'], [...NOT_OPTIONS, undefined]),
      ...member(['key'], 'owner', NOT_OWNER),
      ...member(['key'], 'ttlMs', [...NOT_MS, 0], { owner: 'me' }),
      ...(name === 'acquire'
        ? [...member(['key'], 'waitMs', NOT_MS, { owner: 'me' }), ...member(['key'], 'signal', NOT_SIGNAL, { owner: 'me' })]
        : []),
    ],
    late: [{ when: 'closed', act: () => closedGuard()[name]('key', { owner: 'me' }), code: 'CLOSED' }],
  })),
  {
    call: 'ResourceGuard.release',
    act: (key, holder) => {
      guard().release(key, holder);
    },
    bad: [
      ...NOT_TEXT.map((key) => [key, { owner: 'me' }]),
      ...last(['key'], [...NOT_OPTIONS, undefined]),
      ...member(['key'], 'owner', NOT_OWNER),
      ...member(['key'], 'token', [...NOT_COUNT, 0], { owner: 'me' }),
    ],
    late: [
      {
        when: 'not held',
        act: () => {
          guard().release('key', { owner: 'me' });
        },
        code: 'NOT_HELD',
      },
      {
        when: "another's",
        act: () => {
          const one = guard();
          one.tryAcquire('key', { owner: 'me' });
          one.release('key', { owner: 'you' });
        },
        code: 'NOT_OWNER',
      },
      {
        when: 'an old token',
        act: () => {
          const one = guard();
          one.tryAcquire('key', { owner: 'me' });
          one.release('key', { owner: 'me', token: 7 });
        },
        code: 'STALE_TOKEN',
      },
    ],
  },
  {
    call: 'ResourceGuard.isCurrent',
    act: (key, token) => guard().isCurrent(key, token),
    bad: [...NOT_TEXT.map((key) => [key, 1]), ...last(['key'], [...NOT_COUNT, undefined, 0])],
  },
  { call: 'ResourceGuard.status', act: noop, nothing: true },
  {
    call: 'Lease.renew',
    act: (ms) => {
      lease().renew(ms);
    },
    bad: last([], [...NOT_MS, 0]),
    late: [
      {
        when: 'released',
        act: () => {
          const one = lease();
          one.release();
          one.renew();
        },
        code: 'RELEASED',
      },
    ],
  },
  {
    call: 'Lease.release',
    act: noop,
    late: [
      {
        when: 'twice',
        act: () => {
          const one = lease();
          one.release();
          one.release();
        },
        code: 'RELEASED',
      },
    ],
  },

  {
    call: 'detectLeaks',
    act: (options) => leaksPart.detectLeaks(options),
    bad: [
      ...last([], NOT_OPTIONS),
      ...member([], 'onLeak', given(NOT_FUNCTION)),
      ...member([], 'everyMs', [...NOT_MS, 0]),
      ...member([], 'looks', [...NOT_COUNT, 1, Infinity]),
      ...member([], 'clock', NOT_CLOCK),
    ],
  },
  {
    call: 'LeakDetector.watch',
    act: (name, what) => {
      const one = leaksPart.detectLeaks({ everyMs: Infinity });
      try {
        one.watch(name, what);
      } finally {
        one.dispose();
      }
    },
    bad: [...NOT_TEXT.map((name) => [name, []]), ...last(['sessions'], [undefined, null, 5, 'x', {}])],
  },
  { call: 'LeakDetector.look', act: noop, nothing: true },
  { call: 'LeakDetector.report', act: noop, nothing: true },
  {
    call: 'assertNoLeaks',
    act: (body, options) => leaksPart.assertNoLeaks(body, options),
    bad: [
      ...last([], NOT_FUNCTION),
      [{ beforeEach: noop }],
      [{ beforeEach: 5, afterEach: noop }],
      ...last([noop], NOT_OPTIONS),
      ...member([noop], 'settleMs', [...NOT_MS, Infinity]),
      ...member([noop], 'handles', NOT_BOOLEAN),
      ...member([noop], 'clock', NOT_CLOCK),
    ],
  },

  {
    call: 'within',
    act: (limit, fn) => limitPart.within(limit, fn),
    bad: [
      ...[...NOT_MS, undefined].map((limit) => [limit, resolved]).filter(([limit]) => typeof limit !== 'object' || limit === null),
      ...wrongLimits.map((limit) => [limit, resolved]),
      ...last([5], NOT_FUNCTION),
      [5, limitPart.within(5, resolved)],
    ],
  },
  {
    call: 'new Budget',
    act: (options) => new limitPart.Budget(options),
    bad: [...last([], [...NOT_OPTIONS, undefined, {}]), ...wrongLimits.map((limit) => [{ ms: 5, ...limit }])],
  },
  { call: 'Budget.start', act: noop, nothing: true },

  {
    call: 'new ManagedResources',
    act: (options) => new managedPart.ManagedResources(options),
    bad: [...last([], NOT_OPTIONS), ...member([], 'label', given(NOT_TEXT)), ...member([], 'clock', NOT_CLOCK)],
  },
  {
    call: 'ManagedResources.add',
    act: (...args) => {
      (services() as unknown as { add(...all: unknown[]): void }).add(...args);
    },
    bad: [
      ...NOT_TEXT.map((id) => [id, {}]),
      ...last(['x'], [...NOT_OPTIONS, undefined]),
      ...['create', 'start', 'stop', 'destroy', 'recover', 'status'].flatMap((name) => member(['x'], name, given(NOT_FUNCTION))),
      ...last(['x', {}], NOT_OPTIONS),
      ...member(['x', {}], 'dependsOn', NOT_NAMES),
    ],
    late: [
      {
        when: 'twice',
        act: () => {
          services().add('db', {});
        },
        code: 'DUPLICATE',
      },
      {
        when: 'in a circle',
        act: () => {
          services().add('x', {}, { dependsOn: ['x'] });
        },
        code: 'CYCLE',
      },
      {
        when: 'shut down',
        act: async () => {
          (await shut()).add('x', {});
        },
        code: 'CLOSED',
      },
    ],
  },
  ...(['create', 'start', 'stop', 'destroy', 'recover'] as const).map(managedCall),
  {
    call: 'ManagedResources.fail',
    act: (id, options) => services().fail(id, 'broken', options),
    bad: [...last([], NOT_TEXT), ...last(['db'], NOT_OPTIONS), ...member(['db'], 'signal', NOT_SIGNAL)],
    late: [
      { when: 'of an unknown id', act: () => services().fail('x', 1), code: 'UNKNOWN' },
      { when: 'pending', act: () => services().fail('db', 1), code: 'ILLEGAL' },
    ],
  },
  {
    call: 'ManagedResources.remove',
    act: (id) => {
      services().remove(id);
    },
    bad: last([], NOT_TEXT),
    late: [
      {
        when: 'of an unknown id',
        act: () => {
          services().remove('x');
        },
        code: 'UNKNOWN',
      },
    ],
  },
  {
    call: 'ManagedResources.status',
    act: (id) => services().status(id),
    bad: last([], NOT_TEXT),
    late: [{ when: 'of an unknown id', act: () => services().status('x'), code: 'UNKNOWN' }],
  },
  { call: 'ManagedResources.onChange', act: (fn) => services().onChange(fn), bad: last([], NOT_FUNCTION) },
  {
    call: 'ManagedResources.startAll',
    act: (options) => services().startAll(options),
    bad: [...last([], NOT_OPTIONS), ...member([], 'signal', NOT_SIGNAL)],
    late: [{ when: 'shut down', act: async () => (await shut()).startAll(), code: 'CLOSED' }],
  },
  {
    call: 'ManagedResources.shutdown',
    act: (options) => services().shutdown(options),
    bad: [...last([], NOT_OPTIONS), ...member([], 'signal', NOT_SIGNAL)],
  },
  { call: 'ManagedResources.list', act: noop, nothing: true },

  {
    call: 'own',
    act: (value, deleter, options) => ownPart.own(value, deleter, options),
    bad: [...last([{}], NOT_FUNCTION), ...last([{}, noop], NOT_OPTIONS), ...member([{}, noop], 'label', given(NOT_TEXT))],
  },
  {
    call: 'ownAsync',
    act: (value, deleter, options) => ownPart.ownAsync(value, deleter, options),
    bad: [...last([{}], NOT_FUNCTION), ...last([{}, noop], NOT_OPTIONS), ...member([{}, noop], 'label', given(NOT_TEXT))],
  },
  ...(['get', 'move', 'release'] as const).map((name): Row => ({
    call: `Owned.${name}`,
    act: noop,
    late: (
      [
        ['dispose', 'DISPOSED'],
        ['move', 'MOVED'],
        ['release', 'RELEASED'],
      ] as const
    ).map(([how, code]) => ({ when: code, act: () => gone(how)[name](), code })),
  })),
  {
    call: 'Owned.reset',
    act: noop,
    late: [
      {
        when: 'disposed',
        act: () => {
          gone('dispose').reset({});
        },
        code: 'DISPOSED',
      },
      {
        when: 'its own value',
        act: () => {
          const value = {};
          ownPart.own(value, noop).reset(value);
        },
        code: 'SAME_VALUE',
      },
    ],
  },
  {
    call: 'AsyncOwned.move',
    act: noop,
    late: [
      {
        when: 'moved',
        act: () => {
          const one = ownPart.ownAsync({}, noop);
          one.move();
          one.move();
        },
        code: 'MOVED',
      },
    ],
  },
  {
    call: 'AsyncOwned.reset',
    act: noop,
    late: [
      {
        when: 'disposed',
        act: async () => {
          const one = ownPart.ownAsync({}, noop);
          await one.disposeAsync();
          await one.reset({});
        },
        code: 'DISPOSED',
      },
    ],
  },

  {
    call: 'new Pool',
    act: (options) => new poolPart.Pool(options),
    bad: [
      ...last([], [...NOT_OPTIONS, undefined, {}]),
      ...member([], 'create', NOT_FUNCTION),
      ...['reset', 'destroy'].flatMap((name) => member([], name, given(NOT_FUNCTION), { create: () => ({}) })),
      ...['max', 'maxWeak'].flatMap((name) => member([], name, NOT_COUNT, { create: () => ({}) })),
      ...member([], 'debug', NOT_BOOLEAN, { create: () => ({}) }),
      ...member([], 'label', given(NOT_TEXT), { create: () => ({}) }),
      ...member([], 'memory', [null, 5, {}, { read: 5 }, { read: () => 0, dropAbove: -1 }, { read: () => 0, everyPuts: 0 }], {
        create: () => ({}),
      }),
    ],
  },
  {
    call: 'Pool.get',
    act: noop,
    late: [
      {
        when: 'closed',
        act: () => {
          const one = pool();
          one.close();
          one.get();
        },
        code: 'CLOSED',
      },
      { when: 'of no object', act: () => new poolPart.Pool({ create: () => 5 as never }).get(), code: 'wrong' },
    ],
  },
  {
    call: 'Pool.put',
    act: (object) => pool().put(object),
    bad: last([], [undefined, null, 5, 'x', Symbol('s')]),
    late: [
      {
        when: 'twice',
        act: () => {
          const one = pool();
          const object = one.get();
          one.put(object);
          one.put(object);
        },
        code: 'DOUBLE_PUT',
      },
      {
        when: 'twice, with debug',
        act: () => {
          const one = pool(true);
          const object = one.get();
          one.put(object);
          one.put(object);
        },
        code: 'DOUBLE_PUT',
      },
      { when: "another's, with debug", act: () => pool(true).put({ n: 1 }), code: 'FOREIGN_OBJECT' },
    ],
  },
  {
    call: 'Pool.borrow',
    act: (scope) => pool().borrow(scope),
    bad: last([], [undefined, null, 5, {}]),
    late: [
      {
        when: 'closed',
        act: () => {
          const one = pool();
          one.close();
          one.borrow(core.scope());
        },
        code: 'CLOSED',
        call: 'Pool.get',
      },
    ],
  },
  {
    call: 'Pool.lend',
    act: noop,
    late: [
      {
        when: 'closed',
        act: () => {
          const one = pool();
          one.close();
          one.lend();
        },
        code: 'CLOSED',
        call: 'Pool.get',
      },
    ],
  },
  { call: 'Pool.clear', act: noop, nothing: true },
  { call: 'Pool.stats', act: noop, nothing: true },

  {
    call: 'record',
    act: (options) => recordPart.record(options),
    bad: [
      ...last([], [...NOT_OPTIONS, undefined, {}]),
      ...member([], 'file', [...NOT_TEXT, '']),
      ...['values'].flatMap((name) => member([], name, NOT_BOOLEAN, { file: 'x' })),
      ...member([], 'redact', given(NOT_FUNCTION), { file: 'x' }),
      ...member([], 'maxBytes', [...NOT_COUNT, 5], { file: 'x' }),
      ...member([], 'flushMs', [...NOT_MS, 0], { file: 'x' }),
    ],
  },
  {
    call: 'shutdown',
    act: (trigger, scope, options) => shutdownPart.shutdown(trigger, scope, options),
    bad: [
      ...[undefined, null, 5, 'SIGKILL', 'sigterm', [], [5], {}].map((trigger) => [trigger, core.scope()]),
      ...last(['SIGTERM'], [undefined, null, 5, {}, noop, { [Symbol.dispose]: 5 }]),
      ...last([abortable(), core.scope()], NOT_OPTIONS),
      ...['grace', 'drain', 'idle'].flatMap((name) => member([abortable(), core.scope()], name, NOT_MS)),
      ...member([abortable(), core.scope()], 'drain', [20_000]),
      ...member([abortable(), core.scope()], 'label', given(NOT_TEXT)),
      ...member([abortable(), core.scope()], 'clock', NOT_CLOCK),
      ...member([abortable(), core.scope()], 'servers', [null, 5, server, [5], [{}]]),
      ...member(['SIGTERM', core.scope()], 'process', [null, 5, {}, { on: noop }]),
    ],
  },
  {
    call: 'Shutdown.add',
    act: (one) => {
      shutdownPart.shutdown(abortable(), core.scope()).add(one);
    },
    bad: last([], [undefined, null, 5, {}]),
    late: [
      {
        when: 'begun',
        act: async () => {
          const ending = shutdownPart.shutdown(abortable(), core.scope());
          await ending.begin();
          ending.add(server);
        },
        code: 'STARTED',
      },
    ],
  },
  { call: 'Shutdown.begin', act: noop, nothing: true },
];

/** The outcome of a call, thrown or rejected. */
async function outcome(act: () => unknown): Promise<{ readonly error: unknown } | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return { error };
  }
}

const show = (args: readonly unknown[]): string => inspect(args, { depth: 1, breakLength: Infinity });

describe('bad input', () => {
  for (const { call, act, bad = [], late = [] } of rows) {
    const begins = new RegExp(`^${call.replace('.', '\\.')}\\(`);
    if (bad.length > 0)
      it(`${call}: ${bad.length} ways to call it wrongly`, async () => {
        for (const args of bad) {
          const came = await outcome(() => act(...(args as never[])));
          assert(came !== undefined, `${call}(${show(args)}) was accepted`);
          const { error } = came;
          assert(error instanceof TypeError || error instanceof RangeError, `${call}(${show(args)}): ${String(error)}`);
          assert.match(error.message, begins, show(args));
          // What was passed, or what was wrong with it; then, in a second sentence or after a colon, what is expected.
          assert(error.message.length > call.length + 40 && error.message.endsWith('.'), error.message);
        }
      });
    for (const { when, act: actLate, code, call: by } of late)
      it(`${call}, ${when}: ${code}`, async () => {
        const came = await outcome(actLate);
        assert(came !== undefined, 'was accepted');
        const error = came.error as Error & { readonly code?: string };
        assert(error instanceof Error);
        if (code === 'wrong') assert(error instanceof TypeError || error instanceof RangeError, String(error));
        else assert.equal(error.code ?? error.name, code, String(error));
        assert.match(error.message, by === undefined ? begins : new RegExp(`^${by}\\(`));
        assert.match(error.message, /[.:] .*\.$/, 'it says what to do');
      });
  }

  it('no entry, no function and no method is left out', () => {
    const folder = path.join(__dirname, '../../../src/runtime');
    assert.deepEqual(
      Object.keys(entries).sort(),
      ['deferscope', ...fs.readdirSync(folder).filter((name) => fs.existsSync(path.join(folder, name, `${name}.ts`)))].sort(),
    );
    const covered = new Set(rows.map(({ call }) => call));
    // Not for programs; or the end of something, which may be repeated and is never rejected.
    const others = ['readForDoor', 'listConcerns', 'supervise', 'callWithin', 'constructor', 'dispose', 'disposeAsync', 'close', 'recover'];
    const detector = leaksPart.detectLeaks({ everyMs: Infinity });
    detector.dispose();
    const made: readonly object[] = [
      lease(),
      gate().enter(),
      owned(),
      ownPart.ownAsync({}, noop),
      pool().lend(),
      detector,
      shutdownPart.shutdown(abortable(), core.scope()),
    ];
    const classes = [
      ...Object.values(entries)
        .flatMap((entry) => Object.values(entry) as unknown[])
        .filter(
          (value): value is { readonly name: string; readonly prototype: object } =>
            typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value)),
        ),
      ...made.map(({ constructor }) => constructor),
    ];
    const missing: string[] = [];
    for (const { name: called, prototype } of classes) {
      if (prototype instanceof Error) continue;
      // The bundler's name for a class that refers to itself.
      const name = called.replace(/^_/, '');
      for (const method of Object.getOwnPropertyNames(prototype)) {
        const found = Object.getOwnPropertyDescriptor(prototype, method);
        if (typeof found?.value === 'function' && !others.includes(method) && !covered.has(`${name}.${method}`))
          missing.push(`${name}.${method}`);
      }
    }
    for (const entry of Object.values(entries))
      for (const [name, value] of Object.entries(entry) as [string, unknown][])
        if (
          typeof value === 'function' &&
          !covered.has(name) &&
          !covered.has(`new ${name}`) &&
          !((value as { readonly prototype?: unknown }).prototype instanceof Error)
        )
          missing.push(name);
    assert.deepEqual(missing, []);
  });
});
