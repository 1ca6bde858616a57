// A program of Effect's whose scopes a debugger can see. Effect itself comes from where the benchmarks have it.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { showScope } from './effectDoor.mjs';

const peers = createRequire(new URL('../../../../.vscode-test/bench/package.json', import.meta.url));
const Effect = await import(pathToFileURL(peers.resolve('effect/Effect')).href);

const open = (name) => Effect.acquireRelease(
  Effect.sync(() => ({ name })),
  (file) => Effect.sync(() => { console.log('close', file.name); }),
);

const program = Effect.gen(function* () {
  const scope = yield* Effect.scope;
  showScope(scope);
  yield* open('a');
  yield* Effect.addFinalizer(() => Effect.sync(() => { console.log('flush'); }));
  const file = yield* open('b');
  console.log('work', file.name, scope.strategy); // stop
});

await Effect.runPromise(Effect.scoped(program));
