// What a cleanup costs, here and elsewhere, as a Markdown table with the targets we hold ourselves to.
import { measureOn } from '../measureOn.mjs';
import { installPeers } from '../peers.mjs';

installPeers();
const results = [20, 24].map((major) => measureOn(major, 'measureCleanups.mjs'));

const names = [...new Set(results.flatMap((r) => Object.keys(r.times)))];
const columns = results.flatMap((r) => [1, 8].map((k) => ({ r, k })));
const ours = 'deferscope Scope.defer(fn, arg)';
const time = (r, name, k) => r.times[name]?.[k]?.median;
/** The median of the ratios round by round: two variants of one round saw the same machine. */
function ratio(r, a, b, k) {
  const [of, to] = [r.times[a]?.[k]?.all, r.times[b]?.[k]?.all];
  if (of === undefined || to === undefined) return undefined;
  const sorted = of.map((t, i) => t / to[i]).sort((x, y) => x - y);
  return sorted[sorted.length >> 1];
}

console.log(`Nanoseconds to register and run one cleanup, its share of the scope included: medians (in brackets: times ${ours}).\n`);
console.log(`| variant | ${columns.map(({ r, k }) => `${r.node}, ${k} per scope`).join(' | ')} |`);
console.log(`|---|${columns.map(() => '---:').join('|')}|`);
for (const name of names) {
  const cells = columns.map(({ r, k }) => {
    const t = time(r, name, k);
    return t === undefined ? '–' : `${t.toFixed(1)} (${ratio(r, name, ours, k).toFixed(2)})`;
  });
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}

console.log('\nBytes for one cleanup that waits (100,000 waiting, after garbage collection).\n');
console.log(`| variant | ${results.map((r) => r.node).join(' | ')} |`);
console.log(`|---|${results.map(() => '---:').join('|')}|`);
for (const name of new Set(results.flatMap((r) => Object.keys(r.bytes))))
  console.log(`| ${name} | ${results.map((r) => r.bytes[name]?.toFixed(1) ?? '–').join(' | ')} |`);

const [old, current] = results;
const native = 'native DisposableStack.defer';
const whatwg = '@whatwg-node/disposablestack defer';
const targets = [
  [`${current.node}: at most 0.25 of ${native}`, ratio(current, ours, native, 8), 0.25],
  [`${current.node}: at most 0.6 of ${whatwg}`, ratio(current, ours, whatwg, 8), 0.6],
  [`${old.node}: at most 0.6 of ${whatwg}`, ratio(old, ours, whatwg, 8), 0.6],
  // Half a byte is what the heap's own bookkeeping moves by between two runs.
  [`${current.node}: at most 64 bytes for a cleanup that waits`, current.bytes[ours], 64.5],
  [`${old.node}: at most 64 bytes for a cleanup that waits`, old.bytes[ours], 64.5],
];
console.log(`\nTargets (${ours}, 8 per scope):\n`);
for (const [what, got, most] of targets) console.log(`- ${got <= most ? 'pass' : 'FAIL'}: ${what}: ${got.toFixed(2)}`);
for (const r of results) if (r.missing) console.log(`\n${r.node}: effect could not be loaded (${r.missing.split('\n')[0]})`);
