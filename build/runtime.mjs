import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { toCommonJs } from './commonJs.mjs';
import { common, manifest, root, write } from './project.mjs';

/** The library's parts besides its core: each folder src/runtime/NAME with a NAME.ts in it is the entry `deferscope/NAME`. */
function listParts() {
  return fs
    .readdirSync(path.join(root, 'src/runtime'), { withFileTypes: true })
    .filter((found) => found.isDirectory() && fs.existsSync(path.join(root, 'src/runtime', found.name, `${found.name}.ts`)))
    .map(({ name }) => name)
    .sort();
}

/**
 * Has each part bring the whole core with it. What is shared by all entries is then one chunk, so that calls within the core stay
 * calls within one file, and whoever loads a part only is found by a debugger all the same.
 *
 * @param {readonly string[]} parts @returns {import('esbuild').Plugin}
 */
const coreInEachPart = (parts) => ({
  name: 'core-in-each-part',
  setup(b) {
    const entries = new Set(parts.map((name) => path.join(root, 'src/runtime', name, `${name}.ts`)));
    b.onLoad({ filter: /[\\/]src[\\/]runtime[\\/]\w+[\\/]\w+\.ts$/ }, ({ path: file }) => {
      if (!entries.has(file)) return undefined;
      // On the first line, so that the lines of the source map stay.
      return { contents: `import '../deferscope.ts';${fs.readFileSync(file, 'utf8')}`, loader: 'ts' };
    });
  },
});

/** The library, as a package of its own. */
export async function buildRuntime() {
  const out = path.join(root, 'dist/runtime');
  const parts = listParts();
  fs.rmSync(out, { recursive: true, force: true });
  const { outputFiles } = await build({
    ...common,
    entryPoints: {
      deferscope: 'src/runtime/deferscope.ts',
      node: 'src/runtime/node.ts',
      ...Object.fromEntries(parts.map((name) => [name, `src/runtime/${name}/${name}.ts`])),
    },
    outdir: out,
    platform: 'neutral',
    target: 'es2022',
    external: ['node:*'],
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'internal/[hash]',
    splitting: true,
    sourcemap: true,
    write: false,
    define: { DEFERSCOPE_VERSION: JSON.stringify(manifest.version) },
    plugins: [coreInEachPart(parts)],
  });
  const texts = new Map(outputFiles.map((file) => [file.path, file.text]));
  for (const [file, text] of texts) {
    write(file, text);
    if (!file.endsWith('.mjs')) continue;
    // The same file for `require`.
    const script = file.replace(/\.mjs$/, '.cjs');
    const imports = /^(?:import |export |\} from ).*$/gm;
    const named = text.replace(imports, (line) => line.replace(/(["']\.{1,2}\/[^"']+)\.mjs(["'])/, '$1.cjs$2'));
    const { code, map } = await toCommonJs(script, named, { map: texts.get(`${file}.map`) });
    write(script, code);
    write(`${script}.map`, map);
  }
  const declared = path.join(root, 'dist/runtime-types');
  fs.rmSync(declared, { recursive: true, force: true });
  execFileSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', 'src/runtime', '--outDir', declared], {
    cwd: root,
    stdio: 'inherit',
  });
  placeDeclarations(declared, path.join(out, 'types'), ['deferscope', ...parts.map((name) => `${name}/${name}`)]);
  fs.rmSync(declared, { recursive: true });
  fs.copyFileSync(path.join(root, 'src/runtime/README.md'), path.join(out, 'README.md'));
  fs.copyFileSync(path.join(root, 'LICENSE'), path.join(out, 'LICENSE'));
  fs.cpSync(path.join(root, 'src/runtime/docs'), path.join(out, 'docs'), { recursive: true });
  fs.writeFileSync(path.join(out, 'package.json'), `${JSON.stringify(runtimeManifest(parts), null, 2)}\n`);
}

/**
 * The declarations that the entries reach, once for `import` and once for `require`: TypeScript wants them apart.
 *
 * @param {string} from @param {string} to @param {readonly string[]} entries
 */
function placeDeclarations(from, to, entries) {
  fs.rmSync(to, { recursive: true, force: true });
  const reached = new Set(entries);
  for (const name of reached) {
    const text = fs.readFileSync(path.join(from, `${name}.d.ts`), 'utf8');
    const imported = /((?:from |import |import\()')(\.{1,2}\/[\w/.]+)\.ts'/g;
    for (const [, , next] of text.matchAll(imported)) if (next !== undefined) reached.add(path.posix.join(path.posix.dirname(name), next));
    for (const kind of ['mts', 'cts']) write(path.join(to, `${name}.d.${kind}`), text.replace(imported, `$1$2.${kind.replace('t', 'j')}'`));
  }
}

/** @param {readonly string[]} parts */
function runtimeManifest(parts) {
  const { version, license, repository, keywords } = manifest;
  return {
    // The folder, so that the page's links to its own folder lead somewhere where packages are listed.
    name: 'deferscope',
    version,
    license,
    repository: { ...repository, directory: 'src/runtime' },
    keywords: keywords.filter((k) => k !== 'debugger').concat('panic', 'recover', 'using'),
    description: "Go's defer, panic and recover for TypeScript, and a superset of DisposableStack. No dependencies.",
    engines: { node: '>=20' },
    sideEffects: ['./node.mjs', './node.cjs'],
    main: './node.cjs',
    module: './deferscope.mjs',
    types: './types/deferscope.d.cts',
    exports: {
      '.': exportOf('deferscope', 'deferscope', 'node'),
      ...Object.fromEntries(parts.map((name) => [`./${name}`, exportOf(name, `${name}/${name}`)])),
      './package.json': './package.json',
    },
    files: ['*.mjs', '*.cjs', '*.map', 'internal', 'types', 'docs'],
  };
}

/**
 * `onNode`: another file for Node, with the same names.
 *
 * @param {string} name @param {string} types @param {string} [onNode]
 */
function exportOf(name, types, onNode) {
  return Object.fromEntries(
    [
      ['import', 'mjs', 'd.mts'],
      ['require', 'cjs', 'd.cts'],
    ].map(([how, code, declared]) => [
      how,
      {
        types: `./types/${types}.${declared}`,
        ...(onNode && { node: `./${onNode}.${code}` }),
        default: `./${name}.${code}`,
      },
    ]),
  );
}
