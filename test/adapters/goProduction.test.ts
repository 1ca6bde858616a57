import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { formatSnapshot } from '../../src/core/snapshotText.ts';
import { assertSnapshot } from '../unit/schema.ts';
import { withoutValues } from './goCases.ts';
import { compactSnapshot } from './compactSnapshot.ts';
import { buildGo, DEBUGGEES, GoRun, readLines, requireGo, setupDelve, type GoRunOptions } from './delve.ts';

/** What a program of a production build holds while it waits, whoever looks at it. */
const WAITING = [
  '  hold  :24',
  '    1 release("b")  :19  calls production.release',
  '    2 release("a")  :17  calls production.release',
].join('\n');
/** A goroutine that holds nothing but open-coded calls. */
const OTHER = ['  other  :53', '    1 release("y")  :48  calls production.release'].join('\n');

const DIED =
  'The program died here because nothing recovered the panic: Go ran the deferred calls of this goroutine before it died, and those pending elsewhere never ran';

describe('Go programs in production', function () {
  this.timeout(120_000);
  const source = path.join(DEBUGGEES, 'production/main.go');
  let dlv = '';
  let folder = '';
  let binary = '';

  before(function () {
    this.timeout(300_000);
    requireGo(this);
    dlv = setupDelve();
    folder = mkdtempSync(path.join(os.tmpdir(), 'deferscope-go-'));
    binary = buildGo('production', [], DEBUGGEES, 'production');
  });

  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  async function snapshotOf(options: Partial<GoRunOptions>): Promise<Snapshot> {
    const run = await GoRun.start({ program: binary, dlv, breakpoints: new Map(), ...options });
    try {
      const stop = await run.run.nextStop(0);
      assert.ok(stop, 'it did not stop');
      const snapshot = await run.snapshot(stop);
      assertSnapshot(snapshot);
      return snapshot;
    } finally {
      await run.end();
    }
  }

  function assertWaiting(snapshot: Snapshot): void {
    const text = withoutValues(compactSnapshot(snapshot, 'main.go')).replaceAll('calls main.', 'calls production.');
    assert.ok(text.includes(withoutValues(WAITING)), text);
    assert.ok(text.includes(withoutValues(OTHER)), text);
    assert.deepEqual(
      snapshot.problems.filter(({ message }) => /not known which|could not be read|fatal error/.test(message)),
      [],
    );
  }

  /** The core that the kernel writes when a program dies; undefined if it writes none here. */
  function dump(mode: string, end?: NodeJS.Signals): string | undefined {
    const place = mkdtempSync(path.join(folder, `${mode}-`));
    const script =
      end === undefined
        ? 'exec "$0" "$1" 2>out'
        : '"$0" "$1" 2>out & p=$!; until grep -q ready out; do sleep 0.01; done; kill -s "$2" $p; wait $p';
    spawnSync('sh', ['-c', `ulimit -c unlimited; ${script}`, binary, mode, (end ?? '').replace('SIG', '')], {
      cwd: place,
      timeout: 60_000,
    });
    const core = readdirSync(place).find((name) => name.startsWith('core'));
    return core === undefined ? undefined : path.join(place, core);
  }

  async function readCore(test: Mocha.Context, mode: string, end?: NodeJS.Signals): Promise<Snapshot> {
    const core = dump(mode, end);
    if (core === undefined) {
      console.error(`!!! This system writes no core dumps (${readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim()}) !!!`);
      test.skip(); // on a user's machine; test/run.mjs fails if CI is set
    }
    return snapshotOf({ configuration: { mode: 'core', coreFilePath: core } });
  }

  for (const [name, flags] of [
    ['', []],
    [' with its race detector', ['-race']],
    [' at any address (PIE)', ['-buildmode=pie']],
    [' without paths (-trimpath)', ['-trimpath']],
  ] as const)
    it(`attached to while it runs${name}`, async () => {
      const built =
        flags.length === 0 ? binary : buildGo('production', flags, DEBUGGEES, `production${flags.join('')}`.replaceAll('=', '-'));
      const program = spawn(built, ['wait'], { stdio: ['ignore', 'ignore', 'pipe'] });
      try {
        await new Promise((resolve) => program.stderr.once('data', resolve));
        const line = readLines(source).findIndex((text) => text.includes('time.Sleep')) + 1;
        const isTrimmed = flags.some((flag) => flag === '-trimpath');
        const snapshot = await snapshotOf({
          program: '',
          configuration: {
            request: 'attach',
            mode: 'local',
            processId: program.pid,
            ...(isTrimmed ? { substitutePath: [{ from: DEBUGGEES, to: 'example.com/debuggees' }] } : {}),
          },
          breakpoints: new Map([[source, [line]]]),
        });
        assertWaiting(snapshot);
      } finally {
        program.kill('SIGKILL');
      }
    });

  for (const signal of ['SIGQUIT', 'SIGABRT'] as const)
    it(`the core of one that was ended by ${signal}: all that it held`, async function () {
      assertWaiting(await readCore(this, 'wait', signal));
    });

  for (const mode of ['crash', 'error'])
    it(`the core of an unrecovered ${mode === 'crash' ? 'panic' : 'run-time error'}: Go ran the goroutine's deferred calls`, async function () {
      const snapshot = await readCore(this, mode);
      const [current] = snapshot.stacks;
      assert.deepEqual([current?.current, current?.scopes], [true, []]);
      assert.ok(snapshot.problems.some(({ message }) => message === DIED));
      const { text } = formatSnapshot(snapshot);
      assert.ok(text.includes(DIED), text);
      assert.ok(text.includes('release("y")'), text);
    });

  it('the core of a panic in another goroutine than the first: that one is current', async function () {
    const snapshot = await readCore(this, 'beside');
    assert.equal(snapshot.stop.location?.path, source);
    assert.ok((snapshot.stop.threadId ?? 0) > 1);
    assert.ok(formatSnapshot(snapshot).text.includes(DIED));
  });
});
