import assert from 'node:assert/strict';
import { debugToStop, javascript, type Debuggee } from './debuggee.ts';

/** What the library's own parts show of themselves: the programs of resources/, their trees written out. */
const cases: readonly { readonly title: string; readonly program: string; readonly tree: string }[] = [
  { title: 'a guard', program: 'guard.mjs', tree: `
Paused at the top level  3 pending
  transfers  guard.mjs:23  3 pending
    1  Lease[Symbol.dispose]()  this = Lease {}  guard.mjs:8
    2  Lease[Symbol.dispose]()  this = Lease {}  guard.mjs:8
    3  Lease[Symbol.dispose]()  this = Lease {}  guard.mjs:8
Suspended async functions  2 · nothing pending
Resources  1
  guard accounts  3 held, 2 waiting, next token 4  guard.mjs:5
    alice  held, owner transfer 1, token 1, held for TIME, expires in TIME, waiting 2, next transfer 3  guard.mjs:8
    bob  held, owner transfer 2, token 2, held for TIME, expires in TIME, leases 2  guard.mjs:8
    carol  overdue, owner transfer 5, token 3, held for TIME, expires in TIME  guard.mjs:21
Problems  2
  3 cleanups pending at guard.mjs:8: a cleanup that is registered in a loop runs only when its scope ends
  guard accounts, carol: held TIME past its time to live of TIME` },
  { title: 'a pool', program: 'pool.mjs', tree: `
Paused in work  1 pending
  request  pool.mjs:20  1 pending
    1  (back) => { this.put(back); }  back = Uint8Array  pool.mjs:8
Resources  1
  pool buffers  2 lent, 1 idle, keeps at most 1, 4 misses, 1 dropped  pool.mjs:5
    lent 1  lent, object Uint8Array, lent for TIME  pool.mjs:8
    lent 2  lent, object Uint8Array, lent for TIME  pool.mjs:16` },
  { title: 'a manager', program: 'managed.mjs', tree: `
Paused at the top level  1 pending
  program  managed.mjs:16  1 pending
    1  ManagedResources[Symbol.asyncDispose]()  this = ManagedResources {}  managed.mjs:7  awaited
Resources  1
  manager services  1 running, 1 stopped, 1 failed  managed.mjs:7
    database  running, for TIME  managed.mjs:9
    cache  error, for TIME, error Error: out of memory  managed.mjs:10
    web  starting, for TIME, depends on database, waiting 1  managed.mjs:11
Problems  1
  manager services, cache: failed: out of memory` },
  { title: 'a shutdown', program: 'shutdown.mjs', tree: `
Suspended async functions  1 · 1 pending
Resources  1
  shutdown api  draining, grace left TIME  shutdown.mjs:15
    server 1  draining, in flight 1, connections 1` },
];

describe('the tree of the library\'s resources', () => {
  let debuggee: Debuggee | undefined;

  afterEach(async () => {
    await debuggee?.end();
    debuggee = undefined;
  });

  for (const { title, program, tree } of cases) {
    it(title, async () => {
      debuggee = await debugToStop(`${javascript}/resources/${program}`);
      assert.equal(settle(await debuggee.tree()), tree.trim());
    });
  }
});

/** Lengths of time differ from run to run. */
function settle(tree: string): string {
  return tree.replace(/-?\b\d+(?:\.\d+)? (?:ms|s|min)\b/g, 'TIME').trim();
}
