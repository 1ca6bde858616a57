import assert from 'node:assert/strict';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { debugToStop, javascript, repository } from './debuggee.ts';

describe('a library that speaks the contract of the door', () => {
  it('appears like our own: the scopes of Effect, through an adapter', async function () {
    this.timeout(240_000); // the first time, Effect is installed
    const load = <T>(file: string): Promise<T> => import(pathToFileURL(path.join(repository, file)).href) as Promise<T>;
    (await load<{ readonly installPeers: () => void }>('test/bench/peers.mjs')).installPeers();
    const { nodeBinary } = await load<{ readonly nodeBinary: (major: number) => string }>('test/runtime/nodes.mjs');
    const debuggee = await debugToStop(`${javascript}/effect/main.mjs`, { configuration: { runtimeExecutable: nodeBinary(24) } });
    try {
      assert.equal(await debuggee.tree(), 'Suspended async functions  1 · 3 pending');
      const snapshot = await debuggee.snapshot();
      const [scope] = snapshot.stacks.flatMap((stack) => stack.scopes);
      assert.deepEqual(
        scope?.cleanups.map(({ order, label, state }) => [order, label, state]),
        [
          [1, 'exit => provideContext(release(a, exit), context)', 'pending'],
          [2, 'exit => provideContext(finalizer(exit), context)', 'pending'],
          [3, 'exit => provideContext(release(a, exit), context)', 'pending'],
        ],
      );
      assert.equal(snapshot.session.runtime, 'effect 4');
    } finally {
      await debuggee.end();
    }
  });
});
