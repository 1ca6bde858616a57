import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as fs from 'node:fs';
import type { Snapshot } from '../../../../src/core/snapshot.ts';
import { formatSnapshot } from '../../../../src/core/snapshotText.ts';
import { inEnglish } from '../../../../src/core/translate.ts';
import { toSnapshot } from '../../../../src/replay/moment/momentSnapshot.ts';
import type { RecordedEvent } from '../../../../src/wire/recordingFormat.ts';
import type { RecordingFile } from '../../../../src/replay/file/recordingFile.ts';
import { MomentIndex, type Moment } from '../../../../src/replay/moment/momentIndex.ts';
import { decodeSnapshot } from '../../../../src/wire/decodeSnapshot.ts';
import { fullSnapshot } from '../../core/snapshots.ts';
import { assertSnapshot } from '../../schema.ts';
import { openRecording, serverEvents, toLines, useFolder } from '../recordings.ts';

function snapshotOf(moment: Moment, file: RecordingFile): Snapshot {
  return toSnapshot({ moment, header: file.header, moments: file, t: inEnglish });
}

describe('the moments of a recording', () => {
  const folder = useFolder();

  async function read(
    events: readonly unknown[],
    every = 2000,
  ): Promise<{ file: RecordingFile; moments: MomentIndex; textAt: (index: number) => string }> {
    const file = await openRecording(folder.write(toLines(events)));
    const moments = new MomentIndex(file, { every });
    return { file, moments, textAt: (index) => formatSnapshot(snapshotOf(moments.seek(index), file)).text };
  }

  it('show what was pending, in run order, with what already ran', async () => {
    const { file, textAt } = await read(serverEvents());
    assert.equal(
      textAt(4),
      `Deferscope snapshot · deferscope-replay · registered at server.mjs:12 · 3 pending

registered: unlock()
  request 1  server.mjs:10  ends when it is disposed of
      1  unlock()  server.mjs:12  awaited
      2  release(connection)  server.mjs:11  awaited
  main  server.mjs:1
      1  close(log)  log = a Log  server.mjs:2
`,
    );
    assert.equal(
      textAt(7),
      `Deferscope snapshot · deferscope-replay · started at server.mjs:11 · 1 pending

started: release(connection)
  request 1  server.mjs:10  is being disposed of
    now  release(connection)  server.mjs:11  awaited
  main  server.mjs:1
      1  close(log)  log = a Log  server.mjs:2

Already ran, newest first
  unlock()  server.mjs:12
`,
    );
    file.close();
  });

  it('show failures, timeouts and resources', async () => {
    const { file, textAt } = await read(serverEvents());
    assert.equal(
      textAt(22),
      `Deferscope snapshot · deferscope-replay · failed at server.mjs:21 · 2 pending

failed: rollback() · unwinding: connection lost · unwinding: no such table
  query  server.mjs:20
  request 2  server.mjs:10  ends when it is disposed of
      1  release(connection)  server.mjs:11  awaited
  main  server.mjs:1
      1  close(log)  log = a Log  server.mjs:2

Resources
  pool connections  server.mjs:3
    connection 2  lent

Already ran, newest first
  rollback()  failed: connection lost  server.mjs:21
  end(statement)  failed: abandoned: the scope went on without it  server.mjs:22
  release(connection)  server.mjs:11
  unlock()  server.mjs:12
`,
    );
    assert.match(textAt(19), /now {2}end\(statement\) {2}server\.mjs:22 {2}at most 100 ms {2}its time is up/);
    file.close();
  });

  it('say at the end what never ran', async () => {
    const { file, textAt } = await read(serverEvents());
    assert.match(
      textAt(27),
      /exit · 1 pending[^]*request 2 · ended: its cleanups never ran[^]*1 {2}release\(connection\) {2}server\.mjs:11[^]*Problems\n {2}error {2}1 cleanup never ran: request 2 was open when the process ended/,
    );
    file.close();
  });

  it('begin with nothing', async () => {
    const { file, moments } = await read([]);
    const snapshot = snapshotOf(moments.seek(0), file);
    assert.equal(snapshot.absent?.reason, 'nothing-pending');
    assertSnapshot(snapshot);
    file.close();
  });

  it('show a debugger stop as it was', async () => {
    const { file, moments } = await read([{ kind: 'stop', t: 5, snapshot: fullSnapshot() }]);
    const snapshot = snapshotOf(moments.seek(0), file);
    assert.deepEqual(
      snapshot.stacks.map((stack) => stack.name),
      fullSnapshot().stacks.map((stack) => stack.name),
    );
    assert.equal(snapshot.session.type, 'deferscope-replay');
    assertSnapshot(snapshot);
    file.close();
  });

  it('count what is missing', async () => {
    const name = folder.write(
      `${toLines([{ kind: 'gap', t: 1, count: 12, reason: 'backpressure' }])}what?\n${JSON.stringify(serverEvents()[0])}\n`,
    );
    const file = await openRecording(name);
    const moments = new MomentIndex(file);
    assert.deepEqual(
      snapshotOf(moments.seek(2), file).problems.map((problem) => problem.message),
      ['1 lines of the recording cannot be read and were left out', '12 events are missing: the recorder had to drop them'],
    );
    await moments.survey();
    assert.deepEqual(moments.unreadable, [1]);
    file.close();
  });

  it('take cleanups along to another scope', async () => {
    const [open, register] = serverEvents();
    const { file, textAt } = await read([
      open,
      register,
      { kind: 'scope-opened', t: 2, scope: 9, form: 'object', name: 'new owner' },
      { kind: 'scope-moved', t: 3, scope: 1, to: 9 },
      { kind: 'started', t: 4, scope: 9, cleanup: 1 },
    ]);
    assert.match(textAt(3), /cleanups moved to new owner\n {2}new owner {2}ends when it is disposed of\n {6}1 {2}close\(log\)/);
    assert.match(textAt(4), /now {2}close\(log\)/);
    file.close();
  });

  it('find what leaked, failed and timed out', async () => {
    const { file, moments } = await read(serverEvents());
    assert.equal(moments.isSurveyed, false);
    await moments.survey();
    assert.deepEqual(moments.landmarks, { failed: [22], timedOut: [19], abandoned: [20], leaked: [13], stops: [] });
    assert.deepEqual(moments.eventsAt('/app/server.mjs', 11), { plain: [3, 7, 13], outcomes: [8] });
    assert.equal(moments.eventsAt('/app/server.mjs', 99), undefined);
    assert.equal(moments.originOf(8), 3);
    assert.equal(moments.originOf(0), -1);
    file.close();
  });

  it('go on when the file has grown', async () => {
    const events = serverEvents();
    const name = folder.write(toLines(events.slice(0, 14)));
    const file = await openRecording(name);
    const moments = new MomentIndex(file);
    await moments.survey();
    assert.deepEqual(moments.landmarks.leaked, [1, 13]);
    fs.appendFileSync(
      name,
      events
        .slice(14)
        .map((event) => `${JSON.stringify(event)}\n`)
        .join(''),
    );
    await file.refresh();
    assert.equal(moments.isSurveyed, false);
    await moments.survey();
    assert.deepEqual(moments.landmarks.leaked, [13]);
    file.close();
  });

  it('keep few states of a recording that leaks much, and the same answers', async () => {
    const events = Array.from({ length: 4000 }, (_, at): RecordedEvent => ({ kind: 'scope-opened', t: at, scope: at, form: 'object' }));
    const file = await openRecording(folder.write(toLines(events)));
    const moments = new MomentIndex(file, { every: 10, room: 5000 });
    await moments.survey();
    for (const at of [3999, 5, 2500, 2499, 1]) assert.equal(moments.seek(at).state.scopes.size, at + 1);
    file.close();
  });

  it('follow scopes that are their own parents, and nesting without end', async () => {
    const deep = Array.from({ length: 3000 }, (_, at) => ({ kind: 'scope-opened', t: at, scope: at + 1, form: 'function', parent: at }));
    const { file, moments } = await read([
      { kind: 'scope-opened', t: 0, scope: 5, form: 'object', parent: 5 },
      { kind: 'registered', t: 0, scope: 5, cleanup: 1, label: 'x' },
      ...deep,
    ]);
    assert.equal(snapshotOf(moments.seek(1), file).stacks[0]?.scopes.length, 1);
    assert.equal(snapshotOf(moments.seek(3000), file).stacks[0]?.scopes.length, 200);
    file.close();
  });

  it('are snapshots of the schema, whatever is recorded', async () => {
    const hostile = '\u202e\n\u0000[x](command:evil)​\ud800'.repeat(200);
    const { file, moments } = await read(
      serverEvents().map(
        (event) =>
          JSON.parse(
            JSON.stringify(event, (key, value: unknown) =>
              ['name', 'label', 'error', 'state', 'entry', 'value'].includes(key) ? hostile : value,
            ),
          ) as unknown,
      ),
    );
    for (let at = 0; at < file.count; at++) {
      const snapshot = snapshotOf(moments.seek(at), file);
      assertSnapshot(snapshot);
      assert.deepEqual(
        decodeSnapshot(JSON.parse(JSON.stringify(snapshot))),
        JSON.parse(JSON.stringify(snapshot)),
        'it is read back as it is',
      );
    }
    file.close();
  });

  const id = fc.integer({ min: 1, max: 6 });
  const anyEvent = fc.oneof(
    fc.record({
      kind: fc.constant('scope-opened'),
      scope: id,
      form: fc.constantFrom('object', 'function'),
      parent: id,
      async: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('registered'),
      scope: id,
      cleanup: id,
      label: fc.string(),
      at: fc.record({ path: fc.constant('/a'), line: id }),
    }),
    fc.record({ kind: fc.constant('started'), scope: id, cleanup: id }),
    fc.record({ kind: fc.constantFrom('done', 'failed', 'timed-out', 'abandoned', 'skipped'), scope: id, cleanup: id, error: fc.string() }),
    fc.record({ kind: fc.constantFrom('thrown', 'recovered', 'scope-closed'), scope: id }),
    fc.record({ kind: fc.constant('scope-moved'), scope: id, to: id }),
    fc.record({
      kind: fc.constant('resource'),
      resource: id,
      form: fc.constant('pool'),
      state: fc.constantFrom('open', 'lent'),
      gone: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('resource'),
      resource: id,
      form: fc.constant('pool'),
      state: fc.constantFrom('open', 'lent'),
      entry: fc.string({ maxLength: 3 }),
      gone: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('gap'), count: id, reason: fc.constant('backpressure') }),
    fc.constant('damaged'),
  );

  it('are the same going forward, going back, and in any order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { minLength: 1, maxLength: 60 }),
        fc.array(fc.nat(59), { maxLength: 20 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (events, jumps, every, surveyFirst) => {
          const file = await openRecording(
            folder.write(toLines(events.map((event, t) => (typeof event === 'string' ? event : { ...event, t })))),
          );
          const stateOf = (moments: MomentIndex, index: number): unknown => {
            const moment = moments.seek(index);
            return JSON.parse(JSON.stringify([snapshotOf(moment, file), [...moment.state.scopes], [...moment.state.resources]]));
          };
          const forward = new MomentIndex(file, { every: 1_000_000 });
          const expected = events.map((_, index) => stateOf(forward, index));
          const moments = new MomentIndex(file, { every, room: 200 });
          if (surveyFirst) await moments.survey();
          for (let index = events.length - 1; index >= 0; index--) assert.deepEqual(stateOf(moments, index), expected[index]);
          for (const jump of jumps) if (jump < events.length) assert.deepEqual(stateOf(moments, jump), expected[jump]);
          file.close();
        },
      ),
      { numRuns: 150 },
    );
  });
});
