// Three tasks wait with open scopes while a fourth is paused.
import { setTimeout as delay } from 'node:timers/promises';
import { runAsync } from '../../../dist/runtime/deferscope.mjs';

async function closeConnection(name) {
  await delay(1);
  console.log('closed', name);
}

let release;
const gate = new Promise((resolve) => { release = resolve; });

async function wait(name) {
  await runAsync({ label: name }, async (s) => {
    s.defer(closeConnection, name);
    await gate;
  });
}

async function work() {
  await runAsync({ label: 'work' }, async (s) => {
    s.defer(closeConnection, 'work 1');
    await delay(1);
    s.defer(closeConnection, 'work 2');
    console.log('working'); // stop
    release();
  });
}

await Promise.all([wait('waiter A'), wait('waiter B'), wait('waiter C'), work()]);
console.log('done');
