// A pool compared with making objects anew, and with pools of connections.
import { measureOn } from '../measureOn.mjs';
import { installPeers } from '../peers.mjs';
import { printTable } from '../rounds.mjs';

installPeers();
const results = [20, 24].map((major) => measureOn(major, 'measurePools.mjs'));
for (const [what, base] of /** @type {const} */ ([
  ['a small object', 'small: plain allocation'],
  ['a buffer of 64 KiB, zeroed', 'buffer: plain allocation'],
  ['something of an asynchronous pool', 'shared: generic-pool, acquire and release'],
])) {
  console.log(`Nanoseconds to get ${what}, use it and put it back: medians (in brackets: times ${base.replace(/^\w+: /, '')}).\n`);
  const [kind] = base.split(':');
  printTable(
    results,
    Object.keys(results[0]?.times ?? {}).filter((name) => name.startsWith(`${kind}:`)),
    base,
  );
  console.log('');
}
