import assert from 'node:assert/strict';
import * as path from 'node:path';
import { findCallback, findFunctionName } from '../../../../../src/languages/javascript/syntax/functionName.ts';
import { SyntaxParser } from '../../../../../src/syntax/parser.ts';

/** The function around `|`. */
const table: readonly (readonly [string, string | undefined])[] = [
  ['|run();', undefined],
  ['function work() { |run(); }', 'work'],
  ['const work = () => { |run(); };', 'work'],
  ['const work = function inner() { |run(); };', 'inner'],
  ['work = async () => |run();', 'work'],
  ['exports.work = () => |run();', 'exports.work'],
  ['const o = { work: () => |run() };', 'work'],
  ['const o = { work() { |run(); } };', 'work'],
  ['class A { work() { |run(); } }', 'work'],
  ['class A { #work = () => |run(); }', '#work'],
  ['test("it", () => { |run(); });', 'test() callback'],
  ['app.get("/", async (q, r) => { |run(); });', 'app.get() callback'],
  ['new Promise((done) => { |run(done); });', 'Promise() callback'],
  ['function outer() { [1].forEach(() => { |run(); }); }', '[1].forEach() callback'],
  ['(() => { |run(); })();', undefined],
  ['function* steps() { |run(); }', 'steps'],
  ['function broken( { |run();', undefined],
];

describe('the name of the function around a place', () => {
  const parser = new SyntaxParser(path.resolve(__dirname, '../../../../..'));
  after(() => {
    parser.dispose();
  });

  for (const [marked, expected] of table) {
    it(`${marked}  ${String(expected)}`, async () => {
      const column = marked.indexOf('|');
      const root = await parser.parse('typescript', marked, marked.replace('|', ''));
      assert.ok(root);
      assert.equal(findFunctionName(root, { line: 0, column }), expected);
    });
  }
});

/** What the call at `|` is given to run. */
const callbacks: readonly (readonly [string, string | undefined])[] = [
  ['|run((s) => { s.defer(f); });', 'run() callback'],
  ['|run({ label: "x" }, async function (s) {});', 'run() callback'],
  ['|run(function body(s) {});', 'body'],
  ['|run(work);', 'work'],
  ['lib.|runAsync(async (s) => {});', 'lib.runAsync() callback'],
  ['const made = |run((s) => s.defer(f));', 'run() callback'],
  ['new |Scope();', undefined],
  ['|scope();', undefined],
  ['(pick() ?? other)|((s) => {});', undefined],
];

describe('the function that a call is given', () => {
  const parser = new SyntaxParser(path.resolve(__dirname, '../../../../..'));
  after(() => {
    parser.dispose();
  });

  for (const [marked, expected] of callbacks) {
    it(`${marked}  ${String(expected)}`, async () => {
      const root = await parser.parse('typescript', marked, marked.replace('|', ''));
      assert.ok(root);
      const found = findCallback(root, { line: 0, column: marked.indexOf('|') });
      assert.equal(found && (found.name ?? `${found.callee}() callback`), expected);
    });
  }
});
