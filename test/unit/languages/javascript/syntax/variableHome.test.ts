import assert from 'node:assert/strict';
import { parseText } from '../../../../../src/languages/javascript/syntax/javascriptParser.ts';
import { findVariableHome } from '../../../../../src/languages/javascript/syntax/variableHome.ts';

describe('findVariableHome', () => {
  /** The mention is at `|`; its home begins at `[` and ends at `]`. */
  const table: readonly (readonly [string, string, string])[] = [
    ['a parameter without parentheses', 's', 'run([s => { |s.defer(f); }]);'],
    ['a parameter', 's', 'run([(s) => { |s.defer(f); }]);'],
    ['a parameter with a type', 's', 'run([(s: Scope) => { |s.defer(f); }]);'],
    ['a parameter where it is declared', 's', 'run([(|s) => { s.defer(f); }]);'],
    ['a parameter of a function around', 's', 'run([(s) => { each(() => { |s.defer(f); }); }]);'],
    ['the nearer of two of one name', 's', 'run((s) => { run([(s) => { |s.defer(f); }]); });'],
    ['the outer of two of one name', 's', 'run([(s) => { run((s) => { s.defer(f); }); |s.defer(f); }]);'],
    ['a parameter that is taken apart', 's', '[function f({ s, ...rest }) { |s.defer(g); }]'],
    ['a constant', 's', '[function f() { const s = scope(); if (a) { |s.defer(g); } }]'],
    ['a constant with using', 's', '[function f() { using s = scope(); |s.defer(g); }]'],
    ['a constant of a function inside is another', 's', '[function f(s) { function g() { const s = 1; } |s.defer(g); }]'],
    ['a variable of a loop', 's', '[function f() { for (const s of all) { |s.defer(g); } }]'],
    ['a method', 's', 'class A { [run(s) { |s.defer(g); }] }'],
    ['a constant of the module', 's', '[const s = scope();\nfunction f() { |s.defer(g); }\n]'],
    ['a name from elsewhere', 's', '[import { s } from "s";\nfunction f() { |s.defer(g); }]'],
    ['a field of this', 'this.s', 'class A [{ s = scope(); f() { this.|s.defer(g); } g() {} }]'],
  ];
  for (const [what, name, marked] of table) {
    it(what, () => {
      const text = marked.replace(/[[\]|]/g, '');
      const root = parseText('a.ts', text);
      assert.ok(root !== undefined);
      const before = marked.slice(0, marked.indexOf('|')).replaceAll('[', '').split('\n');
      const { start, end } = findVariableHome(root, { line: before.length - 1, column: before.at(-1)?.length ?? 0 }, name);
      const lines = text.split('\n');
      const offset = ({ line, column }: typeof start): number => lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + column;
      const [from, to] = [offset(start), offset(end)];
      assert.equal(`${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`, marked.replace('|', ''));
    });
  }
});
