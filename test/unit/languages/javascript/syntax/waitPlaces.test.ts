import assert from 'node:assert/strict';
import type { File } from '@babel/types';
import { parseText } from '../../../../../src/languages/javascript/syntax/javascriptParser.ts';
import { findHoldingWaits, findWaitPlace } from '../../../../../src/languages/javascript/syntax/waitPlaces.ts';

function parse(text: string): File {
  const file = parseText('case.mjs', text);
  assert.ok(file !== undefined, 'it does not parse');
  return file;
}

describe('findWaitPlace', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['an await', 'async function f() { ‸await g(1); }', 'await g(1)'],
    ['the outer one of two', 'async function f() { ‸await (await g()); }', 'await (await g())'],
    ['a loop over what is awaited', 'async function f() { for await (const x of ‸rows()) x; }', 'rows()'],
    ['a yield', 'async function* f() { ‸yield 1; }', 'yield 1'],
    ['a call that is no wait', 'async function f() { await using a = g(); ‸h(); }', undefined],
    ['within what is awaited', 'async function f() { await ‸g(); }', undefined],
  ];
  for (const [title, marked, awaited] of cases)
    it(title, () => {
      const text = marked.replace('‸', '');
      assert.equal(findWaitPlace(parse(text), text, { line: 0, column: marked.indexOf('‸') }).awaited, awaited);
    });

  it('has the constants that hold nothing, where no inner variable hides them', () => {
    const text =
      'const a = null, b = undefined; let c = null; function f() { const b = open(); { const d = null; await 1; } const e = null; }';
    assert.deepEqual([...findWaitPlace(parse(text), text, { line: 0, column: text.indexOf('await') }).empty].sort(), ['a', 'd', 'e']);
  });
});

describe('findHoldingWaits', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['a wait behind a declaration', 'async function f() { using a = g(); await h(); }', true],
    ['a wait before it', 'async function f() { await h(); using a = g(); }', false],
    ['a wait behind its block', 'async function f() { { using a = g(); } await h(); }', false],
    ['in the body of a loop that declares', 'async () => { for (using a of b) await a; };', true],
    ['an awaited disposal behind it', 'async function f() { using a = g(); await using b = h(); }', true],
    ['a wait of an inner function', 'async function f() { using a = g(); h(async () => { await 1; }); }', false],
    ['the top level of a module', 'using a = g(); await h();', false],
  ];
  for (const [title, text, holds] of cases)
    it(title, () => {
      assert.equal(findHoldingWaits(parse(text)).length > 0, holds);
    });
});
