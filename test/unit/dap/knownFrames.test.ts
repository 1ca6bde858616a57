import assert from 'node:assert/strict';
import { KnownFrames } from '../../../src/dap/knownFrames.ts';

describe('frames that are asked for more than once', () => {
  let seq = 0;
  const ask = (frames: KnownFrames, threadId: number, ids: readonly number[], startFrame?: number): void => {
    seq += 1;
    frames.sent({
      type: 'request',
      seq,
      command: 'stackTrace',
      arguments: { threadId, ...(startFrame === undefined ? {} : { startFrame }) },
    });
    frames.received({
      type: 'response',
      request_seq: seq,
      success: true,
      command: 'stackTrace',
      body: { stackFrames: ids.map((id) => ({ id })) },
    });
  };

  it('are the same in the same place of the same thread', () => {
    const frames = new KnownFrames();
    ask(frames, 1, [1000]);
    ask(frames, 1, [1001, 1002], 1);
    ask(frames, 1, [1003, 1004, 1005]);
    ask(frames, 7, [1006]);
    assert.deepEqual(
      [
        [1000, 1003],
        [1001, 1004],
        [1002, 1005],
        [1000, 1000],
        [9, 9],
      ].map(([a = 0, b = 0]) => frames.isSame(a, b)),
      [true, true, true, true, true],
    );
    assert.deepEqual(
      [
        [1000, 1004],
        [1000, 1006],
        [1000, 5000],
        [5000, 1000],
      ].map(([a = 0, b = 0]) => frames.isSame(a, b)),
      [false, false, false, false],
    );
  });

  it('are forgotten with their stop, and a refused answer names none', () => {
    const frames = new KnownFrames();
    ask(frames, 1, [1000]);
    frames.received({ type: 'event', event: 'stopped', body: { reason: 'step' } });
    ask(frames, 1, [1001]);
    assert.equal(frames.isSame(1000, 1001), false);
    frames.sent({ type: 'request', seq: 99, command: 'stackTrace', arguments: { threadId: 1 } });
    frames.received({ type: 'response', request_seq: 99, success: false, command: 'stackTrace' });
    assert.equal(frames.isSame(1001, 1001), true);
  });
});
