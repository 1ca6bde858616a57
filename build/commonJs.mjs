import { transform } from 'esbuild';
import * as path from 'node:path';

/**
 * A chunk of ES modules as a script for `require`, and its source map where there is one. Each chunk by itself, because esbuild splits ES
 * modules only: entries that were bundled one by one would each have the state of what they share. Strict, as a module is; without that
 * word a script is not.
 *
 * @param {string} file what the script is called
 * @param {string} text of a module, whose imports name files for `require`
 * @param {{ readonly map?: string | undefined, readonly minify?: boolean }} options `map`: its source map
 */
export async function toCommonJs(file, text, { map, minify = false }) {
  const inline = map && `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}\n`;
  const made = await transform(requireVscode(inline ? text.replace(/\n\/\/# sourceMappingURL=.*\n$/, inline) : text), {
    banner: '"use strict";',
    format: 'cjs',
    target: 'es2022',
    platform: 'node',
    ...(map && { sourcemap: true, sourcefile: path.basename(file) }),
    minify,
    logLevel: 'warning',
  });
  return { code: map ? `${made.code}//# sourceMappingURL=${path.basename(file)}.map\n` : made.code, map: made.map };
}

/**
 * VS Code gives a script the object that its names are read from. esbuild copies each of its six hundred names for each import, because a
 * module's names never change: a quarter of the time that activation takes.
 *
 * @param {string} text of a module
 */
function requireVscode(text) {
  return text.replace(/\bimport\s*\*\s*as ([\w$]+) from\s*"vscode";/g, 'const $1 = require("vscode");');
}
