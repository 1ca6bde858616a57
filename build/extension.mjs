import { build } from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { groupActivation } from './activation.mjs';
import { babel } from './babel.mjs';
import { toCommonJs } from './commonJs.mjs';
import { copyGrammars, grammars } from './grammars.mjs';
import { collectLicenses } from './licenses.mjs';
import { probes } from './probes.mjs';
import { common, empty, minify, root, write } from './project.mjs';
import { mergeTranslations } from './translations.mjs';

const dist = path.join(root, 'dist');

/**
 * What is in the extension's package: the extension and the command, with what they share in chunks; what is loaded when it is needed
 * (parsers, the replay's adapter) is a chunk too.
 */
export async function buildExtension() {
  empty(path.join(dist, 'chunks'));
  const extension = 'src/extension.ts';
  const options = /** @satisfies {import('esbuild').BuildOptions} */ ({
    ...common,
    entryPoints: { extension, cli: 'src/cli/main.ts' },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['vscode'],
    sourcemap: !minify,
    sourcesContent: false,
    minify,
    plugins: [probes, grammars, babel],
  });
  const { metafile, outputFiles } = await build({
    ...options,
    metafile: true,
    write: false,
    plugins: [...options.plugins, await groupActivation(extension, options)],
  });
  const texts = new Map(outputFiles.map((file) => [file.path, file.text]));
  for (const [file, text] of texts) {
    if (!file.endsWith('.js')) continue;
    const { code, map } = await toCommonJs(file, text, { map: texts.get(`${file}.map`), minify });
    const isCommand = path.basename(file) === 'cli.js';
    write(file, isCommand ? `#!/usr/bin/env node\n${code}` : code);
    if (isCommand) fs.chmodSync(file, 0o755);
    if (map !== '') write(`${file}.map`, map);
  }
  // The page of the timeline is a browser's, with a script of its own.
  await build({
    ...common,
    entryPoints: { timeline: 'src/webview/timeline.ts' },
    outdir: 'dist',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify,
  });
  mergeTranslations();
  const inputs = Object.keys(metafile.inputs);
  write(path.join(dist, 'LICENSE-3RD-PARTY.txt'), collectLicenses(inputs));
  copyGrammars(inputs, dist);
  fs.copyFileSync(path.join(root, 'src/runtime/README.md'), path.join(dist, 'library.md'));
  fs.cpSync(path.join(root, 'src/runtime/docs'), path.join(dist, 'docs'), { recursive: true });
  write(path.join(dist, 'README.md'), withoutRelativeLinks(fs.readFileSync(path.join(root, 'README.md'), 'utf8')));
}

/**
 * The page of the packaged extension: what is beside the README in the repository is not beside it there.
 *
 * @param {string} markdown
 */
function withoutRelativeLinks(markdown) {
  return markdown.replace(/^!\[[^\]]*\]\((?!https?:)[^)]*\)\n\n/gm, '').replace(/\[([^\]]+)\]\((?!https?:|#)[^)]*\)/g, '$1');
}
