// Programs that are recorded without changing them: what they do is the same, and the recording outlives them.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inEnglish } from '../../src/core/translate.ts';
import { RecordingFile } from '../../src/replay/file/recordingFile.ts';
import { MomentIndex } from '../../src/replay/moment/momentIndex.ts';
import { type Line, readLines, settle } from './recordedLines.ts';

const root = path.join(__dirname, '../../..');
const program = path.join(__dirname, 'recordedProgram.js');

describe('record, a whole program', function () {
  this.timeout(60_000);
  let folder = '';
  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-record-')));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const target = (name = 'run.deferscope.jsonl'): string => path.join(folder, name);

  interface Ran {
    readonly stdout: string;
    readonly stderr: string;
    readonly status: number | null;
  }
  const start = (args: readonly string[], env: Record<string, string>): Ran => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [...args], { encoding: 'utf8', env: { ...process.env, ...env } });
    return { stdout, stderr, status };
  };

  async function survey(file: string): Promise<{ leaked: string[]; failed: string[]; last: Line | undefined }> {
    const lines = readLines(file);
    const opened = await RecordingFile.open(file, inEnglish);
    const moments = new MomentIndex(opened);
    await moments.survey();
    const labels = (at: readonly number[]): string[] => at.map((index) => String(lines[index]?.['label'] ?? lines[index]?.['error']));
    const found = { leaked: labels(moments.landmarks.leaked), failed: labels(moments.landmarks.failed), last: lines.at(-1) };
    opened.close();
    return found;
  }

  for (const how of ['', 'exit'])
    it(`needs no change of it, and it does the same${how === '' ? '' : ', ended in the middle'}`, async () => {
      const args = how === '' ? [program] : [program, how];
      const without = start(args, {});
      assert.equal(without.stderr, '');
      const log = target();
      assert.deepEqual(start(args, { DEFERSCOPE_RECORD: log }), without);
      assert.deepEqual(
        start(args, { DEFERSCOPE_RECORD: log, DEFERSCOPE_RECORD_VALUES: 'off' }),
        without,
        'the recording of the run before is replaced',
      );
      assert.deepEqual(start(args, { DEFERSCOPE_RECORD: target('with.deferscope.jsonl') }), without);
      const { leaked, last } = await survey(target('with.deferscope.jsonl'));
      assert.deepEqual(leaked, ['release(Connection {id: 3})', ...(how === 'exit' ? ['log("never printed")'] : [])]);
      assert.deepEqual(last === undefined ? undefined : settle(last), {
        kind: 'exit',
        code: how === '' ? 0 : 3,
        pending: leaked.length,
        scopes: leaked.length,
      });
    });

  it('is there after it was killed, up to what was written', async () => {
    const child = spawn(process.execPath, [program, 'wait'], {
      env: { ...process.env, DEFERSCOPE_RECORD: target() },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes('waiting')) resolve();
      });
    });
    // It writes by itself, after a moment.
    while (!fs.readFileSync(target(), 'utf8').includes('Symbol.dispose')) await nextTurn();
    const ended = new Promise<void>((resolve) => {
      child.once('close', () => {
        resolve();
      });
    });
    child.kill('SIGKILL');
    await ended;
    const { leaked, last } = await survey(target());
    assert.deepEqual(leaked, ['release(Connection {id: 3})']);
    assert.equal(last?.kind, 'scope-closed');
  });

  it('is not made where the variable names something else, and the program runs all the same', () => {
    fs.writeFileSync(target('notes.txt'), 'mine\n');
    const ran = start([program], { DEFERSCOPE_RECORD: target('notes.txt') });
    assert.equal(ran.status, 0);
    assert.match(
      ran.stderr,
      /^deferscope: recording-failed: DEFERSCOPE_RECORD is set, but nothing is recorded: .*notes\.txt already exists/,
    );
    assert.equal(ran.stdout, start([program], {}).stdout);
    assert.equal(fs.readFileSync(target('notes.txt'), 'utf8'), 'mine\n');
  });

  it('has a file of its own for each worker and child process', () => {
    const text = `const { Worker, isMainThread } = require('node:worker_threads'); const { spawnSync } = require('node:child_process');
      if (isMainThread && !process.env.INNER) { new Worker(__filename).on('exit', () => { spawnSync(process.execPath, [__filename], { env: { ...process.env, INNER: '1' } }); }); }
      require(${JSON.stringify(path.join(root, 'dist/runtime/node.cjs'))}).scope({ label: isMainThread ? process.env.INNER ? 'child' : 'main' : 'worker' }).dispose();`;
    fs.writeFileSync(target('threads.cjs'), text);
    assert.deepEqual(start([target('threads.cjs')], { DEFERSCOPE_RECORD: target() }), { stdout: '', stderr: '', status: 0 });
    const recordings = fs
      .readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .sort();
    assert.equal(recordings.length, 3);
    assert.deepEqual(recordings.map((name) => readLines(target(name))[0]?.['name']).sort(), ['child', 'main', 'worker']);
  });
});
