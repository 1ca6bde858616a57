import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from './project.mjs';

const PACKAGE = '@vscode/tree-sitter-wasm/wasm/';

/**
 * `import file from '@vscode/tree-sitter-wasm/wasm/NAME.wasm'` gives the file's name. A language says by that import that it needs a
 * grammar; whoever builds a bundle puts the files beside it that its code names.
 *
 * @type {import('esbuild').Plugin}
 */
export const grammars = {
  name: 'grammars',
  setup(b) {
    b.onResolve({ filter: /\.wasm$/ }, ({ path: name }) => ({ path: path.join(root, 'node_modules', name) }));
    b.onLoad({ filter: /\.wasm$/ }, ({ path: file }) => ({ contents: path.basename(file), loader: 'text' }));
  },
};

/** Puts the grammars that a bundle's code names beside it. @param {readonly string[]} inputs @param {string} folder */
export function copyGrammars(inputs, folder) {
  for (const input of inputs.filter((one) => one.startsWith(`node_modules/${PACKAGE}`) && one.endsWith('.wasm')))
    fs.copyFileSync(path.join(root, input), path.join(folder, path.basename(input)));
}
