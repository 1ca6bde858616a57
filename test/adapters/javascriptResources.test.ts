import assert from 'node:assert/strict';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../unit/schema.ts';
import { LIBRARY, lookInSuite } from './javascriptLooking.ts';
import { treeText } from './treeText.ts';

/** What the library's own parts show: the programs of resources/, with their trees written out. */
const cases: readonly { readonly title: string; readonly program: string; readonly tree: string }[] = [
  {
    title: 'a pool',
    program: 'pool.mjs',
    tree: `
Paused in work  1 pending
  request  pool.mjs:20  1 pending  ends when it is disposed of
    1  (back) => { this.put(back); }  back = Uint8Array(4096) [71, 69, 84, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, …]  pool.mjs:8
Resources  1
  pool buffers  2 lent, 1 idle, keeps at most 1, 4 misses, 1 dropped  pool.mjs:5
    lent 1  lent, object Uint8Array(4096) [71, 69, 84, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, …], lent for TIME  pool.mjs:8
    lent 2  lent, object Uint8Array(4096) [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, …], lent for TIME  pool.mjs:16`,
  },
  {
    title: 'a manager',
    program: 'managed.mjs',
    tree: `
Paused at the top level  1 pending
  program  managed.mjs:16  1 pending  ends when it is disposed of
    1  ManagedResources[Symbol.asyncDispose]()  this = ManagedResources {#label: "services", #clock: {…}, #life: Lifecycle, #state: "open", #ending: undefined}  managed.mjs:7  awaited
Resources  1
  manager services  1 running, 1 stopped, 1 failed  managed.mjs:7
    database  running, for TIME  managed.mjs:9
    cache  error, for TIME, error Error: out of memory  managed.mjs:10
    web  starting, for TIME, depends on database, waiting 1  managed.mjs:11
Problems  1
  manager services, cache: failed: out of memory`,
  },
  {
    title: 'a shutdown',
    program: 'shutdown.mjs',
    tree: `
Suspended async functions  1 · 1 pending
Resources  1
  shutdown api  draining, grace left TIME  shutdown.mjs:15
    server 1  draining, in flight 1, connections 1`,
  },
  {
    title: 'a gate',
    program: 'gate.mjs',
    tree: `
Paused at the top level  3 pending
  requests  gate.mjs:21  3 pending  ends when it is disposed of
    1  Admission[Symbol.dispose]()  this = Admission {#leave: ƒ, admitted: true}  gate.mjs:13
    2  Admission[Symbol.dispose]()  this = Admission {#leave: ƒ, admitted: true}  gate.mjs:13
    3  Admission[Symbol.dispose]()  this = Admission {#leave: ƒ, admitted: true}  gate.mjs:13
Resources  1
  gate api  refusing, 3 active, at most 10, memory 0.95, memory opens below 0.8, 3 admitted, 2 refused  gate.mjs:6
    acme  active, active 2, refused 1
    globex  active, active 1
Problems  1
  3 cleanups pending at gate.mjs:13: a cleanup that is registered in a loop runs only when its scope ends`,
  },
  {
    title: 'work in the background',
    program: 'background.mjs',
    tree: `
Nothing is pending in this stack: no using declaration, disposable stack or finally block is open in its functions.
Resources  1
  background cleanups after the answer  1 running, 1 failed, 1 finished  background.mjs:4
    write the audit log  running, for TIME  background.mjs:6
    warm the cache  failed  background.mjs:7
Problems  1
  background cleanups after the answer, warm the cache: failed in the background: offline`,
  },
  {
    title: 'owned values',
    program: 'own.mjs',
    tree: `
Nothing is pending in this stack: no using declaration, disposable stack or finally block is open in its functions.
Resources  3
  owned value file  held, value {name: "a.txt"}, for TIME  own.mjs:5
  owned value #3  held, value Socket {port: 80}, for TIME  own.mjs:11
  owned value listener  held, value tcp 80, for TIME  own.mjs:12`,
  },
  {
    title: 'cleanups made of cleanups',
    program: 'compose.mjs',
    tree: `
Paused at the top level  2 pending
  app  compose.mjs:14  2 pending  ends when it is disposed of
    1  cleanupAll(closeFile, unlock)()  compose.mjs:13
    2  Dependencies[Symbol.dispose]()  this = Dependencies {#label: "services", #nodes: Map(3), #id: 1, #released: false}  compose.mjs:6
Resources  1
  manager services  3 held  compose.mjs:6
    cache  held, depends on database  compose.mjs:7
    database  held  compose.mjs:8
    queue  held, depends on database  compose.mjs:9`,
  },
  {
    title: 'a transaction',
    program: 'transactions.mjs',
    tree: `
Paused in transfer  2 pending
  transaction  transactions.mjs:12  2 pending
    –  roll back: rollBack(Connection {isTransaction: true})  only on failure  transactions.mjs:11
    1  (c) => { connections.put(c); }  c = Connection {isTransaction: true}  transactions.mjs:9`,
  },
  {
    title: 'leaks',
    program: 'leaks.mjs',
    tree: `
Paused at the top level  nothing pending
  request  leaks.mjs:13  nothing pending  ends when it is disposed of
Resources  1
  leaks #1  0 collected, 1 growing, not closed yet 1  leaks.mjs:5
    sessions  growing, from 1, to 3
Problems  1
  sessions: only grows, from 1 to 3`,
  },
];

describe('The resources of a JavaScript program', function () {
  this.timeout(60_000);
  const looking = lookInSuite('resources');

  // Each in its own process, because the library keeps what it has.
  for (const { title, program, tree } of cases)
    it(title, async () => {
      const url = pathToFileURL(path.join(ROOT, 'test/debuggees/javascript/resources', program)).href;
      // The library reports places once a debugger is attached. It does not see this one, so it is told.
      const text = `import ${JSON.stringify(LIBRARY)};
        for (const library of globalThis[Symbol.for('deferscope.door')].libraries) library.observe(true);
        export function main() { return import(${JSON.stringify(url)}); }`;
      const [seen] = await looking.run({
        how: 'native',
        sources: [{ name: 'start', text }],
        folder: program,
        most: 10,
        seed: 1,
        everywhere: true,
      });
      const trees = (seen?.looks ?? []).map(({ failed, snapshot }) => (snapshot === undefined ? (failed ?? '') : treeText(snapshot)));
      assert.deepEqual(trees.map(settle), [tree.trim()]);
    });
});

/** Durations differ between runs. */
function settle(tree: string): string {
  return tree.replace(/-?\b\d+(?:\.\d+)? (?:ms|s|min)\b/g, 'TIME').trim();
}
