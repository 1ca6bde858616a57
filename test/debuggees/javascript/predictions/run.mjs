// Runs programs one after the other, as they are or while a debugger in a thread of this process looks at them.
//   node run.mjs PLAN OUTPUT      PLAN: JSON { files } or { files, looker, most, seed, everywhere }
//                                 OUTPUT: what was seen and what happened, a line for each program
import { once } from 'node:events';
import * as fs from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describeError, refuel, settleStarted, trace } from './ground.mjs';

const [planFile, output] = process.argv.slice(2);
const { looker, files, ...options } = JSON.parse(fs.readFileSync(planFile, 'utf8'));

/** What the program that runs now did not catch: with a debugger and without it has to be the same. */
let errors = [];
process.on('unhandledRejection', (error) => { errors.push(`unhandled: ${describeError(error)}`); });
process.on('uncaughtException', (error) => { errors.push(`uncaught: ${describeError(error)}`); });

// The debugger is there from the start, as in a program that it has launched.
for (const library of globalThis[Symbol.for('deferscope.door')]?.libraries ?? []) library.observe(true);
const worker = looker === undefined ? undefined : new Worker(looker, { workerData: options, execArgv: [] });
const ask = async (question) => {
  if (worker === undefined) return undefined;
  if (question !== undefined) worker.postMessage(question);
  return (await once(worker, 'message'))[0];
};
await ask();
for (const file of files) {
  trace.length = 0;
  errors = [];
  refuel(60);
  await ask({ begin: file });
  const { main } = await import(pathToFileURL(file).href);
  await main().catch((error) => { errors.push(`main: ${describeError(error)}`); });
  errors.push(...(await settleStarted()).map((error) => `started: ${describeError(error)}`));
  // Rejections that nobody handles are told when the jobs are done.
  await setImmediate();
  const looks = (await ask({ end: file })) ?? [];
  fs.appendFileSync(output, `${JSON.stringify({ file, looks, trace, errors })}\n`);
}
await worker?.terminate();
