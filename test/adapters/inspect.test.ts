import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { assertSnapshot, ROOT } from '../unit/schema.ts';
import { buildGo, DEBUGGEES, readLines, requireGo, setupDelve } from './delve.ts';

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

describe('deferscope inspect', function () {
  const cli = path.join(ROOT, 'dist/cli.js');
  const file = path.join(DEBUGGEES, 'cases/receivers.go');
  const line = readLines(file).findIndex((text) => text.endsWith('// stop')) + 1;
  let dlv = '';
  let binary = '';
  let home = '';

  before(function () {
    this.timeout(300_000);
    requireGo(this);
    dlv = setupDelve();
    binary = buildGo('cases');
    home = mkdtempSync(path.join(os.tmpdir(), 'deferscope-home-'));
  });

  after(() => {
    if (home !== '') rmSync(home, { recursive: true, force: true });
  });

  function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    const PATH = `${path.dirname(dlv)}${path.delimiter}${process.env['PATH'] ?? ''}`;
    return spawn(process.execPath, [cli, ...args], { cwd: ROOT, env: { ...process.env, PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  function ended(child: ChildProcess): Promise<Ended> {
    let out = '';
    let error = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      error += chunk.toString();
    });
    return new Promise((resolve) => {
      child.once('close', (status) => {
        resolve({ status, out, error });
      });
    });
  }

  const inspect = (args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> => ended(start(['inspect', ...args], env));

  it('prints what one would paste into a bug report', async () => {
    const { status, out } = await inspect(['--break', `${file}:${line}`, binary, '--', 'receivers']);
    assert.equal(status, 0);
    assert.equal(
      out,
      [
        `Deferscope snapshot · go · breakpoint at receivers.go:${line} · 6 pending`,
        '',
        'Goroutine 1 · main.receivers',
        `  receivers  receivers.go:${line}`,
        '      1  p.Close()  p = &{Name: "db", ID: 7}  receivers.go:37',
        '      2  c.Close()  c = {tag: "z"}  receivers.go:35',
        '      3  m()  &{Name: "db", ID: 7}  receivers.go:33',
        '      4  rv.Val(42, "lit")  rv = {Name: "v", ID: 9}  receivers.go:30',
        '      5  r.Close()  r = &{Name: "db", ID: 7}  receivers.go:27',
        '      6  mu.Unlock()  mu → locked  receivers.go:25',
        '',
      ].join('\n'),
    );
  });

  it('finds the file of the breakpoint from here, or in the folder of the program', async () => {
    const { status, out } = await inspect(['--break', `receivers.go:${line}`, path.join(DEBUGGEES, 'cases'), '--', 'receivers']);
    assert.deepEqual([status, out.split('\n')[0]], [0, `Deferscope snapshot · go · breakpoint at receivers.go:${line} · 6 pending`]);
  });

  it('prints JSON alone on standard output, and builds a package itself', async () => {
    const { status, out } = await inspect([
      '--break',
      `${file}:${line}`,
      '--format',
      'json',
      path.join(DEBUGGEES, 'cases'),
      '--',
      'receivers',
    ]);
    assert.equal(status, 0);
    const snapshot = JSON.parse(out) as { session: { type: string; runtime: string } };
    assertSnapshot(snapshot);
    assert.equal(snapshot.session.type, 'go');
    assert.match(snapshot.session.runtime, /^go1\./);
  });

  it('counts hits', async () => {
    const ranged = path.join(DEBUGGEES, 'cases/range_over_func.go');
    const inside = readLines(ranged).findIndex((text) => text.includes('// stop inside')) + 1;
    const { status, out } = await inspect(['--break', `${ranged}:${inside}`, '--hit', '3', binary, '--', 'range_over_func']);
    assert.equal(status, 0);
    assert.match(out, / 2 {2}func\(\) \{ use\("closure", x\) \}\(\) {2}x = 3 /);
  });

  it('says when the breakpoint was never hit', async () => {
    const { status, out, error } = await inspect(['--break', `${file}:${line}`, binary, '--', 'lifo']);
    assert.deepEqual([status, out], [3, '']);
    assert.match(error, /ended before .*receivers\.go:\d+ was reached/);
  });

  for (const [args, message] of [
    [['--break', 'x.go', 'prog'], /"x\.go" is not FILE:LINE/],
    [['prog'], /--break FILE:LINE/],
    [['--break', 'x.go:1'], /No program/],
    [['--break', 'x.go:1', '--hit', '0', 'prog'], /not a number of hits/],
    [['--break', 'x.go:1', '--format', 'xml', 'prog'], /"xml" is not a format/],
    [['--nonsense'], /nonsense/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async () => {
      const { status, out, error } = await inspect(args);
      assert.deepEqual([status, out], [2, '']);
      assert.match(error, message);
      assert.match(error, /^Usage: deferscope inspect/m);
    });
  }

  it('says how to install Delve where there is none', async () => {
    const { status, out, error } = await inspect(['--break', `${file}:${line}`, binary], { PATH: '', HOME: home, GOPATH: '', GOBIN: '' });
    assert.deepEqual([status, out], [4, '']);
    assert.match(error, /go install github\.com\/go-delve\/delve\/cmd\/dlv@latest/);
  });

  it('says that there is no adapter for Node.js outside of VS Code', async () => {
    const { status, error } = await inspect(['--break', 'main.js:1', 'main.js']);
    assert.equal(status, 4);
    assert.match(error, /Node\.js/);
  });

  it('says why a program does not build', async () => {
    const { status, error } = await inspect(['--break', 'x.go:1', path.join(DEBUGGEES, 'broken')]);
    assert.equal(status, 4);
    assert.match(error, /undefined: missing/);
  });

  it('runs the tests of a folder when the breakpoint is in one', async () => {
    const test = path.join(DEBUGGEES, 'testing/subtest_test.go');
    const inTest = readLines(test).findIndex((text) => /\/\/ stop/.test(text)) + 1;
    const { status, out } = await inspect(['--break', `${test}:${inTest}`, path.join(DEBUGGEES, 'testing')]);
    assert.equal(status, 0);
    assert.match(out, /subtest_test\.go:\d+/);
  });

  it('gives the program no standard input, and passes on a lot of output', async () => {
    const talker = mkdtempSync(path.join(home, 'talker-'));
    const main = path.join(talker, 'main.go');
    writeFileSync(path.join(talker, 'go.mod'), 'module example.com/talker\n\ngo 1.21\n');
    writeFileSync(
      main,
      'package main\n\nimport (\n\t"fmt"\n\t"io"\n\t"os"\n)\n\nfunc main() {\n\tread, _ := io.ReadAll(os.Stdin)\n\tfor i := 0; i < 20000; i++ {\n\t\tfmt.Println("line", i, len(read))\n\t}\n\tdefer fmt.Println("last", len(read))\n\tfmt.Println("here")\n}\n',
    );
    const { status, out, error } = await inspect(['--break', `${main}:15`, talker]);
    assert.equal(status, 0, error.slice(-500));
    assert.match(out, /1 {2}fmt\.Println\("last", 0\)/);
    assert.match(error, /line 19999 0/);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(`ends what builds the program when it gets ${signal} meanwhile`, async () => {
      const folder = mkdtempSync(path.join(home, 'stuck-'));
      // A build that never ends, and resists being ended.
      writeFileSync(
        path.join(folder, 'go'),
        `#!/bin/sh\ntrap '' INT TERM\ncase "$1" in build) echo $$ > ${folder}/building.new && mv ${folder}/building.new ${folder}/building; while :; do sleep 1; done;; *) exec ${execFileSync('which', ['go'], { encoding: 'utf8' }).trim()} "$@";; esac\n`,
        { mode: 0o755 },
      );
      const child = start(['inspect', '--break', `${file}:${line}`, path.join(DEBUGGEES, 'cases')], {
        PATH: `${folder}:${path.dirname(dlv)}:${process.env['PATH'] ?? ''}`,
      });
      const end = ended(child);
      await waitFor(() => existsSync(path.join(folder, 'building')));
      const pid = Number(readFileSync(path.join(folder, 'building'), 'utf8'));
      child.kill(signal);
      assert.equal((await end).status, signal === 'SIGINT' ? 130 : 143);
      assert.ok(!isAlive(pid), 'the build still runs');
    });

  it('is a package that npx runs in an empty project', async function () {
    this.timeout(120_000);
    const folder = mkdtempSync(path.join(home, 'project-'));
    const npm = (args: readonly string[], cwd: string): string => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: 'pipe' });
    const [tarball] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder], path.join(ROOT, 'dist/cli'))) as [
      { filename: string; files: readonly { path: string }[] },
    ];
    assert.deepEqual(tarball.files.map((one) => one.path).sort(), [
      'LICENSE',
      'LICENSE-3RD-PARTY.txt',
      'README.md',
      'cli.js',
      'package.json',
      'tree-sitter-go.wasm',
      'tree-sitter.wasm',
    ]);
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
    npm(['install', '--offline', '--no-audit', '--no-fund', path.join(folder, tarball.filename)], folder);
    for (const name of ['deferscope', 'deferscope-cli']) {
      const child = spawn('npx', ['--offline', name, 'inspect', '--break', `${file}:${line}`, binary, '--', 'receivers'], {
        cwd: folder,
        env: { ...process.env, PATH: `${path.dirname(dlv)}:${process.env['PATH'] ?? ''}` },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const { status, out, error } = await ended(child);
      assert.equal(status, 0, error);
      assert.match(out, /^ {6}4 {2}rv\.Val\(42, "lit"\) {2}rv = \{Name: "v", ID: 9\} {2}receivers\.go:30$/m);
    }
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    for (const [program, what] of [
      ['sleeper', 'a program that runs'],
      ['stubborn', 'a program that ignores signals'],
    ] as const) {
      it(`leaves no process behind when it gets ${signal} beside ${what}`, async () => {
        const folder = mkdtempSync(path.join(home, 'running-'));
        const child = start(['inspect', '--break', `${file}:${line}`, binary, '--', program, folder]);
        const end = ended(child);
        await waitFor(() => readdirSync(folder).includes('started'));
        const pid = Number(readFileSync(path.join(folder, 'started'), 'utf8'));
        assert.ok(isAlive(pid));
        child.kill(signal);
        assert.equal((await end).status, signal === 'SIGINT' ? 130 : 143);
        assert.ok(!isAlive(pid), 'the program still runs');
      });
    }

  it('says at once that a breakpoint cannot be placed, and does not run the program to its end', async () => {
    const folder = mkdtempSync(path.join(home, 'unplaced-'));
    const { status, out, error } = await inspect(['--break', `${file}:9999`, binary, '--', 'sleeper', folder]);
    assert.deepEqual([status, out], [3, '']);
    assert.match(error, /The breakpoint is not placed: .*receivers\.go:9999/);
    assert.doesNotMatch(error, /ended before/);
  });

  it('speaks to another adapter over its standard streams', async () => {
    const relay = path.join(home, 'relay.mjs');
    writeFileSync(relay, RELAY);
    const { status, out, error } = await inspect([
      '--adapter',
      `"${process.execPath}" '${relay}' "${dlv}"`,
      '--break',
      `${file}:${line}`,
      binary,
      '--',
      'receivers',
    ]);
    assert.equal(status, 0, error);
    assert.match(out, /^ {6}4 {2}rv\.Val\(42, "lit"\) {2}rv = \{Name: "v", ID: 9\} {2}receivers\.go:30$/m);
  });

  it('says what an adapter said that ends at once, and that one is not there', async () => {
    const ends = await inspect([
      '--adapter',
      `"${process.execPath}" -e "console.error('no licence'); process.exit(3)"`,
      '--break',
      `${file}:${line}`,
      binary,
    ]);
    assert.deepEqual([ends.status, ends.out], [4, '']);
    assert.match(ends.error, /no licence/);
    const missing = await inspect(['--adapter', path.join(home, 'nothing-here'), '--break', `${file}:${line}`, binary]);
    assert.deepEqual([missing.status, missing.out], [4, '']);
    assert.match(missing.error, /nothing-here/);
  });
});

/** An adapter on standard streams: Delve behind it. */
const RELAY = `
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
const delve = spawn(process.argv[2], ['dap', '--listen=127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
let said = '';
delve.stdout.on('data', (chunk) => {
  if (said === null) return;
  said += chunk;
  const port = /listening at: .*:(\\d+)/.exec(said)?.[1];
  if (port === undefined) return;
  said = null;
  const socket = connect(Number(port), '127.0.0.1');
  process.stdin.pipe(socket);
  socket.pipe(process.stdout);
  socket.on('close', () => process.exit());
});
`;

async function waitFor(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !condition();) {
    assert.ok(Date.now() < end, 'waited in vain');
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
