// The cost of letting a debugger look into the language's own stacks, while no debugger is attached.
import { measureOn } from '../measureOn.mjs';
import { median, ratio } from '../rounds.mjs';

const { node, times } = measureOn(24, 'measureStacks.mjs');
/** Per registration. A single registration bears everything that is paid once per stack: an entry of ours, to see the end, and a ledger. */
const MOST = 2;
/** While older stacks are open, each new one is looked up among them in vain, which is slow on V8. */
const MOST_BESIDE_OLD_ONES = 2.4;

console.log(
  `Nanoseconds to register and run one cleanup of a DisposableStack or an AsyncDisposableStack, its share of the stack included: medians, ${node}.\n`,
);
console.log('| | native | with the preload | times |');
console.log('|---|---:|---:|---:|');
/** @type {string[]} */
const failed = [];
for (const name of Object.keys(times).filter((each) => each.endsWith(', native'))) {
  const other = name.replace(/native$/, 'preload');
  const [native, followed] = [times[name] ?? [], times[other] ?? []];
  const share = ratio(followed, native);
  console.log(`| ${name.replace(/, native$/, '')} | ${median(native).toFixed(0)} | ${median(followed).toFixed(0)} | ${share.toFixed(2)} |`);
  if (share > (name.includes('for long') ? MOST_BESIDE_OLD_ONES : MOST))
    failed.push(`${name.replace(/, native$/, '')}: ${share.toFixed(2)}`);
}
console.log(
  `\n- ${failed.length === 0 ? 'pass' : 'FAIL'}: at most ${MOST} times native, ${MOST_BESIDE_OLD_ONES} while another is open for long${failed.length === 0 ? '' : `: ${failed.join('; ')}`}`,
);
