// Spoils the debugger's door, in the way named by the first argument, then goes on using the library.
import { run } from '../../../dist/runtime/deferscope.mjs';

const key = Symbol.for('deferscope.door');
const door = globalThis[key];
const define = (value) => Object.defineProperty(globalThis, key, { configurable: true, writable: true, value });
const spoil = {
  none: () => {},
  gone: () => { delete globalThis[key] || define(undefined); },
  number: () => define(42),
  getter: () => Object.defineProperty(globalThis, key, { configurable: true, get() { throw new Error('no door'); } }),
  proxy: () => define(new Proxy({}, { get() { throw new Error('trapped'); }, has() { throw new Error('trapped'); } })),
  version: () => define({ version: 999, libraries: door?.libraries }),
  noLibraries: () => define({ version: 1, libraries: null }),
  throwingLibrary: () => door.libraries.push({ name: 'bad', version: '1', read() { throw new Error('bad library'); } }),
  lyingLibrary: () => door.libraries.push({ name: 'liar', version: '1', read: () => ({ scopes: [{ id: 'x', cleanups: 7 }, null, 3, { id: 1e300, kind: 'zebra', pending: -5 }], scopeCount: -1 }) }),
  cyclicLibrary: () => {
    const reading = { scopes: [], scopeCount: 1 };
    reading.scopes.push(reading);
    door.libraries.push({ name: 'cycle', version: '1', read: () => reading });
  },
  hugeLibrary: () => door.libraries.push({ name: 'huge', version: '1', read: () => ({ scopes: new Array(2 ** 32 - 1), scopeCount: 2 ** 32 }) }),
};

const way = process.argv[2] ?? 'none';
if (!(way in spoil)) throw new Error(`unknown way: ${way}; known: ${Object.keys(spoil).join(', ')}`);
try {
  spoil[way]();
} catch (error) {
  console.log('the door held:', error.message); // frozen is a fair answer too
}

run({ label: 'after tampering' }, (s) => {
  s.defer(console.log, 'cleanup ran');
  debugger; // stop
  console.log('tampered', way);
});
