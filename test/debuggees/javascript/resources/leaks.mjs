// A map that only grows, and scopes that nobody closes. Collected ones are not in it: when the engine collects is its own affair.
import { scope } from '../../../../dist/runtime/deferscope.mjs';
import { detectLeaks } from '../../../../dist/runtime/leaks.mjs';

const detector = detectLeaks({ everyMs: Infinity, looks: 3 });
const sessions = new Map();
detector.watch('sessions', sessions);
for (let i = 0; i < 3; i++) {
  sessions.set(i, 'never deleted');
  detector.look();
}
const s = scope({ label: 'request' });
debugger; // stop
s.dispose();
detector[Symbol.dispose]();
console.log('done');
