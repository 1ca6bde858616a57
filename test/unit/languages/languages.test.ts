import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { inEnglish } from '../../../src/core/translate.ts';
import { LANGUAGES } from '../../../src/languages/all.ts';
import { Languages } from '../../../src/languages/languages.ts';
import type { LanguageSupport } from '../../../src/languages/languageSupport.ts';
import { SyntaxParser } from '../../../src/syntax/parser.ts';
import { ROOT } from '../schema.ts';

describe('the list of languages', () => {
  const languages = new Languages(LANGUAGES, { parser: new SyntaxParser('') });

  const claims: Readonly<Record<string, (support: LanguageSupport) => readonly string[]>> = {
    'a debug type': ({ debugTypes }) => debugTypes,
    'a language of the editor': ({ editorLanguages }) => editorLanguages,
    'a name for --adapter': ({ terminal }) => (terminal === undefined ? [] : [terminal.name]),
  };
  for (const [what, list] of Object.entries(claims))
    it(`has ${what} once`, () => {
      const all = LANGUAGES.flatMap(list);
      assert.deepEqual(
        all.filter((one, at) => all.indexOf(one) !== at),
        [],
      );
    });

  it('has for each terminal and each addition a debug type that the same language reads', () => {
    for (const { debugTypes, terminal, launchAddition } of LANGUAGES)
      for (const type of [...(terminal === undefined ? [] : [terminal.type]), ...(launchAddition?.debugTypes ?? [])])
        assert.ok(debugTypes.includes(type), type);
  });

  it('has the debugger that the manifest contributes', () => {
    const { contributes } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      readonly contributes: { readonly debuggers: readonly { readonly type: string }[] };
    };
    for (const { type } of contributes.debuggers) assert.ok(languages.ofType(type) !== undefined, type);
  });

  const MORE = { goroutines: '… 3 more goroutines', stacks: '… 3 more stacks' };
  const POSSIBLE = { go: /built with optimization/, javascript: /is suspended/, general: /does not show whether/ };
  for (const { type, kind, more, possible } of [
    { type: 'go', kind: 'goroutine', more: MORE.goroutines, possible: POSSIBLE.go },
    { type: 'pwa-node', kind: 'task', more: MORE.stacks, possible: POSSIBLE.javascript },
    // A replay shows stacks of every language.
    { type: 'deferscope-replay', kind: 'goroutine', more: MORE.goroutines, possible: POSSIBLE.go },
    { type: 'deferscope-replay', kind: 'task', more: MORE.stacks, possible: POSSIBLE.javascript },
    { type: 'deferscope-replay', kind: undefined, more: MORE.stacks, possible: POSSIBLE.general },
  ] as const)
    it(`has the words for ${kind ?? 'stacks'} in a session of type ${type}`, () => {
      const words = languages.wordsOf(type, kind);
      assert.equal(words.moreStacks(3, inEnglish), more);
      assert.match(words.explainPossible('work', inEnglish), possible);
    });
});
