import assert from 'node:assert/strict';
import { debugToStop, javascript, type Debuggee } from './debuggee.ts';

/** What the library's own parts show of themselves: the programs of resources/, their trees written out. */
const cases: readonly { readonly title: string; readonly program: string; readonly tree: string }[] = [
  { title: 'a guard', program: 'guard.mjs', tree: `
x` },
  { title: 'a pool', program: 'pool.mjs', tree: `
x` },
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
