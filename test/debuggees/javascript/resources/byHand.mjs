// A library of somebody else's that shows its resources through the door, every kind of them. Nothing is pending meanwhile.
import '../../../../dist/runtime/deferscope.mjs';

const here = (line) => ({ cut: false, frames: [{ name: 'main', url: import.meta.url, line, column: 1 }] });
const resources = [
  {
    id: 1, kind: 'guard', label: 'orders', state: 'open', site: here(5), entryCount: 2,
    facts: [{ name: 'held', value: 2 }, { name: 'waiting', value: 1 }],
    entries: [
      { name: 'order-17', state: 'held', site: here(8), facts: [{ name: 'owner', value: 'worker-7' }, { name: 'token', value: 41 }, { name: 'expires in ms', value: 3000 }, { name: 'waiting', value: 1 }] },
      { name: 'order-18', state: 'expired', facts: [{ name: 'owner', value: { id: 8, name: 'worker' } }], concern: 'its holder has not released it' },
    ],
  },
  {
    id: 2, kind: 'managed', label: 'services', state: 'open', facts: [{ name: 'running', value: 1 }], entryCount: 2,
    entries: [{ name: 'database', state: 'running', facts: [] }, { name: 'cache', state: 'stopped', facts: [{ name: 'depends on', value: 'database' }] }],
  },
  {
    id: 3, kind: 'pool', label: 'buffers', state: 'open', site: here(17), facts: [{ name: 'in use', value: 250 }, { name: 'idle', value: 6 }], entryCount: 250,
    entries: Array.from({ length: 250 }, (_, at) => ({ name: `#${at + 1}`, state: 'lent', facts: [{ name: 'bytes', value: 1024 * (at + 1) }] })),
  },
  { id: 4, kind: 'gate', label: 'api', state: 'refusing', facts: [{ name: 'active', value: 100 }, { name: 'because', value: 'event-loop delay' }], entries: [], entryCount: 0 },
  { id: 5, kind: 'owned', state: 'held', facts: [{ name: 'value', value: { handle: 7 } }], entries: [], entryCount: 0, site: here(21) },
  { id: 6, kind: 'background', label: 'after shutdown', state: 'running', facts: [], entryCount: 1, entries: [{ name: 'flush the log', state: 'running', facts: [{ name: 'since ms', value: 125_000 }] }] },
  { id: 7, kind: 'guard', label: '\u001b[31mred\u202e\n**bold** [x](command:evil)', state: '$(bug)', facts: [{ name: '<b>', value: '`' }], entries: [], entryCount: 0 },
];
const concerns = [{ code: 'leak', severity: 'warning', message: 'a handle that was made here was collected open', site: here(21) }];

globalThis[Symbol.for('deferscope.door')].libraries.push({
  name: 'by hand', version: '1.0.0',
  read: ({ resource, entries = 0 }) => ({
    scopes: [], scopeCount: 0, concerns, resourceCount: resources.length,
    resources: resources.filter(({ id }) => resource === undefined || id === resource).map((one) => ({ ...one, entries: one.entries.slice(0, entries) })),
  }),
});

console.log('resources'); // stop
