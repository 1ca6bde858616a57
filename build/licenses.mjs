import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from './project.mjs';

/**
 * What packages are made of that they do not name in their own license. The package of grammars has the text of those who compiled them
 * (Microsoft); what they compiled is under the same licence, with the copyright lines of these versions. The compiler has put its own
 * runtime and C library in: the package does not say which versions, so their lines are those of Debian's packages emscripten and musl.
 *
 * @type {Readonly<Record<string, { readonly version: string, readonly parts: readonly (readonly [name: string, copyright: string])[] }>>}
 */
const COMPILED = {
  '@vscode/tree-sitter-wasm': {
    version: '0.3.1',
    parts: [
      ['tree-sitter 0.25.1', 'Copyright (c) 2018-2024 Max Brunsfeld'],
      ['tree-sitter-go 0.25.0', 'Copyright (c) 2014 Max Brunsfeld'],
      ['emscripten', 'Copyright (c) 2010-2022 The Emscripten Authors'],
      ['musl', 'Copyright (c) 2005-2020 Rich Felker, et al.'],
    ],
  },
};

/** The licences of the packages that are part of a bundle, by the names of its files. @param {readonly string[]} inputs */
export function collectLicenses(inputs) {
  const packages = new Set(inputs.flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []));
  return [...packages]
    .sort()
    .flatMap(readLicenses)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} name */
function readLicenses(name) {
  const folder = path.join(root, 'node_modules', name);
  /** @type {{ version: string, license: string }} */
  const { version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} comes without the text of its licence`);
  const text = fs.readFileSync(path.join(folder, file), 'utf8').trim();
  const compiled = COMPILED[name];
  if (compiled !== undefined && (compiled.version !== version || license !== 'MIT'))
    throw new Error(`${name} is another version than ${compiled.version}: see what it is made of, and say it in build/licenses.mjs`);
  const parts = (compiled?.parts ?? []).map(
    ([part, copyright]) => `${part} (MIT), compiled in ${name}\n\n${text.replace(/^.*\bCopyright .*$/m, copyright)}\n`,
  );
  return [`${name} ${version} (${license})\n\n${text}\n`, ...parts];
}
