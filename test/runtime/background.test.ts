// Background: work that nobody awaits is supervised, waited for and told to stop, and its failures are reported.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { Background, background, type BackgroundFailure } from '../../src/runtime/background/background.ts';
import { setReporter } from '../../src/runtime/support/reportUnhandled.ts';
import { caught, rejected } from './caught.ts';
import { FakeClock } from './fakeClock.ts';
import { findOwnLibrary } from './ownLibrary.ts';
import { reported } from './reported.ts';
import { turn } from './turn.ts';

interface Work {
  readonly promise: Promise<void>;
  finish(): void;
  fail(error: unknown): void;
}

function work(): Work {
  let finish = (): void => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  return {
    promise,
    finish: () => {
      finish();
    },
    fail: (error) => {
      fail(error);
    },
  };
}

describe('background', () => {
  it('starts work at once, counts it, and drain waits for it and for what comes meanwhile', async () => {
    const b = new Background();
    const [first, second] = [work(), work()];
    const seen: string[] = [];
    b.run(() => {
      seen.push('started');
      return first.promise;
    });
    seen.push('after');
    assert.deepEqual(seen, ['started', 'after']);
    const drained = b.drain().then((d) => {
      seen.push('drained');
      return d;
    });
    b.run(() => second.promise);
    assert.equal(b.size, 2);
    first.finish();
    await turn();
    assert.deepEqual([b.size, seen.length], [1, 2]);
    second.finish();
    assert.deepEqual(await drained, { idle: true, left: [] });
    assert.deepEqual(await b.drain(), { idle: true, left: [] });
  });

  it('a failure is told to onFailed with label and site: rejected, thrown at once, undefined', async () => {
    const told: BackgroundFailure[] = [];
    const b = new Background({
      onFailed: (failure) => {
        told.push(failure);
      },
    });
    const error = new Error('disk full');
    b.run(() => Promise.reject(error), { label: 'flush' });
    b.run(() => {
      throw error;
    });
    b.run(function named() {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- `undefined` is a rejection too
      return Promise.reject(undefined);
    });
    await b.drain();
    assert.deepEqual(told.map((t) => [t.label.slice(0, 5), t.error]).sort(), [
      ['() =>', error],
      ['flush', error],
      ['named', undefined],
    ]);
    for (const { site } of told) assert.match(site ?? '', /background\.test\.\w+:\d+:\d+$/);
  });

  it('without onFailed, and when onFailed throws, it is reported; nothing is lost', async () => {
    const told = await reported(async () => {
      const plain = new Background({ label: 'plain' });
      plain.run(() => Promise.reject(new Error('one')), { label: 'a' });
      await plain.drain();
      const broken = new Background({
        label: 'broken',
        onFailed: () => {
          throw new Error('listener');
        },
      });
      broken.run(() => Promise.reject(new Error('two')), { label: 'b' });
      await broken.drain();
    });
    assert.deepEqual(
      told.map(({ kind, label, error }) => [kind, label, (error as Error).message]),
      [
        ['background-failed', 'a', 'one'],
        ['background-failed', 'b', 'two'],
        ['background-listener-failed', 'broken', 'listener'],
      ],
    );
    assert.match(told[0]?.site ?? '', /background\.test/);
  });

  it('drain gives up after waitMs, and when its signal aborts, and says what is left; the work goes on', async () => {
    const clock = new FakeClock();
    const b = new Background({ clock });
    const slow = work();
    b.run(() => slow.promise, { label: 'slow' });
    clock.advance(70);
    const drained = b.drain({ waitMs: 30 });
    clock.advance(29);
    const stop = new AbortController();
    const other = b.drain({ signal: stop.signal });
    clock.advance(1);
    const { idle, left } = await drained;
    assert.deepEqual(
      [idle, left.map(({ label, runningMs, aborted }) => ({ label, runningMs, aborted }))],
      [false, [{ label: 'slow', runningMs: 100, aborted: false }]],
    );
    stop.abort();
    assert.equal((await other).idle, false);
    assert.equal((await b.drain({ signal: AbortSignal.abort() })).idle, false);
    assert.equal((await b.drain({ waitMs: 0 })).left.length, 1);
    slow.finish();
    assert.equal((await b.drain({ waitMs: 1000 })).idle, true);
    assert.equal(clock.timers, 0);
  });

  it('abort reaches the signals; work that stops because of it has not failed, other failures have', async () => {
    const told: unknown[] = [];
    const b = new Background({
      onFailed: ({ error }) => {
        told.push(error);
      },
    });
    const reason = new Error('no more time');
    const other = new Error('other');
    const until = (signal: AbortSignal, what: () => Error): Promise<never> =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(what());
        });
      });
    b.run((signal) => until(signal, () => signal.reason as Error));
    b.run((signal) => until(signal, () => new Error('wrapped', { cause: signal.reason })));
    b.run((signal) => until(signal, () => other));
    b.abort(reason);
    assert.deepEqual(
      b.status().map(({ aborted }) => aborted),
      [true, true, true],
    );
    assert.equal((await b.drain()).idle, true);
    assert.deepEqual(told, [other]);
  });

  it('work that ends while others are told changes nothing: abort in abort, run in onFailed', async () => {
    const b = new Background({
      onFailed: () => {
        b.run(() => undefined, { label: 'again' });
      },
    });
    b.run(
      (signal) =>
        new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            b.abort('second');
            resolve();
          });
        }),
    );
    b.run(() => Promise.reject(new Error('x')));
    b.abort('first');
    assert.equal((await b.drain()).idle, true);
  });

  it('wrong use is refused with what to write', async () => {
    const b = new Background();
    assert.match(String(caught(() => new Background(5 as never))), /TypeError: new Background\(options\): expected options/);
    assert.match(String(caught(() => new Background({ onFailed: 'x' as never }))), /onFailed must be a function/);
    assert.match(String(caught(() => new Background({ clock: {} as never }))), /clock must be an object/);
    assert.match(
      String(
        caught(() => {
          b.run('x' as never);
        }),
      ),
      /TypeError: Background\.run\(work, options\): work must be a function, got x/,
    );
    assert.match(
      String(
        caught(() => {
          b.run(() => 1, { label: 5 as never });
        }),
      ),
      /label must be a string/,
    );
    for (const waitMs of [-1, NaN])
      assert.match(String(await rejected(b.drain({ waitMs }))), /RangeError: Background\.drain\(options\): waitMs must be/);
    assert.match(String(await rejected(b.drain({ signal: {} as never }))), /signal must be an AbortSignal/);
    assert.match(
      String(
        caught(() => {
          setReporter(5 as never);
        }),
      ),
      /TypeError: setReporter\(fn\): expected a function or undefined, got 5/,
    );
    assert.equal(b.size, 0);
  });

  it('a debugger sees what runs, for how long, and what failed', async () => {
    const library = findOwnLibrary();
    const list = () =>
      (library.read({ scopes: 0, cleanups: 0, resources: 1000, entries: 100 }).resources ?? []).filter(
        ({ kind, label }) => kind === 'background' && label === 'shown',
      );
    assert.deepEqual(list(), []);
    const clockless = new Background({ label: 'shown', onFailed: () => undefined });
    assert.equal(list()[0]?.entryCount, 0);
    const slow = work();
    clockless.run(() => slow.promise, { label: 'slow' });
    clockless.run(() => Promise.reject(new Error('disk full')), { label: 'flush' });
    await turn();
    const [found] = list();
    assert.deepEqual(found?.facts, [
      { name: 'running', value: 1 },
      { name: 'failed', value: 1 },
      { name: 'finished', value: 0 },
    ]);
    assert.deepEqual(
      found.entries.map(({ name, state, concern }) => [name, state, concern]),
      [
        ['slow', 'running', undefined],
        ['flush', 'failed', 'failed in the background: disk full'],
      ],
    );
    assert.equal(found.entries[0]?.facts[0]?.name, 'for ms');
    assert.match(found.entries[0].site?.frames[0]?.url ?? '', /background\.test/);
    slow.finish();
    await clockless.drain();
    assert.deepEqual([list()[0]?.state, list()[0]?.facts[0]?.value], ['open', 0]);
    assert.equal(background.size, 0);
  });

  it('what the process cuts off at its end is reported', () => {
    const { stderr, status } = spawnSync(process.execPath, [path.join(__dirname, 'backgroundAtExit.js')], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.match(
      stderr,
      /^deferscope: unfinished: 'never ends' was still going on in the background when the process ended \(registered at .*backgroundAtExit\.js:\d+:\d+\)\n$/,
    );
  });
});
