import { build } from 'esbuild';
import { common, manifest } from './project.mjs';

/** What runs in a program under debug before the program itself. */
export async function buildPreload() {
  await build({
    ...common,
    entryPoints: { preload: 'src/preload/preload.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'es2022',
    // Names stay: the private field that ties what is registered to a stack is in the debugger's view of its variables.
    minifyWhitespace: true,
    minifySyntax: true,
    define: { DEFERSCOPE_VERSION: JSON.stringify(manifest.version) },
  });
}
