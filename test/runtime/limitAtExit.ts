// Run in its own process: a scope with a cleanup that never settles, in a process that nothing else keeps alive. The policy is the
// argument.
import { asyncScope } from '../../src/runtime/deferscope.ts';
import { within, type LimitPolicy } from '../../src/runtime/limit/limit.ts';

const s = asyncScope();
s.defer(console.log, 'rest');
s.label('never settles').defer(
  within({ ms: 20, policy: process.argv[2] as LimitPolicy, onTimeout: () => undefined }, () => new Promise(() => undefined)),
);
s.disposeAsync().then(
  () => {
    console.log('ended');
  },
  (error: unknown) => {
    console.log((error as Error).name);
  },
);
