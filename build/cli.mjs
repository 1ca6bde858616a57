import { build } from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { babel } from './babel.mjs';
import { copyGrammars, grammars } from './grammars.mjs';
import { collectLicenses } from './licenses.mjs';
import { probes } from './probes.mjs';
import { common, empty, manifest, minify, root, write } from './project.mjs';

/** The command as a package of its own: what it needs is a hundred times as large as the library. */
export async function buildCli() {
  const out = path.join(root, 'dist/cli');
  empty(out);
  const { metafile } = await build({
    ...common,
    metafile: true,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: 'dist/cli',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify,
    plugins: [probes, grammars, babel],
    banner: { js: '#!/usr/bin/env node' },
  });
  fs.chmodSync(path.join(out, 'cli.js'), 0o755);
  const inputs = Object.keys(metafile.inputs);
  copyGrammars(inputs, out);
  fs.copyFileSync(path.join(root, 'src/cli/README.md'), path.join(out, 'README.md'));
  fs.copyFileSync(path.join(root, 'LICENSE'), path.join(out, 'LICENSE'));
  write(path.join(out, 'LICENSE-3RD-PARTY.txt'), collectLicenses(inputs));
  const { version, license, repository } = manifest;
  write(
    path.join(out, 'package.json'),
    `${JSON.stringify(
      {
        name: 'deferscope-cli',
        version,
        license,
        repository: { ...repository, directory: 'src/cli' },
        description: 'Every pending deferred call of a Go program at a breakpoint, with its arguments, in a terminal.',
        keywords: ['go', 'golang', 'defer', 'debugger', 'delve'],
        engines: { node: '>=20' },
        bin: { 'deferscope-cli': 'cli.js', 'deferscope': 'cli.js' },
        files: ['cli.js', '*.wasm', 'LICENSE-3RD-PARTY.txt'],
      },
      null,
      2,
    )}\n`,
  );
}
