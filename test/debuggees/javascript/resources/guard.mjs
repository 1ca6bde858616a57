// A guard with a key that is held, one that others wait for, one that was entered twice, and one whose holder has overslept.
import { runAsync, scope } from '../../../../dist/runtime/deferscope.mjs';
import { ResourceGuard } from '../../../../dist/runtime/guard.mjs';

const guard = new ResourceGuard({ label: 'accounts', ttlMs: 60_000, reentrant: true, onExpired: ({ key }) => console.log('expired', key) });

async function transfer(name, account, s) {
  const lease = s.use(await guard.acquire(account, { owner: name }));
  console.log(name, 'has', account, 'under token', lease.token);
}

function oversleep(ms) {
  for (const until = performance.now() + ms; performance.now() < until;);
}

const s = scope({ label: 'transfers' });
await transfer('transfer 1', 'alice', s);
await transfer('transfer 2', 'bob', s);
await transfer('transfer 2', 'bob', s);
const waiting = ['transfer 3', 'transfer 4'].map((name) => runAsync({ label: name }, (own) => transfer(name, 'alice', own)));
const late = await guard.acquire('carol', { owner: 'transfer 5', ttlMs: 5 });
oversleep(20);
debugger; // stop
console.log('late', late.held);
s.dispose();
await Promise.all(waiting);
guard.close();
