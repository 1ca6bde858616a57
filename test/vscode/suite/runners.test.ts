import assert from 'node:assert/strict';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { javascript, repository, treesAtStops, type DebugOptions } from './debuggee.ts';

describe('programs that a runner runs', function () {
  this.timeout(240_000); // the first time, the runners are installed
  let node24 = '';
  const project = '.vscode-test/runners/project';
  const bin = (file: string): string => `.vscode-test/runners/node_modules/${file}`;

  before(async () => {
    const load = <T>(file: string): Promise<T> => import(pathToFileURL(path.join(repository, file)).href) as Promise<T>;
    node24 = (await load<{ readonly nodeBinary: (major: number) => string }>('test/runtime/nodes.mjs')).nodeBinary(24);
    await (await load<{ readonly setupRunners: () => Promise<string> }>(`${javascript}/runners/setup.mjs`)).setupRunners();
  });

  const cases: readonly {
    readonly title: string;
    readonly program: string;
    readonly options: DebugOptions;
    readonly tree: string;
    readonly closing: string;
  }[] = [
    {
      title: 'tsx',
      program: bin('tsx/dist/cli.mjs'),
      options: { source: `${project}/orders.ts`, configuration: { args: ['main.ts'] } },
      tree: `
Paused in query  3 pending
  query  orders.ts:16  1 pending
    1  statement[Symbol.dispose]()  statement = {text: "select 1"}  orders.ts:15
  readOrders  orders.ts:23  2 pending
    2  replica[Symbol.dispose]()  replica = Connection {name: "replica"}  orders.ts:21
    3  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  orders.ts:20`,
      closing: `
Paused in [Symbol.dispose]  1 pending
  readOrders  orders.ts:20  1 pending
    now  replica[Symbol.dispose]()  replica = Connection {name: "replica"}  orders.ts:21
    1  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  orders.ts:20`,
    },
    // Its minifier removes the variable `replica`: what it held is in the list that the compiler's helper keeps private.
    {
      title: 'a minified bundle of Vite\u2019s',
      program: `${project}/bundle/main.js`,
      options: { source: `${project}/orders.ts` },
      tree: `
Paused in n  3 pending
  query  orders.ts:16  1 pending
    1  statement[Symbol.dispose]()  statement = {text: "select 1"}  orders.ts:15
  readOrders  orders.ts:23  2 pending
    2  replica[Symbol.dispose]()  replica = t {name: "replica"}  orders.ts:21
    3  primary[Symbol.dispose]()  primary = t {name: "primary"}  orders.ts:20`,
      closing: `
Paused in [Symbol.dispose]  1 pending
  readOrders  orders.ts:24  1 pending
    now  replica[Symbol.dispose]()  replica = t {name: "replica"}  orders.ts:21
    1  primary[Symbol.dispose]()  primary = t {name: "primary"}  orders.ts:20`,
    },
    {
      title: 'Vitest',
      program: bin('vitest/vitest.mjs'),
      options: { source: `${project}/orders.ts`, configuration: { args: ['run', '--no-file-parallelism'] } },
      tree: `
Paused in query  3 pending
  query  orders.ts:16  1 pending
    1  statement[Symbol.dispose]()  statement = {text: "select 1"}  orders.ts:15
  readOrders  orders.ts:23  2 pending
    2  replica[Symbol.dispose]()  replica = Connection {name: "replica"}  orders.ts:21
    3  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  orders.ts:20`,
      closing: `
Paused in [Symbol.dispose]  1 pending
  readOrders  orders.ts:20  1 pending
    now  replica[Symbol.dispose]()  replica = Connection {name: "replica"}  orders.ts:21
    1  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  orders.ts:20`,
    },
    {
      title: 'Jest',
      program: bin('jest/bin/jest.js'),
      options: { source: `${project}/orders.jest.cjs`, configuration: { args: ['--runInBand', '--config', 'jest.config.json'] } },
      tree: `
Paused in query  3 pending
  query  orders.jest.cjs:11  1 pending
    1  statement[Symbol.dispose]()  statement = {text: "select 1"}  orders.jest.cjs:10
  test() callback  orders.jest.cjs:18  2 pending
    2  replica[Symbol.dispose]()  replica = Connection {name: "replica"}  orders.jest.cjs:16
    3  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  orders.jest.cjs:15`,
      closing: `
Paused in [Symbol.dispose]  1 pending
  test() callback  orders.jest.cjs:18  1 pending
    now  replica[Symbol.dispose]()  replica = Connection {name: "replica"}  orders.jest.cjs:16
    1  primary[Symbol.dispose]()  primary = Connection {name: "primary"}  orders.jest.cjs:15`,
    },
  ];
  for (const { title, program, options, tree, closing } of cases)
    describe(title, () => {
      let trees: readonly string[] = [];

      before(async () => {
        const configuration = {
          runtimeExecutable: node24,
          cwd: path.join(repository, project),
          autoAttachChildProcesses: true,
          ...options.configuration,
        };
        trees = await treesAtStops(program, { ...options, more: [{ ...options, marker: 'closing' }], configuration }, 2);
      });

      for (const [at, what, expected] of [
        [0, 'in an inner call', tree],
        [1, 'while they are being disposed of', closing],
      ] as const)
        it(what, () => {
          assert.equal(trees[at], expected.trim());
        });
    });
});
