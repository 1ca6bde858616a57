import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { orderMark } from '../../src/core/describe.ts';
import type { Snapshot, Stack } from '../../src/core/snapshot.ts';
import { inEnglish } from '../../src/core/translate.ts';
import type { Stop } from '../../src/dap/stopTracker.ts';
import { assertSnapshot } from '../unit/schema.ts';
import { DEBUGGEES, GoRun, readLines, requireGo, setupDelve } from './delve.ts';

const file = path.join(DEBUGGEES, 'testing/cleanup_test.go');
const lines = readLines(file);
const lineOf = (mark: string): number => lines.findIndex((text) => text.endsWith(`// ${mark}`)) + 1;

/** What tests, benchmarks and fuzz tests run at their end, which package testing keeps in lists of its own. */
describe('What Go tests give to Cleanup', function () {
  this.timeout(120_000);
  let dlv = '';
  let scratch = '';
  /** Built for debugging, and as Go builds by itself. */
  let binaries = { debug: '', optimized: '' };

  before(function () {
    this.timeout(300_000);
    requireGo(this);
    dlv = setupDelve();
    scratch = mkdtempSync(path.join(os.tmpdir(), 'deferscope-go-tests-'));
    binaries = { debug: path.join(scratch, 'debug.test'), optimized: path.join(scratch, 'optimized.test') };
    execFileSync('go', ['test', '-c', '-gcflags=all=-N -l', '-o', binaries.debug, './testing'], { cwd: DEBUGGEES });
    execFileSync('go', ['test', '-c', '-o', binaries.optimized, './testing'], { cwd: DEBUGGEES });
  });

  after(() => {
    if (scratch !== '') rmSync(scratch, { recursive: true, force: true });
  });

  interface Seen {
    readonly snapshot: Snapshot;
    readonly run: GoRun;
    readonly stop: Stop;
    /** What is printed from the stop to the end of the program. */
    readonly finish: () => Promise<string[]>;
  }

  async function stopAt(
    mark: string,
    args: readonly string[],
    look: (seen: Seen) => Promise<void> | void,
    binary = binaries.debug,
  ): Promise<void> {
    let output = '';
    const run = await GoRun.start({
      program: binary,
      args: [...args, '-test.parallel', '1'],
      dlv,
      breakpoints: new Map([[file, [lineOf(mark)]]]),
      onOutput: (text) => (output += text),
    });
    try {
      const stop = await run.run.nextStop(0);
      assert.ok(stop, 'the stop was not reached');
      const snapshot = await run.snapshot(stop);
      assertSnapshot(snapshot);
      output = '';
      const finish = async (): Promise<string[]> => {
        for (let at: Stop | undefined = stop; at !== undefined; at = await run.next(at));
        return output.split('\n').flatMap((line) => /^ran (.*)$/.exec(line)?.[1] ?? []);
      };
      await look({ snapshot, run, stop, finish });
    } finally {
      await run.end();
    }
  }

  /** The rows of a stack that are not package testing's own, in the order of their numbers. */
  const own = ({ scopes }: Stack): string[] =>
    scopes
      .flatMap(({ cleanups }) => cleanups)
      .filter(({ registeredAt }) => registeredAt?.path === file)
      .sort((a, b) => a.order - b.order)
      .map(({ label, registeredAt, arguments: given, state }) => {
        const values = given.map(({ name, value }) => `${name ?? '_'}=${value}`).filter((text) => !/^[tc]=/.test(text));
        return [state === 'running' ? 'now' : '', label, ...values, `:${registeredAt?.line ?? 0}`].filter((part) => part !== '').join(' ');
      });
  const stackOf = ({ stacks }: Snapshot, name: RegExp): Stack => {
    const found = stacks.find((stack) => name.test(stack.name));
    assert.ok(found, `no stack is called ${String(name)} in ${stacks.map((stack) => stack.name).join(', ')}`);
    return found;
  };
  const current = (snapshot: Snapshot): Stack => stackOf(snapshot, /./);

  const ofTest = [
    't.Cleanup(func() { … }) f=&{name: "a"} :29',
    't.Setenv("DEFERSCOPE_CASE", "x") key="DEFERSCOPE_CASE" :28',
    't.TempDir() :27',
    't.Cleanup(f.Close) _=&{name: "a"} :21',
  ];

  it('in run order, with their places and what they hold', () =>
    stopAt('stop', ['-test.run', 'TestEnds'], async ({ snapshot, finish }) => {
      const [first = '', ...others] = own(current(snapshot));
      assert.match(first, /^ran\("deferred"\)/);
      assert.deepEqual(others, ofTest);
      assert.deepEqual(await finish(), ['stop', 'deferred', 'last of a', 'added', 'late', 'close a']);
    }));

  it('of a subtest, and of the test around it', () =>
    stopAt('sub', ['-test.run', 'TestEnds'], async ({ snapshot, finish }) => {
      const cleanup = 't.Cleanup(func() { ran(fmt.Sprint("sub ", i)) })';
      assert.deepEqual(own(current(snapshot)).slice(1), [`${cleanup} i=1 :37`, `${cleanup} i=0 :37`]);
      assert.deepEqual(
        current(snapshot).scopes.map(({ name }) => name),
        ['TestEnds.func2', 't.Cleanup · TestEnds/sub', 'tRunner'],
      );
      assert.deepEqual(own(stackOf(snapshot, /tRunner/)).slice(1), ofTest);
      assert.deepEqual((await finish()).slice(1, 4), ['deferred in sub', 'sub 1', 'sub 0']);
    }));

  it('while one of them runs, and has added another', () =>
    stopAt('running', ['-test.run', 'TestEnds'], async ({ snapshot, finish }) => {
      const [running = '', ...others] = own(current(snapshot));
      assert.equal(running, `now ${ofTest[0] ?? ''}`);
      assert.deepEqual(others, ['t.Cleanup(func() { ran("late") }) :31', ...ofTest.slice(1)]);
      const { scopes } = current(snapshot);
      assert.deepEqual(
        scopes.map(({ name, cleanups }) => `${name}: ${cleanups.map((cleanup) => orderMark(cleanup, inEnglish)).join(' ')}`),
        ['(*common).Cleanup.func1: 1', 't.Cleanup · TestEnds: now 2 3 4 5', '(*common).runCleanup: 6 7', 'tRunner: now 8'],
        'the list is finished before what goes through it returns',
      );
      assert.deepEqual(await finish(), ['added', 'late', 'close a']);
    }));

  it('of a test that waits for its parallel subtests', () =>
    stopAt('parallel', ['-test.run', 'TestParallel'], async ({ snapshot, finish }) => {
      assert.deepEqual(own(current(snapshot)), ['t.Cleanup(func() { ran("cleanup of one") }) :50']);
      const waiting = snapshot.stacks.find(({ scopes }) => scopes.some(({ name }) => name === 't.Cleanup · TestParallel'));
      assert.ok(waiting);
      assert.deepEqual(
        waiting.scopes.map(({ name, cleanups }) => `${name}: ${cleanups.map((cleanup) => orderMark(cleanup, inEnglish)).join(' ')}`),
        ['t.Cleanup · TestParallel: 1', 'tRunner.func1: 2', 'tRunner: now'],
      );
      assert.deepEqual(await finish(), ['in one', 'cleanup of one', 'in one', 'cleanup of one', 'after both']);
    }));

  it('of a benchmark', () =>
    stopAt('benchmark', ['-test.run', '^$', '-test.bench', 'Ends', '-test.benchtime', '1x'], ({ snapshot }) => {
      assert.deepEqual(own(current(snapshot)), ['b.Cleanup(func() { ran("benchmark") }) :57']);
    }));

  it('of a fuzz test, and of one of its inputs', () =>
    stopAt('fuzz', ['-test.run', 'FuzzEnds'], async ({ snapshot, finish }) => {
      assert.deepEqual(own(current(snapshot)), ['t.Cleanup(func() { ran("fuzzed " + text) }) text="x" :68']);
      assert.deepEqual(own(stackOf(snapshot, /fRunner/)), ['f.Cleanup(func() { ran("fuzz") }) :65']);
      assert.deepEqual(await finish(), ['in x', 'fuzzed x', 'fuzz']);
    }));

  it('many of them, in pages', () =>
    stopAt('many', ['-test.run', 'TestMany'], async ({ snapshot, run, finish }) => {
      const scope = current(snapshot).scopes.find(({ name }) => name.startsWith('t.Cleanup'));
      assert.ok(scope);
      assert.equal(scope.total, 250);
      const rest = await run.source.readMore(scope.id, scope.cleanups.length, AbortSignal.timeout(20_000));
      const shown = [...scope.cleanups, ...rest];
      assert.equal(scope.cleanups.length, 100);
      assert.equal(rest.length, 100);
      assert.deepEqual(
        shown.map(({ arguments: given }) => `many ${given[0]?.value ?? ''}`),
        (await finish()).slice(1, 201),
      );
    }));

  it('said to have run, once they have', async () => {
    const run = await GoRun.start({
      program: binaries.debug,
      args: ['-test.run', 'TestEnds'],
      dlv,
      breakpoints: new Map([[file, ['stop', 'running', 'closing'].map(lineOf)]]),
    });
    try {
      const ran: string[][] = [];
      for (let at = await run.run.nextStop(0); at !== undefined; at = await run.next(at))
        ran.push(((await run.snapshot(at)).history ?? []).map(({ label }) => label));
      const [first, ...others] = ofTest.map((row) => row.replace(/ \S+=.*| :\d+$/, ''));
      assert.deepEqual(ran, [
        [],
        ['ran("deferred")'],
        [others[1], others[0], 't.Cleanup(func() { ran("late") })', first, 'ran("deferred")'],
      ]);
    } finally {
      await run.end();
    }
  });

  it('counted for goroutines that nobody has looked into', () =>
    stopAt('sub', ['-test.run', 'TestEnds'], async ({ snapshot, run, stop }) => {
      const listed = await run.look(stop);
      for (const { id, unread } of listed.stacks) {
        const read = snapshot.stacks.find((stack) => stack.id === id);
        if (unread !== undefined)
          assert.equal(
            unread.pending,
            read?.scopes.reduce((sum, { total }) => sum + total, 0),
            read?.name,
          );
      }
    }));

  it('in an optimized program', () =>
    stopAt(
      'stop',
      ['-test.run', 'TestEnds'],
      async ({ snapshot, finish }) => {
        assert.deepEqual(
          own(current(snapshot)).map((row) => row.replace(/ \S+=.* :/, ' :')),
          ['ran("deferred") :34', ...ofTest.map((row) => row.replace(/ \S+=.* :/, ' :'))],
        );
        assert.deepEqual(await finish(), ['stop', 'deferred', 'last of a', 'added', 'late', 'close a']);
      },
      binaries.optimized,
    ));
});
