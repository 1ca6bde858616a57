import { build } from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { grammars } from './grammars.mjs';
import { probes, REALM } from './probes.mjs';
import { common, empty, manifest, root } from './project.mjs';

/** Their tests run in one process, which loads what they share once. */
const SHARING = /^(?:unit|adapters)\b.*\.test\.ts$/;
/** What those tests start in a process or thread of its own. */
const STARTED = ['unit/languages/javascript/probe/pausingWorker.ts', 'adapters/javascriptLooker.ts'];

/** A bundled CommonJS module calls `require`, and a test asks for its folder. */
const COMMONJS = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url), __dirname = import.meta.dirname, __filename = import.meta.filename;`;

/**
 * Asks for `vscode` when a module that needs it is loaded, as Node does for CommonJS: a test may have put something in its place by then.
 *
 * @type {import('esbuild').Plugin}
 */
const lateVscode = {
  name: 'late-vscode',
  setup(b) {
    b.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === 'late' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'late' },
    );
    b.onLoad({ filter: /.*/, namespace: 'late' }, () => ({ contents: "module.exports = require('vscode');" }));
  },
};

export async function buildTests() {
  const found = fs
    .readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('debuggees'));
  const sharing = found.filter((file) => SHARING.test(file));
  const alone = found.filter((file) => !/^(?:unit|adapters)\//.test(file) || STARTED.includes(file));
  const options = {
    ...common,
    outdir: 'dist/test',
    outbase: 'test',
    platform: /** @type {const} */ ('node'),
    target: 'node20',
    external: ['esbuild', 'playwright-core', 'mocha', 'fast-check', 'ajv', 'express', '@grpc/grpc-js'],
    sourcemap: /** @type {const} */ ('inline'),
    plugins: [probes, grammars],
    // Parts of the probe that are tested by themselves.
    define: { DEFERSCOPE_VERSION: JSON.stringify(manifest.version), [REALM]: 'globalThis' },
  };
  for (const folder of ['unit', 'adapters', 'shared']) empty(path.join(root, 'dist/test', folder));
  await Promise.all([
    build({
      ...options,
      plugins: [...options.plugins, lateVscode],
      entryPoints: sharing.map((file) => path.join('test', file)),
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      splitting: true,
      chunkNames: 'shared/[name]-[hash]',
      banner: { js: COMMONJS },
    }),
    build({
      ...options,
      external: ['vscode', ...options.external],
      entryPoints: alone.map((file) => path.join('test', file)),
      format: 'cjs',
    }),
  ]);
}
