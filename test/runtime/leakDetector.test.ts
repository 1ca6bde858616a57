// The leak detector, in separate programs: it needs a garbage collection, the end of a process, and other test runners.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.join(__dirname, '../../..');
const library = path.join(root, 'dist/runtime');

describe('leak detector', function () {
  this.timeout(60_000);
  const folder = path.join(root, `dist/leakDetector-${process.pid}`);
  before(() => {
    fs.mkdirSync(folder, { recursive: true });
  });
  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a program of the library; returns what it prints. */
  function run(
    name: string,
    text: string,
    command: readonly string[] = ['--expose-gc'],
  ): { readonly stdout: string; readonly stderr: string; readonly status: number | null } {
    const file = path.join(folder, name);
    fs.writeFileSync(
      file,
      text.replaceAll(/'deferscope(?:\/(\w+))?'/g, (_, part: string | undefined) =>
        JSON.stringify(path.join(library, `${part ?? 'deferscope'}.cjs`)),
      ),
    );
    // A test runner inside another one would consider itself a part of it.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([key]) => !['NODE_OPTIONS', 'NODE_TEST_CONTEXT', 'DEFERSCOPE_COUNTS'].includes(key)),
    );
    const { stdout, stderr, status } = spawnSync(process.execPath, [...command, file], { encoding: 'utf8', env, cwd: folder });
    return { stdout, stderr, status };
  }

  it('finds scopes that were collected open, with where they were made; not those that were closed or moved', () => {
    const { stdout, stderr } = run(
      'collected.cjs',
      `
      const { scope, asyncScope, run } = require('deferscope');
      const { detectLeaks } = require('deferscope/leaks');
      const found = [];
      const detector = detectLeaks({ onLeak: (leak) => { found.push(leak); }, everyMs: Infinity });
      const noop = () => {};
      function drop() {
        const s = scope({ label: 'forgotten' }); // line 8
        s.defer(() => s.disposed);
        asyncScope().defer(noop); // line 10
        const closed = scope(); closed.defer(noop); closed.dispose();
        const moved = scope().move(); moved.dispose();
        run((t) => { t.defer(noop); });
      }
      drop();
      const kept = scope({ label: 'kept' }); // line 16
      (async () => {
        for (let i = 0; i < 200 && found.length < 2; i++) { await new Promise(setImmediate); gc(); }
        const tell = ({ kind, label, site, collected, ageMs }) => [kind, label ?? '', site.split('/').pop().split(':')[1], collected, ageMs >= 0].join(' ');
        console.log(JSON.stringify([found.map(tell).sort(), detector.report().collected.length, detector.report().open.map(tell)]));
        const [lib] = globalThis[Symbol.for('deferscope.door')].libraries;
        const { concerns, resources } = lib.read({ scopes: 0, cleanups: 0, resources: 9, entries: 9 });
        console.log(JSON.stringify([concerns.map(({ code, message, site }) => [code, message, site.frames[0].line]), resources.map(({ kind, facts, entries }) => [kind, facts.map((f) => f.value), entries.map((e) => e.name + ' ' + e.state)])]));
        kept.dispose();
        detector[Symbol.dispose]();
      })();`,
    );
    const [first = '', second = ''] = stdout.split('\n');
    assert.deepEqual(
      JSON.parse(first || 'null'),
      [['async scope  10 true true', 'scope forgotten 8 true true'], 2, ['scope kept 16 false true']],
      stderr,
    );
    const [concerns, resources] = JSON.parse(second) as [[string, string, number][], [string, number[], string[]][]];
    assert.deepEqual(
      concerns.sort((a, b) => a[2] - b[2]),
      [
        ['leak', "scope 'forgotten' was collected while it was open: its cleanups never ran", 8],
        ['leak', 'async scope was collected while it was open: its cleanups never ran', 10],
      ],
    );
    assert.deepEqual(
      [resources[0]?.[0], resources[0]?.[1], resources[0]?.[2].sort()],
      ['leaks', [2, 0, 1], ['async scope collected open', 'forgotten collected open']],
    );
  });

  it('finds owned values that were collected before they were deleted; not those that were moved, released or disposed of', () => {
    const { stdout, stderr } = run(
      'owned.cjs',
      `
      const { own } = require('deferscope/own');
      const { detectLeaks, assertNoLeaks } = require('deferscope/leaks');
      const found = [];
      const detector = detectLeaks({ onLeak: (leak) => { found.push(leak); }, everyMs: Infinity });
      const noop = () => {};
      function drop() {
        own({ fd: 1 }, noop, { label: 'file' }); // line 8
        own(2, noop).move().dispose();
        own(3, noop).release();
        own(4, noop).dispose();
      }
      drop();
      (async () => {
        for (let i = 0; i < 200 && found.length < 1; i++) { await new Promise(setImmediate); gc(); }
        console.log(JSON.stringify(found.map(({ kind, label, site }) => [kind, label, site.split('/').pop().split(':')[1]])), detector.report().open.length);
        const [lib] = globalThis[Symbol.for('deferscope.door')].libraries;
        console.log(lib.read({ scopes: 0, cleanups: 0, resources: 9, entries: 9 }).concerns.map(({ message }) => message).join());
        detector[Symbol.dispose]();
        const failed = await assertNoLeaks(async () => { own(5, noop, { label: 'left' }); }).then(() => 'none', (error) => error.message);
        console.log(/left/.test(failed));
      })();`,
    );
    assert.deepEqual(
      stdout.trim().split('\n'),
      ['[["owned value","file","8"]] 0', "owned value 'file' was collected while it was open: it was never deleted", 'true'],
      stderr,
    );
  });

  it('finds what has outlived the scope within which it was opened; not what was handed on, closed, or opened outside of all', () => {
    const { stdout, stderr } = run(
      'outlived.cjs',
      `
      const { scope, asyncScope, run, runAsync } = require('deferscope');
      const { own } = require('deferscope/own');
      const { detectLeaks } = require('deferscope/leaks');
      const detector = detectLeaks({ everyMs: Infinity });
      const noop = () => {};
      const kept = [scope({ label: 'outside' })];
      run({ label: 'request' }, (s) => {
        kept.push(scope({ label: 'forgotten' }), own(1, noop, { label: 'file' })); // line 9
        kept.push(scope({ label: 'moved' }).move(), s.use(own(2, noop, { label: 'owned and moved' })).move());
        s.use(own(3, noop, { label: 'closed' }));
        s.defer(() => { kept.push(scope({ label: 'from a cleanup' })); });
        console.log(detector.report().outlived.length);
      });
      run(() => { kept.push(asyncScope({ label: 'of nobody' })); });
      (async () => {
        await runAsync({ label: 'job' }, async () => { kept.push(scope({ label: 'before an await' })); await null; kept.push(scope({ label: 'after an await' })); });
        const { outlived, open } = detector.report();
        console.log(JSON.stringify(outlived.map(({ label, outlived, site }) => [label, outlived, Number(site.split(':').at(-2)) > 8])));
        console.log(open.length);
        kept[1].dispose();
        console.log(detector.report().outlived.some(({ label }) => label === 'forgotten'));
        detector.dispose();
      })();`,
    );
    assert.deepEqual(
      stdout.trim().split('\n'),
      [
        '0',
        JSON.stringify([
          ['forgotten', "'request'", true],
          ['file', "'request'", true],
          ['from a cleanup', "'request'", true],
          ['of nobody', 'a scope without a label', true],
          ['before an await', "'job'", true],
        ]),
        '9',
        'false',
      ],
      stderr,
    );
  });

  it('finds an async body that nobody will ever settle', () => {
    const { stdout } = run(
      'body.cjs',
      `
      const { runAsync } = require('deferscope');
      const { detectLeaks } = require('deferscope/leaks');
      const found = [];
      const detector = detectLeaks({ onLeak: (leak) => { found.push(leak); }, everyMs: Infinity });
      (() => { void runAsync({ label: 'stuck' }, async (s) => { s.defer(() => {}); await new Promise(() => {}); }); })();
      (async () => {
        for (let i = 0; i < 200 && found.length < 1; i++) { await new Promise(setImmediate); gc(); }
        console.log(found.map(({ label }) => label).join());
        detector[Symbol.dispose]();
      })();`,
    );
    assert.equal(stdout.trim(), 'stuck');
  });

  it('without a listener a leak is reported; what is pending when the process ends, too, by its site', () => {
    const { stderr } = run(
      'exit.cjs',
      `
      const { scope } = require('deferscope');
      const { detectLeaks } = require('deferscope/leaks');
      detectLeaks();
      (() => { scope({ label: 'dropped' }).defer(() => {}); })();
      const held = [1, 2].map(() => { const s = scope({ label: 'log' }); s.defer(() => {}); s.defer(() => {}); return s; });
      (async () => {
        for (let i = 0; i < 50; i++) { await new Promise(setImmediate); gc(); }
        globalThis.held = held;
      })();`,
    );
    assert.match(stderr, /deferscope: leak: scope 'dropped' made at .*exit\.cjs:5:\d+: collected while it was open/);
    assert.match(stderr, /deferscope: pending-at-exit: the process ends, and 4 cleanups of 'log' have not run/);
  });

  it('finds what only grows: a map, scopes of one site, files; not what comes and goes', () => {
    const { stdout, stderr } = run(
      'growth.cjs',
      `
      const fs = require('node:fs');
      const { scope } = require('deferscope');
      const { detectLeaks } = require('deferscope/leaks');
      const detector = detectLeaks({ everyMs: Infinity, looks: 5 });
      const [sessions, cache, kept, files] = [new Map(), new Map(), [], []];
      detector.watch('sessions', sessions);
      detector.watch('cache', cache);
      detector.watch('counter', () => 7);
      for (let i = 0; i < 6; i++) {
        sessions.set(i, i);
        if (i % 2) cache.clear(); else { cache.set(i, i); cache.set(-i, i); }
        kept.push(scope({ label: 'request' }));
        files.push(fs.openSync(__filename));
        detector.look();
      }
      console.log(JSON.stringify(detector.report().growing.map(({ name, counts }) => [name.replace(/ (made at )?\\S*\\//, ' '), counts]).sort()));
      sessions.clear();
      console.log(detector.look().some(({ name }) => name === 'sessions'));
      detector[Symbol.dispose]();`,
    );
    const [growing = '', after] = stdout.split('\n');
    assert.deepEqual(
      JSON.parse(growing || 'null'),
      [
        ...(process.platform === 'linux' ? [['file growth.cjs', [2, 3, 4, 5, 6]]] : []),
        ['open: request growth.cjs:13:19', [2, 3, 4, 5, 6]],
        ['sessions', [2, 3, 4, 5, 6]],
      ],
      stderr,
    );
    assert.equal(after, 'false');
  });

  it('off again it knows of nothing, and wrong use is refused', () => {
    const { stdout } = run(
      'wrong.cjs',
      `
      const { scope } = require('deferscope');
      const { detectLeaks, assertNoLeaks } = require('deferscope/leaks');
      const detector = detectLeaks({ everyMs: Infinity });
      detector.dispose(); detector[Symbol.dispose]();
      const s = scope();
      const says = [detector.report().open.length];
      for (const call of [() => detectLeaks(5), () => detectLeaks({ everyMs: -1 }), () => detectLeaks({ everyMs: NaN }), () => detectLeaks({ looks: 1 }), () => detectLeaks({ onLeak: 1 }),
        () => detector.watch(1, []), () => detector.watch('x', {}), () => assertNoLeaks(5), () => assertNoLeaks({}), () => assertNoLeaks(() => {}, { settleMs: -1 })]) {
        try { call(); says.push('nothing'); } catch (error) { says.push(error.name + ': ' + error.message.split(':')[0]); }
      }
      console.log(says.join('\\n'));`,
    );
    assert.deepEqual(stdout.trim().split('\n'), [
      '0',
      'TypeError: detectLeaks(options)',
      'RangeError: detectLeaks(options)',
      'RangeError: detectLeaks(options)',
      'RangeError: detectLeaks(options)',
      'TypeError: detectLeaks(options)',
      'TypeError: LeakDetector.watch(name, what)',
      'TypeError: LeakDetector.watch(name, what)',
      'TypeError: assertNoLeaks(bodyOrHooks, options)',
      'TypeError: assertNoLeaks(bodyOrHooks, options)',
      'RangeError: assertNoLeaks(bodyOrHooks, options)',
    ]);
  });

  it('assertNoLeaks of a function: names what was left open, waits for what closes by and by, passes on what it returns and throws', () => {
    const { stdout, stderr } = run(
      'assert.cjs',
      `
      const net = require('node:net');
      const { scope } = require('deferscope');
      const { assertNoLeaks } = require('deferscope/leaks');
      (async () => {
        console.log(await assertNoLeaks(() => { scope().dispose(); return 5; }));
        console.log(await assertNoLeaks(() => { throw new Error('own'); }).catch((error) => error.message));
        const server = net.createServer();
        console.log(await assertNoLeaks(async () => {
          scope({ label: 'forgotten' });
          setInterval(() => {}, 1e6).ref();
          await new Promise((resolve) => server.listen(0, resolve));
        }, { settleMs: 0 }).catch((error) => error.name + ': ' + error.message.replaceAll(/made at .*\\//g, 'made at ').replace(/for \\d+ ms/, 'for a while')));
        await assertNoLeaks(async () => { const t = setTimeout(() => {}, 1e6); setImmediate(() => clearTimeout(t)); });
        process.exit(0);
      })();`,
    );
    assert.deepEqual(
      stdout.trim().split('\n'),
      [
        '5',
        'own',
        'LeakError: 3 left open:',
        "  scope 'forgotten' made at assert.cjs:10:11: open for a while",
        '  server made at assert.cjs:12:49',
        '  timer made at assert.cjs:11:11',
        'Close each where it is made: using, s.use(…), s.adopt(…), or finally.',
      ],
      stderr,
    );
  });

  const suite = (hooks: string): string => `
    ${hooks}
    const { scope } = require('deferscope');
    const { assertNoLeaks } = require('deferscope/leaks');
    assertNoLeaks({ beforeEach, afterEach }, { settleMs: 20 });
    it('closes', () => { scope().dispose(); });
    it('forgets', () => { scope({ label: 'forgotten' }); });`;

  it('as hooks of node:test: the test that leaks fails', () => {
    const { stdout, status } = run('node.test.cjs', suite("const { it, beforeEach, afterEach } = require('node:test');"), [
      '--test',
      '--test-reporter=tap',
    ]);
    assert.equal(status, 1);
    assert.match(stdout, /# pass 1\n# fail 1\n/);
    assert.match(stdout, /not ok \d+ - forgets/);
    assert.match(stdout, /scope 'forgotten' made at .*node\.test\.cjs:\d+/);
  });

  it('as hooks of Mocha: the test that leaks fails', () => {
    const { stdout, status } = run('mocha.cjs', suite(''), [path.join(root, 'node_modules/mocha/bin/mocha.js'), '--reporter', 'tap']);
    assert.notEqual(status, 0);
    assert.match(stdout, /scope 'forgotten' made at .*mocha\.cjs:\d+/);
  });

  describe('as hooks of Vitest', () => {
    let project: string | undefined;
    let command = '';

    before(async function () {
      try {
        const vitest = (await import(pathToFileURL(path.join(root, 'test/runtime/vitest.mjs')).href)) as {
          makeProject(): string;
          readonly command: string;
        };
        project = vitest.makeProject();
        ({ command } = vitest);
      } catch (error) {
        console.error(`!!! assertNoLeaks was NOT tried under Vitest, which could not be installed: ${(error as Error).message} !!!`);
        this.skip();
      }
    });

    after(() => {
      if (project !== undefined) fs.rmSync(project, { recursive: true, force: true });
    });

    const cases = `
      import { closeSync, openSync } from 'node:fs';
      import { createServer } from 'node:net';
      import { afterEach, beforeEach, test, vi } from 'vitest';
      import { scope } from 'deferscope';
      import { own } from 'deferscope/own';
      import { assertNoLeaks } from 'deferscope/leaks';

      assertNoLeaks({ beforeEach, afterEach }, { settleMs: 300 });
      const listen = (): Promise<ReturnType<typeof createServer>> => new Promise((resolve) => { const server = createServer().listen(0, () => { resolve(server); }); });

      test('closes a scope', () => { scope().dispose(); });
      test('closes a file', () => { closeSync(openSync('package.json')); });
      test('closes a server', async () => { const server = await listen(); await new Promise((resolve) => { server.close(resolve); }); });
      test('waits for a timer', async () => { await new Promise((resolve) => { setTimeout(resolve, 5); }); });
      test('leaves the fake time on', () => { vi.useFakeTimers(); });
      test('turns it off', () => { vi.useRealTimers(); });
      test('leaves a scope', () => { scope({ label: 'forgotten' }); });
      test('comes after a test that fails', () => {});
      test('leaves an owned value', () => { own(1, () => {}, { label: 'kept' }); });
      test('leaves a file', () => { openSync('package.json'); });
      test('leaves a server', async () => { await listen(); });
      test('leaves a timer', () => { setInterval(() => {}, 1e6); });
    `;

    for (const pool of ['forks', 'vmForks'])
      it(`pool ${pool}: the tests that leak fail, and no other`, () => {
        assert(project !== undefined);
        fs.writeFileSync(path.join(project, 'package.json'), '{ "private": true }');
        fs.writeFileSync(path.join(project, 'leaks.test.ts'), cases);
        const env = Object.fromEntries(
          Object.entries(process.env).filter(([key]) => !['NODE_OPTIONS', 'NODE_TEST_CONTEXT', 'DEFERSCOPE_COUNTS'].includes(key)),
        );
        const told = path.join(project, 'results.json');
        const { stderr, status } = spawnSync(
          process.execPath,
          [command, 'run', `--pool=${pool}`, '--reporter=json', `--outputFile=${told}`, '--root', project],
          { encoding: 'utf8', cwd: project, env },
        );
        assert.equal(status, 1, stderr);
        const { testResults } = JSON.parse(fs.readFileSync(told, 'utf8')) as {
          testResults: { assertionResults: { title: string; status: string; failureMessages: string[] }[] }[];
        };
        const results = testResults.flatMap(({ assertionResults }) => assertionResults);
        assert.equal(results.length, 12);
        // Only Linux reports files.
        const leaves = ({ title }: { title: string }): boolean =>
          /^leaves an? /.test(title) && (process.platform === 'linux' || !title.endsWith('file'));
        for (const one of results)
          assert.equal(one.status, leaves(one) ? 'failed' : 'passed', `${one.title}: ${one.failureMessages.join()}`);
        const said = results.map(({ failureMessages }) => failureMessages.join()).join('\n');
        for (const what of [
          /scope 'forgotten' made at .*leaks\.test\.ts:/,
          /owned value 'kept' made at .*leaks\.test\.ts:/,
          /server made at .*leaks\.test\.ts:/,
          /timer made at .*leaks\.test\.ts:/,
        ])
          assert.match(said, what);
        // Vitest applies source maps to the stacks of modules that have no separate context.
        const lineOf = (text: string): number => cases.split('\n').findIndex((line) => line.includes(text)) + 1;
        if (pool === 'forks')
          for (const [what, test] of [
            ["'forgotten'", 'leaves a scope'],
            ['timer', 'leaves a timer'],
          ] as const)
            assert.match(said, new RegExp(`${what} made at .*leaks\\.test\\.ts:${lineOf(test)}:`));
      });
  });
});
