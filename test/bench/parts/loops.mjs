// A cleanup in a hot loop, and the ways to make it cheaper.
import { measureOn } from '../measureOn.mjs';
import { printTable } from '../rounds.mjs';

/** @typedef {import('../rounds.mjs').Measured & { bytes: number }} Result what measureLoops.mjs prints */

/** @type {Result[]} */
const results = [20, 24].map((major) => measureOn(major, 'measureLoops.mjs'));
console.log(
  'Nanoseconds of one turn of a loop that takes a lock, adds a number and unlocks: medians (in brackets: times the explicit call).\n',
);
printTable(results, Object.keys(results[0]?.times ?? {}), 'explicit call in try/finally');
console.log('\nBytes that wait for one turn when the scope is opened outside of the loop.\n');
for (const { node, bytes } of results) console.log(`- ${node}: ${bytes.toFixed(1)}`);
