import assert from 'node:assert/strict';
import { findCallback, findFunctionName } from '../../../../../src/languages/javascript/syntax/functionName.ts';
import { JavascriptTrees } from '../../../../../src/languages/javascript/syntax/javascriptTrees.ts';

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
  for (const [marked, expected] of table) {
    it(`${marked}  ${String(expected)}`, async () => {
      const position = { line: 0, column: marked.indexOf('|') };
      const parsed = await new JavascriptTrees().parseNear('a.ts', marked.replace('|', ''), position);
      assert.equal(parsed && findFunctionName(parsed, position), expected);
    });
  }
});

/** The function that the call at `|` receives and runs. */
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
  for (const [marked, expected] of callbacks) {
    it(`${marked}  ${String(expected)}`, async () => {
      const position = { line: 0, column: marked.indexOf('|') };
      const parsed = await new JavascriptTrees().parseNear('a.ts', marked.replace('|', ''), position);
      assert.ok(parsed);
      const found = findCallback(parsed, position);
      assert.equal(found && (found.name ?? `${found.callee}() callback`), expected);
    });
  }
});
