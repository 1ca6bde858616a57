import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { nodeBinary } from '../runtime/nodes.mjs';

/**
 * What a script of this folder measures in its own process, on that version of Node: the JSON that it prints.
 * @template [T=import('./rounds.mjs').Measured]
 * @param {number} major @param {string} script
 * @returns {T}
 */
export function measureOn(major, script) {
  return JSON.parse(
    execFileSync(nodeBinary(major), ['--expose-gc', path.join(import.meta.dirname, script)], { encoding: 'utf8', maxBuffer: 1 << 26 }),
  );
}
