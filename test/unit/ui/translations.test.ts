import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ROOT } from '../schema.ts';
import { findSentences } from './sentences.ts';

type Texts = Readonly<Record<string, string>>;

const readTexts = (file: string): Texts => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) as Texts;

/** `{0}{1}`: the placeholders of a sentence. */
const placesOf = (text: string): string => [...new Set(text.match(/\{\d+\}/g) ?? [])].sort().join('');

describe('translations of what the code says', () => {
  const { found, unreadable } = findSentences();
  /** The sentences that only one language's folder has, by language, and under '' all others. */
  const homes = new Map<string, Map<string, string>>([
    ['', new Map<string, string>()],
    ...readdirSync(path.join(ROOT, 'src/languages'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }): [string, Map<string, string>] => [name, new Map<string, string>()]),
  ]);
  for (const { text, at } of found) {
    const said = new Set(found.filter((one) => one.text === text).map((one) => /^src\/languages\/(\w+)\//.exec(one.at)?.[1] ?? ''));
    const [home = ''] = said.size === 1 ? said : [];
    homes.get(home)?.set(text, at);
  }
  const locales = readdirSync(path.join(ROOT, 'media/l10n')).flatMap((name) => /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1] ?? []);
  const bundles = locales.flatMap((locale) =>
    [...homes].map(([home, said]) => ({
      name: home === '' ? `media/l10n/bundle.l10n.${locale}.json` : `src/languages/${home}/l10n/${locale}.json`,
      said,
    })),
  );

  it('are found', () => {
    assert.ok(found.length > 80, `only ${found.length} sentences were found in src`);
  });
  it('can be read from the code', () => {
    assert.deepEqual(unreadable, [], 'a translator is called with something else than a literal');
  });
  it('are there in Simplified Chinese', () => {
    assert.ok(locales.includes('zh-cn'));
  });

  for (const { name, said } of bundles) {
    describe(name, () => {
      const bundle = readTexts(name);
      it('has every sentence', () => {
        assert.deepEqual(
          [...said].filter(([text]) => !(text in bundle)).map(([text, at]) => `${JSON.stringify(text)}: "",   // ${at}`),
          [],
          'add these sentences',
        );
      });
      it('has no sentence that nobody says', () => {
        assert.deepEqual(
          Object.keys(bundle).filter((text) => !said.has(text)),
          [],
          'remove these sentences',
        );
      });
      it('has the same places in each sentence', () => {
        assert.deepEqual(
          Object.entries(bundle)
            .filter(([text, translated]) => placesOf(text) !== placesOf(translated))
            .map(([text, translated]) => [text, translated]),
          [],
        );
      });
      it('translates', () => {
        assert.deepEqual(
          Object.entries(bundle).filter(([, translated]) => translated.trim() === ''),
          [],
        );
      });
    });
  }
});

describe('translations of the manifest', () => {
  const manifest = readFileSync(path.join(ROOT, 'package.json'), 'utf8');
  const used = [...new Set([...manifest.matchAll(/"%([\w.-]+)%"/g)].map((match) => match[1] ?? ''))].sort();
  const files = readdirSync(ROOT)
    .filter((name) => /^package\.nls(?:\..+)?\.json$/.test(name))
    .sort();

  it('are there in English and Simplified Chinese', () => {
    assert.deepEqual(files, ['package.nls.json', 'package.nls.zh-cn.json']);
  });

  for (const name of files) {
    it(`${name} has what the manifest uses, and no more`, () => {
      const texts = readTexts(name);
      assert.deepEqual(Object.keys(texts).sort(), used);
      assert.deepEqual(
        Object.entries(texts).filter(([, text]) => text.trim() === ''),
        [],
      );
    });
  }

  it('run the same commands in every language', () => {
    const linksOf = (texts: Texts): string =>
      JSON.stringify(
        Object.entries(texts)
          .map(([key, text]) => [key, text.match(/\(command:[^)]*\)/g)])
          .sort(),
      );
    const [english, ...others] = files.map(readTexts).map(linksOf);
    for (const other of others) assert.equal(other, english);
  });

  it('name only commands that are there', () => {
    const commands = new Set(
      (JSON.parse(manifest) as { contributes: { commands: { command: string }[] } }).contributes.commands.map((one) => one.command),
    );
    const linked = files.flatMap((name) =>
      Object.values(readTexts(name)).flatMap((text) => [...text.matchAll(/\(command:([^)?]*)/g)].map((match) => match[1] ?? '')),
    );
    assert.deepEqual(
      linked.filter((command) => !commands.has(command)),
      [],
    );
  });
});
