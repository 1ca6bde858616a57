import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The entries of the library that scripts ask for, each with its type: that of its source, as what is built has none before it is built.
 * @typedef {object} Entries
 * @property {typeof import('../src/runtime/deferscope.ts')} deferscope
 * @property {typeof import('../src/runtime/guard/guard.ts')} guard
 * @property {typeof import('../src/runtime/pool/pool.ts')} pool
 * @property {typeof import('../src/runtime/shutdown/shutdown.ts')} shutdown
 */

/**
 * An entry of the library as it was built into dist/.
 * @template {keyof Entries} Name
 * @param {Name} name
 * @returns {Promise<Entries[Name]>}
 */
export async function loadBuilt(name) {
  const file = path.join(import.meta.dirname, '../dist/runtime', `${name}.mjs`);
  return /** @type {Entries[Name]} */ (await import(pathToFileURL(file).href));
}
