// Compiles the programs that are written in TypeScript into dist/debuggees/javascript/, with source maps.
//   node test/debuggees/javascript/build.mjs      (dist/runtime must be there: npm run build)
import { build } from 'esbuild';
import * as path from 'node:path';
import { buildUsing } from './using/build.mjs';

const here = import.meta.dirname;
const root = path.resolve(here, '../../..');
const out = path.join(root, 'dist/debuggees/javascript');
/** @type {import('esbuild').BuildOptions} */
const common = { absWorkingDir: here, bundle: true, platform: 'node', format: 'esm', target: 'node20', sourcemap: true, logLevel: 'warning' };

/** What `npm install deferscope` would give, left outside the compiled program as it would be there. @type {import('esbuild').Plugin} */
const installedLibrary = {
  name: 'installed-library',
  setup(b) {
    b.onResolve({ filter: /^deferscope$/ }, () => ({ path: '../../../runtime/deferscope.mjs', external: true }));
  },
};

await build({ ...common, entryPoints: ['sample/src/main.ts'], outfile: path.join(out, 'sample/main.mjs'), plugins: [installedLibrary] });
// As shipped to production: one minified file, the library inside it, names gone, the source map beside it.
await build({
  ...common, entryPoints: ['bundle/src/main.ts'], outfile: path.join(out, 'bundle/main.mjs'), minify: true,
  alias: { deferscope: path.join(root, 'dist/runtime/deferscope.mjs') },
});
await buildUsing(path.join(out, 'using'));
