// Work that goes on behind the program's back: one piece runs, one has failed, one is over.
import { Background } from '../../../../dist/runtime/background.mjs';

const background = new Background({ label: 'after the answer', onFailed: ({ label }) => console.log(label, 'failed') });
let finish;
background.run(() => new Promise((resolve) => { finish = resolve; }), { label: 'write the audit log' });
background.run(() => Promise.reject(new Error('offline')), { label: 'warm the cache' });
background.run(() => undefined, { label: 'count' });
await new Promise((resolve) => setTimeout(resolve));
debugger; // stop
finish();
await background.drain();
