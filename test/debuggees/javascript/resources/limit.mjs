// A scope whose cleanups have limits of their own and a budget together, stopped while one runs; another goes on in the background.
import { asyncScope } from '../../../../dist/runtime/deferscope.mjs';
import { Background } from '../../../../dist/runtime/background.mjs';
import { Budget, within } from '../../../../dist/runtime/limit.mjs';

const supervisor = new Background({ label: 'after the request' });
let upload;
const before = asyncScope();
before.label('upload').defer(within({ ms: 1, policy: 'background', supervisor, onTimeout: () => undefined }, () => new Promise((resolve) => { upload = resolve; })));
await before.disposeAsync();

async function flush(signal, log) {
  debugger; // stop
  console.log('flushed', log, signal.aborted);
}

const s = asyncScope({ label: 'request', budget: new Budget({ ms: 60_000 }) });
s.defer(console.log, 'closed');
s.label('flush').defer(within({ ms: 90_000 }, flush), 'app.log');
s.label('flush').defer(within(30_000, flush), 'access.log');
await s.disposeAsync();
upload();
await supervisor.drain();
