import assert from 'node:assert/strict';
import { findEvaluationHarm, type EvaluationHarm } from '../../../../../src/languages/javascript/syntax/evaluationHarm.ts';
import { parseText } from '../../../../../src/languages/javascript/syntax/javascriptParser.ts';
import { TextLines } from '../../../../../src/syntax/textLines.ts';

/** Paused at `§`. */
const cases: readonly { readonly title: string; readonly text: string; readonly harm?: EvaluationHarm; readonly file?: string }[] = [
  { title: 'a constructor of a derived class', text: 'class A extends B { constructor() { §super(); } }', harm: 'derived' },
  { title: 'an expression that is one', text: 'new (class extends B { constructor() { if (x) { §super(); } } })', harm: 'derived' },
  { title: 'a class that a compiler gives a constructor', text: '§class A extends B { own = () => this; }', harm: 'derived' },
  { title: 'a field of it', text: 'class A extends B { own = §make(); }', harm: 'derived' },
  {
    title: 'an arrow in a constructor: it is a call of its own',
    text: 'class A extends B { constructor() { super(() => { §work(); }); } }',
  },
  { title: 'a method of a derived class', text: 'class A extends B { work() { §super.work(); } }' },
  { title: 'a constructor of a class without another', text: 'class A { constructor() { §this.a = 1; } }' },
  { title: 'a class in a constructor of a derived class', text: 'class A extends B { constructor() { super(class { m() { §x(); } }); } }' },
  { title: 'a static block of a derived class', text: 'class A extends B { static { §x(); } }' },
  { title: 'a function around a derived class', text: 'function f() { §x(); class A extends B { constructor() { super(); } } }' },

  { title: 'a name that is used too early', text: 'function f() { §x(a); let a = 1; }', harm: 'names' },
  { title: 'the same of a file', text: '§x(a); const a = 1;', harm: 'names' },
  { title: 'the same of a class', text: 'function f() { §new A(); class A {} }', harm: 'names' },
  { title: 'the same of a using declaration', text: 'function f() { §x(a); using a = open(); }', harm: 'names' },
  { title: 'a name in its own initializer', text: 'function f() { §let a = g(a); }', harm: 'names' },
  { title: 'a name in its own pattern', text: 'function f() { §let [a = b, b] = g(); }', harm: 'names' },
  { title: 'a name of an outer block', text: 'function f() { §if (c) { x(a); } let a; }', harm: 'names' },
  {
    title: 'a name that another case declares',
    text: 'function f() { §switch (c) { case 0: let a = 1; break; case 1: x(a); } }',
    harm: 'names',
  },
  { title: 'a name in the list of its loop', text: 'function f() { §for (const a of g(a)) x(a); }', harm: 'names' },
  { title: 'a parameter that a later one gives', text: 'function f(a = b, b = 1) { §x(a, b); }', harm: 'names' },
  { title: 'a class in its own heritage', text: 'function f() { §class A extends g(A) {} }', harm: 'names' },
  { title: 'a computed key', text: 'function f() { §x({ [a]: 1 }); let a; }', harm: 'names' },
  { title: 'a short property', text: 'function f() { §x({ a }); let a; }', harm: 'names' },
  { title: 'an assignment', text: 'function f() { §a = 1; let a; }', harm: 'names' },
  { title: 'a type assertion around it', text: 'function f() { §x((a as any)!); let a: number; }', harm: 'names', file: 'a.ts' },

  { title: 'a name that only an inner function uses too early', text: 'function f() { §const g = () => a; let a = 1; return g; }' },
  {
    title: 'names in time',
    text: 'function f(a, b = a) { §let c = b, d = c; const { e, g = e, ...h } = d; for (const i of h) x(i, g); return class A extends e {}; }',
  },
  { title: 'a name of an inner block', text: 'function f() { §{ let a = 1; x(a); } let a = 2; return a; }' },
  { title: 'properties of that name', text: 'function f() { §x(o.a, { a: 1, a() {} }, o?.a); a: for (;;) break a; let a; }' },
  { title: 'a variable that is no lexical one', text: 'function f() { §x(a, g); var a = 1; function g() {} }' },
  { title: 'a function in a block', text: 'function f() { §{ g(); function g() {} } }' },
  { title: 'names of a loop', text: 'function f() { §for (let a = 0, b = a; a < b; a++) x(a); try { y(); } catch (a) { x(a); } }' },
  { title: 'a type of that name', text: 'function f() { §let b: A = 1; x(b as A); type A = number; let a: A; }', file: 'a.ts' },
  { title: 'a name that is only declared', text: 'x(§A); declare const A: number;', file: 'a.ts' },
  { title: 'an import', text: 'x(§a); import { a } from "b";' },
  { title: 'a name of a function in the same file', text: 'function f() { §x(a); } const a = 1;' },

  { title: 'a parameter called arguments', text: 'function f(arguments) { §x(arguments); }', harm: 'names' },
  { title: 'a variable called arguments', text: 'function f() { let arguments = 1; §x(arguments); }', harm: 'names' },
  { title: 'the same of an arrow, which has none of its own', text: 'const f = (arguments) => { §x(arguments); };' },
  { title: 'arguments', text: 'function f() { §x(arguments); var arguments; }' },
];

describe('What an evaluation does to the function that is paused', () => {
  for (const { title, text, harm, file = 'a.js' } of cases)
    it(`is ${harm ?? 'nothing'}: ${title}`, () => {
      const program = text.replace('§', '');
      const parsed = parseText(file, program);
      const position = new TextLines(program).positionAt(text.indexOf('§'));
      assert.ok(parsed !== undefined && position !== undefined);
      assert.equal(findEvaluationHarm({ file: parsed, position }), harm);
    });
});
