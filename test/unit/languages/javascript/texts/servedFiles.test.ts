import assert from 'node:assert/strict';
import { ServedFiles } from '../../../../../src/languages/javascript/texts/servedFiles.ts';

describe('ServedFiles', () => {
  const files = new Set(['/site/src/main.mjs', '/site/src/a b/other.mjs', '/lib/dist/index.js']);
  const make = (): ServedFiles => new ServedFiles((file) => Promise.resolve(files.has(file) ? '' : undefined));
  const find = async (learned: readonly (readonly [string, string])[], url: string): Promise<string | undefined> => {
    const served = make();
    for (const [address, file] of learned) served.learn(address, file);
    return served.find(url);
  };
  const main = ['http://localhost:8080/src/main.mjs', '/site/src/main.mjs'] as const;

  const cases: readonly (readonly [string, readonly (readonly [string, string])[], string, string | undefined])[] = [
    ['knows no file before one was found', [], main[0], undefined],
    ['finds the learned one', [main], main[0], main[1]],
    ['finds others beside it', [main], 'http://localhost:8080/src/a%20b/other.mjs?v=1#top', '/site/src/a b/other.mjs'],
    ['finds none that is not there', [main], 'http://localhost:8080/src/gone.mjs', undefined],
    ['finds none of another server', [main], 'http://localhost:9090/src/main.mjs', undefined],
    ['takes names as a whole', [['http://localhost/remain.mjs', '/site/src/main.mjs']], 'http://localhost/remain.mjs', undefined],
    ['keeps an address that has no meaning as it is', [main], 'http://localhost:8080/src/%', undefined],
    [
      'learns where the folder has another name',
      [['http://localhost/assets/index.js', '/lib/dist/index.js']],
      'http://localhost/assets/index.js',
      '/lib/dist/index.js',
    ],
  ];
  for (const [title, learned, url, file] of cases)
    it(title, async () => {
      assert.equal(await find(learned, url), file);
    });
});
