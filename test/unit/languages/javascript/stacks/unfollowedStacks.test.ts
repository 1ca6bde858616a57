import assert from 'node:assert/strict';
import { inEnglish } from '../../../../../src/core/translate.ts';
import { explainUnfollowed, explainUnseen } from '../../../../../src/languages/javascript/stacks/unfollowedStacks.ts';
import type { WireLibrary } from '../../../../../src/languages/javascript/wire/javascriptReading.ts';

const stack = (name: string, isNative: boolean): Parameters<typeof explainUnfollowed>[0][number] => ({
  isNative,
  scope: { id: `stack:${name}`, kind: 'object', name, total: 0, unknown: true, cleanups: [] },
});
const library = (unseen?: number): WireLibrary => ({
  index: 0,
  name: 'disposable stacks',
  version: '1',
  scopeCount: 0,
  scopes: [],
  history: [],
  resources: [],
  resourceCount: 0,
  concerns: [],
  ...(unseen === undefined ? {} : { unseen }),
});

describe('stacks that are not followed', () => {
  const native = stack('native', true);
  const other = stack('other', false);
  for (const { title, found, preload, said } of [
    { title: 'none', found: [], preload: 'loaded', said: [] },
    {
      title: 'the language’s own, without the script: only then is it offered',
      found: [native],
      preload: 'missing',
      said: [
        'not-followed stack:native What a DisposableStack holds is known only for programs that were launched with the setting deferscope.preload on',
      ],
    },
    {
      title: 'the language’s own, with the script',
      found: [native],
      preload: 'loaded',
      said: [
        'incomplete stack:native It is not known what a DisposableStack of another context (vm, Jest) holds, or one that was made before the script was loaded',
      ],
    },
    {
      title: 'another class: no script would help',
      found: [other],
      preload: 'missing',
      said: [
        'incomplete stack:other Only the language’s own DisposableStack and AsyncDisposableStack are followed: what is registered on a stack of another class is not known',
      ],
    },
    {
      title: 'the language’s own, in a browser',
      found: [native],
      preload: 'impossible',
      said: ['incomplete stack:native What a DisposableStack holds is not known in a browser'],
    },
    { title: 'both', found: [other, native], preload: 'missing', said: ['not-followed stack:native', 'incomplete stack:other'] },
  ] as const)
    it(`say why: ${title}`, () => {
      const problems = explainUnfollowed(found, preload, inEnglish).map(({ code, scope, message }) => `${code} ${scope ?? ''} ${message}`);
      assert.equal(problems.length, said.length);
      said.forEach((words, at) => {
        assert.ok(problems[at]?.startsWith(words), problems[at]);
      });
    });

  it('are mentioned where an awaited disposal began before the debugger came', () => {
    assert.deepEqual(
      [library(), library(0)].flatMap((one) => explainUnseen([one], inEnglish)),
      [],
    );
    assert.deepEqual(
      explainUnseen([library(), library(2)], inEnglish).map(({ code }) => code),
      ['incomplete'],
    );
  });
});
