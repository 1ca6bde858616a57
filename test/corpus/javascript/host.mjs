// Runs one driver in this process while a debugger in one of its threads watches.
//   node host.mjs PLAN OUTPUT      PLAN: JSON { looker, driver, looks, seed, rounds, chromium }; OUTPUT: JSON { looks, begun }
import { once } from 'node:events';
import * as fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { begun } from './truth.mjs';

const [planFile = '', output = ''] = process.argv.slice(2);
/** @type {{ looker: string, driver: string, rounds: number }} */
const plan = JSON.parse(fs.readFileSync(planFile, 'utf8'));
const worker = new Worker(plan.looker, { workerData: plan, execArgv: [] });
const ask = async (/** @type {string} */ message) => {
  worker.postMessage(message);
  return (await once(worker, 'message'))[0];
};
await once(worker, 'message');
/** @type {{ default: (plan: object, round: number) => Promise<void> }} */
const { default: drive } = await import(pathToFileURL(plan.driver).href);
await ask('begin');
/** @type {string | undefined} */
let failed;
let before = 0;
for (let round = 0; round < plan.rounds && failed === undefined; round++) {
  await drive(plan, round).catch((/** @type {unknown} */ error) => {
    failed = error instanceof Error ? error.stack : String(error);
  });
  /** @type {{ isEnough: boolean, looks: number }} */
  const { isEnough, looks } = await ask('enough?');
  console.error(`round ${round}: ${looks} stops`);
  // If nothing new is reached, more of the same says nothing.
  if (isEnough || (round > 1 && looks === before)) break;
  before = looks;
}
const looks = await ask('end');
fs.writeFileSync(output, JSON.stringify({ looks, begun, failed }));
process.exit();
