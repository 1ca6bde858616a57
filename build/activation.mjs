import { build } from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from './project.mjs';

/** @typedef {import('esbuild').Metafile} Metafile */

/**
 * VS Code waits for everything that the extension's entry imports. esbuild splits that into a chunk for each set of other entries that need
 * a part of it: twenty files to find, read and compile, one after the other. With this plugin there are two: what runs outside of VS Code
 * too, and the rest. An entry that needs a part of one imports all of it; inside VS Code that is loaded already.
 *
 * @param {string} extension the entry
 * @param {import('esbuild').BuildOptions} options of the build, without this plugin
 * @returns {Promise<import('esbuild').Plugin>}
 */
export async function groupActivation(extension, options) {
  const { metafile } = await build({ ...options, write: false, metafile: true });
  const activated = reach(metafile, extension);
  const entries = listEntries(metafile).flatMap((entry) => {
    const needed = reach(metafile, entry);
    const shared = [...needed].filter((file) => activated.has(file));
    return entry === extension || shared.length === 0
      ? []
      : [{ entry, shared, isOutside: ![...needed].some((file) => usesVscode(metafile, file)) }];
  });
  const outside = new Set(entries.flatMap(({ shared, isOutside }) => (isOutside ? shared : [])));
  const inside = new Set(entries.flatMap(({ shared }) => shared.filter((file) => !outside.has(file))));
  const needs = new Map(
    entries.map(({ entry, shared }) => [
      path.join(root, entry),
      shared.some((file) => inside.has(file)) ? [...outside, ...inside] : [...outside],
    ]),
  );
  return {
    name: 'activation',
    setup(b) {
      b.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const needed = needs.get(file);
        if (needed === undefined) return undefined;
        // Those import what other plugins make.
        const sources = needed.filter((one) => one.startsWith('src/'));
        const imports = sources.map((one) => `import ${JSON.stringify(path.join(root, one))};\n`);
        return { contents: `${fs.readFileSync(file, 'utf8')}\n${imports.join('')}`, loader: 'ts' };
      });
    },
  };
}

/** The sources of the bundles that are loaded by themselves. @param {Metafile} metafile */
function listEntries({ outputs }) {
  return Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
}

/** A source with everything that it imports, but for what it loads later. @param {Metafile} metafile @param {string} entry */
function reach({ inputs }, entry) {
  const files = new Set([entry]);
  // A set gives what is added meanwhile too.
  for (const file of files)
    for (const { path: imported, kind, external } of inputs[file]?.imports ?? [])
      if (kind !== 'dynamic-import' && external !== true) files.add(imported);
  return files;
}

/** @param {Metafile} metafile @param {string} file */
function usesVscode({ inputs }, file) {
  return inputs[file]?.imports.some(({ path: imported }) => imported === 'vscode') === true;
}
