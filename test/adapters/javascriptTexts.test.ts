import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { transformSync } from 'esbuild';
import { shortLocation } from '../../src/core/sourceName.ts';
import { Looking } from './javascriptLooking.ts';
import type { Look } from './javascriptTrace.ts';

interface Case {
  readonly title: string;
  readonly text: string;
  /** At each `debugger` statement the rows of the paused call stack with their places, and what is said beside them. */
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
const { code: COMPILED } = transformSync(SOURCE, { loader: 'ts', format: 'cjs', target: 'es2022', sourcemap: 'inline', sourcefile: 'orders.ts' });

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
    rows: [['1 f VM:3', '2 outer case1.mjs:3'], ['1 e VM:1', '2 outer case1.mjs:3']],
  },
  {
    title: 'scripts of the module vm, with and without a name, in this context and another',
    text: `import vm from 'node:vm';
${RESOURCES}export async function main() { using outer = make('outer');
vm.runInThisContext("(function () { using v = make('v'); debugger; })()", { filename: 'virtual.js' });
// There the probe has nobody to tell it what is a proxy: objects stay closed.
vm.runInNewContext("(function () { using n = make('n'); debugger; })()", { make }); }`,
    rows: [['1 v virtual.js:1', '2 outer case2.mjs:4'], ['1 n[Symbol.dispose]() evalmachine.<anonymous>:1', '2 outer case2.mjs:4']],
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
    title: 'a file that was changed after it was loaded',
    text: `import fs from 'node:fs';
${RESOURCES}export async function main() { fs.writeFileSync(new URL(import.meta.url).pathname, 'export const other = 1;\\n'); using a = make('a'); debugger; }`,
    rows: [['1 a case6.mjs:4']],
  },
];

describe('The text that runs', function () {
  this.timeout(60_000);
  const looking = new Looking();
  let folder = '';

  before(async () => {
    await looking.prepare();
    folder = mkdtempSync(path.join(os.tmpdir(), 'deferscope-texts-'));
  });
  after(() => { rmSync(folder, { recursive: true, force: true }); });

  it('is read, whatever it came from', async () => {
    const seen = await looking.run({ how: 'native', sources: cases.map(({ text }, at) => ({ name: `case${at}`, text })), folder: path.join(folder, 'native'), most: 20, seed: 1, everywhere: true });
    assert.deepEqual(seen.map(({ looks }, at) => [cases[at]?.title, ...looks.map(rowsOf)]), cases.map(({ title, rows }) => [title, ...rows]));
  });
});

function rowsOf(look: Look): string[] {
  if (look.failed !== undefined) return [look.failed];
  const rows = (look.stacks[0]?.scopes ?? []).flatMap(({ cleanups }) => cleanups.map((cleanup) => {
    const name = /name: "([^"]*)"/.exec(cleanup.arguments.map(({ value }) => value).join(' '))?.[1] ?? cleanup.label;
    const place = cleanup.registeredAt === undefined ? '' : shortLocation(cleanup.registeredAt).replace(/^VM\d+/, 'VM');
    return `${cleanup.state === 'running' ? 'now' : String(cleanup.order)} ${name} ${place}`;
  }));
  return [...rows, ...look.problems];
}
