// The cost of recording a run, per event, and the share of the places in it. The fastest round of each, because other processes use the
// machine too.
import { measureOn } from '../measureOn.mjs';

/** The bound that the library's page promises, in nanoseconds. */
const MOST = 2000;

/** @typedef {{ node: string, dropped: number, times: Record<string, number> }} Result what measureRecorder.mjs prints */

/** @type {Result[]} */
const results = [20, 22, 24].map((major) => measureOn(major, 'measureRecorder.mjs'));
console.log(
  'Nanoseconds for one event, the fastest rounds: the time of a scope with its cleanups less that of the same without a recording.\n',
);
console.log(`| | ${results.map(({ node }) => node).join(' | ')} |`);
console.log(`|---|${results.map(() => '---:').join('|')}|`);
for (const shape of Object.keys(results[0]?.times ?? {}))
  console.log(`| ${shape} | ${results.map(({ times }) => times[shape]?.toFixed(0)).join(' | ')} |`);
console.log(`\nEvents dropped: ${results.map(({ dropped }) => dropped).join(', ')}.`);
for (const { node, times } of results)
  for (const [shape, time] of Object.entries(times))
    if (!shape.includes('every place') && time > MOST) {
      console.error(`${node}: ${shape}: ${time.toFixed(0)} ns an event, over ${MOST}.`);
      process.exitCode = 1;
    }
