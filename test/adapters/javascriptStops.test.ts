import assert from 'node:assert/strict';
import { COMPILERS, lookInSuite, type Compiler } from './javascriptLooking.ts';
import type { Look } from './javascriptTrace.ts';

/** What random programs have found, each as a program of a few lines. */
interface Case {
  readonly title: string;
  readonly text: string;
  readonly how: readonly Compiler[];
  /** At each `debugger` statement the rows of the paused call stack, with `now` before the running one. */
  readonly rows: readonly (readonly (string | RegExp)[])[];
  /** Rows are identified by what they say about the call, not by the resource's name. */
  readonly labels?: true;
}

const RESOURCES = `const make = (name) => ({ name, [Symbol.dispose]() { if (name.startsWith('stop')) { debugger; } } });
class Alias { constructor(name) { this.name = name; } end() { debugger; } static { this.prototype[Symbol.dispose] = this.prototype.end; } }
`;
const EVERY: readonly Compiler[] = ['native', ...COMPILERS];
const COMPILED = COMPILERS.filter((how) => how !== 'minified');

const cases: readonly Case[] = [
  {
    title: 'several frames with resources, while one of the inner one’s is disposed of',
    how: EVERY,
    text: `${RESOURCES}function inner() { using c = make('c'); using d = make('stop d'); }
function middle() { using b = make('b'); inner(); }
export async function main() { using a = make('a'); middle(); }`,
    rows: [['now stop d', '1 c', '2 b', '3 a']],
  },
  {
    title: 'a method that has another name',
    how: EVERY,
    text: `${RESOURCES}export async function main() { using a = make('a'); using b = new Alias('b'); using c = make('c'); }`,
    rows: [['now b', '1 a']],
  },
  {
    title: 'what is declared after a stack is done while the stack runs what it holds',
    how: EVERY,
    text: `${RESOURCES}export async function main() { using a = make('a'); using stack = new DisposableStack(); stack.use(make('in 1')); stack.use(make('stop in 2')); using b = make('b'); }`,
    rows: [['now stop in 2', '1 in 1', '2 a']],
  },
  {
    title: 'a stack that the program itself disposes of early says nothing of the others',
    how: EVERY,
    text: `${RESOURCES}export async function main() { using a = make('a'); using stack = new DisposableStack(); stack.use(make('stop in')); using b = make('b'); stack.dispose(); }`,
    rows: [['1 b', 'now stop in', '2 a']],
  },
  {
    title: 'a cleanup of a stack that is no method of a resource',
    how: EVERY,
    text: `${RESOURCES}export async function main() { using a = make('a'); using stack = new DisposableStack(); stack.adopt({ name: 'x' }, (value) => { debugger; }); using b = make('b'); }`,
    rows: [['now x', '1 a']],
  },
  {
    title: 'a variable that is hidden where the block was left',
    how: ['native'],
    text: `${RESOURCES}export async function main() { using a = make('a'); { using shared = make('stop shared'); using b = make('b'); { const shared = 1; shared; } } }`,
    rows: [['now stop shared', '1 a']],
  },
  {
    title: 'the same, disposed of by a method that has another name',
    how: ['native'],
    text: `${RESOURCES}export async function main() { using a = make('a'); { using shared = new Alias('shared'); using b = make('b'); { const shared = 1; shared; } } }`,
    rows: [['now shared', '1 a']],
  },
  {
    title: 'a finally of the program’s own that looks like a compiler’s',
    how: EVERY,
    text: `${RESOURCES}const note = (list, value) => { list.add(value); return value; };
export async function main() { const list = new Set(); try { using a = note(list, make('a')); const b = note(list, make('b')); debugger; } finally { note(list, 'over'); } }`,
    rows: [['1 a', '2 over']],
  },
  {
    title: 'inner blocks whose compiled lists have the same name',
    how: COMPILED,
    text: `${RESOURCES}export async function main() { using a = make('a'); for (using b of [make('b'), null]) { using c = make('c'); { using d = make('d'); if (b) { debugger; } } } }`,
    rows: [['1 d', '2 c', '3 b', '4 a']],
  },
  {
    title: 'a compiled list that an inner one of the same name hides, of which the engine still has the last turn’s value',
    how: ['native'],
    text: `${RESOURCES}const add = (env, value) => { env.stack.push({ value, dispose: value[Symbol.dispose], async: false }); return value; };
const end = (env) => { let entry; while ((entry = env.stack.pop())) entry.dispose.call(entry.value); };
export async function main() { const env = { stack: [] }; try { const a = add(env, make('a'));
for (let turn = 0; turn < 2; turn++) { const env = { stack: (() => { debugger; return []; })() }; try { const b = add(env, make('b')); b.name; } finally { end(env); } }
} finally { end(env); } }`,
    rows: [['1 a'], ['1 a']],
  },
  {
    title: 'a block that is left behind a call that has disposed of another stack',
    how: EVERY,
    text: `${RESOURCES}export async function main() { using stack = new DisposableStack(); stack.use(make('in 1')); stack.use(make('stop in 2')); using b = make('b'); const other = new DisposableStack(); other.use(make('c')); try { return; } finally { other.dispose(); } }`,
    rows: [['now stop in 2', '1 in 1']],
  },
  {
    title: 'finally clauses between resources, by how the blocks stand in one another',
    how: EVERY,
    text: `${RESOURCES}const say = (word) => { globalThis.said = word; };
function inner() { try { debugger; } catch { say('no'); } finally { say('in inner'); } }
function outer() { using a = make('a'); try { using b = make('b'); try { inner(); } finally { say('in b'); debugger; } } finally { say('around b'); } }
export async function main() { try { outer(); debugger; } finally { say('in main'); } }`,
    rows: [
      ['1 in inner', '2 in b', '3 b', '4 around b', '5 a', '6 in main'],
      ['now in b', '1 b', '2 around b', '3 a', '4 in main'],
      ['1 in main'],
    ],
  },
  {
    title: 'finally clauses around what is disposed of, and behind them',
    how: EVERY,
    text: `${RESOURCES}const say = (word) => { globalThis.said = word; };
export async function main() { using a = make('stop a'); try { using b = make('stop b'); try { say('x'); } finally { say('in b'); } } finally { say('around b'); } }`,
    rows: [['now stop b', '1 around b', '2 stop a'], ['now stop a']],
  },
  {
    title: 'a finally clause with resources of its own, and one that is ahead in it',
    how: ['native', 'babel'],
    text: `${RESOURCES}const say = (word) => { globalThis.said = word; };
export async function main() { using a = make('a'); try { say('x'); } finally { say('outer'); using b = make('b'); try { say('y'); debugger; } finally { say('inner'); } } }`,
    rows: [['1 inner', '2 b', 'now outer', '3 a']],
  },
  {
    title: 'a finally clause behind a return, and while an exception is thrown',
    how: EVERY,
    text: `${RESOURCES}const say = (word) => { globalThis.said = word; };
function early() { try { return say('x'); } finally { say('early'); debugger; } }
function thrown() { try { throw new Error('x'); } catch { debugger; } finally { say('thrown'); debugger; } debugger; }
export async function main() { early(); thrown(); }`,
    rows: [['now early'], ['1 thrown'], ['now thrown'], []],
  },
  {
    title: 'an iterator that is closed behind a finally clause, and before one',
    how: EVERY,
    text: `${RESOURCES}const say = (word) => { globalThis.said = word; };
const list = () => ({ [Symbol.iterator]() { return this; }, next() { return { value: 1, done: false }; }, return() { debugger; return {}; } });
function inside() { for (const one of list()) { try { if (one) break; } finally { say('inside'); } } }
function leave() { for (const one of list()) { try { return one; } finally { say('leave'); } } }
function around() { try { for (const one of list()) { if (one) break; } say('x'); } finally { say('around'); } }
function taken() { try { const [one] = list(); return one; } finally { say('taken'); } }
export async function main() { inside(); leave(); around(); taken(); }`,
    rows: [[], [], ['1 around'], ['1 taken']],
  },
  {
    title: 'a call of a finally clause in a loop whose iterator is closed then',
    how: EVERY,
    text: `${RESOURCES}function say(word) { debugger; return word; }
const list = () => ({ [Symbol.iterator]() { return this; }, next() { return { value: 1, done: false }; }, return() { debugger; return {}; } });
function leave() { for (const one of list()) { try { return one; } finally { say('leave'); } } }
export async function main() { leave(); }`,
    rows: [['now leave'], []],
  },
  {
    title: 'finally clauses of a generator that is left, and of async functions that go on',
    how: EVERY,
    text: `${RESOURCES}const say = (word) => { globalThis.said = word; };
function* numbers() { try { yield 1; } finally { say('numbers'); debugger; } }
function first() { try { for (const one of numbers()) return one; } finally { say('first'); } }
async function wait() { try { await null; debugger; } finally { say('wait'); await null; debugger; } debugger; }
export async function main() { try { first(); await wait(); } finally { say('main'); } }`,
    rows: [['now numbers', '1 first', '2 main'], ['1 wait'], ['now wait'], []],
  },
  {
    title: 'a finally clause and a stack: one that is declared is in the order, the other has numbers of its own',
    how: EVERY,
    text: `${RESOURCES}const say = (word) => { globalThis.said = word; };
export async function main() { using a = make('a'); using stack = new DisposableStack(); stack.use(make('in 1')); stack.use(make('in 2'));
const hand = new DisposableStack(); hand.use(make('by hand 1')); hand.use(make('by hand 2'));
try { debugger; } finally { say('clause'); hand.dispose(); } }`,
    rows: [['1 clause', '2 in 2', '3 in 1', '4 a', '1 by hand 2', '2 by hand 1']],
  },
  {
    title: 'a declared stack that the program disposes of by hand',
    how: EVERY,
    text: `${RESOURCES}const say = (word) => { globalThis.said = word; };
export async function main() { using a = make('a'); using stack = new DisposableStack(); stack.use(make('in 1')); stack.use(make('stop in 2'));
try { stack.dispose(); } finally { say('clause'); } }`,
    rows: [['1 clause', 'now stop in 2', '1 in 1', '2 a']],
  },
  {
    title: 'a hidden variable whose method disposes of something itself',
    how: ['native'],
    text: `${RESOURCES}class Nest { constructor(name) { this.name = name; } end() { const stack = new DisposableStack(); stack.use(make('stop in')); stack.dispose(); } static { this.prototype[Symbol.dispose] = this.prototype.end; } }
export async function main() { { using shared = new Nest('shared'); { const shared = 1; shared; } } }`,
    rows: [['now stop in', 'now shared']],
  },
  {
    title: 'a hidden variable that is done, while a stack of the same function runs what it holds',
    how: ['native'],
    text: `${RESOURCES}export async function main() { using stack = new DisposableStack(); stack.use(make('stop in')); { using shared = make('shared'); { const shared = 1; shared; } } }`,
    rows: [['now stop in']],
  },
  {
    title: 'a compiled block that waits for what its helper has begun',
    how: ['native'],
    text: `${RESOURCES}const add = (env, value) => { env.stack.push({ value, dispose: value[Symbol.dispose], async: true }); return value; };
const end = (env) => { const entry = env.stack.pop(); entry.dispose.call(entry.value); return env.stack.length > 0 ? Promise.resolve() : undefined; };
export async function main() { const env = { stack: [] }; try { const a = add(env, make('a')); const b = add(env, make('b')); b.name; } finally { const result = end(env); if (((() => { debugger; })(), result)) await result; const last = end(env); last; debugger; } }`,
    rows: [['now await b[Symbol.asyncDispose]()', '1 a'], []],
  },
  {
    title: 'a compiled registration whose variable a minifier has done away with',
    how: ['native'],
    text: `${RESOURCES}const add = (env, value) => { env.stack.push({ value, dispose: value[Symbol.dispose], async: false }); return value; };
const end = (env) => { let entry; while ((entry = env.stack.pop())) entry.dispose.call(entry.value); };
const use = () => { debugger; };
export async function main() { const env = { stack: [] }; try { return use(add(env, make('a'))); } finally { end(env); } }`,
    rows: [['1 a']],
  },
  {
    title: 'an async function that goes on after a wait',
    how: EVERY,
    text: `const later = (name) => ({ name, async [Symbol.asyncDispose]() { await null; debugger; } });
${RESOURCES}async function work() { await using a = later('a'); using b = make('b'); await null; debugger; }
export async function main() { using c = make('c'); await work(); }`,
    rows: [['1 b', '2 a'], []],
  },
  {
    title: 'resources that nothing reads, beside some that are null',
    how: EVERY,
    text: `${RESOURCES}const none = null; const maybe = (value) => value;
function unread() { using a = none; using b = make('b'); using c = undefined; debugger; }
function between() { using a = maybe(null); using b = make('stop b'); b.name; using c = maybe(make('stop c')); debugger; }
export async function main() { unread(); between(); }`,
    rows: [['1 b'], ['1 stop c', '2 stop b'], ['now stop c', '1 stop b'], ['now stop b']],
  },
  {
    title: 'awaited resources that nothing reads',
    how: EVERY,
    text: `const later = (name) => ({ name, async [Symbol.asyncDispose]() { await null; } });
${RESOURCES}export async function main() { await using a = later('a'); await using b = null; using c = make('c'); await null; debugger; }`,
    rows: [['1 c', '2 a']],
  },
  {
    title: 'variables that inner ones of the same name hide',
    how: EVERY,
    text: `${RESOURCES}export async function main() { using a = make('outer'); { debugger; using a = make('inner'); debugger; try { throw 1; } catch (a) { debugger; } for (using a of [make('loop')]) { { const a = 1; a; debugger; } } } debugger; }`,
    rows: [['1 outer'], ['1 inner', '2 outer'], ['1 inner', '2 outer'], ['1 loop', '2 inner', '3 outer'], ['1 outer']],
  },
  {
    title: 'static blocks, of a class with private fields too, and functions in static fields',
    how: EVERY,
    text: `${RESOURCES}export async function main() {
  class K { static { using s = make('stop s'); debugger; s.name; } static x = (() => { using t = make('t'); debugger; return t; })(); }
  class P { #own = 1; static #shared = 2; static { using s = make('p'); { using s = make('inner'); debugger; s.name; } this.#shared = s.name; } get own() { return this.#own; } }
  return [K, P]; }`,
    rows: [['1 stop s'], ['now stop s'], ['1 t'], ['1 inner', '2 p']],
  },
  {
    title: 'a stack that was given nothing to dispose of',
    how: EVERY,
    text: `${RESOURCES}export async function main() { await using stack = new AsyncDisposableStack(); stack.use(null); stack.use(make('a')); stack.use(undefined); debugger; }`,
    rows: [['1 a']],
  },
  {
    title: 'a method that is replaced after the declaration: the first one runs',
    how: EVERY,
    labels: true,
    text: `export async function main() { const o = { name: 'o', [Symbol.dispose]: function first() { debugger; } }; using r = o; o[Symbol.dispose] = function second() {}; r.name; debugger; }`,
    rows: [[/^1 \w(?:\[Symbol\.dispose\]|\.first)\(\)$/], [/^now \w(?:\[Symbol\.dispose\]|\.first)\(\)$/]],
  },
  {
    title: 'a stack’s method that is replaced after the registration: the first one runs',
    how: EVERY.filter((how) => how !== 'minified' && how !== 'rolldown'), // they drop the names
    labels: true,
    text: `export async function main() { const o = { name: 'o', [Symbol.dispose]: function first() { debugger; } }; using stack = new DisposableStack(); stack.use(o); o[Symbol.dispose] = function second() {}; debugger; }`,
    rows: [['1 resource.first()'], ['now resource.first()']],
  },
];

describe('Stops in JavaScript programs that random ones have shown to be hard', function () {
  this.timeout(120_000);
  const looking = lookInSuite('stops');

  for (const how of EVERY)
    it(`are read right, ${how}`, async () => {
      const some = cases.filter((one) => one.how.includes(how));
      const seen = await looking.run({ how, sources: some.map(({ text }, at) => ({ name: `case${at}`, text })), folder: how });
      const found = seen.map(({ looks }, at) => ({
        title: some[at]?.title,
        rows: looks.map((look) => rowsOf(look, some[at]?.labels === true)),
      }));
      assert.deepEqual(
        found,
        some.map(({ title, rows }, at) => ({
          title,
          rows: rows.map((stop, place) => stop.map((row, line) => fit(row, found[at]?.rows[place]?.[line]))),
        })),
      );
    });
});

/** What was found if it matches the pattern, so that the two are equal; otherwise the pattern, so that people can read it. */
function fit(expected: string | RegExp, found: string | undefined): string {
  if (typeof expected === 'string') return expected;
  return found !== undefined && expected.test(found) ? found : String(expected);
}

function rowsOf(look: Look, isByLabel: boolean): string[] {
  if (look.failed !== undefined) return [look.failed];
  return (look.stacks[0]?.scopes ?? []).flatMap(({ cleanups }) =>
    cleanups.map((cleanup) => {
      const name = isByLabel
        ? cleanup.label
        : (/name: "([^"]*)"/.exec(cleanup.arguments.map(({ value }) => value).join(' '))?.[1] ??
          /^finally .*?(["'`])(.*?)\1/.exec(cleanup.label)?.[2] ??
          cleanup.label);
      return `${cleanup.state === 'running' ? 'now' : String(cleanup.order)} ${name}`;
    }),
  );
}
