// Registers, then works in small steps until somebody has attached and paused it (or a minute has passed).
//   node --inspect=0 attach.mjs
import { setTimeout as delay } from 'node:timers/promises';
import { runAsync } from '../../../dist/runtime/deferscope.mjs';

function close(name) {
  console.log('close', name);
}

function tick(count) {
  return count + 1; // stop
}

await runAsync({ label: 'before the debugger came' }, async (s) => {
  s.defer(close, 'early');
  console.log('ready');
  for (let count = 0, end = Date.now() + 60_000; Date.now() < end; count = tick(count)) await delay(50);
});
