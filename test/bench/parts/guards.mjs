// A guard's lease against a mutex.
import { measureOn } from '../measureOn.mjs';
import { installPeers } from '../peers.mjs';
import { printTable } from '../rounds.mjs';

installPeers();
const results = [20, 24].map((major) => measureOn(major, 'measureGuards.mjs'));
console.log('Nanoseconds to take a key and give it back: medians (in brackets: times async-mutex, acquire and release).\n');
printTable(results, Object.keys(results[0]?.times ?? {}), 'async-mutex, acquire and release');
