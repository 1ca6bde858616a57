import assert from 'node:assert/strict';
import { transformSync } from 'esbuild';
import { describeAllPending } from '../../src/core/describe.ts';
import { shortLocation } from '../../src/core/sourceName.ts';
import { inEnglish } from '../../src/core/translate.ts';
import { lookInSuite } from './javascriptLooking.ts';
import type { Look } from './javascriptTrace.ts';

interface Case {
  readonly title: string;
  readonly text: string;
  /** At each `debugger` statement the rows of the paused call stack with their places, and the problems beside them. */
  readonly rows: readonly (readonly string[])[];
}

const RESOURCES = 'const make = (name) => ({ name, [Symbol.dispose]() {} });\nglobalThis.make = make;\n';

/** A source as loaders and test runners compile it in memory: the result runs under the source's own path. */
const SOURCE = `interface Resource { readonly name: string }

export function work(): void {
  using a: Resource = make('a');
  using b: Resource = make('b');
  debugger;
}

work();
`;
const { code: COMPILED } = transformSync(SOURCE, {
  loader: 'ts',
  format: 'cjs',
  target: 'esnext',
  sourcemap: 'inline',
  sourcefile: 'orders.ts',
});

/** A module whose file changes while it runs. */
const CHANGING = `import fs from 'node:fs';
export function work() { fs.writeFileSync(new URL(import.meta.url), 'export const other = 1;');
  using a = make('a'); debugger; }
`;

const cases: readonly Case[] = [
  {
    title: 'eval with a name, as bundlers use it',
    text: `${RESOURCES}function load() { using outer = make('outer');
eval("function work() {\\n  using a = make('a');\\n  using b = make('b');\\n  debugger;\\n}\\nwork();\\n//# sourceURL=webpack-internal:///./work.js"); }
export async function main() { load(); }`,
    rows: [['1 b work.js:3', '2 a work.js:2', '3 outer case0.mjs:3']],
  },
  {
    title: 'eval and new Function without a name',
    text: `${RESOURCES}export async function main() { using outer = make('outer');
new Function('make', "using f = make('f'); debugger;")(make);
(0, eval)("(function ev() { using e = make('e'); debugger; })()"); }`,
    rows: [
      ['1 f VM:3', '2 outer case1.mjs:3'],
      ['1 e VM:1', '2 outer case1.mjs:3'],
    ],
  },
  {
    title: 'scripts of the module vm, with and without a name, in this context and another',
    text: `import vm from 'node:vm';
${RESOURCES}export async function main() { using outer = make('outer');
vm.runInThisContext("(function () { using v = make('v'); debugger; })()", { filename: 'virtual.js' });
vm.runInNewContext("(function () { using n = make('n'); debugger; })()", { make, deferscopeTrace, deferscopeActivationOf }); }`,
    rows: [
      ['1 v virtual.js:1', '2 outer case2.mjs:4'],
      ['1 n evalmachine.<anonymous>:1', '2 outer case2.mjs:4'],
    ],
  },
  {
    title: 'two scripts of one name on one call stack',
    text: `import vm from 'node:vm';
${RESOURCES}globalThis.vm = vm;
export async function main() { vm.runInThisContext("\\n(function () { using a = make('a'); vm.runInThisContext(\\"(function () { using b = make('b'); debugger; })()\\"); })()"); }`,
    rows: [['1 b evalmachine.<anonymous>:1', '2 a evalmachine.<anonymous>:2']],
  },
  {
    title: 'a script whose lines and columns are counted from elsewhere',
    text: `import vm from 'node:vm';
${RESOURCES}export async function main() { vm.runInThisContext("(function () { using a = make('a');\\nusing b = make('b'); debugger; })()", { filename: 'page.html', lineOffset: 40, columnOffset: 8 }); }`,
    rows: [['1 b page.html:42', '2 a page.html:41']],
  },
  {
    title: 'a module that was compiled in memory and runs under the path of its source',
    text: `import vm from 'node:vm';
import fs from 'node:fs';
${RESOURCES}const file = new URL('orders.ts', import.meta.url).pathname;
export async function main() { fs.writeFileSync(file, ${JSON.stringify(SOURCE)}); vm.runInThisContext('(function (module) {' + ${JSON.stringify(COMPILED)} + '\\n})', { filename: file })({ exports: {} }); }`,
    rows: [['1 b orders.ts:5', '2 a orders.ts:4']],
  },
  {
    title: 'a file that is too long to be parsed: the paused functions are',
    text: `${RESOURCES}/*${'x'.repeat(3 * 1024 * 1024)}*/
const work = (b) => { using c = make('c'); try { debugger; } finally { b; } }; export async function main() { using a = make('a'); work(1); }`,
    rows: [['1 finally { b; } case6.mjs:4', '2 c case6.mjs:4', '3 a case6.mjs:4']],
  },
  {
    title: 'a file that was changed after it was loaded',
    text: `import fs from 'node:fs';
${RESOURCES}export async function main() { const folder = new URL('run' + process.pid + '/', import.meta.url); fs.mkdirSync(folder);
fs.writeFileSync(new URL('changed.mjs', folder), ${JSON.stringify(CHANGING)}); (await import(new URL('changed.mjs', folder))).work(); }`,
    rows: [['1 a changed.mjs:3']],
  },
];

/** How many are pending according to the heading, and the outermost row. */
const deepCases: readonly {
  readonly title: string;
  readonly text: string;
  readonly heading: string;
  readonly last: string;
  readonly problems: readonly string[];
}[] = [
  {
    title: 'a frame that holds something behind more than a page of those that do not',
    text: `${RESOURCES}function walk(n) { if (n === 0) { using leaf = make('leaf'); debugger; return; } walk(n - 1); }
export async function main() { using lock = make('lock'); walk(80); }`,
    heading: '2 pending',
    last: '2 lock deep0.mjs:4',
    problems: [],
  },
  {
    title: 'a recursion of 700 calls',
    text: `${RESOURCES}export async function main() { const rec = (n) => { using r = make('r' + n); if (n === 0) { debugger; return; } rec(n - 1); }; rec(700); }`,
    heading: '701 pending',
    last: '701 r700 deep1.mjs:3',
    problems: [],
  },
  {
    title: 'more calls than are read',
    text: `${RESOURCES}export async function main() { const rec = (n) => { using r = make('r' + n); if (n === 0) { debugger; return; } rec(n - 1); }; rec(1100); }`,
    heading: 'at least 1000 pending',
    last: '1000 r999 deep2.mjs:3',
    problems: ['The call stack is deeper than 1000 calls: what the calls further out hold is not read'],
  },
];

describe('The text that runs', function () {
  this.timeout(60_000);
  const looking = lookInSuite('texts');

  it('is read, whatever it came from', async () => {
    const seen = await looking.run({
      how: 'native',
      sources: cases.map(({ text }, at) => ({ name: `case${at}`, text })),
      folder: 'native',
    });
    assert.deepEqual(
      seen.map(({ looks }, at) => [cases[at]?.title, ...looks.map(rowsOf)]),
      cases.map(({ title, rows }) => [title, ...rows]),
    );
  });

  it('is read of every frame, or the heading says that it is not', async () => {
    const seen = await looking.run({
      how: 'native',
      sources: deepCases.map(({ text }, at) => ({ name: `deep${at}`, text })),
      folder: 'deep',
      most: 1,
      seed: 1,
      everywhere: true,
    });
    const found = seen.map(({ looks: [look] }, at) => ({
      title: deepCases[at]?.title,
      heading: look === undefined ? '' : describeAllPending(look, inEnglish),
      last: look && rowsOf({ ...look, problems: [] }).at(-1),
      problems: look?.problems,
    }));
    assert.deepEqual(
      found,
      deepCases.map(({ title, heading, last, problems }) => ({ title, heading, last, problems })),
    );
  });
});

function rowsOf(look: Look): string[] {
  if (look.failed !== undefined) return [look.failed];
  const rows = (look.stacks[0]?.scopes ?? []).flatMap(({ cleanups }) =>
    cleanups.map((cleanup) => {
      const name = /name: "([^"]*)"/.exec(cleanup.arguments.map(({ value }) => value).join(' '))?.[1] ?? cleanup.label;
      const place = cleanup.registeredAt === undefined ? '' : shortLocation(cleanup.registeredAt).replace(/^VM\d+/, 'VM');
      return `${cleanup.state === 'running' ? 'now' : String(cleanup.order)} ${name} ${place}`;
    }),
  );
  return [...rows, ...look.problems];
}
