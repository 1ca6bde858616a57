// Runs programs one after the other while a debugger in a thread of this process looks at them.
//   node run.mjs PLAN OUTPUT      PLAN: JSON { looker, files, most, seed, everywhere }; OUTPUT: what was seen and what happened, a line for each program
import { once } from 'node:events';
import * as fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { refuel, settleStarted, trace } from './ground.mjs';

const [planFile, output] = process.argv.slice(2);
const { looker, files, ...options } = JSON.parse(fs.readFileSync(planFile, 'utf8'));
process.on('unhandledRejection', () => {});

const worker = new Worker(looker, { workerData: options, execArgv: [] });
await once(worker, 'message');
for (const file of files) {
  trace.length = 0;
  refuel(60);
  worker.postMessage({ begin: file });
  await once(worker, 'message');
  const { main } = await import(pathToFileURL(file).href);
  await main().catch(() => {});
  await settleStarted();
  worker.postMessage({ end: file });
  const [looks] = await once(worker, 'message');
  fs.appendFileSync(output, `${JSON.stringify({ file, looks, trace })}\n`);
}
await worker.terminate();
