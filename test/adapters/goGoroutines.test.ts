import assert from 'node:assert/strict';
import * as path from 'node:path';
import { describeStack } from '../../src/core/describe.ts';
import type { Snapshot, Stack } from '../../src/core/snapshot.ts';
import { formatSnapshot } from '../../src/core/snapshotText.ts';
import { inEnglish } from '../../src/core/translate.ts';
import { DapError } from '../../src/dap/port.ts';
import type { Stop } from '../../src/dap/stopTracker.ts';
import { appendStacks, nameOmissions, replaceStack } from '../../src/session/assembleSnapshot.ts';
import { readRest } from '../../src/session/readRest.ts';
import { assertSnapshot } from '../unit/schema.ts';
import { compactSnapshot } from './compactSnapshot.ts';
import { buildGo, DEBUGGEES, GoRun, readLines, requireGo, setupDelve } from './delve.ts';

/** Goroutines other than the paused one: cheap until somebody looks at one. */
describe('Go programs with many goroutines', function () {
  this.timeout(120_000);
  const file = path.join(DEBUGGEES, 'cases/many_goroutines.go');
  const line = readLines(file).findIndex((text) => text.endsWith('// listed')) + 1;
  let dlv = '';
  let binary = '';

  before(function () {
    this.timeout(300_000);
    requireGo(this);
    dlv = setupDelve();
    binary = buildGo('cases');
  });

  async function withGoroutines(count: number, look: (run: GoRun, stop: Stop) => Promise<void>): Promise<void> {
    const run = await GoRun.start({
      program: binary,
      args: ['many_goroutines', String(count)],
      dlv,
      breakpoints: new Map([[file, [line]]]),
    });
    try {
      const stop = await run.run.nextStop(0);
      assert.ok(stop);
      await look(run, stop);
    } finally {
      await run.end();
    }
  }

  const others = (snapshot: Snapshot): readonly Stack[] => snapshot.stacks.filter((stack) => !stack.current);
  const counted = async <T>(run: GoRun, work: Promise<T>): Promise<{ readonly result: T; readonly sent: number }> => {
    const before = run.run.client.sent;
    const result = await work;
    return { result, sent: run.run.client.sent - before };
  };
  const signal = (): AbortSignal => AbortSignal.timeout(20_000);

  it('are listed without their calls, and read when somebody looks', () =>
    withGoroutines(3, async (run, stop) => {
      const first = await run.look(stop);
      assertSnapshot(first);
      assert.deepEqual(
        others(first).map((stack) => [
          stack.name.replace(/\d+/, 'N'),
          describeStack(stack, inEnglish),
          stack.unread?.pending,
          stack.scopes.length,
        ]),
        Array.from({ length: 3 }, () => ['Goroutine N · main.waiter', 'blocked: chan receive · 2 pending', 2, 0]),
      );
      assert.equal(first.moreStacks, undefined);
      const row = others(first)[1];
      assert.ok(row);
      const { result: reading } = await counted(run, run.source.readStack(row.id, signal()));
      assert.ok(reading);
      const read = replaceStack(first, reading);
      assertSnapshot(read);
      assert.equal(reading.stack.name, row.name);
      assert.deepEqual(
        reading.stack.scopes.map((scope) => [
          scope.name,
          ...scope.cleanups.map((cleanup) => `${cleanup.order} ${cleanup.label.replace(/\d/, 'N')}`),
        ]),
        [['waiter', '1 use("waiter", N)', '2 done.Done()']],
      );
      assert.deepEqual(
        others(read).map((stack) => stack.unread === undefined),
        [false, true, false],
      );
      assert.match(
        formatSnapshot(nameOmissions(read, inEnglish)).text,
        /^Goroutine \d+ · main\.waiter · blocked: chan receive\n {2}2 pending, not read\n[\s\S]*info {2}2 stacks hold pending cleanups that were not read in time$/m,
      );
      assert.equal(await run.source.readStack('goroutine:99999', signal()), undefined);
    }));

  it('say at how many stops they were found in the same place, and for how long at least', () =>
    withGoroutines(2, async (run, first) => {
      const texts: string[][] = [];
      const waited: number[] = [];
      for (let stop: Stop | undefined = first; stop !== undefined; stop = await run.next(stop)) {
        const snapshot = await run.look(stop);
        texts.push(others(snapshot).map((stack) => describeStack(stack, inEnglish)));
        // If requested again, it is the same stop.
        assert.deepEqual(
          others(await run.look(stop)).map((stack) => describeStack(stack, inEnglish)),
          texts.at(-1),
        );
        waited.push(others(snapshot)[0]?.status.sinceMs ?? 0);
        if (texts.length === 3) break;
      }
      assert.deepEqual(
        // On a slow machine they have waited for a second, which is said too.
        texts.map((some) => some.map((text) => text.replace(/, at least [\d.]+ s/, ''))),
        [
          'blocked: chan receive · 2 pending',
          'blocked: chan receive, 2 stops · 2 pending',
          'blocked: chan receive, 3 stops · 2 pending',
        ].map((text) => [text, text]),
      );
      assert.ok((waited[2] ?? 0) > (waited[0] ?? 0), `waited ${waited.join(', ')} ms`);
    }));

  it('2,000 cost a bounded number of requests, and come in pages', () =>
    withGoroutines(2_000, async (run, stop) => {
      const { result: first, sent } = await counted(run, run.look(stop));
      assertSnapshot(first);
      assert.equal(others(first).length, 100);
      assert.ok((first.moreStacks ?? 0) >= 1_900, `${first.moreStacks ?? 0} more`);
      assert.ok(sent < 150, `${sent} requests`);
      const more = await run.source.readMoreStacks(signal());
      const both = appendStacks(first, more);
      assertSnapshot(both);
      assert.equal(others(both).length, 200);
      assert.equal(new Set(both.stacks.map((stack) => stack.id)).size, 201);
      const [last] = others(both).slice(-1);
      const { result: reading, sent: again } = await counted(run, run.source.readStack(last?.id ?? '', signal()));
      assert.equal(reading?.stack.scopes[0]?.total, 2);
      assert.ok(again < 40, `${again} requests for one goroutine`);
    }));

  it('a snapshot reads as many as it has time for, and says how many it has not', () =>
    withGoroutines(230, async (run, stop) => {
      let now = 0;
      let snapshot = await run.look(stop);
      // Each call of the clock is a millisecond later.
      for await (const change of readRest(snapshot, run.source, { budgetMs: 40, signal: signal(), clock: () => now++ }))
        snapshot = change(snapshot);
      const made = nameOmissions(snapshot, inEnglish);
      assertSnapshot(made);
      const read = others(made).filter((stack) => stack.unread === undefined);
      assert.ok(read.length > 30 && read.length < 45, `${read.length} were read`);
      assert.deepEqual(
        made.problems.map((problem) => [problem.code, problem.message]),
        [
          ['incomplete', `${100 - read.length} stacks hold pending cleanups that were not read in time`],
          ['incomplete', `${made.moreStacks ?? 0} more stacks that may hold pending cleanups are not listed`],
        ],
      );
      assert.equal(made.moreStacks, 130);
      // All of them, with more time.
      const whole = await run.snapshot(stop);
      assertSnapshot(whole);
      assert.equal(others(whole).length, 230);
      assert.ok(others(whole).every((stack) => stack.scopes[0]?.total === 2));
      assert.deepEqual(whole.problems, []);
    }));

  it('one that is being read when the program runs on is not read', () =>
    withGoroutines(2, async (run, stop) => {
      const [row] = others(await run.look(stop));
      const cancel = new AbortController();
      const reading = run.source.readStack(row?.id ?? '', cancel.signal);
      cancel.abort();
      await assert.rejects(reading, DapError);
      const next = await run.next(stop);
      assert.ok(next);
      // What was listed at the previous stop no longer exists, until this stop is read.
      assert.equal(others(await run.look(next)).length, 2);
    }));

  it('that are all asleep never run on: the debugger stops there by itself', async () => {
    const run = await GoRun.start({ program: binary, args: ['deadlock'], dlv, breakpoints: new Map() });
    try {
      const stop = await run.run.nextStop(0);
      assert.ok(stop);
      const snapshot = await run.snapshot(stop);
      assertSnapshot(snapshot);
      assert.equal(
        compactSnapshot(snapshot, 'deadlock.go'),
        [
          'Goroutine 1 · main.deadlock · blocked: sync.Mutex.Lock',
          '  deadlock  :19',
          '    1 use("main")  :17  calls main.use',
          '        _ any(string) = "main" (literal)',
          'Goroutine N · main.deadlock.func1 · blocked: chan send',
          '  deadlock.func1  :15',
          '    1 mu.Unlock()  :13  calls sync.(*Mutex).Unlock',
          '        mu *sync.Mutex = locked, 1 waiting (reference)',
          'warning: The program ends here with a fatal error: none of the pending deferred calls will run',
          'warning: Goroutine 1 · main.deadlock waits forever (sync.Mutex.Lock): its deferred call may never run  :19',
          'warning: Goroutine N · main.deadlock.func1 waits forever (chan send): its deferred call may never run  :15',
        ].join('\n'),
      );
    } finally {
      await run.end();
    }
  });
});
