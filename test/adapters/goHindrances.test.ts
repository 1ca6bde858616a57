import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { hintsFor } from '../../src/core/lineHints.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { inEnglish } from '../../src/core/translate.ts';
import { AdapterGoneError, DapError } from '../../src/dap/port.ts';
import type { Stop } from '../../src/dap/stopTracker.ts';
import { assertSnapshot } from '../unit/schema.ts';
import { compactSnapshot } from './compactSnapshot.ts';
import { buildGo, DEBUGGEES, GoRun, readLines, requireGo, setupDelve } from './delve.ts';

/** What keeps the source from reporting everything: it says so, and never says anything wrong. */
describe('Go programs that hinder', function () {
  const cases = path.join(DEBUGGEES, 'cases');
  let dlv = '';
  let folder = '';

  before(function () {
    this.timeout(300_000);
    requireGo(this);
    dlv = setupDelve();
    folder = mkdtempSync(path.join(os.tmpdir(), 'deferscope-go-'));
    mkdirSync(path.join(folder, 'moved'));
    writeFileSync(path.join(folder, 'go.mod'), 'module example.com/moved\n\ngo 1.26\n');
    for (const name of ['main.go', 'receivers.go', 'lifo.go', 'variadic.go'])
      copyFileSync(path.join(cases, name), path.join(folder, 'moved', name));
  });

  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  async function at<T>(
    program: string,
    name: string,
    file: string,
    look: (run: GoRun, stop: Stop, snapshot: () => Promise<Snapshot>) => Promise<T>,
    mark: string | number = '// stop',
  ): Promise<T> {
    const line = typeof mark === 'number' ? mark : readLines(path.join(cases, `${name}.go`)).findIndex((text) => text.endsWith(mark)) + 1;
    const run = await GoRun.start({ program, args: [name], dlv, breakpoints: new Map([[file, [line]]]) });
    try {
      const stop = await run.run.nextStop(0);
      assert.ok(stop, 'the stop was not reached');
      return await look(run, stop, async () => {
        const snapshot = await run.snapshot(stop);
        assertSnapshot(snapshot);
        return snapshot;
      });
    } finally {
      await run.end();
    }
  }

  it('an optimized build: what is pending is told, though no list has it', async () => {
    const binary = buildGo('cases', [], DEBUGGEES, 'cases-optimized');
    const file = path.join(cases, 'lifo.go');
    const text = await at(binary, 'lifo', file, async (_run, _stop, snapshot) => compactSnapshot(await snapshot(), 'lifo.go'));
    assert.equal(
      text,
      [
        'Goroutine 1 · main.lifo',
        '  lifo  :13',
        '    1 c()  :12  calls main.c',
        '    2 b()  :11  calls main.b',
        '    3 a()  :10  calls main.a',
      ].join('\n'),
    );
  });

  it('an optimized build with deferred calls in a loop: those are listed', async () => {
    const binary = buildGo('cases', [], DEBUGGEES, 'cases-optimized');
    const file = path.join(cases, 'loop.go');
    const snapshot = await at(binary, 'loop', file, (_run, _stop, take) => take());
    const cleanups = snapshot.stacks[0]?.scopes.flatMap((scope) => scope.cleanups) ?? [];
    assert.deepEqual(
      cleanups.map(({ label, arguments: [held] }) => `${label}, ${held?.name ?? ''} ${held?.capture ?? ''}`),
      Array.from({ length: 2 }, () => 'func(k int) { … }(i), k unknown'),
    );
    assert.ok(snapshot.problems.some(({ code, message }) => code === 'incomplete' && message.includes('their arguments are not known')));
  });

  it('no source: the program itself says what is called, with which values', async () => {
    const binary = buildGo('moved', undefined, folder, 'moved');
    const file = path.join(folder, 'moved/receivers.go');
    const hidden = `${file}.hidden`;
    renameSync(file, hidden);
    try {
      const snapshot = await at(binary, 'receivers', file, (_run, _stop, take) => take());
      assert.deepEqual(
        snapshot.stacks[0]?.scopes[0]?.cleanups.map((cleanup) => cleanup.label),
        [
          'main.(*R).Close(&{Name: "db", ID: 7})',
          'main.nopCloser.Close({tag: "z"})',
          'main.(*R).Close(&{Name: "db", ID: 7})',
          'main.R.Val({Name: "v", ID: 9}, 42)',
          'main.(*R).Close(&{Name: "db", ID: 7})',
          'sync.(*Mutex).Unlock(locked)',
        ],
      );
    } finally {
      renameSync(hidden, file);
    }
  });

  it('a source that was edited after the build: what does not fit is not shown', async () => {
    const binary = buildGo('moved', undefined, folder, 'moved');
    const file = path.join(folder, 'moved/lifo.go');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('func lifo() {', 'func lifo() {\n\t// Two lines\n\t// more.'));
    try {
      const snapshot = await at(binary, 'lifo', file, (_run, _stop, take) => take());
      const cleanups = snapshot.stacks[0]?.scopes[0]?.cleanups ?? [];
      assert.deepEqual(
        cleanups.map((cleanup) => cleanup.callee.name),
        ['main.c', 'main.b', 'main.a'],
      );
      assert.deepEqual(
        cleanups.map((cleanup) => [cleanup.label, cleanup.notes?.length ?? 0]),
        [
          ['main.c()', 1],
          ['main.b()', 1],
          ['main.a()', 1],
        ],
      );
      assert.deepEqual(
        snapshot.problems.map(({ code, location }) => [code, location?.path]),
        [['source-differs', file]],
      );
      assert.deepEqual(hintsFor(snapshot, file, inEnglish), [], 'a hint stands at a line that is another one now');
    } finally {
      writeFileSync(file, text);
    }
  });

  it('a source in which another call is deferred in the line now: the program says what is called', async () => {
    const source = (lines: string): string =>
      `package main\n\nfunc init() { cases["shifted"] = shifted }\n\ntype part struct{ name string }\n\nfunc (p *part) Close() {}\n\nfunc shifted() {\n${lines}\tp := &part{"a"}\n\tdefer p.Close()\n\ttotal := 7\n\tdefer func() { use(total) }()\n\tpass()\n}\n`;
    const file = path.join(folder, 'moved/shifted.go');
    writeFileSync(file, source(''));
    const binary = buildGo('moved', undefined, folder, 'moved-shifted');
    try {
      writeFileSync(file, source('\t// one\n\n'));
      const snapshot = await at(binary, 'shifted', file, (_run, _stop, take) => take(), 14);
      const [closure, method] = snapshot.stacks[0]?.scopes[0]?.cleanups ?? [];
      assert.deepEqual(
        [closure?.label, closure?.callee.name, closure?.arguments.map(({ name, value }) => `${name ?? ''} = ${value}`)],
        ['main.shifted.func1(7)', 'main.shifted.func1', ['total = 7']],
      );
      assert.deepEqual([method?.label, method?.callee.name], ['main.(*part).Close(&{name: "a"})', 'main.(*part).Close']);
      assert.deepEqual(
        snapshot.problems.map(({ code, message }) => `${code}: ${message}`),
        [
          'source-differs: shifted.go is not the source that the program was built from: calls whose statement is not known are shown as the program names them. Rebuild the program, or restore that source',
        ],
      );
    } finally {
      rmSync(file);
    }
  });

  for (const asked of [1, 4, 8]) {
    it(`Delve dies while the answer to question ${asked} of a read is under way: the read fails, and ends`, async () => {
      const binary = buildGo('cases');
      const file = path.join(cases, 'receivers.go');
      await at(binary, 'receivers', file, async (run, stop) => {
        const { client } = run.run;
        const before = client.sent;
        // Stopped first, so that no answer can overtake its end.
        const killed = (async () => {
          while (client.sent - before < asked)
            await new Promise((resolve) => {
              setImmediate(resolve);
            });
          process.kill(run.pid, 'SIGSTOP');
          process.kill(run.pid, 'SIGKILL');
        })();
        await assert.rejects(
          run.source.read(stop, AbortSignal.timeout(10_000)),
          (error) => error instanceof AdapterGoneError && /connection/.test(error.message),
        );
        await killed;
        assert.equal(run.run.state.kind, 'ended');
      });
    });
  }

  it('the program is killed while a read is under way: the read ends, and the session with it', async () => {
    const binary = buildGo('cases');
    const file = path.join(cases, 'receivers.go');
    await at(binary, 'receivers', file, async (run, stop) => {
      const program = Number(
        execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(run.pid)], { encoding: 'utf8' })
          .split('\n')
          .find((line) => line.includes(binary))
          ?.trim()
          .split(' ')[0],
      );
      assert.ok(program > 0, 'the program is not among the children of Delve');
      const reading = run.source.read(stop, AbortSignal.timeout(10_000)).then(
        () => 'read',
        (error: unknown) => (error instanceof DapError ? 'refused' : error),
      );
      process.kill(program, 'SIGKILL');
      assert.ok(['read', 'refused'].includes(String(await reading)));
      await run.run.resume(stop).catch((error: unknown) => {
        assert.ok(error instanceof DapError);
      });
    });
  });

  it('a read that is cancelled ends at once, and the next one is complete', async () => {
    const binary = buildGo('cases');
    const file = path.join(cases, 'receivers.go');
    await at(binary, 'receivers', file, async (run, stop, take) => {
      const cancel = new AbortController();
      const reading = run.source.read(stop, cancel.signal);
      cancel.abort();
      await assert.rejects(reading, DapError);
      assert.equal((await take()).stacks[0]?.scopes[0]?.total, 6);
    });
  });
});
