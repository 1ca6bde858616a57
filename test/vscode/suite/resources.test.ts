import assert from 'node:assert/strict';
import { debugToStop, javascript, type Debuggee } from './debuggee.ts';

/** What the library's own parts show; the others are read without VS Code, in test/adapters/javascriptResources.test.ts. */
const cases: readonly { readonly title: string; readonly program: string; readonly tree: string }[] = [
  {
    title: 'a guard',
    program: 'guard.mjs',
    tree: `
Paused at the top level  3 pending
  transfers  guard.mjs:23  3 pending  ends when it is disposed of
    1  Lease[Symbol.dispose]()  this = Lease {#keeper: LeaseTable, #hold: Hold, #released: false}  guard.mjs:8
    2  Lease[Symbol.dispose]()  this = Lease {#keeper: LeaseTable, #hold: Hold, #released: false}  guard.mjs:8
    3  Lease[Symbol.dispose]()  this = Lease {#keeper: LeaseTable, #hold: Hold, #released: false}  guard.mjs:8
Suspended async functions  2 · nothing pending
Resources  1
  guard accounts  3 held, 2 waiting, next token 4  guard.mjs:5
    alice  held, owner transfer 1, token 1, held for TIME, expires in TIME, waiting 2, next transfer 3  guard.mjs:8
    bob  held, owner transfer 2, token 2, held for TIME, expires in TIME, leases 2  guard.mjs:8
    carol  overdue, owner transfer 5, token 3, held for TIME, expires in TIME  guard.mjs:21
Problems  2
  3 cleanups pending at guard.mjs:8: a cleanup that is registered in a loop runs only when its scope ends
  guard accounts, carol: held TIME past its time to live of TIME`,
  },
  {
    title: 'cleanups with a time limit',
    program: 'limit.mjs',
    tree: `
Paused in flush  2 pending
  request  limit.mjs:21  2 pending  is being disposed of
    now  flush: flush(signal, log)  signal = AbortSignal {Symbol(kEvents): SafeMap(0), Symbol(events.maxEventTargetListeners): 10, Symbol(events.maxEventTargetListenersWarned): false, Symbol(kHandlers): SafeMap(0), Symbol(kAborted): false, …}, log = "access.log"  limit.mjs:20  awaited  at most TIME
    1  flush: flush(signal, "app.log")  limit.mjs:19  awaited  at most TIME
    2  log("closed")  limit.mjs:18  awaited  at most TIME
Resources  1
  background cleanups after the request  1 running  limit.mjs:6
    upload  running, for TIME  limit.mjs:9
Already ran  1`,
  },
];

describe("the tree of the library's resources", () => {
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

/** Durations differ between runs. */
function settle(tree: string): string {
  return tree.replace(/-?\b\d+(?:\.\d+)? (?:ms|s|min)\b/g, 'TIME').trim();
}
