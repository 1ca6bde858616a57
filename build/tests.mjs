import { build } from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { grammars } from './grammars.mjs';
import { probes, REALM } from './probes.mjs';
import { common, manifest, root } from './project.mjs';

export async function buildTests() {
  const found = fs
    .readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.ts') && !f.startsWith('debuggees'));
  await build({
    ...common,
    entryPoints: found.map((f) => path.join('test', f)),
    outdir: 'dist/test',
    outbase: 'test',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'esbuild', 'playwright-core', 'mocha', 'fast-check', 'ajv', 'express', '@grpc/grpc-js'],
    sourcemap: 'inline',
    plugins: [probes, grammars],
    // Parts of the probe that are tested by themselves.
    define: { DEFERSCOPE_VERSION: JSON.stringify(manifest.version), [REALM]: 'globalThis' },
  });
}
