// The main thread and a worker, both with an open scope; the main thread waits for the worker within its own.
import { isMainThread, Worker } from 'node:worker_threads';
import { run, runAsync } from '../../../dist/runtime/deferscope.mjs';

function close(name) {
  console.log('close', name);
}

if (isMainThread) {
  await runAsync({ label: 'main thread' }, async (s) => {
    s.defer(close, 'main');
    const worker = new Worker(new URL(import.meta.url));
    await new Promise((resolve) => worker.once('exit', resolve));
    console.log('worker ended'); // stop in main
  });
} else {
  run({ label: 'worker thread' }, (s) => {
    s.defer(close, 'worker');
    console.log('in worker'); // stop
  });
}
