import assert from 'node:assert/strict';
import * as path from 'node:path';
import { inEnglish } from '../../../../src/core/translate.ts';
import { RecordedMoments } from '../../../../src/replay/moment/recordedMoments.ts';
import { RecordingError } from '../../../../src/replay/file/recordingError.ts';
import { cleanup, scope, snapshot, stack } from '../../core/snapshots.ts';
import { HEADER, serverEvents, toLines, useFolder } from '../recordings.ts';

describe('RecordedMoments', () => {
  const folder = useFolder();

  async function use<T>(file: string, work: (moments: RecordedMoments) => T): Promise<T> {
    const moments = await RecordedMoments.open(file, inEnglish);
    try {
      return work(moments);
    } finally {
      moments.close();
    }
  }

  const server = (): string => folder.write(toLines(serverEvents()));
  const stopsOf = (count: number): unknown[] =>
    Array.from({ length: count }, (_, at) => ({
      kind: 'stop',
      t: at * 100,
      snapshot: snapshot({ stacks: [stack({ scopes: [scope({ total: 1, cleanups: [cleanup({ label: `close(${at})` })] })] })] }),
    }));

  it('finds the stops of a debugger, and gives what was pending at each', () =>
    use(folder.write(toLines(stopsOf(3))), (moments) => {
      assert.deepEqual(moments.find(50), { indexes: [0, 1, 2], total: 3 });
      const { name, event, time, snapshot: pending } = moments.read(1);
      assert.match(event, /^the debugger stopped: /);
      assert.deepEqual(
        [name, time, pending.stacks[0]?.scopes[0]?.cleanups[0]?.label],
        ['#2', '100 ms after the start of server.mjs', 'close(1)'],
      );
    }));

  it('finds the last ones of many, and says how many there are', () =>
    use(folder.write(toLines(stopsOf(5))), (moments) => {
      assert.deepEqual(moments.find(2), { indexes: [3, 4], total: 5 });
    }));

  it('finds the stops alone where there are other events too', () =>
    use(folder.write(toLines([...serverEvents().slice(0, 3), ...stopsOf(1)])), (moments) => {
      assert.deepEqual(moments.find(50), { indexes: [3], total: 1 });
      assert.equal(moments.count, 4);
    }));

  it('finds what failed, was late, was abandoned or leaked where no debugger stopped, and both ends', () =>
    use(server(), (moments) => {
      const { indexes, total } = moments.find(50);
      assert.equal(total, 6);
      assert.deepEqual(
        indexes.map((index) => `${moments.read(index).name} ${moments.read(index).event}`),
        [
          '#1 scope opened: main',
          '#14 registered: release(connection)',
          '#20 timed out: end(statement)',
          '#21 abandoned: end(statement)',
          '#23 failed: rollback()',
          '#28 the process ended with 1 pending',
        ],
      );
    }));

  it('finds nothing in a recording that has only begun', () =>
    use(folder.write(`${HEADER}\n`), (moments) => {
      assert.deepEqual(moments.find(50), { indexes: [], total: 0 });
    }));

  it('finds one moment once, where it is the first and the last and leaked', () =>
    use(folder.write(toLines([{ kind: 'registered', t: 1, scope: 1, cleanup: 1, label: 'close(log)' }])), (moments) => {
      assert.deepEqual(moments.find(50), { indexes: [0], total: 1 });
    }));

  it('reads moments in any order', () =>
    use(server(), (moments) => {
      const forth = [0, 13, 22].map((index) => moments.read(index));
      const back = [22, 13, 0].map((index) => moments.read(index)).reverse();
      assert.deepEqual(back, forth);
    }));

  it('says what is wrong with a file that is gone', () =>
    assert.rejects(
      RecordedMoments.open(path.join(path.dirname(folder.write('')), 'gone.deferscope.jsonl'), inEnglish),
      (error) => error instanceof RecordingError && error.fault === 'not-found',
    ));

  it('says what is wrong with a file that is no recording', () =>
    assert.rejects(
      RecordedMoments.open(folder.write('{}\n'), inEnglish),
      (error) => error instanceof RecordingError && error.fault === 'not-a-recording',
    ));
});
