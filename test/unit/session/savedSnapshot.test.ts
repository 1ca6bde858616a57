import assert from 'node:assert/strict';
import { inEnglish } from '../../../src/core/translate.ts';
import { MAX_SNAPSHOT_MB, readSavedSnapshot, SavedSnapshotError, type SavedFile } from '../../../src/session/savedSnapshot.ts';
import { snapshot } from '../core/snapshots.ts';

describe('readSavedSnapshot', () => {
  const fileOf = (text: string): SavedFile => {
    const bytes = new TextEncoder().encode(text);
    return { name: 'cleanups.json', size: () => Promise.resolve(bytes.length), read: () => Promise.resolve(bytes) };
  };

  it('reads what was saved', async () => {
    const saved = snapshot({});
    assert.deepEqual(await readSavedSnapshot(fileOf(JSON.stringify(saved, null, 2)), inEnglish), saved);
  });

  const table: readonly (readonly [title: string, file: SavedFile, message: string])[] = [
    ['broken JSON', fileOf('{"schema":'), 'cleanups.json is not valid JSON. Choose a file that Save Snapshot… wrote as JSON.'],
    ['an empty file', fileOf(''), 'cleanups.json is not valid JSON. Choose a file that Save Snapshot… wrote as JSON.'],
    [
      'something else in JSON',
      fileOf('{"name":"deferscope"}'),
      'cleanups.json is not a Deferscope snapshot. Choose a file that Save Snapshot… wrote as JSON.',
    ],
    [
      'JSON that is no object',
      fileOf('[1]'),
      'cleanups.json is not a Deferscope snapshot. Choose a file that Save Snapshot… wrote as JSON.',
    ],
    [
      'another version',
      fileOf(JSON.stringify({ ...snapshot({}), version: 2 })),
      'cleanups.json is not in version 1 of the snapshot format. Compare it with the version of Deferscope that wrote it.',
    ],
    [
      'a file that is too large, which is not read',
      {
        name: 'cleanups.json',
        size: () => Promise.resolve(MAX_SNAPSHOT_MB * 1024 * 1024 + 1),
        read: () => Promise.reject(new Error('it was read')),
      },
      'cleanups.json is larger than 64 MB, the limit for a snapshot. Choose a file that Save Snapshot… wrote as JSON.',
    ],
    [
      'a file that cannot be read',
      { ...fileOf('{}'), read: () => Promise.reject(new Error('permission denied')) },
      'cleanups.json cannot be read: permission denied',
    ],
    [
      'a file that is gone',
      { ...fileOf('{}'), size: () => Promise.reject(new Error('no such file')) },
      'cleanups.json cannot be read: no such file',
    ],
  ];
  for (const [title, file, message] of table)
    it(`says what to do about ${title}`, () =>
      assert.rejects(readSavedSnapshot(file, inEnglish), (error) => error instanceof SavedSnapshotError && error.message === message));
});
