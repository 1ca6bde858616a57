// The cost of the leak detector while it is off, compared with a library without one, and while it is on.
import { measureOn } from '../measureOn.mjs';
import { ratio } from '../rounds.mjs';

/**
 * @typedef {{ median: number, all: number[] }} Rounds
 * @typedef {{ node: string, times: Record<string, Record<'absent' | 'off' | 'on', Rounds>> }} Result what measureLeaks.mjs prints
 */

/** @type {Result[]} */
const results = [20, 24].map((major) => measureOn(major, 'measureLeaks.mjs'));

console.log('Nanoseconds for one scope (medians), and times the library without a detector.\n');
console.log('| | Node | absent | off | on | off : absent | on : absent |');
console.log('|---|---|---:|---:|---:|---:|---:|');
for (const { node, times } of results)
  for (const [shape, t] of Object.entries(times))
    console.log(
      `| ${shape} | ${node} | ${t.absent.median.toFixed(1)} | ${t.off.median.toFixed(1)} | ${t.on.median.toFixed(0)} | ${ratio(t.off.all, t.absent.all).toFixed(2)} | ${ratio(t.on.all, t.absent.all).toFixed(0)} |`,
    );
