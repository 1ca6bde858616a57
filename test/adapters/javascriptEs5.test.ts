import assert from 'node:assert/strict';
import { ES5_COMPILERS, lookInSuite } from './javascriptLooking.ts';
import type { Look } from './javascriptTrace.ts';

/** A program in which a compiler for engines of 2015 has turned functions that wait or yield into a `switch`. */
interface Case {
  readonly title: string;
  readonly text: string;
  /**
   * At each `debugger` statement the rows of the paused call stack, with `now` before the running one and `?` if suspended code may hold
   * more.
   */
  readonly rows: readonly (readonly string[])[];
}

const RESOURCES = `const make = (name) => ({ name, [Symbol.dispose]() { if (name.startsWith('stop')) { debugger; } } });
const later = (name) => ({ name, async [Symbol.asyncDispose]() { await null; debugger; } });
const say = (word) => { globalThis.said = word; };
const list = () => ({ [Symbol.iterator]() { return this; }, next() { return { value: 1, done: false }; }, return() { debugger; return {}; } });
`;

const cases: readonly Case[] = [
  {
    title: 'functions that never wait',
    text: `${RESOURCES}function work() { using a = make('a'); using b = make('stop b'); debugger; b.name; } export async function main() { using c = make('c'); work(); }`,
    rows: [
      ['1 stop b', '2 a', '3 c'],
      ['now stop b', '1 a', '2 c'],
    ],
  },
  {
    title: 'an async function behind a wait',
    text: `${RESOURCES}export async function main() { using a = make('a'); using b = make('stop b'); await null; debugger; b.name; }`,
    rows: [
      ['1 stop b', '2 a'],
      ['now stop b', '1 a'],
    ],
  },
  {
    title: 'what is awaited, while nobody is known to wait for it',
    text: `${RESOURCES}export async function main() { await using a = later('a'); using b = make('stop b'); await using c = null; await null; debugger; b.name; }`,
    rows: [['1 stop b', '2 a'], ['?'], ['?']],
  },
  {
    title: 'a generator in a loop',
    text: `${RESOURCES}function* g() { using a = make('a'); yield 1; { using b = make('b'); debugger; yield 2; b.name; } }
export async function main() { using m = make('m'); for (const x of g()) { debugger; if (x === 2) break; } }`,
    rows: [
      ['1 m', '?'],
      ['1 b', '2 a', '3 m'],
      ['1 m', '?'],
    ],
  },
  {
    title: 'a generator that a variable holds, and a callback of an async function that waits',
    text: `${RESOURCES}function* g() { using a = make('a'); yield 1; a.name; }
const wait = async () => { using b = make('b'); const done = new Promise((resolve) => { setTimeout(() => { debugger; resolve(); }); }); await done; b.name; };
export async function main() { const it = g(); it.next(); debugger; it.return(); await wait(); }`,
    rows: [['?'], ['?']],
  },
  {
    title: 'a caller that waits',
    text: `${RESOURCES}async function inner() { using a = make('a'); await null; debugger; a.name; } export async function main() { using m = make('m'); await inner(); m.name; }`,
    rows: [['1 a', '?']],
  },
  {
    title: 'turns of a loop, and behind it',
    text: `${RESOURCES}export async function main() { for (const n of ['x', 'y']) { using a = make(n); await null; debugger; a.name; } debugger; }`,
    rows: [['1 x'], ['1 y'], []],
  },
  {
    title: 'finally clauses in a function that waits, with no wait in them',
    text: `${RESOURCES}function work() { try { debugger; } finally { say('work'); debugger; } }
export async function main() { using a = make('a'); try { await null; work(); } finally { say('around'); } }`,
    rows: [
      ['1 work', '2 around', '3 a'],
      ['now work', '1 around', '2 a'],
    ],
  },
  {
    title: 'a finally clause in which a function waits',
    text: `${RESOURCES}export async function main() { try { await null; debugger; } finally { say('clause'); debugger; await null; debugger; } debugger; }`,
    rows: [['1 clause'], ['now clause'], ['now clause'], []],
  },
  {
    title: 'finally clauses around resources and in them, and in one another',
    text: `${RESOURCES}export async function main() { try { using a = make('stop a'); try { await null; debugger; } finally { say('in a'); } debugger; }
finally { say('around a'); await null; try { await null; debugger; } catch (error) { say('x'); } finally { say('again'); } } }`,
    rows: [
      ['1 in a', '2 stop a', '3 around a'],
      ['1 stop a', '2 around a'],
      ['now stop a', '1 around a'],
      ['1 again', 'now around a'],
    ],
  },
  {
    title: 'catch clauses, and a finally clause that begins with a wait',
    text: `${RESOURCES}export async function main() { try { try { await null; throw new Error('x'); } catch (error) { debugger; await null; debugger; } finally { await null; say('inner'); debugger; } debugger; }
catch (error) { say('x'); } finally { say('outer'); } debugger; }`,
    rows: [['1 finally { … }', '2 outer'], ['1 finally { … }', '2 outer'], ['now finally { … }', '1 outer'], ['1 outer'], []],
  },
  {
    title: 'a generator’s finally clause',
    text: `${RESOURCES}function* g() { try { yield 1; debugger; } finally { say('in g'); } } export async function main() { for (const x of g()) { x; } }`,
    rows: [['1 in g']],
  },
  {
    title: 'a generator’s finally clauses, one entered behind a wait in the same block',
    text: `${RESOURCES}function* g() { say('x'); try { yield 1; say('y'); try { yield 2; debugger; } finally { say('inner'); yield 3; debugger; } debugger; } catch (error) { say(error); } finally { say('outer'); } debugger; }
export async function main() { const it = g(); it.next(); it.next(); it.next(); it.next(); it.next(); }`,
    rows: [['1 inner', '2 outer'], ['now inner', '1 outer'], ['1 outer'], []],
  },
  {
    title: 'iterators that are closed',
    text: `${RESOURCES}function inside() { for (const one of list()) { try { if (one) break; } finally { say('inside'); } } }
function* gen() { try { for (const one of list()) { yield one; } } finally { say('gen'); } }
export async function main() { inside(); for (const x of gen()) { break; } for await (const one of list()) { debugger; break; } }`,
    rows: [[], ['1 gen'], [], []],
  },
];

/** Babel's regenerator accepts no loops over iterators: another Babel plugin has replaced them before. */
const casesOf = (how: (typeof ES5_COMPILERS)[number]): readonly Case[] =>
  cases.filter(({ text }) => how !== 'babelEs5' || !/for (?:await )?\(/.test(text.slice(RESOURCES.length)));

const SENTENCE =
  /^Generators and async functions of case\d+\.mjs are compiled to state machines: what they hold while they are suspended cannot be seen$/;

describe('JavaScript programs compiled for engines of 2015', function () {
  this.timeout(60_000);
  const looking = lookInSuite('es5');

  for (const how of ES5_COMPILERS)
    it(`are read, or what is not known is said, ${how}`, async () => {
      const some = casesOf(how);
      const seen = await looking.run({ how, sources: some.map(({ text }, at) => ({ name: `case${at}`, text })), folder: how });
      assert.deepEqual(
        seen.map(({ looks }, at) => [some[at]?.title, ...looks.map(rowsOf)]),
        some.map(({ title, rows }) => [title, ...rows]),
      );
    });
});

function rowsOf(look: Look): string[] {
  if (look.failed !== undefined) return [look.failed];
  const rows = (look.stacks[0]?.scopes ?? []).flatMap(({ cleanups }) =>
    cleanups.map((cleanup) => {
      const name =
        /name: "([^"]*)"/.exec(cleanup.arguments.map(({ value }) => value).join(' '))?.[1] ??
        /^finally .*?(["'])(.*?)\1/.exec(cleanup.label)?.[2] ??
        cleanup.label;
      return `${cleanup.state === 'running' ? 'now' : String(cleanup.order)} ${name}`;
    }),
  );
  return [...rows, ...look.problems.map((message) => (SENTENCE.test(message) ? '?' : message))];
}
