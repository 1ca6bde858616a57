import assert from 'node:assert/strict';
import type { CleanupScope } from '../../src/core/snapshot.ts';
import { COMPILERS, lookInSuite, type Compiler } from './javascriptLooking.ts';
import type { Look } from './javascriptTrace.ts';

/** What is reported about code that is not on the paused call stack. */
interface Case {
  readonly title: string;
  readonly text: string;
  readonly how: readonly Compiler[];
  /** At each `debugger` statement: for each waiting function its name, then its rows, with `?` before a possible one. */
  readonly rows: readonly (readonly string[])[];
  /** Whether each of them reports that others may be waiting. */
  readonly others?: boolean;
  /** Whether each of them reports that a variable holds more than was searched. */
  readonly cut?: boolean;
  /** What each of them reports about loops. */
  readonly loops?: readonly (readonly string[])[];
}

const RESOURCES = `const make = (name) => ({ name, [Symbol.dispose]() {} });
const later = (name) => ({ name, async [Symbol.asyncDispose]() { debugger; await null; debugger; } });
async function leaf() { await null; debugger; }
`;
const EVERY: readonly Compiler[] = ['native', ...COMPILERS];
/** A minifier merges all functions into one, and rolldown drops names that are not read. */
const NAMED = EVERY.filter((how) => how !== 'minified' && how !== 'rolldown');

const cases: readonly Case[] = [
  {
    title: 'waits in a block behind one that is over, with one that holds nothing',
    how: ['native'],
    text: `${RESOURCES}export async function main() { { using early = make('early'); early; } using later = make('later'); using sure = { [Symbol.dispose]() {} }; const opt = null; using maybe = opt; await leaf(); using notYet = make('notYet'); }`,
    rows: [['main: sure[Symbol.dispose](), ? later[Symbol.dispose]()']],
  },
  {
    title: 'functions that have ended, and stand in the asynchronous call stack of what they started',
    how: ['native'],
    text: `${RESOURCES}const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
async function fireAndForget() { using a = make('a'); await null; setTimeout(function cb() { debugger; }, 5); }
async function started() { using b = make('b'); void other(); await null; }
async function other() { await sleep(5); debugger; }
async function then() { using c = make('c'); await null; new Promise((r) => setTimeout(r, 5)).then(function after() { debugger; }); }
async function returned() { using d = make('d'); return leaf(); }
export async function main() { await fireAndForget(); await sleep(20); await started(); await sleep(20); await then(); await sleep(20); await returned(); }`,
    rows: [[], [], [], []],
    others: true,
  },
  {
    title: 'functions that wait for one another, in methods, arrows and loops',
    how: NAMED,
    text: `${RESOURCES}const arrow = async () => { using i = make('i'); await leaf(); };
class K { async method() { using j = make('j'); { using k = new Stop(); await arrow(); } } }
class Stop { [Symbol.dispose]() {} }
async function loop() { for (using n of [make('n')]) { using done = null; await new K().method(); } }
async function all() { using b = make('b'); await Promise.all([loop(), null]); }
export async function main() { using a = make('a'); await all().then(() => 1); }`,
    rows: [
      [
        'arrow: ? i[Symbol.dispose]()',
        'method: k[Symbol.dispose](), ? j[Symbol.dispose]()',
        'loop: ? n[Symbol.dispose]()',
        'all: ? b[Symbol.dispose]()',
        'main: ? a[Symbol.dispose]()',
      ],
    ],
  },
  {
    title: 'a loop over what is awaited, in its second turn, and a generator that waits for it',
    how: NAMED,
    text: `${RESOURCES}async function* rows() { using f = make('f'); yield 1; await leaf(); yield 2; }
export async function main() { using a = make('a'); for await (const x of rows()) { using g = make('g'); x; } }`,
    rows: [['rows: ? f[Symbol.dispose]()', 'main: ? a[Symbol.dispose]()']],
  },
  {
    title: 'while what is awaited is disposed of',
    how: ['native'],
    text: `${RESOURCES}export async function main() { using z = make('z'); await using a = later('a'); await using b = later('b'); using c = make('c'); await null; }`,
    rows: [
      [],
      ['main: ? z[Symbol.dispose](), one of these may be in the middle of its disposal, so it is not known which are left: b, a'],
      [],
      ['main: ? z[Symbol.dispose](), one of these may be in the middle of its disposal, so it is not known which are left: b, a'],
    ],
  },
  {
    title: 'an await in a function that has resources whose disposal is awaited',
    how: ['native'],
    text: `const quiet = () => ({ async [Symbol.asyncDispose]() {} });
${RESOURCES}export async function main() { await using a = quiet(); using b = make('b'); await leaf(); const other = leaf(); await other; }`,
    rows: [
      ['main: ? b[Symbol.dispose](), ? await a[Symbol.asyncDispose]()'],
      ['main: one of these may be in the middle of its disposal, so it is not known which are left: b, a'],
    ],
  },
  {
    title: 'the resource that is awaited itself, and a stack that is listed',
    how: ['native'],
    text: `${RESOURCES}async function open() { await leaf(); return make('x'); }
export async function main() { using stack = new DisposableStack(); stack.use(make('in')); using a = make('a'); using x = await open(); }`,
    rows: [['main: ? a[Symbol.dispose]()']],
  },
  {
    title: 'generators that variables hold: in a block, before it, not started, done, with nothing in them',
    how: ['native'],
    text: `${RESOURCES}function* g() { using a = make('a'); yield 1; { using b = make('b'); yield 2; } yield 3; }
function* nothing() { using a = null; yield 1; }
function* plain() { const a = make('a'); yield 1; }
export async function main() {
  const fresh = g(), one = g(), two = g(), done = g(), none = nothing(), other = plain();
  for (const it of [one, two, two, done, none, other]) it.next();
  done.return();
  debugger;
  for (const x of one) { debugger; break; }
  (function inner(given) { debugger; })(two);
}`,
    rows: [
      ['Generator g, held by one: a[Symbol.dispose]()', 'Generator g, held by two: b[Symbol.dispose](), a[Symbol.dispose]()'],
      [
        'Generator g, held by one: b[Symbol.dispose](), a[Symbol.dispose]()',
        'Generator g, held by two: b[Symbol.dispose](), a[Symbol.dispose]()',
      ],
      ['Generator g, held by two: b[Symbol.dispose](), a[Symbol.dispose]()'],
    ],
  },
  {
    title: 'generators that fields, elements, entries and classes hold, each told once',
    how: ['native'],
    text: `${RESOURCES}function* g(name) { using a = make(name); yield 1; }
const begin = (name) => { const it = g(name); it.next(); return it; };
class Reader { it = begin('field of this'); read() { debugger; } }
class Hidden { get it() { return begin('getter'); } }
export async function main() {
  const pool = { items: [begin('element')], by: new Map([['k', { it: begin('entry') }]]), again: begin('twice') };
  const other = { same: pool.again, hidden: new Hidden(), proxy: new Proxy({}, { ownKeys() { throw 1; }, get() { throw 1; } }) };
  const list = Array.from({ length: 60 }, (_, at) => ({ at }));
  debugger;
  new Reader().read();
  return [pool, other, list];
}`,
    rows: [
      [
        'Generator g, held by pool.again: a[Symbol.dispose]()',
        'Generator g, held by pool.items[0]: a[Symbol.dispose]()',
        'Generator g, held by pool.by.get("k").it: a[Symbol.dispose]()',
      ],
      [
        'Generator g, held by this.it: a[Symbol.dispose]()',
        'Generator g, held by pool.again: a[Symbol.dispose]()',
        'Generator g, held by pool.items[0]: a[Symbol.dispose]()',
        'Generator g, held by pool.by.get("k").it: a[Symbol.dispose]()',
      ],
    ],
    cut: true,
  },
  {
    title: 'generators whose place is not certain',
    how: ['native'],
    text: `${RESOURCES}function* turns() { for (let n = 0; n < 2; n++) { yield 0; using a = make('a'); yield 1; } }
async function* waits() { await using b = later('b'); using c = make('c'); yield 1; }
class K { *items() { using d = make('d'); yield 1; } }
export async function main() {
  const it = turns(), late = waits(), items = new K().items();
  it.next();
  debugger;
  it.next(); await late.next(); items.next();
  debugger;
}`,
    rows: [
      [],
      [
        'Generator turns, held by it: ? a[Symbol.dispose]()',
        'Generator waits, held by late: ? c[Symbol.dispose](), ? await b[Symbol.asyncDispose]()',
        'Generator items, held by items: d[Symbol.dispose]()',
      ],
    ],
  },
  {
    title: 'an async generator that waits, and that a variable holds',
    how: ['native'],
    text: `${RESOURCES}async function* rows() { using a = make('a'); yield 1; await leaf(); yield 2; }
const it = rows();
export async function main() { await it.next(); await it.next(); await it.return(); }`,
    rows: [['rows: ? a[Symbol.dispose]()']],
  },
  {
    title: 'generators that only a loop holds',
    how: ['native'],
    text: `${RESOURCES}function* g() { using a = make('a'); yield 1; }
async function* ag() { await using b = later('b'); yield 1; }
const named = { *items() { using c = make('c'); yield 1; }, *[Symbol.iterator]() { using d = make('d'); yield 1; }, *plain() { yield 1; } };
export async function main() {
  for (const x of g()) { debugger; break; }
  for (const x of named.items()) for (const y of named) { debugger; x; y; }
  for (const x of named.plain()) for (const y of [1]) { debugger; x; y; }
  for (const x of [1].map((n) => n)) { debugger; x; }
  for await (const x of ag()) { if (x > 0) debugger; }
}`,
    rows: [[], [], [], [], [], [], ['ag: one of these may be in the middle of its disposal, so it is not known which are left: b']],
    loops: [['a'], ['d', 'c'], [], [], ['b'], [], []],
  },
];

describe('JavaScript code that is suspended', function () {
  this.timeout(120_000);
  const looking = lookInSuite('suspended');

  for (const how of EVERY)
    it(`is told of, ${how}`, async () => {
      const some = cases.filter((one) => one.how.includes(how));
      const seen = await looking.run({ how, sources: some.map(({ text }, at) => ({ name: `case${at}`, text })), folder: how });
      assert.deepEqual(
        seen.map(({ looks }, at) => [some[at]?.title, ...looks.map(rowsOf)]),
        some.map(({ title, rows }) => [title, ...rows]),
      );
      const loops = seen.map(({ looks }) =>
        looks.map(({ problems }) => problems.flatMap((message) => /^The generator that the loop at .*: (.*)$/.exec(message)?.[1] ?? [])),
      );
      assert.deepEqual(
        loops,
        some.map((one) => one.loops ?? one.rows.map(() => [])),
      );
      const cut = seen.map(({ looks }) =>
        looks.map(({ problems }) =>
          problems.includes('Not everything that list holds was searched: suspended generators in it may hold resources'),
        ),
      );
      assert.deepEqual(
        cut,
        some.map((one) => one.rows.map(() => one.cut === true)),
      );
      const others = seen.map(({ looks }) =>
        looks.map(({ problems }) => problems.some((message) => /^Other waiting async functions may hold/.test(message))),
      );
      assert.deepEqual(
        others,
        some.map((one) => one.rows.map(() => one.others === true)),
      );
    });
});

function rowsOf(look: Look): string[] {
  if (look.failed !== undefined) return [look.failed];
  return look.stacks.filter(({ current }) => !current).map(({ name, scopes }) => `${name}: ${scopes.flatMap(describeScope).join(', ')}`);
}

function describeScope({ cleanups, possible = [], notes = [] }: CleanupScope): string[] {
  return [...cleanups.map(({ label }) => label), ...possible.map(({ label }) => `? ${label}`), ...notes];
}
