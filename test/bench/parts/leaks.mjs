// What the leak detector costs while it is off, against a library that has none, and while it is on.
import { measureOn } from '../measureOn.mjs';

const results = [20, 24].map((major) => measureOn(major, 'measureLeaks.mjs'));

/** The median of the ratios round by round: two variants of one round saw the same machine. */
function ratio(times, of, to) {
  const sorted = times[of].all.map((t, i) => t / times[to].all[i]).sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

console.log('Nanoseconds for one scope (medians), and times the library without a detector.\n');
console.log('| | Node | absent | off | on | off : absent | on : absent |');
console.log('|---|---|---:|---:|---:|---:|---:|');
for (const { node, times } of results)
  for (const [shape, t] of Object.entries(times))
    console.log(
      `| ${shape} | ${node} | ${t.absent.median.toFixed(1)} | ${t.off.median.toFixed(1)} | ${t.on.median.toFixed(0)} | ${ratio(t, 'off', 'absent').toFixed(2)} | ${ratio(t, 'on', 'absent').toFixed(0)} |`,
    );
