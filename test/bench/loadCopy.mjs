import { build } from 'esbuild';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.join(import.meta.dirname, '../..');

/**
 * Loads a copy of the library as one file of its own, with state of its own.
 * @param {string} file where to write it @param {string} contents what it exports, as from the root of the repository
 * @param {import('esbuild').Plugin[]} plugins what is different in this copy
 * @returns {Promise<unknown>}
 */
export async function loadCopy(file, contents, plugins) {
  await build({
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minifySyntax: true,
    outfile: file,
    define: { DEFERSCOPE_VERSION: '"0"' },
    external: ['node:*'],
    plugins,
    stdin: { contents, resolveDir: root, loader: 'ts' },
  });
  return import(pathToFileURL(file).href);
}
