// Services that depend on each other: one runs, one is being started while others wait for it, one has failed.
import { asyncScope } from '../../../../dist/runtime/deferscope.mjs';
import { ManagedResources } from '../../../../dist/runtime/managed.mjs';

const ready = Promise.withResolvers?.() ?? (() => { const made = {}; made.promise = new Promise((resolve) => { made.resolve = resolve; }); return made; })();
const s = asyncScope({ label: 'program' });
const services = s.use(new ManagedResources({ label: 'services' }));

services.add('database', { start: () => console.log('connect'), stop: () => console.log('disconnect') });
services.add('cache', { start() { throw new Error('out of memory'); } });
services.add('web', { start: () => ready.promise, stop: () => console.log('close') }, { dependsOn: ['database'] });

const starting = services.startAll().catch((error) => console.log('failed:', error.message));
const stopping = new Promise((resolve) => setImmediate(resolve)).then(() => services.stop('web'));
await new Promise((resolve) => setTimeout(resolve, 5));
debugger; // stop
ready.resolve();
await Promise.all([starting, stopping]);
await s.disposeAsync();
console.log(services.list().map(({ id, state }) => `${id} ${state}`).join(', '));
