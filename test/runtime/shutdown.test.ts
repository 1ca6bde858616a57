import assert from 'node:assert/strict';
import { setReporter, type UnhandledNews } from '../../src/runtime/support/reportUnhandled.ts';
import { asyncScope, type DoorResource, scope } from '../../src/runtime/deferscope.ts';
import { background } from '../../src/runtime/background/background.ts';
import { type EndSignal, type ProcessHost, shutdown } from '../../src/runtime/shutdown/shutdown.ts';
import { FakeClock } from './fakeClock.ts';
import { findOwnLibrary } from './ownLibrary.ts';

const library = findOwnLibrary();

/** A fake process: it only records how it would end. */
class FakeProcess implements ProcessHost {
  exitCode: number | string | undefined;
  readonly exits: (number | undefined)[] = [];
  readonly #listeners = new Map<EndSignal, () => void>();

  on(event: EndSignal, listener: () => void): void {
    this.#listeners.set(event, listener);
  }
  removeListener(event: EndSignal): void {
    this.#listeners.delete(event);
  }
  exit(code?: number): void {
    this.exits.push(code);
  }
  getActiveResourcesInfo(): readonly string[] {
    return ['Timeout', 'TCPSocketWrap', 'Timeout'];
  }
  get heard(): EndSignal[] {
    return [...this.#listeners.keys()];
  }
  get kill(): (signal: EndSignal) => void {
    return (signal) => {
      this.#listeners.get(signal)?.();
    };
  }
}

async function flush(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

describe('shutdown', () => {
  let news: UnhandledNews[] = [];
  let host = new FakeProcess();
  let clock = new FakeClock();
  beforeEach(() => {
    news = [];
    [host, clock] = [new FakeProcess(), new FakeClock()];
    setReporter((one) => {
      news.push(one);
    });
  });
  afterEach(() => {
    setReporter(undefined);
  });

  it('disposes of the scope when the process is asked to end, and leaves the exit code alone', async () => {
    const log: string[] = [];
    const s = asyncScope();
    s.defer(async () => {
      await Promise.resolve();
      log.push('closed');
    });
    const ending = shutdown(['SIGTERM', 'SIGINT'], s, { process: host, clock });
    assert.deepEqual([host.heard, ending.state, ending.signal.aborted], [['SIGTERM', 'SIGINT'], 'waiting', false]);
    host.exitCode = 3;
    host.kill('SIGINT');
    assert.equal(ending.signal.aborted, true);
    await ending.done;
    assert.deepEqual([log, ending.state, host.exitCode, host.exits, news], [['closed'], 'done', 3, [], []]);
  });

  it('takes anything that can be disposed of', async () => {
    const log: string[] = [];
    const s = scope();
    s.defer(() => {
      log.push('sync');
    });
    for (const what of [
      s,
      {
        [Symbol.dispose]: () => {
          log.push('own');
        },
      },
      {
        [Symbol.asyncDispose]: async () => {
          await Promise.resolve();
          log.push('async');
        },
      },
    ])
      await shutdown('SIGTERM', what, { process: host, clock }).begin();
    assert.deepEqual(log, ['sync', 'own', 'async']);
  });

  it('a second signal ends the process at once, and says what was going on', async () => {
    const s = asyncScope();
    s.defer(() => {});
    s.label('flush the log').defer(() => new Promise(() => {}));
    shutdown(['SIGTERM', 'SIGINT'], s, { process: host, clock });
    host.kill('SIGTERM');
    await flush();
    host.kill('SIGINT');
    assert.deepEqual(host.exits, [130]);
    assert.deepEqual(
      news.map(({ kind }) => kind),
      ['shutdown-forced'],
    );
    assert.match(
      news[0]?.message ?? '',
      /^SIGINT came again while the program was cleaning up: 'flush the log' runs, 1 wait: it ends now$/,
    );
    host.kill('SIGTERM');
    assert.deepEqual(host.exits, [130, 143]);
  });

  it('ends the process when the grace has passed', async () => {
    const s = asyncScope();
    s.defer(() => new Promise(() => {}));
    const ending = shutdown('SIGTERM', s, { process: host, clock, grace: 500 });
    host.kill('SIGTERM');
    await flush();
    clock.advance(499);
    assert.deepEqual(host.exits, []);
    clock.advance(1);
    assert.deepEqual([host.exits, ending.state], [[1], 'timed out']);
    await assert.rejects(ending.done, {
      name: 'ShutdownError',
      code: 'TIMEOUT',
      message: /500 ms have passed, and it was still cleaning up/,
    });
    assert.deepEqual(
      news.map(({ kind }) => kind),
      ['shutdown-timeout'],
    );
  });

  it('keeps a code that says that something is wrong, also then', async () => {
    host.exitCode = '9';
    shutdown('SIGTERM', { [Symbol.asyncDispose]: () => new Promise<void>(() => {}) }, { process: host, clock, grace: 5 });
    host.kill('SIGTERM');
    await flush();
    clock.advance(5);
    assert.deepEqual(host.exits, [9]);
  });

  it('a cleanup that fails is reported, and the code says so', async () => {
    const s = scope();
    s.defer(() => {
      throw new Error('disk full');
    });
    const ending = shutdown('SIGTERM', s, { process: host, clock });
    host.kill('SIGTERM');
    await assert.rejects(ending.done, /disk full/);
    assert.deepEqual(
      [host.exitCode, news.map(({ kind, error }) => [kind, (error as Error).message])],
      [1, [['cleanup-failed', 'disk full']]],
    );
  });

  it('one that fails after the grace has passed is reported all the same', async () => {
    const stop = new AbortController();
    let fail: (error: Error) => void = () => {};
    const ending = shutdown(
      stop.signal,
      {
        [Symbol.asyncDispose]: () =>
          new Promise<void>((_, reject) => {
            fail = reject;
          }),
      },
      { clock, grace: 5 },
    );
    stop.abort();
    await flush();
    clock.advance(5);
    await assert.rejects(ending.done, { code: 'TIMEOUT' });
    fail(new Error('late'));
    await flush();
    assert.deepEqual(
      news.map(({ error }) => (error as Error).message),
      ['late'],
    );
  });

  it('names what keeps the process alive when all is over, and ends it with its own code', async () => {
    const ending = shutdown('SIGTERM', scope(), { process: host, clock, grace: 100 });
    host.kill('SIGTERM');
    await ending.done;
    clock.advance(100);
    assert.deepEqual(host.exits, [undefined]);
    assert.match(news[0]?.message ?? '', /something keeps the process alive: Timeout 2, TCPSocketWrap\. Have the scope close it/);
  });

  it('waits for what goes on in the background', async () => {
    let finish: () => void = () => {};
    background.run(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
      { label: 'write the audit log' },
    );
    const ending = shutdown('SIGTERM', scope(), { process: host, clock });
    host.kill('SIGTERM');
    await flush();
    assert.equal(ending.state, 'finishing background work');
    finish();
    await ending.done;
  });

  it('background work that does not end in time is told to stop', async () => {
    let told: AbortSignal | undefined;
    let finish: () => void = () => {};
    background.run(
      (signal) => {
        told = signal;
        return new Promise<void>((resolve) => {
          finish = resolve;
        });
      },
      { label: 'upload' },
    );
    const ending = shutdown('SIGTERM', scope(), { process: host, clock, grace: 50 });
    host.kill('SIGTERM');
    await flush();
    clock.advance(50);
    assert.equal(told?.aborted, true);
    await assert.rejects(ending.done, { message: /still finishing background work: 'upload'/ });
    finish();
  });

  it('with an AbortSignal the process is left alone', async () => {
    const stop = new AbortController();
    const s = scope();
    s.defer(() => {
      throw new Error('disk full');
    });
    const ending = shutdown(stop.signal, s, { process: host, clock });
    stop.abort();
    await assert.rejects(ending.done, /disk full/);
    clock.advance(100_000);
    assert.deepEqual([host.heard, host.exits, host.exitCode, news], [[], [], undefined, []]);
    const late = shutdown(AbortSignal.abort(), scope(), { clock });
    await late.done;
  });

  it('can be called off before it begins, and not after', async () => {
    const s = scope();
    const ending = shutdown('SIGTERM', s, { process: host, clock });
    ending[Symbol.dispose]();
    assert.deepEqual([host.heard, ending.state], [[], 'off']);
    await ending.begin();
    assert.equal(s.disposed, false);
    const other = shutdown('SIGTERM', s, { process: host, clock });
    void other.begin();
    other[Symbol.dispose]();
    await other.done;
    assert.equal(s.disposed, true);
  });

  it('refuses wrong arguments', () => {
    const wrong = (value: unknown): never => value as never;
    const s = scope();
    assert.throws(() => shutdown(wrong('SIGKILL'), s), {
      name: 'TypeError',
      message:
        /^shutdown\(trigger, scope, options\): expected one of SIGHUP, SIGINT, .* or an AbortSignal, got SIGKILL\. Write it as in shutdown\(\['SIGTERM', 'SIGINT'\], scope\)/,
    });
    assert.throws(() => shutdown([], s), { name: 'TypeError', message: /at least one signal/ });
    assert.throws(() => shutdown(wrong(15), s), TypeError);
    assert.throws(() => shutdown('SIGTERM', wrong({})), { name: 'TypeError', message: /expected a scope, or something else with/ });
    assert.throws(() => shutdown('SIGTERM', wrong(undefined)), TypeError);
    assert.throws(() => shutdown('SIGTERM', wrong({ [Symbol.dispose]: 5 })), { name: 'TypeError', message: /is not a function but 5/ });
    for (const grace of [-1, NaN])
      assert.throws(() => shutdown('SIGTERM', s, { grace }), {
        name: 'RangeError',
        message: /grace must be a number of milliseconds, 0 or more, or Infinity; got/,
      });
    assert.throws(() => shutdown('SIGTERM', s, { grace: wrong('10') }), TypeError);
    assert.throws(() => shutdown('SIGTERM', s, { grace: 10, drain: 20 }), {
      name: 'RangeError',
      message: /drain is 20 ms, which is more than the whole grace of 10 ms/,
    });
    assert.throws(() => shutdown('SIGTERM', s, { idle: Infinity }), RangeError);
    assert.throws(() => shutdown('SIGTERM', s, { servers: wrong([{}]) }), { name: 'TypeError', message: /expected a server of node:http/ });
    assert.throws(() => shutdown('SIGTERM', s, { servers: wrong('x') }), TypeError);
    assert.throws(() => shutdown('SIGTERM', s, wrong(5)), TypeError);
    assert.throws(() => shutdown('SIGTERM', s, { clock: wrong({}) }), TypeError);
    assert.deepEqual(process.listenerCount('SIGTERM'), 0);
  });

  it('shows itself at the door', async () => {
    const read = (): DoorResource | undefined =>
      library.read({ scopes: 0, cleanups: 0, resources: 100, entries: 9 }).resources?.find(({ label }) => label === 'api');
    const s = asyncScope();
    s.defer(() => new Promise(() => {}));
    shutdown(['SIGTERM', 'SIGINT'], s, { process: host, label: 'api', grace: Infinity, clock });
    assert.deepEqual(read(), {
      id: read()?.id,
      kind: 'shutdown',
      label: 'api',
      state: 'waiting',
      facts: [{ name: 'for', value: 'SIGTERM, SIGINT' }],
      entries: [],
      entryCount: 0,
    });
    host.kill('SIGTERM');
    await flush();
    assert.equal(read()?.state, 'cleaning up');
  });
});
