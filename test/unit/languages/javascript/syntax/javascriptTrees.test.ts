import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { findFinallyMention } from '../../../../../src/languages/javascript/syntax/finallyClauses.ts';
import { findFunctionName } from '../../../../../src/languages/javascript/syntax/functionName.ts';
import { JavascriptTrees } from '../../../../../src/languages/javascript/syntax/javascriptTrees.ts';
import { findMention } from '../../../../../src/languages/javascript/syntax/scopeCalls.ts';
import { findVariableHome } from '../../../../../src/languages/javascript/syntax/variableHome.ts';
import { ROOT } from '../../../schema.ts';

describe('syntax trees of JavaScript', () => {
  it('are made once for each text', async () => {
    const trees = new JavascriptTrees();
    const first = await trees.parse('a.ts', 'f();');
    assert.equal(await trees.parse('a.ts', 'f();'), first);
    assert.notEqual(await trees.parse('a.ts', 'g();'), first);
  });

  it('are the same for two that ask at the same time', async () => {
    const trees = new JavascriptTrees();
    const [first, second] = await Promise.all([trees.parse('a.ts', 'f();'), trees.parse('a.ts', 'f();')]);
    assert.ok(first !== undefined && first === second);
  });

  it('are not made of a text that is too long', async () => {
    assert.equal(await new JavascriptTrees().parse('a.ts', ' '.repeat(2 * 1024 * 1024 + 1)), undefined);
  });

  it('are made of the sources of this project without an error', async () => {
    for (const name of ['src/runtime/scopes/scope.ts', 'src/ui/tree/cleanupsTree.ts', 'src/languages/javascript/probe/javascript.ts']) {
      const file = await new JavascriptTrees().parse(name, readFileSync(path.join(ROOT, name), 'utf8'));
      assert.deepEqual((file as { readonly errors?: unknown }).errors, [], name);
    }
  });
});

describe('a text that does not parse', () => {
  /** Where the mark `|` is, and the part that parses: from `[` to `]`. */
  function readMarks(marked: string): { readonly text: string; readonly position: { readonly line: number; readonly column: number } } {
    const before = marked.slice(0, marked.indexOf('|')).split('\n');
    return { text: marked.replace('|', ''), position: { line: before.length - 1, column: before.at(-1)?.length ?? 0 } };
  }

  async function parse(marked: string, name = 'a.ts') {
    const { text, position } = readMarks(marked);
    return { parsed: await new JavascriptTrees().parseNear(name, text, position), position };
  }

  const table: readonly (readonly [title: string, marked: string, mentioned: string])[] = [
    ['is read in a function beside', 'function f( {\nfunction g(s) { s.|defer(f); }', 's defer'],
    ['is read in a method beside', 'class A {\n  f() { if (x }\n  async *g() { yield* s.|defer(f); await super.g(); }\n}', 's defer'],
    ['is read in a block beside', 'function f() {\n  if (x {\n  }\n  { s.|defer(f); }\n', 's defer'],
    ['is read in the line', 'const x = (;\ns.|defer(f);\nconst y = ];', 's defer'],
    [
      'is read behind braces in texts, comments, patterns and templates',
      "f('{'); /* { */ g(/[{]/, `{${ {} }{`); const x = (;\nfunction h() { s.|defer(f); }",
      's defer',
    ],
    ['is read within a template', 'const x = (;\nconst y = `${run(() => { s.|defer(f); })}`;', 's defer'],
    ['is not read where it does not parse', 'function f() { s.|defer(; }', ''],
    ['is not read in a comment', 'const x = (;\n/* {\ns.|defer(f);\n} */', ''],
    ['is not read in a text', 'const x = (;\nf("{ s.|defer(f); }");', ''],
    ['is not read in the text of a template', 'const x = (;\nf(`{\ns.|defer(f);\n}`);', ''],
    [
      'is read in a component',
      "<template>\n  <p>It's { that }</p>\n</template>\n<script>\nexport default { mounted() { s.|defer(f); } }\n</script>",
      's defer',
    ],
  ];
  for (const [title, marked, mentioned] of table)
    it(title, async () => {
      const { parsed, position } = await parse(marked, title.includes('component') ? 'a.vue' : 'a.ts');
      const found = parsed && findMention(parsed, position);
      assert.equal(found?.kind === 'registration' ? `${found.scope} ${found.method}` : '', mentioned);
      if (found === undefined) return;
      const { text } = readMarks(marked);
      assert.equal(text.split('\n')[found.word.start.line]?.slice(found.word.start.column, found.word.end.column), 'defer');
    });

  it('is parsed once around all places of a part', async () => {
    const trees = new JavascriptTrees();
    const text = 'const x = (;\nfunction f(s) { s.defer(g); }';
    const [first, second] = [
      await trees.parseNear('a.ts', text, { line: 1, column: 16 }),
      await trees.parseNear('a.ts', text, { line: 1, column: 20 }),
    ];
    assert.ok(first !== undefined && first === second);
  });

  it('tells nothing of what is around the part', async () => {
    const { parsed, position } = await parse('const x = (;\nfunction f(s) { s.|defer(g); }\nfunction h(s) { }');
    assert.equal(parsed?.isPart, true);
    assert.equal(findFunctionName(parsed, position), undefined);
    const home = findVariableHome(parsed.file, position, 's');
    assert.deepEqual([home.start.line, home.end.line], [1, 1]);
  });

  it('has the keyword of a clause in its place', async () => {
    const { parsed, position } = await parse('const x = (;\nfunction f() { try { g(); } |finally { h(); } }');
    const found = parsed && findFinallyMention(parsed.file, parsed.text, position);
    assert.deepEqual(found?.mention.word, { start: position, end: { line: 1, column: position.column + 'finally'.length } });
  });
});
