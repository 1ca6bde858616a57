// What it costs that a debugger can look into the language's own stacks, with no debugger there.
import { measureOn } from '../measureOn.mjs';
import { median, ratio } from '../rounds.mjs';

const { node, times } = measureOn(24, 'measureStacks.mjs');
/** Of one registration, with eight and more in a stack. */
const MOST = 2;
/** With a single one, which bears all that is paid once for each stack: an entry of ours, to see the end, and a ledger. */
const MOST_ALONE = 2.5;

console.log(`Nanoseconds to register and run one cleanup of a DisposableStack, its share of the stack included: medians, ${node}.\n`);
console.log('| | native | with the preload | times |');
console.log('|---|---:|---:|---:|');
const failed = [];
for (const name of Object.keys(times).filter((each) => each.endsWith(', native'))) {
  const other = name.replace(/native$/, 'preload');
  const share = ratio(times[other], times[name]);
  console.log(`| ${name.replace(/, native$/, '')} | ${median(times[name]).toFixed(0)} | ${median(times[other]).toFixed(0)} | ${share.toFixed(2)} |`);
  if (share > (name.includes(', 1 per') ? MOST_ALONE : MOST)) failed.push(`${name.replace(/, native$/, '')}: ${share.toFixed(2)}`);
}
console.log(`\n- ${failed.length === 0 ? 'pass' : 'FAIL'}: at most ${MOST} times native, ${MOST_ALONE} where a stack has one${failed.length === 0 ? '' : `: ${failed.join('; ')}`}`);
