// Builds everything into dist/: the extension with the command, the preload, the command and the library as packages, and the tests.
//   node esbuild.mjs [extension] [preload] [cli] [runtime] [test] [--minify]     all of them when none is named
import { buildCli } from './build/cli.mjs';
import { buildExtension } from './build/extension.mjs';
import { buildPreload } from './build/preload.mjs';
import { buildRuntime } from './build/runtime.mjs';
import { buildTests } from './build/tests.mjs';

/** @type {Readonly<Record<string, () => Promise<void>>>} */
const targets = { runtime: buildRuntime, preload: buildPreload, extension: buildExtension, cli: buildCli, test: buildTests };
const asked = Object.keys(targets).filter((name) => process.argv.includes(name));
for (const [name, make] of Object.entries(targets)) if (asked.length === 0 || asked.includes(name)) await make();
