import assert from 'node:assert/strict';
import * as os from 'node:os';
import { debugToStop, javascript, type Debuggee, type DebugOptions } from './debuggee.ts';

interface Case {
  readonly title: string;
  readonly program: string;
  readonly options?: DebugOptions;
  /** The tree as it is expanded at first, written out. */
  readonly tree: string;
  /** After the stop it writes the same as without a debugger. */
  readonly isSame?: true;
}

const cases: readonly Case[] = [
  {
    title: 'an ES module: frames that own scopes, labels, adopted values',
    program: `${javascript}/esm.mjs`,
    isSame: true,
    tree: `
Paused in inner (run callback)  5 pending
  inner (run callback)  esm.mjs:11  1 pending
    1  close("inner", {force: false})  esm.mjs:10
  outer  esm.mjs:22  3 pending
    2  (resource) => console.log('adopted', resource.handle)  resource = {handle: 7}  esm.mjs:21
    3  second to go: close("second", undefined)  esm.mjs:20
    4  close("first", {force: true})  esm.mjs:19
  shared  esm.mjs:18  1 pending  ends when it is disposed of
    1  close("shared", null)  esm.mjs:17`,
  },
  {
    title: 'CommonJS',
    program: `${javascript}/cjs.cjs`,
    tree: `
Paused in work  2 pending
  work  cjs.cjs:12  2 pending
    1  () => close('second')  cjs.cjs:11
    2  close("first", {force: true})  cjs.cjs:10`,
  },
  {
    title: 'TypeScript that was compiled with a source map',
    program: 'dist/debuggees/javascript/sample/main.mjs',
    options: { source: `${javascript}/sample/src/orderService.ts`, marker: 'stop here' },
    tree: `
Paused in write receipt  8 pending
  write receipt  orderService.ts:51  2 pending
    1  audit: log("receipt written for", "Ada Lovelace")  orderService.ts:47
    2  (path) => rmSync(path, { force: true })  path = "TMP/receipt-4711.txt"  orderService.ts:46
  place order  orderService.ts:38  6 pending
    –  release({sku: "oil-can", quantity: 1})  only on failure  orderService.ts:35
    –  release({sku: "brass-gear", quantity: 12})  only on failure  orderService.ts:35
    –  release({sku: "punch-cards", quantity: 200})  only on failure  orderService.ts:35
    –  () => transaction.rollback()  only on failure  orderService.ts:31
    3  unlock({name: "order-4711", since: NUMBER})  orderService.ts:28
    4  Database[Symbol.dispose]()  this = Database {#open: true, name: "orders.db"}  orderService.ts:25
Problems  1
  3 cleanups pending at orderService.ts:35: a cleanup that is registered in a loop runs only when its scope ends`,
  },
  {
    title: 'TypeScript that is compiled in memory, as test runners and loaders do it',
    program: `${javascript}/inMemory.cjs`,
    options: { source: `${javascript}/inMemorySource.ts` },
    tree: `
Paused in work (run callback)  2 pending
  work (run callback)  inMemorySource.ts:17  2 pending
    1  unlock({name: "b"})  inMemorySource.ts:15
    2  unlock({name: "a"})  inMemorySource.ts:15`,
  },
  {
    title: 'a failure that unwinds: what runs now, what it may recover, what already ran',
    program: `${javascript}/panic.mjs`,
    isSame: true,
    tree: `
Paused in rescue  unwinding: Error: boom · 1 pending
  panicking  panic.mjs:13  1 pending
    now  rescue(RunScope {#ledger: Ledger, result: undefined})  panic.mjs:15  can recover
    1  close("last")  panic.mjs:14
Already ran  1`,
  },
  {
    title: 'async functions: the one that is paused, and those that wait',
    program: `${javascript}/async.mjs`,
    isSame: true,
    tree: `
Paused in work  2 pending
  work  async.mjs:25  2 pending
    1  closeConnection("work 2")  async.mjs:24  awaited
    2  closeConnection("work 1")  async.mjs:22  awaited
Suspended async functions  3 · 3 pending`,
  },
  {
    title: 'two copies of the library in one process',
    program: `${javascript}/twoCopies.mjs`,
    tree: `
Paused in first copy, inner  3 pending
  first copy, inner  twoCopies.mjs:15  1 pending
    1  close("first copy, inner")  twoCopies.mjs:14
  second copy  twoCopies.mjs:13  1 pending
    2  close("second copy")  twoCopies.mjs:12
  first copy, outer  twoCopies.mjs:11  1 pending
    3  close("first copy, outer")  twoCopies.mjs:10`,
  },
  {
    title: 'a vm context without process, as bare as a sandbox gets: order and values, no sites before the first stop',
    program: `${javascript}/vmContext.cjs`,
    isSame: true,
    options: { source: `${javascript}/vmContextInside.cjs` },
    tree: `
Paused in in a context  1 pending
  in a context  vmContextInside.cjs:10  1 pending
    1  close("inside")`,
  },
  {
    title: 'resources of every kind, of a library that somebody else made, while nothing is pending',
    program: `${javascript}/resources/byHand.mjs`,
    tree: `
Nothing is pending in this stack: no using declaration, disposable stack or finally block is open in its functions.
Resources  7
  guard orders  2 held, 1 waiting  byHand.mjs:5
    order-17  held, owner worker-7, token 41, expires in 3 s, waiting 1  byHand.mjs:8
    order-18  expired, owner {id: 8, name: "worker"}
  guard \\u{1b}[31mred\\u{202e}\\n**bold** [x](command:evil)  $(bug), <b> \`
  manager services  1 running
    database  running
    cache  stopped, depends on database
  pool buffers  250 in use, 6 idle  byHand.mjs:17
  gate api  refusing, 100 active, because event-loop delay
  owned value #5  held, value {handle: 7}  byHand.mjs:21
  background cleanups after shutdown  running
    flush the log  running, since 2 min
Problems  2
  guard orders, order-18: its holder has not released it
  a handle that was made here was collected open`,
  },
  {
    title: 'a program without the library',
    program: `${javascript}/nothing.mjs`,
    tree: 'Nothing is pending in this stack: no using declaration, disposable stack or finally block is open in its functions.',
  },
];

describe('the tree of a paused program', () => {
  let debuggee: Debuggee | undefined;

  afterEach(async () => {
    await debuggee?.end();
    debuggee = undefined;
  });

  for (const { title, program, options, tree, isSame } of cases) {
    it(isSame ? `${title}; the program does the same as without Deferscope` : title, async () => {
      debuggee = await debugToStop(program, options);
      assert.equal(settle(await debuggee.tree()), tree.trim());
      if (isSame !== true) return;
      await debuggee.snapshot();
      await debuggee.endsAsAlone(program);
    });
  }

  it('a minified bundle with a source map', async () => {
    debuggee = await debugToStop('dist/debuggees/javascript/bundle/main.mjs', { source: `${javascript}/bundle/src/main.ts` });
    const { stacks } = await debuggee.snapshot();
    const cleanups = stacks.flatMap((stack) => stack.scopes).flatMap((scope) => scope.cleanups);
    assert.deepEqual(
      cleanups.map((cleanup) => [
        cleanup.order,
        cleanup.arguments.map((argument) => argument.value),
        cleanup.registeredAt?.path.replace(/.*\//, ''),
        cleanup.registeredAt?.line,
      ]),
      [
        [1, [], 'main.ts', 10],
        [2, ['"b.txt"', '1'], 'main.ts', 9],
        [3, ['"a.txt"', '0'], 'main.ts', 9],
      ],
    );
    assert.equal(cleanups[0]?.label, '()=>console.log("all read")');
  });

  it('says why it is empty', async () => {
    debuggee = await debugToStop(`${javascript}/nothing.mjs`);
    const { absent, stacks } = await debuggee.snapshot();
    assert.deepEqual(absent, {
      reason: 'nothing-pending',
      message: 'Nothing is pending in this stack: no using declaration, disposable stack or finally block is open in its functions.',
    });
    assert.deepEqual(stacks, []);
  });
});

/** What differs between runs: the folder for temporary files, the time. */
function settle(tree: string): string {
  return tree
    .replaceAll(os.tmpdir(), 'TMP')
    .replace(/since: \d+/g, 'since: NUMBER')
    .trim();
}
