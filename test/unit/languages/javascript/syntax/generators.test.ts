import assert from 'node:assert/strict';
import type { File } from '@babel/types';
import { findGeneratorAt, findGeneratorLoops, findHolderNames } from '../../../../../src/languages/javascript/syntax/generators.ts';
import { parseText } from '../../../../../src/languages/javascript/syntax/javascriptParser.ts';

function parse(text: string): File {
  const file = parseText('case.mjs', text);
  assert.ok(file !== undefined, 'it does not parse');
  return file;
}

const at = (
  marked: string,
): { readonly text: string; readonly file: File; readonly position: { readonly line: number; readonly column: number } } => {
  const text = marked.replace('‸', '');
  return { text, file: parse(text), position: { line: 0, column: marked.indexOf('‸') } };
};

describe('findGeneratorAt', () => {
  const cases: readonly (readonly [string, string, readonly string[] | undefined])[] = [
    ['its body’s declarations are certain', 'function* g‸() { using a = f(); yield 1; using b = f(); }', ['a', 'b']],
    ['one of a loop is not, where it may be suspended before', 'function* g‸() { for (;;) { yield 0; using a = f(); yield 1; } }', ['a?']],
    ['it is where it cannot', 'function* g‸() { for (;;) { using a = f(); yield 1; } }', ['a']],
    ['the head of a loop', 'function* g‸() { for (using a of b) yield a; }', ['a']],
    ['a name that is declared twice', 'function* g‸(a) { { using a = f(); yield 1; } }', ['a?']],
    [
      'an async one that may wait for a disposal',
      'async function* g‸() { await using a = f(); using b = f(); yield 1; { using c = f(); yield 2; } }',
      ['a?', 'b?', 'c'],
    ],
    ['a method', 'class K { *items‸() { using a = f(); yield 1; } }', ['a']],
    ['no generator', 'function g‸() { using a = f(); }', undefined],
    ['nothing declared', 'function* g‸() { yield 1; h(function* () { using a = f(); }); }', undefined],
  ];
  for (const [title, marked, declared] of cases)
    it(title, () => {
      const { text, file, position } = at(marked);
      assert.deepEqual(
        findGeneratorAt(file, text, position)?.declarations.map(({ name, certain }) => `${name}${certain ? '' : '?'}`),
        declared,
      );
    });
});

describe('findGeneratorLoops', () => {
  const GENERATORS =
    'function* g() { using a = f(); yield 1; } const o = { *items() { using b = f(); yield 1; }, *[Symbol.iterator]() { using c = f(); yield 1; }, *none() { yield 1; } };';
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['a call', 'for (const x of g()) { ‸x; }', ['a']],
    ['a method', 'for (const x of o.items()) { ‸x; }', ['b']],
    ['an object', 'for (const x of o) { ‸x; }', ['c']],
    ['one within another, innermost first', 'for (const x of g()) for (const y of o.items()) { ‸x; }', ['b', 'a']],
    ['not in its head', 'for (const x of ‸g()) { x; }', []],
    ['a list', 'for (const x of [1]) { ‸x; }', []],
    ['a generator that holds nothing', 'for (const x of o.none()) { ‸x; }', []],
    ['a function of another name', 'for (const x of h()) { ‸x; }', []],
    ['an inner function', 'for (const x of g()) { f(() => { ‸x; }); }', []],
  ];
  for (const [title, marked, names] of cases)
    it(title, () => {
      const { text, file, position } = at(`${marked} ${GENERATORS}`);
      assert.deepEqual(
        findGeneratorLoops(file, text, position).map(({ generators }) =>
          generators.flatMap(({ declarations }) => declarations.map(({ name }) => name)).join(),
        ),
        names,
      );
    });
});

describe('findHolderNames', () => {
  it('has what calls gave, what callers passed, and what the module has', () => {
    const { file, position } = at(
      'const top = f(), text = "x"; function g(given, { part }) { const own = f(), one = 1, late = await f(); let later; const alias = own; ‸own; }',
    );
    assert.deepEqual(findHolderNames(file, position), { own: ['own', 'late', 'later'], parameters: ['given', 'part'], module: ['top'] });
  });
});
