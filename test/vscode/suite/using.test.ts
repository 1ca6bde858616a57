import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { debugToStop, javascript, repository, treesAtStops, type Mark } from './debuggee.ts';

const programs = `${javascript}/using`;
const compiled = 'dist/debuggees/javascript/using';
const source = `${programs}/src/work.ts`;
const COMPILERS = ['tsc', 'esbuild', 'minified', 'swc', 'babel'] as const;

/** The trees of the stops, by the titles of the tests. */
const cases: Readonly<Record<string, string>> = {
  'native: blocks, a shadowed name, a resource that is null, an async one': `
Paused in query  4 pending
  query  native.mjs:31  1 pending
    1  statement[Symbol.dispose]()  statement = {text: "select 1"}  native.mjs:30
  work (block)  native.mjs:24  1 pending
    2  primary[Symbol.dispose]()  primary = Connection {name: "shadow"}  native.mjs:23
  work  native.mjs:24  2 pending
    3  await session[Symbol.asyncDispose]()  session = Session {user: "ada"}  native.mjs:21  awaited
    4  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  native.mjs:14`,
  'native: while one is being disposed of': `
Paused in Connection.close  2 pending
  work (block)  native.mjs:19  nothing pending
    now  temporary[Symbol.dispose]()  temporary = Connection {name: "temporary for replica-1"}  native.mjs:18
  work (loop)  native.mjs:19  1 pending
    1  replica[Symbol.dispose]()  replica = Connection {name: "replica-1"}  native.mjs:16
  work  native.mjs:19  1 pending
    2  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  native.mjs:14`,
  'native: in the body of a loop': `
Paused in work  3 pending
  work (block)  native.mjs:19  1 pending
    1  temporary[Symbol.dispose]()  temporary = Connection {name: "temporary for replica-1"}  native.mjs:18
  work (loop)  native.mjs:19  1 pending
    2  replica[Symbol.dispose]()  replica = Connection {name: "replica-1"}  native.mjs:16
  work  native.mjs:19  1 pending
    3  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  native.mjs:14`,
  'native: finally clauses ahead': `
Paused in inner  5 pending
  inner  finally.mjs:4  1 pending
    1  finally { console.log('inner is over'); }  finally.mjs:5  lines 5 to 7
  outer (block)  finally.mjs:14  2 pending
    2  finally { console.log('tried', held); }  finally.mjs:17  lines 17 to 19
    3  held[Symbol.dispose]()  held = {}  finally.mjs:12
  outer  finally.mjs:14  1 pending
    4  finally { console.log('outer is over'); }  finally.mjs:20  lines 20 to 22
  finally.mjs (top level)  finally.mjs:26  1 pending
    5  finally { console.log('all is over'); }  finally.mjs:27  lines 27 to 29`,
  'tsc: paused in an inner call': `
Paused in query  4 pending
  query  work.ts:45  1 pending
    1  statement[Symbol.dispose]()  statement = {text: "select 1"}  work.ts:44
  work (block)  work.ts:38  1 pending
    2  nested[Symbol.dispose]()  nested = Connection {name: "nested"}  work.ts:37
  work  work.ts:38  2 pending
    3  await session[Symbol.asyncDispose]()  session = Session {user: "ada"}  work.ts:35  awaited
    4  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  work.ts:28`,
  'tsc: while one is being disposed of': `
Paused in [Symbol.dispose]  2 pending
  work (block)  work.ts:30  1 pending
    now  temporary[Symbol.dispose]()  temporary = Connection {name: "temporary for replica-1"}  work.ts:32
    1  replica[Symbol.dispose]()  replica = Connection {name: "replica-1"}  work.ts:30
  work  work.ts:28  1 pending
    2  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  work.ts:28`,
  'esbuild: paused in an inner call': `
Paused in query  4 pending
  query  work.ts:45  1 pending
    1  statement[Symbol.dispose]()  statement = {text: "select 1"}  work.ts:44
  work (block)  work.ts:38  1 pending
    2  nested[Symbol.dispose]()  nested = Connection {name: "nested"}  work.ts:37
  work  work.ts:38  2 pending
    3  await session[Symbol.asyncDispose]()  session = Session {user: "ada"}  work.ts:35  awaited
    4  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  work.ts:28`,
  'esbuild: while one is being disposed of': `
Paused in [Symbol.dispose]  2 pending
  work (block)  work.ts:32  nothing pending
    now  temporary[Symbol.dispose]()  temporary = Connection {name: "temporary for replica-1"}  work.ts:32
  work (block)  work.ts:32  1 pending
    1  replica[Symbol.dispose]()  replica = Connection {name: "replica-1"}  work.ts:30
  work  work.ts:32  1 pending
    2  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  work.ts:28`,
  'minified: paused in an inner call': `
Paused in $  4 pending
  query  work.ts:45  1 pending
    1  statement[Symbol.dispose]()  statement = {text: "select 1"}  work.ts:44
  work (block)  work.ts:38  1 pending
    2  nested[Symbol.dispose]()  nested = g {name: "nested"}  work.ts:37
  work  work.ts:38  2 pending
    3  await session[Symbol.asyncDispose]()  session = z {user: "ada"}  work.ts:35  awaited
    4  primary[Symbol.dispose]()  primary = g {name: "primary"}  work.ts:28`,
  'minified: while one is being disposed of': `
Paused in [Symbol.dispose]  2 pending
  work (block)  work.ts:32  nothing pending
    now  temporary[Symbol.dispose]()  temporary = g {name: "temporary for replica-1"}  work.ts:32
  work (block)  work.ts:32  1 pending
    1  replica[Symbol.dispose]()  replica = g {name: "replica-1"}  work.ts:30
  work  work.ts:32  1 pending
    2  primary[Symbol.dispose]()  primary = g {name: "primary"}  work.ts:28`,
  'swc: paused in an inner call': `
Paused in query  4 pending
  query  work.ts:45  1 pending
    1  statement[Symbol.dispose]()  statement = {text: "select 1"}  work.ts:44
  work (block)  work.ts:38  1 pending
    2  nested[Symbol.dispose]()  nested = Connection {name: "nested"}  work.ts:37
  work  work.ts:38  2 pending
    3  await session[Symbol.asyncDispose]()  session = Session {user: "ada"}  work.ts:35  awaited
    4  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  work.ts:28`,
  'swc: while one is being disposed of': `
Paused in [Symbol.dispose]  2 pending
  work (block)  work.ts:32  nothing pending
    now  temporary[Symbol.dispose]()  temporary = Connection {name: "temporary for replica-1"}  work.ts:32
  work (block)  work.ts:30  1 pending
    1  replica[Symbol.dispose]()  replica = Connection {name: "replica-1"}  work.ts:30
  work  work.ts:28  1 pending
    2  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  work.ts:28`,
  'babel: paused in an inner call': `
Paused in query  4 pending
  query  work.ts:45  1 pending
    1  statement[Symbol.dispose]()  statement = {text: "select 1"}  work.ts:44
  work (block)  work.ts:38  1 pending
    2  nested[Symbol.dispose]()  nested = Connection {name: "nested"}  work.ts:37
  work  work.ts:38  2 pending
    3  await session[Symbol.asyncDispose]()  session = Session {user: "ada"}  work.ts:35  awaited
    4  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  work.ts:28`,
  'babel: while one is being disposed of': `
Paused in [Symbol.dispose]  2 pending
  work (block)  work.ts:33  1 pending
    now  temporary[Symbol.dispose]()  temporary = Connection {name: "temporary for replica-1"}  work.ts:32
    1  replica[Symbol.dispose]()  replica = Connection {name: "replica-1"}  work.ts:30
  work  work.ts:33  1 pending
    2  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  work.ts:28`,
  'tsc: without a source map': `
Paused in query  4 pending
  query  work.mjs:126  1 pending
    1  statement[Symbol.dispose]()  statement = {text: "select 1"}  work.mjs:125
  work (block)  work.mjs:100  1 pending
    2  nested[Symbol.dispose]()  nested = Connection {name: "nested"}  work.mjs:99
  work  work.mjs:100  2 pending
    3  await session[Symbol.asyncDispose]()  session = Session {user: "ada"}  work.mjs:95  awaited
    4  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  work.mjs:76`,
  'tsc: finally clauses ahead': `
Paused in inner  4 pending
  inner  leaving.ts:16  1 pending
    1  finally { console.log('inner is over'); }  leaving.ts:17  lines 17 to 19
  outer (block)  leaving.ts:26  2 pending
    2  finally { console.log('tried', held.key); }  leaving.ts:27  lines 27 to 29
    3  held[Symbol.dispose]()  held = Lock {key: "orders"}  leaving.ts:24
  outer  leaving.ts:26  1 pending
    4  finally { console.log('outer is over'); }  leaving.ts:30  lines 30 to 32`,
  'esbuild: without a source map': `
Paused in query  4 pending
  query  work.mjs:116  1 pending
    1  statement[Symbol.dispose]()  statement = {text: "select 1"}  work.mjs:113
  work (block)  work.mjs:95  1 pending
    2  nested[Symbol.dispose]()  nested = Connection {name: "nested"}  work.mjs:94
  work  work.mjs:95  2 pending
    3  await session[Symbol.asyncDispose]()  session = Session {user: "ada"}  work.mjs:90  awaited
    4  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  work.mjs:68`,
  'esbuild: finally clauses ahead': `
Paused in inner  4 pending
  inner  leaving.ts:16  1 pending
    1  finally { console.log('inner is over'); }  leaving.ts:17  lines 17 to 19
  outer (block)  leaving.ts:26  2 pending
    2  finally { console.log('tried', held.key); }  leaving.ts:27  lines 27 to 29
    3  held[Symbol.dispose]()  held = Lock {key: "orders"}  leaving.ts:24
  outer  leaving.ts:26  1 pending
    4  finally { console.log('outer is over'); }  leaving.ts:30  lines 30 to 32`,
  'minified: without a source map': `
Paused in $  4 pending
  $  work.mjs:2  1 pending
    1  i[Symbol.dispose]()  i = {text: "select 1"}  work.mjs:1
  A (block)  work.mjs:1  1 pending
    2  u[Symbol.dispose]()  u = g {name: "nested"}  work.mjs:1
  A  work.mjs:1  2 pending
    3  await i[Symbol.asyncDispose]()  i = z {user: "ada"}  work.mjs:1  awaited
    4  n[Symbol.dispose]()  n = g {name: "primary"}  work.mjs:1`,
  'minified: finally clauses ahead': `
Paused in f  4 pending
  inner  leaving.ts:16  1 pending
    1  finally { console.log('inner is over'); }  leaving.ts:17  lines 17 to 19
  outer (block)  leaving.ts:26  2 pending
    2  finally { console.log('tried', held.key); }  leaving.ts:27  lines 27 to 29
    3  held[Symbol.dispose]()  held = k {key: "orders"}  leaving.ts:24
  outer  leaving.ts:26  1 pending
    4  finally { console.log('outer is over'); }  leaving.ts:30  lines 30 to 32`,
  'swc: without a source map': `
Paused in query  4 pending
  query  work.mjs:189  1 pending
    1  statement[Symbol.dispose]()  statement = {text: "select 1"}  work.mjs:183
  work (block)  work.mjs:159  1 pending
    2  nested[Symbol.dispose]()  nested = Connection {name: "nested"}  work.mjs:158
  work  work.mjs:159  2 pending
    3  await session[Symbol.asyncDispose]()  session = Session {user: "ada"}  work.mjs:150  awaited
    4  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  work.mjs:113`,
  'swc: finally clauses ahead': `
Paused in inner  4 pending
  inner  leaving.ts:16  1 pending
    1  finally { console.log('inner is over'); }  leaving.ts:17  lines 17 to 19
  outer (block)  leaving.ts:26  2 pending
    2  finally { console.log('tried', held.key); }  leaving.ts:27  lines 27 to 29
    3  held[Symbol.dispose]()  held = Lock {key: "orders"}  leaving.ts:24
  outer  leaving.ts:26  1 pending
    4  finally { console.log('outer is over'); }  leaving.ts:30  lines 30 to 32`,
  'babel: without a source map': `
Paused in query  4 pending
  query  work.mjs:63  1 pending
    1  statement[Symbol.dispose]()  statement = {text: "select 1"}  work.mjs:57
  work (block)  work.mjs:41  1 pending
    2  nested[Symbol.dispose]()  nested = Connection {name: "nested"}  work.mjs:40
  work  work.mjs:41  2 pending
    3  await session[Symbol.asyncDispose]()  session = Session {user: "ada"}  work.mjs:37  awaited
    4  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  work.mjs:24`,
  'babel: finally clauses ahead': `
Paused in inner  4 pending
  inner  leaving.ts:16  1 pending
    1  finally { console.log('inner is over'); }  leaving.ts:17  lines 17 to 19
  outer (block)  leaving.ts:26  2 pending
    2  finally { console.log('tried', held.key); }  leaving.ts:27  lines 27 to 29
    3  held[Symbol.dispose]()  held = Lock {key: "orders"}  leaving.ts:24
  outer  leaving.ts:26  1 pending
    4  finally { console.log('outer is over'); }  leaving.ts:30  lines 30 to 32`,
};

/** Starts the programs in one process, so that one session shows all their stops. */
const launcher = `${programs}/inOrder.mjs`;
/** The first of several disposals, and the first turn of a loop. */
const CLOSING = { marker: 'closing', condition: "this.name === 'temporary for replica-1'" };
const INNER = { marker: 'inner', condition: "replica.name === 'replica-1'" };

/** One session for each Node: what it runs, the lines where that stops, and the titles of the cases in that order. */
const sessions: readonly {
  readonly major: number;
  readonly run: readonly string[];
  readonly marks: readonly Mark[];
  readonly titles: readonly string[];
}[] = [
  {
    major: 24,
    run: [
      `${programs}/native.mjs`,
      `${programs}/finally.mjs`,
      ...COMPILERS.flatMap((how) => [
        `${compiled}/${how}/work.mjs`,
        `${compiled}/${how}/leaving.mjs`,
        `${compiled}/${how}-without-map/work.mjs`,
      ]),
    ],
    marks: [
      ...[INNER, CLOSING, {}].map((mark) => ({ source: `${programs}/native.mjs`, ...mark })),
      { source: `${programs}/finally.mjs` },
      ...[CLOSING, {}].map((mark) => ({ source, ...mark })),
      { source: `${programs}/src/leaving.ts` },
      ...COMPILERS.map((how) => ({ source: `${compiled}/${how}-without-map/work.mjs` })),
    ],
    titles: [
      'native: in the body of a loop',
      'native: while one is being disposed of',
      'native: blocks, a shadowed name, a resource that is null, an async one',
      'native: finally clauses ahead',
      ...COMPILERS.flatMap((how) =>
        ['while one is being disposed of', 'paused in an inner call', 'finally clauses ahead', 'without a source map'].map(
          (what) => `${how}: ${what}`,
        ),
      ),
    ],
  },
  // Compiled code runs on engines without such declarations.
  ...[20, 22].map((major) => ({
    major,
    run: COMPILERS.map((how) => `${compiled}/${how}/work.mjs`),
    marks: [CLOSING, {}].map((mark) => ({ source, ...mark })),
    titles: COMPILERS.flatMap((how) => ['while one is being disposed of', 'paused in an inner call'].map((what) => `${how}: ${what}`)),
  })),
];

describe('using declarations', () => {
  let nodeBinary: (major: number) => string = () => '';

  before(async () => {
    ({ nodeBinary } = (await import(pathToFileURL(path.join(repository, 'test/runtime/nodes.mjs')).href)) as {
      readonly nodeBinary: (major: number) => string;
    });
  });

  for (const { major, run, marks, titles } of sessions)
    describe(`on Node ${major}`, () => {
      let trees: readonly string[] = [];

      before(async function () {
        this.timeout(120_000);
        const [first = {}, ...more] = marks;
        const configuration = {
          runtimeExecutable: nodeBinary(major),
          args: run.map((file) => path.join(repository, file)),
          outFiles: [path.join(repository, compiled, '**/*.mjs')],
        };
        trees = await treesAtStops(launcher, { ...first, more, configuration }, titles.length);
      });

      for (const [at, title] of titles.entries())
        it(title, () => {
          // Node 22 provides the symbol itself, under its own name.
          assert.equal(trees[at]?.replaceAll('[nodejs.dispose]', '[Symbol.dispose]'), cases[title]?.trim());
        });
    });

  it('no case is left out', () => {
    assert.deepEqual(Object.keys(cases).sort(), [...(sessions[0]?.titles ?? [])].sort());
  });

  it('of an async function that waits, and of a generator', async () => {
    const debuggee = await debugToStop(`${programs}/suspended.mjs`, { configuration: { runtimeExecutable: nodeBinary(24) } });
    try {
      assert.equal(await debuggee.tree(), 'Suspended functions and generators  2 · 2 pending');
      const { stacks, problems } = await debuggee.snapshot();
      const rows = stacks
        .slice(1)
        .map(({ name, scopes }) => [
          name,
          ...scopes.flatMap(({ cleanups, possible = [] }) => [
            ...cleanups.map(({ label }) => label),
            ...possible.map(({ label }) => `? ${label}`),
          ]),
        ]);
      assert.deepEqual(rows, [
        ['work', 'lock[Symbol.dispose]()', '? maybe[Symbol.dispose]()'],
        ['Generator rows, held by it', 'cursor[Symbol.dispose]()'],
      ]);
      assert.deepEqual(problems, []);
    } finally {
      await debuggee.end();
    }
  });

  it('say so of a text that is too long to be parsed', async () => {
    const file = 'dist/debuggees/javascript/using/long.mjs';
    writeFileSync(
      path.join(repository, file),
      `export const data = "${'x'.repeat(5 * 1024 * 1024)}"; using held = { [Symbol.dispose]() {} };\nconsole.log(data.length); // stop\n`,
    );
    const debuggee = await debugToStop(file, { configuration: { runtimeExecutable: nodeBinary(24) } });
    try {
      assert.match(
        await debuggee.tree(),
        /long\.mjs is too long to parse, so what its using declarations hold is not shown: a build that is not bundled/,
      );
    } finally {
      await debuggee.end();
    }
  });
});
