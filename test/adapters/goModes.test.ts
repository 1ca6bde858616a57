import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { assertSnapshot } from '../unit/schema.ts';
import { compactSnapshot } from './compactSnapshot.ts';
import { buildGo, DEBUGGEES, GoRun, readLines, requireGo, setupDelve, type GoRunOptions } from './delve.ts';

/** Every way in which Delve attaches to a program gives the same answer. */
describe('Go programs, however they are debugged', function () {
  this.timeout(120_000);
  const lifo = path.join(DEBUGGEES, 'cases/lifo.go');
  const receivers = path.join(DEBUGGEES, 'cases/receivers.go');
  let dlv = '';
  let scratch = '';

  before(function () {
    this.timeout(300_000);
    requireGo(this);
    dlv = setupDelve();
    scratch = mkdtempSync(path.join(os.tmpdir(), 'deferscope-go-'));
  });

  after(() => {
    if (scratch !== '') rmSync(scratch, { recursive: true, force: true });
  });

  async function snapshotAt(options: Omit<GoRunOptions, 'dlv' | 'breakpoints'>, file: string, mark = '// stop'): Promise<string> {
    const line = readLines(file).findIndex((text) => text.endsWith(mark)) + 1;
    const run = await GoRun.start({ ...options, dlv, breakpoints: new Map([[file, [line]]]) });
    try {
      assert.deepEqual(run.run.unplaced, []);
      const stop = await run.run.nextStop(0);
      assert.ok(stop, 'the stop was not reached');
      const snapshot = await run.snapshot(stop);
      assertSnapshot(snapshot);
      return compactSnapshot(snapshot, path.basename(file));
    } finally {
      await run.end();
    }
  }

  const expected = (file: string): string => /\/\* want\n([\s\S]*?)\n\*\//.exec(readLines(file).join('\n'))?.[1] ?? '';
  const subtest = [
    'Goroutine N · testing.TestOuter.func1',
    '  TestOuter.func1  :17',
    '    1 note("TestOuter/inner")  :15  calls testing.note',
    '        path string = "TestOuter/inner" (value)',
    '  t.Cleanup · TestOuter/inner',
    '    3 t.Cleanup(func() { note("cleanup") })  :13  calls testing.TestOuter.func1.1',
    '  tRunner  testing.go',
  ].join('\n');

  /** Only what the test itself holds: what package testing has deferred differs between versions of Go. */
  const ofTheTest = (text: string): string => text.split('\n').slice(0, 7).join('\n');

  it('mode test: a subtest, with what it gave to Cleanup', async () => {
    const folder = path.join(DEBUGGEES, 'testing');
    const text = await snapshotAt(
      { program: folder, args: ['-test.run', 'TestOuter/inner'], configuration: { mode: 'test', output: path.join(scratch, 'mode-test') } },
      path.join(folder, 'subtest_test.go'),
    );
    assert.equal(ofTheTest(text), subtest);
    assert.match(text, /TestOuter {2}:12\n.*note\("outer"\)/, 'the test around it waits with its own');
  });

  it('a test binary', async () => {
    const binary = path.join(scratch, 'subtest.test');
    execFileSync('go', ['test', '-c', '-gcflags=all=-N -l', '-o', binary, './testing'], { cwd: DEBUGGEES });
    const text = await snapshotAt({ program: binary, args: ['-test.run', 'TestOuter'] }, path.join(DEBUGGEES, 'testing/subtest_test.go'));
    assert.equal(ofTheTest(text), subtest);
  });

  it('mode debug: Delve builds the package', async () => {
    const text = await snapshotAt(
      {
        program: path.join(DEBUGGEES, 'cases'),
        args: ['receivers'],
        configuration: { mode: 'debug', output: path.join(scratch, 'mode-debug') },
      },
      receivers,
    );
    assert.equal(text, expected(receivers));
  });

  it('attached to a program that runs', async () => {
    const file = path.join(DEBUGGEES, 'cases/waiting.go');
    const program = spawn(buildGo('cases'), ['waiting'], { stdio: 'ignore' });
    try {
      const text = await snapshotAt(
        { program: '', configuration: { request: 'attach', mode: 'local', processId: program.pid } },
        file,
        '// attached',
      );
      const line = readLines(file).findIndex((one) => one.endsWith('// attached')) + 1;
      assert.equal(
        text,
        [
          'Goroutine 1 · main.waiting',
          `  waiting  :${line}`,
          '    1 use("held", 1)  :10  calls main.use',
          '        text any(string) = "held" (value)',
          '        _ any(int) = 1 (literal)',
        ].join('\n'),
      );
    } finally {
      program.kill('SIGKILL');
    }
  });

  it('a core dump, with the goroutines that wait in it', async () => {
    const file = path.join(DEBUGGEES, 'cases/goroutines.go');
    const line = readLines(file).findIndex((text) => text.endsWith('// stop')) + 1;
    const core = path.join(scratch, 'core');
    const binary = buildGo('cases');
    const made = spawnSync(dlv, ['exec', binary, '--allow-non-terminal-interactive=true', '--', 'goroutines'], {
      input: `break ${file}:${line}\ncontinue\ndump ${core}\nexit\ny\n`,
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.equal(made.error, undefined);
    const run = await GoRun.start({ program: binary, dlv, breakpoints: new Map(), configuration: { mode: 'core', coreFilePath: core } });
    try {
      const stop = await run.run.nextStop(0);
      assert.ok(stop);
      const snapshot = await run.snapshot(stop);
      assertSnapshot(snapshot);
      const sorted = (text: string): string => text.split('\n').sort().join('\n');
      assert.equal(sorted(compactSnapshot(snapshot, 'goroutines.go')), sorted(expected(file)));
    } finally {
      await run.end();
    }
  });

  it('a build without paths (-trimpath), mapped to the files of the editor', async () => {
    const binary = buildGo('cases', ['-gcflags=all=-N -l', '-trimpath'], DEBUGGEES, 'cases-trimpath');
    const text = await snapshotAt(
      { program: binary, args: ['receivers'], configuration: { substitutePath: [{ from: DEBUGGEES, to: 'example.com/debuggees' }] } },
      receivers,
    );
    assert.equal(text, expected(receivers));
  });

  it('a remote Delve, whose program was built elsewhere', async () => {
    const elsewhere = path.join(scratch, 'elsewhere');
    mkdirSync(path.join(elsewhere, 'cases'), { recursive: true });
    copyFileSync(path.join(DEBUGGEES, 'go.mod'), path.join(elsewhere, 'go.mod'));
    for (const name of ['main.go', 'receivers.go', 'lifo.go', 'variadic.go'])
      copyFileSync(path.join(DEBUGGEES, 'cases', name), path.join(elsewhere, 'cases', name));
    const binary = buildGo('cases', undefined, elsewhere, 'cases-elsewhere');
    rmSync(elsewhere, { recursive: true });
    const server = ['exec', binary, '--headless', '--listen=127.0.0.1:0', '--accept-multiclient=false', '--', 'receivers'];
    const text = await snapshotAt(
      { program: '', server, configuration: { request: 'attach', mode: 'remote', substitutePath: [{ from: DEBUGGEES, to: elsewhere }] } },
      receivers,
    );
    assert.equal(text, expected(receivers));
  });

  it('vendored and replaced modules, with types that they do not export', async () => {
    const module = path.join(scratch, 'modules');
    for (const [file, text] of Object.entries({
      'go.mod':
        'module example.com/app\n\ngo 1.24\n\nrequire (\n\texample.org/dep/v2 v2.0.0\n\texample.org/other v0.0.0\n)\n\nreplace example.org/other => ./local\n',
      'local/go.mod': 'module example.org/other\n\ngo 1.24\n',
      'local/other.go':
        'package other\n\ntype token struct{ id int }\n\nfunc (t *token) Release(why string) {}\n\nfunc Take(id int) *token { return &token{id} }\n',
      'vendor/modules.txt':
        '# example.org/dep/v2 v2.0.0\n## explicit; go 1.24\nexample.org/dep/v2\n# example.org/other v0.0.0 => ./local\n## explicit; go 1.24\nexample.org/other\n# example.org/other => ./local\n',
      'vendor/example.org/dep/v2/dep.go':
        'package dep\n\ntype Conn struct{ name string }\n\nfunc Open(name string) Conn { return Conn{name} }\n\nfunc (c Conn) Close(hard bool) {}\n\nfunc Do(f func()) {\n\tdefer f()\n\tf() // inside\n}\n',
      'vendor/example.org/other/other.go':
        'package other\n\ntype token struct{ id int }\n\nfunc (t *token) Release(why string) {}\n\nfunc Take(id int) *token { return &token{id} }\n',
      'main.go':
        'package main\n\nimport (\n\t"example.org/dep/v2"\n\t"example.org/other"\n)\n\nfunc main() {\n\tt := other.Take(7)\n\tdefer t.Release("done")\n\tconn := dep.Open("db")\n\tdefer conn.Close(true)\n\tdefer dep.Do(func() {})\n\tconn = dep.Open("other")\n\tprintln() // stop\n}\n',
    })) {
      mkdirSync(path.dirname(path.join(module, file)), { recursive: true });
      writeFileSync(path.join(module, file), text);
    }
    const binary = buildGo('', undefined, module, 'modules');
    assert.equal(
      await snapshotAt({ program: binary }, path.join(module, 'main.go')),
      [
        'Goroutine 1 · main.main',
        '  main  main.go',
        '    1 dep.Do(func() {})  main.go  calls dep.Do',
        '        func() {} func() = main.main.func1 (value)',
        '    2 conn.Close(true)  main.go  calls dep.Conn.Close',
        '        conn dep.Conn = {name: "db"} (value)',
        '        _  = true (literal)',
        '    3 t.Release("done")  main.go  calls other.(*token).Release',
        '        t *other.token = &{id: 7} (value)',
        '        _  = "done" (literal)',
      ].join('\n'),
    );
  });

  it('C between Go', async function () {
    if (spawnSync('gcc', ['--version']).status !== 0) {
      console.error('!!! gcc is not installed: the test of cgo does not run !!!');
      this.skip();
    }
    const file = path.join(DEBUGGEES, 'cgo/main.go');
    const text = await snapshotAt({ program: buildGo('cgo') }, file);
    assert.equal(
      text,
      [
        'Goroutine 1 · main.fromC',
        '  fromC  :17',
        '    1 use("above C", 2)  :16  calls main.use',
        '        _ any(string) = "above C" (literal)',
        '        int(n) any(int) = 2 (value)',
        '  call  :22',
        '    2 use("below C", 1)  :21  calls main.use',
        '        _ any(string) = "below C" (literal)',
        '        n any(int) = 1 (value)',
        '  main  :27',
        '    3 use("main")  :26  calls main.use',
        '        _ any(string) = "main" (literal)',
      ].join('\n'),
    );
  });

  it('a stripped binary: breakpoints are not placed, and a stop says what to do', async () => {
    const program = buildGo('cases', ['-ldflags=-s -w'], DEBUGGEES, 'cases-stripped');
    const run = await GoRun.start({ program, args: ['waiting'], dlv, breakpoints: new Map([[lifo, [13]]]) });
    try {
      assert.match(run.run.unplaced.join(), /stripped/);
      await run.run.client.request('pause', { threadId: 1 });
      const stop = await run.run.nextStop(0);
      assert.ok(stop);
      const snapshot = await run.snapshot(stop);
      assertSnapshot(snapshot);
      assert.equal(snapshot.absent?.reason, 'failed');
      assert.match(snapshot.absent.message, /built without -ldflags="-s -w"/);
    } finally {
      await run.end();
    }
  });
});
