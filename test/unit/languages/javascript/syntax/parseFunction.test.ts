import assert from 'node:assert/strict';
import { JavascriptTrees } from '../../../../../src/languages/javascript/syntax/javascriptTrees.ts';
import { findUsingBlocks } from '../../../../../src/languages/javascript/syntax/usingDeclarations.ts';

describe('a function of a text that is too long', () => {
  const body = '{ using a = open("}"); using b = open(/[/}]+/); here(); }';
  const table: Readonly<Record<string, readonly [before: string, head: string, after: string]>> = {
    'is declared': ['x();', 'function work(c) ', '\nother(); }) syntax error'],
    'is async and stands in an expression': ['const y = [', 'async function (c) ', ', 2]; } ]'],
    'is a generator': ['', 'function* work() ', 'next()'],
    'is an arrow function': ['list.map(', '(c) => ', '); } } }'],
    'is an async arrow function with one parameter': ['list.map(', 'async c => ', ', 1); } } }'],
    'is a method of an object': ['const o = { ', 'work(c) ', ', next() {} }; ) ('],
    'is a method of a class': ['class C extends D { constructor() { super(); } ', 'async *work(c) ', ' next() {} }\nother(); } }'],
    'is a private method': ['class C { ', '#work(c) ', ' next() {} }\nother(); } }'],
    'is a constructor': ['class C extends D { ', 'constructor(c) ', ' next() {} }\nother(); } }'],
    'is an accessor': ['class C { ', 'get work() ', ' next() {} }\nother(); } }'],
  };
  for (const [title, [before, head, after]] of Object.entries(table)) {
    it(title, async () => {
      const text = `${'y();\n'.repeat(3)}${before}${head}${body}${after}`;
      const at = text.indexOf('here()') - text.lastIndexOf('\n', text.indexOf('here()')) - 1;
      const position = { line: 3, column: at };
      const { file, text: parsed = '' } =
        (await new JavascriptTrees().parseFunction('a.js', text, { line: 3, column: before.length }, position)) ?? {};
      assert.deepEqual(
        file &&
          findUsingBlocks(file, parsed, position).flatMap(({ declarations }) =>
            declarations.map(({ name, range, initializer }) => [
              name,
              initializer,
              range.start.line,
              text.split('\n')[3]?.slice(range.start.column, range.start.column + 1),
            ]),
          ),
        [
          ['b', 'open(/[/}]+/)', 3, 'b'],
          ['a', 'open("}")', 3, 'a'],
        ],
      );
    });
  }

  it('is not taken for one where none begins', async () => {
    assert.equal(
      await new JavascriptTrees().parseFunction('a.js', 'a;\n) { using a = 1; here(); }', { line: 1, column: 0 }, { line: 1, column: 20 }),
      undefined,
    );
  });
});
