// The cost of a cleanup, here and elsewhere, as a Markdown table with the targets that we set ourselves.
import { measureOn } from '../measureOn.mjs';
import { installPeers } from '../peers.mjs';
import { ratio } from '../rounds.mjs';

installPeers();
/**
 * @typedef {{ median: number, all: number[] }} Rounds
 * @typedef {object} Result what measureCleanups.mjs prints
 * @property {string} node
 * @property {Record<string, Record<number, Rounds>>} times of a variant, by how many cleanups a scope has
 * @property {Record<string, number>} bytes
 * @property {string} [missing]
 */

/** @type {(major: number) => Result} */
const measure = (major) => measureOn(major, 'measureCleanups.mjs');
const [old, current] = [measure(20), measure(24)];
const results = [old, current];

const names = [...new Set(results.flatMap((r) => Object.keys(r.times)))];
const columns = results.flatMap((r) => [1, 8].map((k) => ({ r, k })));
const ours = 'deferscope Scope.defer(fn, arg)';
/** @type {(r: Result, a: string, b: string, k: number) => number} */
const times = (r, a, b, k) => ratio(r.times[a]?.[k]?.all, r.times[b]?.[k]?.all);

console.log(`Nanoseconds to register and run one cleanup, its share of the scope included: medians (in brackets: times ${ours}).\n`);
console.log(`| variant | ${columns.map(({ r, k }) => `${r.node}, ${k} per scope`).join(' | ')} |`);
console.log(`|---|${columns.map(() => '---:').join('|')}|`);
for (const name of names) {
  const cells = columns.map(({ r, k }) => {
    const t = r.times[name]?.[k]?.median;
    return t === undefined ? '–' : `${t.toFixed(1)} (${times(r, name, ours, k).toFixed(2)})`;
  });
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}

console.log('\nBytes for one cleanup that waits (100,000 waiting, after garbage collection).\n');
console.log(`| variant | ${results.map((r) => r.node).join(' | ')} |`);
console.log(`|---|${results.map(() => '---:').join('|')}|`);
for (const name of new Set(results.flatMap((r) => Object.keys(r.bytes))))
  console.log(`| ${name} | ${results.map((r) => r.bytes[name]?.toFixed(1) ?? '–').join(' | ')} |`);

const native = 'native DisposableStack.defer';
const whatwg = '@whatwg-node/disposablestack defer';
/** @type {[what: string, got: number, most: number][]} */
const targets = [
  [`${current.node}: at most 0.25 of ${native}`, times(current, ours, native, 8), 0.25],
  [`${current.node}: at most 0.6 of ${whatwg}`, times(current, ours, whatwg, 8), 0.6],
  [`${old.node}: at most 0.6 of ${whatwg}`, times(old, ours, whatwg, 8), 0.6],
  // The heap's own bookkeeping changes by half a byte between two runs.
  [`${current.node}: at most 64 bytes for a cleanup that waits`, current.bytes[ours] ?? NaN, 64.5],
  [`${old.node}: at most 64 bytes for a cleanup that waits`, old.bytes[ours] ?? NaN, 64.5],
];
console.log(`\nTargets (${ours}, 8 per scope):\n`);
for (const [what, got, most] of targets) console.log(`- ${got <= most ? 'pass' : 'FAIL'}: ${what}: ${got.toFixed(2)}`);
for (const r of results) if (r.missing) console.log(`\n${r.node}: effect could not be loaded (${r.missing.split('\n')[0]})`);
