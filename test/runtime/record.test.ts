// Recordings by the library: what is written, for which events, and that the program does not notice.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Background } from '../../src/runtime/background/background.ts';
import { asyncScope, run, runAsync, scope } from '../../src/runtime/deferscope.ts';
import { Gate } from '../../src/runtime/gate/gate.ts';
import { ResourceGuard } from '../../src/runtime/guard/guard.ts';
import { Budget, within } from '../../src/runtime/limit/limit.ts';
import { ManagedResources } from '../../src/runtime/managed/managed.ts';
import { own } from '../../src/runtime/own/own.ts';
import { Pool } from '../../src/runtime/pool/pool.ts';
import { record, type Recording, type RecordOptions } from '../../src/runtime/record/record.ts';
import { dispose } from '../../src/runtime/scopes/symbols.ts';
import { caught } from './caught.ts';
import { FakeClock } from './fakeClock.ts';
import { type Line, readLines, tell } from './recordedLines.ts';
import { reported } from './reported.ts';

describe('record', function () {
  this.timeout(60_000);
  let folder = '';
  let recording: Recording | undefined;
  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-record-')));
  });
  afterEach(() => {
    recording?.close();
    recording = undefined;
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const target = (name = 'run.deferscope.jsonl'): string => path.join(folder, name);

  /** What is recorded while `act` runs. */
  async function recorded(act: () => unknown, options: Partial<RecordOptions> = {}): Promise<Line[]> {
    recording = record({ file: target(), ...options });
    await act();
    recording.close();
    return readLines(target());
  }

  it('writes what a synchronous body registers and runs, fails with and recovers from', async () => {
    const ok: (...args: readonly unknown[]) => void = () => undefined;
    const fail = (): void => {
      throw new Error('in a cleanup');
    };
    const lines = await recorded(() => {
      run<number>({ label: 'body' }, (s) => {
        s.defer(ok, 1, 'two');
        s.defer(() => {
          s.recover();
        });
        s.deferOnError(ok);
        s.label('named').defer(fail);
        throw new TypeError('in the body');
      });
      run({ label: 'pass over' }, (s) => {
        s.deferOnError(ok);
      });
    });
    assert.deepEqual(tell(lines), [
      '1 scope-opened body',
      '1.1 registered ok(1, "two")',
      '1.2 registered () => { s.recover(); }',
      '1.3 registered ok() (on error)',
      '1.4 registered named',
      '1 thrown: TypeError: in the body',
      '1.4 started',
      '1.4 failed: in a cleanup',
      '1.3 started',
      '1.3 done',
      '1.2 started',
      '1 recovered: in a cleanup',
      '1.2 done',
      '1.1 started',
      '1.1 done',
      '1 scope-closed',
      '2 scope-opened pass over',
      '2.1 registered ok() (on error)',
      '2.1 skipped',
      '2 scope-closed',
    ]);
    const times = lines.map(({ t }) => t as number);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
  });

  it('writes in which body or cleanup a scope was opened, also after an await, and of a timer', async () => {
    const lines = await recorded(async () => {
      await runAsync({ label: 'outer' }, async (s) => {
        s.defer(async () => {
          await nextTurn();
          run({ label: 'of the cleanup' }, () => undefined);
        });
        await nextTurn();
        await Promise.all(
          [1, 2].map((n) =>
            runAsync({ label: `inner ${n}` }, async () => {
              await nextTurn();
              scope({ label: `innermost ${n}` }).dispose();
            }),
          ),
        );
        await new Promise<void>((resolve) => {
          setTimeout(() => {
            scope({ label: 'of a timer' }).dispose();
            resolve();
          }, 1);
        });
      });
      scope({ label: 'outside' }).dispose();
    });
    const parents = lines
      .filter(({ kind }) => kind === 'scope-opened')
      .map(({ name, parent }) => [name, lines.find(({ kind, scope: id }) => kind === 'scope-opened' && id === parent)?.['name']]);
    assert.deepEqual(
      parents.sort((a, b) => String(a[0]).localeCompare(String(b[0]))),
      [
        ['inner 1', 'outer'],
        ['inner 2', 'outer'],
        ['innermost 1', 'inner 1'],
        ['innermost 2', 'inner 2'],
        ['of a timer', 'outer'],
        ['of the cleanup', 'outer'],
        ['outer', undefined],
        ['outside', undefined],
      ],
    );
  });

  it('writes where scopes were opened and cleanups registered', async () => {
    const here: (...args: readonly unknown[]) => number = () =>
      Number(/:(\d+):\d+\)?$/.exec((new Error().stack ?? '').split('\n')[2] ?? '')?.[1]);
    const expected: number[] = [];
    const lines = await recorded(() => {
      const s = scope({ label: String(expected.push(here())) });
      s.defer(here, expected.push(here()));
      s.adopt(expected.push(here()), here);
      s[expected.push(here()) > 0 ? 'move' : 'dispose']()?.dispose();
    });
    const places = lines.flatMap(({ at }) => (at === undefined ? [] : [at as { path: string; line: number }]));
    assert.deepEqual(
      places.map(({ line }) => line),
      expected,
    );
    assert.deepEqual([...new Set(places.map((place) => place.path))], [__filename]);
  });

  it('writes moves and several awaited cleanups', async () => {
    const lines = await recorded(async () => {
      const s = scope({ label: 'from' });
      s.defer(Number);
      s.move().dispose();
      const a = asyncScope();
      a.defer(async () => {
        await Promise.reject(new Error('late'));
      });
      a.use(null);
      await assert.rejects(a.disposeAsync(), /late/);
    });
    assert.deepEqual(
      tell(lines).map((line) => line.replace(/ async.*$/, '')),
      [
        '1 scope-opened from',
        '1.1 registered Number()',
        '2 scope-opened from',
        '1 scope-moved to 2',
        '2.1 started',
        '2.1 done',
        '2 scope-closed',
        tell(lines)[7] ?? '',
        '3.1 registered',
        '3.1 started',
        '3.1 failed: late',
        '3 scope-closed',
      ],
    );
    assert.equal(lines[7]?.['async'], true);
  });

  it('writes what ran out of time, and what its scope went on without', async () => {
    const clock = new FakeClock();
    const ended = (policy: 'wait' | 'abandon' | 'background'): Promise<Line[]> =>
      recorded(async () => {
        let finish: (() => void) | undefined;
        const s = asyncScope();
        s.label('slow').defer(
          within(
            { ms: 10, policy, clock, onTimeout: () => undefined, supervisor: new Background() },
            () =>
              new Promise<void>((resolve) => {
                finish = resolve;
              }),
          ),
        );
        const end = s.disposeAsync().catch(() => undefined);
        await nextTurn();
        clock.advance(11);
        if (policy === 'wait') finish?.();
        await end;
        finish?.();
        await nextTurn();
      });
    const kinds = async (policy: 'wait' | 'abandon' | 'background'): Promise<string[]> =>
      (await ended(policy)).filter(({ kind }) => kind !== 'resource').map(({ kind }) => kind);
    assert.deepEqual(await kinds('wait'), ['scope-opened', 'registered', 'started', 'timed-out', 'done', 'scope-closed']);
    assert.deepEqual(await kinds('abandon'), ['scope-opened', 'registered', 'started', 'timed-out', 'abandoned', 'thrown', 'scope-closed']);
    assert.deepEqual(await kinds('background'), ['scope-opened', 'registered', 'started', 'timed-out', 'abandoned', 'scope-closed']);
    const lines = await recorded(async () => {
      const s = asyncScope({ budget: new Budget({ ms: 10, clock, onTimeout: () => undefined }) });
      s.defer(() => new Promise(() => undefined));
      const end = s.disposeAsync().catch(() => undefined);
      await nextTurn();
      clock.advance(11);
      await end;
    });
    assert.deepEqual(
      [lines[1]?.['timeoutMs'], ...lines.map(({ kind }) => kind).slice(2)],
      [10, 'started', 'timed-out', 'abandoned', 'thrown', 'scope-closed'],
    );
  });

  it('writes what becomes of guards, managed resources, pools, gates, owned values and background work', async () => {
    const clock = new FakeClock();
    const lines = await recorded(async () => {
      const guard = new ResourceGuard({ label: 'accounts', ttlMs: 10, clock, onExpired: () => undefined });
      guard.tryAcquire('alice', { owner: 'one' })?.release();
      guard.tryAcquire('bob', { owner: 'two' });
      clock.advance(11);
      guard.close();
      const managed = new ManagedResources({ label: 'services' });
      managed.add('database', {
        start() {
          throw new Error('refused');
        },
      });
      await managed.create('database');
      await assert.rejects(managed.start('database'), /refused/);
      const pool = new Pool({ label: 'buffers', create: () => ({}) });
      const object = pool.get();
      pool.put(object);
      pool.close();
      const owned = own(1, () => undefined, { label: 'upload' });
      owned.dispose();
      const background = new Background({ onFailed: () => undefined });
      background.run(() => undefined, { label: 'flush' });
      background.run(
        () => {
          throw new Error('disk full');
        },
        { label: 'audit' },
      );
      await background.drain();
      const gate = new Gate({ label: 'http', policy: { maxActive: 1 } });
      const inside = gate.enter();
      gate.close();
      inside.leave();
    });
    assert.deepEqual(tell(lines.filter(({ kind }) => kind === 'resource')), [
      'resource accounts open',
      'resource accounts alice held',
      'resource accounts alice released (gone)',
      'resource accounts bob held',
      'resource accounts bob expired (gone)',
      'resource accounts closed',
      'resource services open',
      'resource services database stopped',
      'resource services database error !refused',
      'resource buffers open, 1 lent',
      'resource buffers open, 0 lent',
      'resource buffers closed, 0 lent',
      'resource upload held',
      'resource upload disposed (gone)',
      'resource flush running',
      'resource audit running',
      'resource flush finished (gone)',
      'resource audit failed (gone) !disk full',
      'resource http refusing',
      'resource http draining',
      'resource http closed',
    ]);
  });

  it('tells values in a few words and touches nothing of the program', async () => {
    let touched = 0;
    const touch = (): never => {
      touched += 1;
      throw new Error('touched');
    };
    class Connection {
      readonly id = 731;
      readonly password = 'secret';
    }
    const hostile = Object.defineProperties(
      { toString: touch, toJSON: touch, [Symbol.toPrimitive]: touch },
      { id: { get: touch, enumerable: true }, name: { value: 'Eve' } },
    );
    const traps = Object.fromEntries(['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf'].map((trap) => [trap, touch]));
    const sparse: unknown[] = [1, , 3, 4, 5];
    const values: readonly (readonly [unknown, string])[] = [
      ['Ada', '"Ada"'],
      ['x'.repeat(1000), `"${'x'.repeat(80)}…"`],
      ['a\n"\u202e\ud800', '"a\\n\\"\u202e\\ud800"'],
      [1.5, '1.5'],
      [-0, '0'],
      [10n, '10n'],
      [undefined, 'undefined'],
      [null, 'null'],
      [Symbol('s'), 'Symbol(s)'],
      [
        function shut() {
          /* nothing */
        },
        'function shut',
      ],
      [{}, '{…}'],
      [{ id: 5, password: 'p' }, '{id: 5}'],
      [new Connection(), 'Connection {id: 731}'],
      [[1, 'b', {}, 4, 5], '[1, "b", {…}, … 2 more]'],
      [sparse, '[1, …, 3, … 2 more]'],
      [new Error('lost'), 'Error {message: "lost"}'],
      [new Map([[1, 2]]), 'Map(1)'],
      [new Set(), 'Set(0)'],
      [new Date(0), 'Date 1970-01-01T00:00:00.000Z'],
      [new Date(Number.NaN), 'Invalid Date'],
      [new Uint8Array(70_000), 'Uint8Array(70000)'],
      [Buffer.alloc(3), 'Uint8Array(3)'],
      [new DataView(new ArrayBuffer(1)), 'DataView'],
      [hostile, '{name: "Eve"}'],
      [new Proxy({}, traps), 'a Proxy'],
      [Object.create(new Proxy({}, traps)), '{…}'],
      [Object.create(null), '{…}'],
      [{ constructor: Map }, 'Map'],
      [{ id: { id: 1 }, name: [1] }, '{id: {…}, name: […]}'],
      [Object.defineProperty([0], 0, { get: touch }), '[…]'],
    ];
    const lines = await recorded(() => {
      const s = scope();
      for (const [value] of values) s.defer(Boolean, value);
      s.dispose();
    });
    assert.deepEqual(
      lines.filter(({ kind }) => kind === 'registered').map(({ args }) => (args as { value: string }[])[0]?.value),
      values.map(([, words]) => words),
    );
    assert.equal(touched, 0);
    assert.doesNotMatch(fs.readFileSync(target(), 'utf8'), /secret|"p"/);
  });

  it('leaves values out when it is told to', async () => {
    const lines = await recorded(
      () => {
        run((s) => {
          s.defer((token: string) => {
            throw new TypeError(`bad ${token}`);
          }, 'secret');
          s.defer(() => {
            s.recover();
          });
          s.use({
            id: 'secret',
            [dispose]() {
              /* nothing */
            },
          });
          throw new Error('secret');
        });
      },
      { values: false },
    ).catch((error: unknown) => error);
    assert(lines instanceof TypeError);
    recording?.close();
    const text = fs.readFileSync(target(), 'utf8');
    assert.doesNotMatch(text, /secret|"args"/);
    assert.match(text, /"error":"TypeError"/);
  });

  it('writes what the redaction hook makes of a text, and nothing when it fails', async () => {
    const asked: [string, string][] = [];
    const lines = await recorded(
      () => {
        const s = scope({ label: 'token abc' });
        s.defer(Number, 'token abc');
        s.label('fails').defer(() => {
          throw new Error('token abc');
        });
        assert.throws(() => {
          s.dispose();
        });
      },
      {
        redact(text, kind) {
          asked.push([text, kind]);
          // What the hook itself registers is not recorded.
          scope().dispose();
          if (text === 'fails') throw new Error('hook');
          return text.replace('abc', '***');
        },
      },
    );
    assert.deepEqual(asked, [
      ['token abc', 'label'],
      ['"token abc"', 'value'],
      ['fails', 'label'],
      ['token abc', 'error'],
    ]);
    assert.deepEqual(tell(lines).slice(0, 5), [
      '1 scope-opened token ***',
      '1.1 registered Number("token ***")',
      '1.2 registered [redacted]',
      '1.2 started',
      '1.2 failed: token ***',
    ]);
  });

  it('is one at a time: a second call gets the first one, with what it leaves out left out', async () => {
    const lines = await recorded(() => {
      assert.equal(record({ file: target('other.deferscope.jsonl'), values: false }), recording);
      assert.equal(record({ file: target('other.deferscope.jsonl'), redact: () => 'first' }), recording);
      record({ file: target(), redact: (text) => `${text}, second` });
      scope({ label: 'x' }).defer(Number, 5);
    });
    assert.deepEqual(tell(lines), ['1 scope-opened first, second', '1.1 registered Number()']);
    assert.deepEqual(fs.readdirSync(folder), ['run.deferscope.jsonl']);
    assert.equal(recording?.open, false);
    scope({ label: 'not recorded' }).dispose();
    assert.equal(readLines(target()).length, lines.length);
  });

  for (const [options, message] of [
    [undefined, /expected options such as \{ file/],
    [{}, /file must be a string/],
    [{ file: '' }, /must not be empty/],
    [{ file: 'x', values: 1 }, /values must be true or false/],
    [{ file: 'x', redact: 1 }, /redact must be a function/],
    [{ file: 'x', maxBytes: 5 }, /maxBytes/],
    [{ file: 'x', flushMs: 0 }, /flushMs/],
    [{ file: '/nowhere/x.deferscope.jsonl' }, /ENOENT/],
  ] as const)
    it(`refuses ${JSON.stringify(options)}`, () => {
      assert.match((caught(() => record(options as never)) as Error).message, message);
    });

  it('replaces an old recording, and nothing else', () => {
    fs.writeFileSync(
      target(),
      '{"schema":"deferscope.recording","version":1,"startedAt":"2026-01-02T03:04:05.000Z","program":{"name":"x","pid":0}}\n',
    );
    record({ file: target() }).close();
    assert.match(fs.readFileSync(target(), 'utf8'), new RegExp(`"pid":${process.pid}`));
    assert.equal(fs.statSync(target()).mode & 0o777, 0o600);
    fs.writeFileSync(target('notes.txt'), 'mine\n');
    assert.throws(() => record({ file: target('notes.txt') }), /already exists and is not a recording/);
    assert.throws(() => record({ file: folder }), /already exists and is not a recording/);
    assert.equal(fs.readFileSync(target('notes.txt'), 'utf8'), 'mine\n');
  });

  it('does not touch what a process that lives is recording', () => {
    fs.writeFileSync(
      target(),
      `{"schema":"deferscope.recording","version":1,"startedAt":"2026-01-02T03:04:05.000Z","program":{"name":"x","pid":${process.ppid}}}\n`,
    );
    const made = record({ file: target() });
    made.close();
    assert.equal(made.file, target(`run.${process.pid}.deferscope.jsonl`));
    assert.match(fs.readFileSync(target(), 'utf8'), new RegExp(`"pid":${process.ppid}`));
  });

  it('begins another file when one is full, with what is open then, and keeps one before', async () => {
    const kept = scope({ label: 'kept open' });
    await recorded(
      () => {
        kept.label('waits').defer(Number, 1);
        for (let at = 0; at < 4000; at++)
          run((s) => {
            s.defer(Number, at);
          });
      },
      { maxBytes: 200_000 },
    );
    kept.dispose();
    assert.deepEqual(fs.readdirSync(folder).sort(), ['run.1.deferscope.jsonl', 'run.deferscope.jsonl']);
    const [gap, ...lines] = readLines(target());
    assert.deepEqual([gap?.kind, gap?.['reason']], ['gap', 'rotated']);
    assert((gap?.['count'] as number) > 100);
    const at = lines.findIndex(({ name }) => name === 'kept open');
    assert.deepEqual([at >= 0 && at < 20, lines[at + 1]?.['label']], [true, 'waits']);
    // On a slow disk, lines that wait in memory are added to this; the bound itself is tested with a fake disk.
    for (const name of fs.readdirSync(folder)) assert(fs.statSync(path.join(folder, name)).size < 200_000 + 4 * 1024 * 1024);
  });

  it('ends, and says so, when it cannot be written any more', async () => {
    const made = record({ file: target(), maxBytes: 65_536 });
    fs.rmSync(folder, { recursive: true });
    // The next file cannot be made if the folder does not exist.
    const news = await reported(() => {
      for (let at = 0; at < 3000 && made.open; at++) scope({ label: 'x'.repeat(200) }).dispose();
    });
    assert.deepEqual(
      news.map(({ kind, message }) => [kind, message]),
      [['recording-failed', `The recording ${target()} ends here: it could not be written`]],
    );
    assert.equal(made.open, false);
    made.close();
  });
});
