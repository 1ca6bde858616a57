// A parent and a forked child, both with an open scope; the parent waits for the child within its own.
import { fork } from 'node:child_process';
import { run, runAsync } from '../../../dist/runtime/deferscope.mjs';

function close(name) {
  console.log('close', name);
}

if (process.argv[2] === 'child') {
  run({ label: 'child process' }, (s) => {
    s.defer(close, 'child');
    console.log('in child'); // stop
  });
} else {
  await runAsync({ label: 'parent process' }, async (s) => {
    s.defer(close, 'parent');
    const child = fork(new URL(import.meta.url), ['child']);
    await new Promise((resolve) => child.once('exit', resolve));
    console.log('child ended'); // stop in parent
  });
}
