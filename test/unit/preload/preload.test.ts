import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from '../schema.ts';

const preload = path.join(ROOT, 'dist/preload.cjs');
const programs = path.join(ROOT, 'test/debuggees/javascript/stacks');

/** What is seen if a debugger is attached from the start. */
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
disposal failed: no: nothing
at the end of a block: AsyncDisposableStack closing 0 [now defer slow()]
after the block: nothing
in a stack that is held: AsyncDisposableStack closing 0 [now defer inner()]; AsyncDisposableStack closing 0 [now use disposeAsync()]
after the outer one: nothing
a synchronous one first: AsyncDisposableStack closing 1 [now use first(), defer second()]
after a synchronous one: AsyncDisposableStack closing 0 [now defer second()]
nothing to call: AsyncDisposableStack open 1 [use nothing()]
nothing was called: nothing
above nothing: AsyncDisposableStack closing 1 [now defer only(), use nothing()]
after nothing: nothing
true
failed, with hooks: nothing
collected: nothing
`.trimStart();

/** The same without a debugger: for an awaited disposal, only the start of its last cleanup is counted. */
const READINGS_ALONE = `
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
bottom: nothing, 1 unseen
bottom, later: nothing, 1 unseen
bottom, much later: nothing, 1 unseen
disposal ended: nothing, 1 unseen
disposal failed: no: nothing, 2 unseen
at the end of a block: nothing, 3 unseen
after the block: nothing, 3 unseen
in a stack that is held: nothing, 5 unseen
after the outer one: nothing, 5 unseen
a synchronous one first: AsyncDisposableStack closing 1 [now use first(), defer second()], 5 unseen
after a synchronous one: nothing, 6 unseen
nothing to call: AsyncDisposableStack open 1 [use nothing()], 6 unseen
nothing was called: nothing, 6 unseen
above nothing: nothing, 7 unseen
after nothing: nothing, 7 unseen
true
failed, with hooks: nothing, 8 unseen
collected: nothing, 8 unseen
`.trimStart();

describe('the preload', function () {
  this.timeout(240_000);
  let nodeBinary: (major: number) => string;

  before(async () => {
    const load = <T>(file: string): Promise<T> => import(pathToFileURL(path.join(ROOT, file)).href) as Promise<T>;
    ({ nodeBinary } = await load<{ readonly nodeBinary: (major: number) => string }>('test/runtime/nodes.mjs'));
  });

  const run = async (major: number, args: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await promisify(execFile)(nodeBinary(major), args, { maxBuffer: 16 * 1024 * 1024 });
    return stdout + stderr;
  };

  it("sees every stage of a stack's life", async () => {
    assert.equal(await run(24, ['--expose-gc', '--require', preload, path.join(programs, 'readings.mjs'), 'observed']), READINGS);
  });

  it('counts the last cleanups of awaited disposals that it has not watched, because no debugger was there', async () => {
    assert.equal(await run(24, ['--expose-gc', '--require', preload, path.join(programs, 'readings.mjs')]), READINGS_ALONE);
  });

  it('finds each of many stacks, also after the job in which it was made', async () => {
    assert.equal(
      await run(24, ['--require', preload, path.join(programs, 'many.mjs')]),
      `
in one job: 7 b6-a6, 6 b5-a5, 5 b4-a4, 4 b3-a3, 3 b2-a2, 2 b1-a1, 1 b0-a0
later: 8 e-d, 7 c-b6-a6, 6 b5-a5, 5 b4-a4, 4 b3-a3, 3 c-b2-a2, 2 b1-a1, 1 c-b0-a0
each is its own: 1,2,,4,5,6,7,3,,8
${'ReferenceError true\n'.repeat(4)}at the end: nothing
`.trimStart(),
    );
  });

  it('changes nothing that a program sees: each clause of the standard, errors and stack traces', async () => {
    const program = path.join(programs, 'semantics.mjs');
    const without = await run(24, [program]);
    assert.ok(without.split('\n').length > 1500, without);
    assert.equal(await run(24, ['--require', preload, program]), without);
  });

  for (const { title, args } of [
    { title: 'a debugger is there', args: ['observed'] },
    { title: 'one comes later', args: [] },
  ])
    it(`says what then runs, in 200 random programs, when ${title}`, async () => {
      const { programs: count, checked } = JSON.parse(
        await run(24, ['--require', preload, path.join(programs, 'predictions.mjs'), '200', '1', ...args]),
      ) as { readonly programs: number; readonly checked: number };
      assert.equal(count, 200);
      assert.ok(checked > 4000, `only ${checked} looks were held against what ran`);
    });

  it('comes twice without harm, and through NODE_OPTIONS into children and workers', async () => {
    const program = `const look = () => globalThis[Symbol.for('deferscope.door')].libraries.length;
      const { Worker, isMainThread } = require('node:worker_threads');
      console.log(look());
      if (isMainThread && process.argv[1] === undefined) {
        console.log(require('node:child_process').execFileSync(process.execPath, ['-e', 'console.log("child", globalThis[Symbol.for("deferscope.door")].libraries.length)'], { encoding: 'utf8' }).trim());
        new Worker('console.log("worker", globalThis[Symbol.for("deferscope.door")].libraries.length)', { eval: true });
      }`;
    const { stdout } = await promisify(execFile)(nodeBinary(24), ['--require', preload, '-e', program], {
      env: { ...process.env, NODE_OPTIONS: `--require "${preload}"` },
    });
    assert.equal(stdout, '1\nchild 1\nworker 1\n');
  });

  it("leaves no module of its own in the program's list", async () => {
    assert.equal(await run(24, ['--require', preload, '-p', 'Object.keys(require.cache).length']), '0\n');
  });

  it("is as good as not there on a Node without the language's stacks", async () => {
    assert.equal(
      await run(20, ['--require', preload, '-e', 'console.log(typeof DisposableStack, "DisposableStack" in globalThis)']),
      'undefined false\n',
    );
  });
});
