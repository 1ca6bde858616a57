import assert from 'node:assert/strict';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { inEnglish } from '../../../src/core/translate.ts';
import { goWords } from '../../../src/languages/go/goWords.ts';
import { GENERAL_WORDS } from '../../../src/languages/languageWords.ts';
import { toSnapshot } from '../../../src/replay/moment/momentSnapshot.ts';
import { MomentIndex } from '../../../src/replay/moment/momentIndex.ts';
import { SessionRecording } from '../../../src/session/sessionRecording.ts';
import { cleanup, fullSnapshot, scope, snapshot, stack } from '../core/snapshots.ts';
import { openRecording, useFolder } from '../replay/recordings.ts';
import { assertSnapshot } from '../schema.ts';

describe('SessionRecording', () => {
  const folder = useFolder();
  const startedAt = new Date('2026-01-02T03:04:05.000Z');
  const after = (ms: number): Date => new Date(startedAt.getTime() + ms);
  const make = (most?: { readonly stops: number; readonly characters: number }): SessionRecording =>
    new SessionRecording({
      session: { name: 'Launch', type: 'go' },
      startedAt,
      t: inEnglish,
      words: { ...GENERAL_WORDS, ...goWords },
      ...(most === undefined ? {} : { most }),
    });

  function pending(count: number): Snapshot {
    const cleanups = Array.from({ length: count }, (_, at) => cleanup({ id: `0:1:${at}`, order: at + 1, label: `close(${at})` }));
    return snapshot({ stacks: [stack({ scopes: [scope({ frameId: 7, total: count, cleanups })] })] });
  }

  async function replay(recording: SessionRecording): Promise<Snapshot[]> {
    const file = await openRecording(folder.write(recording.encode()));
    try {
      const moments = new MomentIndex(file, {});
      return Array.from({ length: file.count }, (_, at) =>
        toSnapshot({ moment: moments.seek(at), header: file.header, moments, t: inEnglish }),
      );
    } finally {
      file.close();
    }
  }

  it('replays each stop as it was', async () => {
    const recording = make();
    recording.add(1, pending(2), after(10));
    recording.add(3, pending(1), after(250));
    const stops = await replay(recording);
    for (const one of stops) assertSnapshot(one);
    assert.deepEqual(
      stops.map((one) => [one.takenAt, one.stacks[0]?.scopes[0]?.cleanups.map(({ label }) => label)]),
      [
        ['2026-01-02T03:04:05.010Z', ['close(0)', 'close(1)']],
        ['2026-01-02T03:04:05.250Z', ['close(0)']],
      ],
    );
  });

  it('keeps the last that was read of a stop, under the time of the first', async () => {
    const recording = make();
    const first = pending(1);
    recording.add(1, first, after(10));
    recording.add(1, first, after(20));
    recording.add(1, pending(3), after(30));
    assert.equal(recording.count, 1);
    const [stop] = await replay(recording);
    assert.deepEqual([stop?.takenAt, stop?.stacks[0]?.scopes[0]?.total], ['2026-01-02T03:04:05.010Z', 3]);
  });

  it('holds nothing that only the adapter of that time could follow, and says what is missing', async () => {
    const recording = make();
    recording.add(1, fullSnapshot(), after(0));
    assert.doesNotMatch(recording.encode(), /"(?:frameId|variablesReference|unread|moreStacks)"/);
    const [stop] = await replay(recording);
    assert.ok(stop);
    assertSnapshot(stop);
    assert.equal(stop.problems.at(-1)?.message, '1901 goroutines are not in the recording of this stop because they were not expanded');
  });

  it('lets the oldest stops go when there are too many, and says how many', async () => {
    const recording = make({ stops: 3, characters: 1_000_000 });
    for (let at = 1; at <= 5; at++) recording.add(at, pending(at), after(at));
    assert.equal(recording.count, 3);
    const all = await replay(recording);
    assert.equal(all[0]?.problems[0]?.message, '2 events are missing: the recorder had to drop them');
    assert.deepEqual(
      all.slice(1).map((one) => one.stacks[0]?.scopes[0]?.total),
      [3, 4, 5],
    );
  });

  it('lets them go when they are too large, but never the last', () => {
    const recording = make({ stops: 3, characters: 100 });
    recording.add(1, pending(5), after(1));
    recording.add(2, pending(50), after(2));
    assert.equal(recording.count, 1);
    assert.match(recording.encode(), /"reason":"bounded"[^]*close\(49\)/);
  });
});
