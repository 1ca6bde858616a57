import assert from 'node:assert/strict';
import * as path from 'node:path';
import { LANGUAGES } from '../../../src/languages/all.ts';
import { Languages } from '../../../src/languages/languages.ts';
import { SyntaxParser } from '../../../src/syntax/parser.ts';
import { ROOT } from '../schema.ts';

const parser = new SyntaxParser(path.join(ROOT, 'node_modules/@vscode/tree-sitter-wasm/wasm'));
const languages = new Languages(LANGUAGES, { parser });

/** What is mentioned at the mark `▮`: `method [site] word`, lines and columns from 0. */
async function say(marked: string, language: string): Promise<string> {
  const before = marked.slice(0, marked.indexOf('▮')).split('\n');
  const text = marked.replace('▮', '');
  const fileName = language === 'go' ? '/made/main.go' : '/made/main.ts';
  const found = await languages.findMention(
    { language, fileName, uri: `file://${fileName}`, text },
    { line: before.length - 1, column: before.at(-1)?.length ?? 0 },
  );
  if (found === undefined) return '';
  const { mention } = found;
  if (mention.kind === 'variable') return `variable ${mention.scope}`;
  const { start, end } = mention.site;
  const word = text.split('\n')[mention.word.start.line]?.slice(mention.word.start.column, mention.word.end.column) ?? '';
  return `${mention.method} [${start.line}:${start.column}-${end.line}:${end.column}] ${word}`;
}

describe('what an editor’s position registers', () => {
  after(() => {
    parser.dispose();
  });

  const go = (body: string): string => `package main\nfunc f() {\n${body}\n}\n`;
  const table: readonly { readonly title: string; readonly language: string; readonly source: string; readonly said: string }[] = [
    { title: 'Go: the keyword', language: 'go', source: go('\t▮defer mu.Unlock()'), said: 'defer [2:1-2:18] defer' },
    { title: 'Go: at the end of the keyword', language: 'go', source: go('\tdefer▮ mu.Unlock()'), said: 'defer [2:1-2:18] defer' },
    { title: 'Go: the method', language: 'go', source: go('\tdefer mu.▮Unlock()'), said: 'defer [2:1-2:18] Unlock' },
    { title: 'Go: the receiver', language: 'go', source: go('\tdefer ▮mu.Unlock()'), said: 'defer [2:1-2:18] mu' },
    { title: 'Go: an argument is itself', language: 'go', source: go('\tdefer f(▮x)'), said: '' },
    { title: 'Go: the literal’s keyword', language: 'go', source: go('\tdefer ▮func() { recover() }()'), said: 'defer [2:1-2:29] func' },
    { title: 'Go: not the literal’s body', language: 'go', source: go('\tdefer func() { ▮recover() }()'), said: '' },
    {
      title: 'Go: a defer inside of a deferred literal',
      language: 'go',
      source: go('\tdefer func() {\n\t\t▮defer g()\n\t}()'),
      said: 'defer [3:2-3:11] defer',
    },
    { title: 'Go: the second of one line', language: 'go', source: go('\tdefer a(); defer ▮b()'), said: 'defer [2:12-2:21] b' },
    { title: 'Go: a generic function', language: 'go', source: go('\tdefer ▮g[int](1)'), said: 'defer [2:1-2:16] g' },
    { title: 'Go: anything else', language: 'go', source: go('\t▮go g()'), said: '' },
    { title: 'using: the keyword', language: 'typescript', source: '{\n  ▮using a = f();\n}', said: 'using [1:2-1:16] using' },
    { title: 'using: the name', language: 'typescript', source: '{\n  using ▮a = f(), b = g();\n}', said: 'using [1:2-1:15] a' },
    { title: 'using: the second name', language: 'typescript', source: '{\n  using a = f(), ▮b = g();\n}', said: 'using [1:17-1:24] b' },
    {
      title: 'using: awaited, on either word',
      language: 'typescript',
      source: 'async () => {\n  await ▮using a = f();\n}',
      said: 'await using [1:2-1:22] await using',
    },
    { title: 'using: the value is itself', language: 'typescript', source: '{\n  using a = ▮f();\n}', said: 'variable f' },
    { title: 'using: in the head of a loop', language: 'typescript', source: 'for (▮using a of b) {}', said: 'using [0:5-0:12] using' },
    { title: 'finally: the keyword', language: 'typescript', source: 'try {\n} fin▮ally {\n  f();\n}', said: 'finally [1:2-1:9] finally' },
    {
      title: 'finally: at its end',
      language: 'typescript',
      source: 'try {} catch {} /* finally */ finally▮{}',
      said: 'finally [0:30-0:37] finally',
    },
    {
      title: 'finally: an inner one',
      language: 'typescript',
      source: 'try {} finally { try {} ▮finally {} }',
      said: 'finally [0:24-0:31] finally',
    },
    { title: 'finally: not what is in it', language: 'typescript', source: 'try {} finally { ▮f(); }', said: 'variable f' },
    { title: 'finally: not a method of that name', language: 'typescript', source: 'p.▮finally(f); try {} finally {}', said: '' },
    {
      title: 'a scope’s call beside a declaration',
      language: 'typescript',
      source: 'using s = scope();\ns.▮defer(f);',
      said: 'defer [1:0-1:7] defer',
    },
  ];
  for (const { title, language, source, said } of table)
    it(title, async () => {
      assert.equal(await say(source, language), said);
    });
});
