import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** dist/test/unit/probe is where this runs. */
const repository = path.resolve(__dirname, '../../../..');
const preload = path.join(repository, 'dist/preload.cjs');
const programs = path.join(repository, 'test/debuggees/javascript/stacks');
const peers = path.join(repository, '.vscode-test/bench/node_modules');

const READINGS = `
open: DisposableStack open 3 [defer last(), adopt five(5), use r()]
in last: DisposableStack closing 2 [now defer last(), adopt five(5), use r()]
in five: DisposableStack closing 1 [now adopt five(5), use r()]
in r: DisposableStack closing 0 [now use r()]
after goes on: nothing
subclass: Files open 2 [adopt close(b), adopt close(a)]
moved: DisposableStack open 2 [adopt close(b), adopt close(a)]
moved and disposed of: nothing
disposal began: AsyncDisposableStack closing 3 [now adopt top(x), use nothing(), use s(), defer bottom()]
top, later: AsyncDisposableStack closing 3 [now adopt top(x), use nothing(), use s(), defer bottom()]
in s: AsyncDisposableStack closing 1 [now use s(), defer bottom()]
bottom: AsyncDisposableStack closing 0 [now defer bottom()]
bottom, later: AsyncDisposableStack closing 0 [now defer bottom()]
bottom, much later: AsyncDisposableStack closing 0 [now defer bottom()]
disposal ended: nothing
disposal failed: nothing
collected: nothing
`.trimStart();

/** Beside those of the language itself: how each stand-in is brought into a program. */
const standIns: readonly { readonly title: string; readonly major: number; readonly modules: readonly string[]; readonly beginsLater?: boolean }[] = [
  { title: 'the language, Node 24', major: 24, modules: [] },
  { title: 'core-js on the global object, Node 22', major: 22, modules: ['core-js/actual/disposable-stack/index.js', 'core-js/actual/async-disposable-stack/index.js'] },
  { title: 'disposablestack on the global object, Node 22', major: 22, modules: ['disposablestack/DisposableStack/auto.js', 'disposablestack/AsyncDisposableStack/auto.js'], beginsLater: true },
  { title: '@whatwg-node/disposablestack, imported, Node 22', major: 22, modules: ['@whatwg-node/disposablestack/esm/index.js'] },
  { title: '@whatwg-node/disposablestack, required, Node 22', major: 22, modules: ['@whatwg-node/disposablestack/cjs/index.js'] },
];

describe('the preload', function () {
  this.timeout(240_000);
  let nodeBinary: (major: number) => string;

  before(async () => {
    const load = <T>(file: string): Promise<T> => import(pathToFileURL(path.join(repository, file)).href) as Promise<T>;
    ({ nodeBinary } = await load<{ readonly nodeBinary: (major: number) => string }>('test/runtime/nodes.mjs'));
    (await load<{ readonly installPeers: () => void }>('test/bench/peers.mjs')).installPeers();
  });

  const run = async (major: number, args: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await promisify(execFile)(nodeBinary(major), args, { maxBuffer: 16 * 1024 * 1024 });
    return stdout + stderr;
  };

  for (const { title, major, modules, beginsLater } of standIns)
    it(`sees every stage of a stack's life: ${title}`, async () => {
      assert.equal(await run(major, ['--expose-gc', '--require', preload, path.join(programs, 'readings.mjs'), ...modules.map((module) => pathToFileURL(path.join(peers, module)).href)]),
        beginsLater === true ? READINGS.replace('began: AsyncDisposableStack closing 3 [now ', 'began: AsyncDisposableStack open 4 [') : READINGS);
    });

  it('finds each of many stacks, also after the job in which it was made', async () => {
    assert.equal(await run(24, ['--require', preload, path.join(programs, 'many.mjs')]), `
in one job: 7 b6-a6, 6 b5-a5, 5 b4-a4, 4 b3-a3, 3 b2-a2, 2 b1-a1, 1 b0-a0
later: 8 e-d, 7 c-b6-a6, 6 b5-a5, 5 b4-a4, 4 b3-a3, 3 c-b2-a2, 2 b1-a1, 1 c-b0-a0
each is its own: 1,2,,4,5,6,7,3,,8
${'ReferenceError true\n'.repeat(4)}at the end: nothing
`.trimStart());
  });

  it('watches awaited disposals for a debugger that may come, and not all of them in a program that does little else', async () => {
    assert.equal(await run(24, ['--require', preload, path.join(programs, 'busy.mjs')]), `
idle: running first, pending last | running last | nothing
busy: running first, pending last | nothing | nothing
`.trimStart());
  });

  it('changes nothing that a program sees: each clause of the standard, errors and stack traces', async () => {
    const program = path.join(programs, 'semantics.mjs');
    const without = await run(24, [program]);
    assert.ok(without.split('\n').length > 1500, without);
    assert.equal(await run(24, ['--require', preload, program]), without);
  });

  it('says what then runs, in 200 random programs', async () => {
    const { programs: count, checked } = JSON.parse(await run(24, ['--require', preload, path.join(programs, 'predictions.mjs'), '200', '1'])) as { readonly programs: number; readonly checked: number };
    assert.equal(count, 200);
    assert.ok(checked > 2000, `only ${checked} looks were held against what ran`);
  });

  it('comes twice without harm, and through NODE_OPTIONS into children and workers', async () => {
    const program = `const look = () => globalThis[Symbol.for('deferscope.door')].libraries.length;
      const { Worker, isMainThread } = require('node:worker_threads');
      console.log(look());
      if (isMainThread && process.argv[1] === undefined) {
        console.log(require('node:child_process').execFileSync(process.execPath, ['-e', 'console.log("child", globalThis[Symbol.for("deferscope.door")].libraries.length)'], { encoding: 'utf8' }).trim());
        new Worker('console.log("worker", globalThis[Symbol.for("deferscope.door")].libraries.length)', { eval: true });
      }`;
    const { stdout } = await promisify(execFile)(nodeBinary(24), ['--require', preload, '-e', program], { env: { ...process.env, NODE_OPTIONS: `--require "${preload}"` } });
    assert.equal(stdout, '1\nchild 1\nworker 1\n');
  });

  it('is as good as not there on a Node without the language\'s stacks', async () => {
    assert.equal(await run(20, ['--require', preload, '-e', 'console.log(typeof DisposableStack, "DisposableStack" in globalThis)']), 'undefined false\n');
  });
});
