import assert from 'node:assert/strict';
import { parseBuildSettings } from '../../../../../src/languages/go/memory/buildSettings.ts';

describe('how a Go program says that it was built', () => {
  const table: readonly (readonly [title: string, text: string, expected: ReturnType<typeof parseBuildSettings>])[] = [
    ['plainly', 'path\tmain\nbuild\t-gcflags="all=-N -l"\nbuild\tGOARCH=amd64\n', { isPlain: true, architecture: 'amd64' }],
    ['plainly, the other way round', 'build\t-gcflags=all=-l -N\nbuild\tGOARCH=arm64\n', { isPlain: true, architecture: 'arm64' }],
    ['without optimizing, but inlining', 'build\t-gcflags=all=-N\n', { isPlain: true, architecture: undefined }],
    ['plainly for one package only', 'build\t-gcflags="-N -l"\n', { isPlain: false, architecture: undefined }],
    [
      'plainly, and in another way for others',
      'build\t-gcflags="all=-N -l"\nbuild\t-gcflags=main=-l\n',
      { isPlain: false, architecture: undefined },
    ],
    ['with one flag more', 'build\t-gcflags="all=-N -l -d=checkptr"\n', { isPlain: false, architecture: undefined }],
    ['optimized', 'build\tGOARCH=amd64\n', { isPlain: false, architecture: 'amd64' }],
    ['not at all', '', { isPlain: false, architecture: undefined }],
  ];
  for (const [title, text, expected] of table)
    it(title, () => {
      assert.deepEqual(parseBuildSettings(text), expected);
    });
});
