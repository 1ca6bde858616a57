// Builds everything into dist/: the extension, the probe inside it, the library as a package of its own, and the tests.
//   node esbuild.mjs [extension] [preload] [cli] [runtime] [test]     all of them when none is named
import { build, transform } from 'esbuild';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';
import { mergeTranslations } from './build/translations.mjs';

const root = import.meta.dirname;
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const common = { bundle: true, logLevel: 'warning', absWorkingDir: root, legalComments: 'none' };

/** How a probe calls the global object. */
const REALM = '__deferscope_realm';

/** `import source from 'probe:NAME'` gives src/languages/javascript/probe/NAME.ts, bundled to the text of one JavaScript expression. */
const probes = {
  name: 'probes',
  setup(b) {
    b.onResolve({ filter: /^probe:/ }, (a) => ({
      path: path.join(root, 'src/languages/javascript/probe', `${a.path.slice('probe:'.length)}.ts`),
      namespace: 'probe',
    }));
    b.onLoad({ filter: /.*/, namespace: 'probe' }, async (a) => {
      const made = await build({ ...common, entryPoints: [a.path], format: 'esm', target: 'es2022', minify: true, write: false });
      // A module ends in its export; a function returns instead. The other formats come with helpers that a program can break.
      const text = made.outputFiles[0].text.trim().replace(/export\{([\w$]+) as default\};?$/, 'return $1');
      // What `globalThis` is called with is a property that a program may replace; `this` of a sloppy function is none.
      return {
        contents: isolateNames(`((${REALM}) => {"use strict";${text}})((function () { return this; })())`),
        loader: 'text',
        watchFiles: [a.path],
      };
    });
  },
};

/**
 * Leaves no name in a probe that a program could have too: bindings get names of our own, properties are written as strings.
 * js-debug replaces the identifiers in an expression, properties included, when the paused source has a variable of that
 * name and its source map says that it is called differently in the running code.
 */
function isolateNames(code) {
  const file = ts.createSourceFile('probe.js', code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const declares = (node) =>
    [ts.isVariableDeclaration, ts.isParameter, ts.isBindingElement, ts.isFunctionDeclaration, ts.isFunctionExpression, ts.isClassLike].some(
      (is) => is(node),
    );
  const walk = (node, visit) => {
    visit(node);
    ts.forEachChild(node, (child) => walk(child, visit));
  };
  const bound = new Set();
  walk(file, (node) => {
    if (declares(node) && node.name && ts.isIdentifier(node.name)) bound.add(node.name.text);
  });
  const edits = [];
  walk(file, (node) => {
    if (!ts.isIdentifier(node)) return;
    const { parent, text } = node;
    const own = bound.has(text) && text !== REALM ? `__ds_${text}` : text;
    if (ts.isPropertyAccessExpression(parent) && parent.name === node)
      edits.push({ start: parent.expression.end, end: node.end, text: `${parent.questionDotToken ? '?.' : ''}["${text}"]` });
    else if (isPropertyKey(node)) edits.push({ start: node.getStart(), end: node.end, text: `"${text}"` });
    else if (isShorthand(node)) edits.push({ start: node.getStart(), end: node.end, text: `"${text}":${own}` });
    else if (own !== text) edits.push({ start: node.getStart(), end: node.end, text: own });
  });
  return edits.sort((a, b) => b.start - a.start).reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code);
}

/** `{ a }`, where one word is the property's name and the variable's. */
function isShorthand({ parent }) {
  return (
    ts.isShorthandPropertyAssignment(parent) ||
    (ts.isBindingElement(parent) && ts.isObjectBindingPattern(parent.parent) && !parent.propertyName && !parent.dotDotDotToken)
  );
}

function isPropertyKey(node) {
  const { parent } = node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isAccessor(parent)) && parent.name === node;
}

/** The replay's adapter is a file of its own, which the extension loads when the first replay starts. */
const replayApart = {
  name: 'replay-apart',
  setup(b) {
    b.onResolve({ filter: /\/adapter\/replaySession\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './replay.js', external: true } : undefined,
    );
  },
};

async function buildExtension() {
  const { metafile } = await build({
    ...common,
    metafile: true,
    entryPoints: { extension: 'src/extension.ts', replay: 'src/replay/adapter/replaySession.ts' },
    outdir: 'dist',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    sourcemap: true,
    sourcesContent: false,
    minify: process.argv.includes('--minify'),
    plugins: [probes, replayApart],
  });
  // The page of the timeline is a browser's, with a script of its own.
  await build({
    ...common,
    entryPoints: { timeline: 'src/webview/timeline.ts' },
    outdir: 'dist',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: process.argv.includes('--minify'),
  });
  mergeTranslations();
  fs.copyFileSync(path.join(root, 'src/runtime/README.md'), path.join(root, 'dist/library.md'));
  fs.cpSync(path.join(root, 'src/runtime/docs'), path.join(root, 'dist/docs'), { recursive: true });
  fs.writeFileSync(path.join(root, 'dist/README.md'), withoutRelativeLinks(fs.readFileSync(path.join(root, 'README.md'), 'utf8')));
  fs.writeFileSync(path.join(root, 'dist/LICENSE-3RD-PARTY.txt'), collectLicenses(Object.keys(metafile.inputs)));
  const wasm = path.join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm');
  for (const file of GRAMMARS) fs.copyFileSync(path.join(wasm, file), path.join(root, 'dist', file));
}

/** The page of the packaged extension: what is beside the README in the repository is not beside it there. */
function withoutRelativeLinks(markdown) {
  return markdown.replace(/^!\[[^\]]*\]\((?!https?:)[^)]*\)\n\n/gm, '').replace(/\[([^\]]+)\]\((?!https?:|#)[^)]*\)/g, '$1');
}

/** The licences of the packages that are part of the bundle. */
function collectLicenses(inputs) {
  const packages = new Set(
    inputs.map((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]).filter((name) => name !== undefined),
  );
  return [...packages]
    .sort()
    .map((name) => {
      const folder = path.join(root, 'node_modules', name);
      const { version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
      const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      if (file === undefined) throw new Error(`${name} comes without the text of its licence`);
      return `${name} ${version} (${license})\n\n${fs.readFileSync(path.join(folder, file), 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** What runs in a program under debug before the program itself. */
async function buildPreload() {
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

const GRAMMARS = ['tree-sitter.wasm', 'tree-sitter-typescript.wasm', 'tree-sitter-tsx.wasm', 'tree-sitter-go.wasm'];

/** The command, and a package of its own with it: what it needs is a hundred times as large as the library. */
async function buildCli() {
  const file = path.join(root, 'dist/cli.js');
  const { metafile } = await build({
    ...common,
    metafile: true,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: 'dist',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify: process.argv.includes('--minify'),
    plugins: [probes],
    banner: { js: '#!/usr/bin/env node' },
  });
  fs.chmodSync(file, 0o755);
  const out = path.join(root, 'dist/cli');
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  fs.copyFileSync(file, path.join(out, 'cli.js'));
  for (const grammar of GRAMMARS)
    fs.copyFileSync(path.join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm', grammar), path.join(out, grammar));
  for (const [from, to] of [
    ['src/cli/README.md', 'README.md'],
    ['LICENSE', 'LICENSE'],
  ])
    fs.copyFileSync(path.join(root, from), path.join(out, to));
  fs.writeFileSync(path.join(out, 'LICENSE-3RD-PARTY.txt'), collectLicenses(Object.keys(metafile.inputs)));
  const { version, license, repository } = manifest;
  fs.writeFileSync(
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

async function buildRuntime() {
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
    if (file.endsWith('.mjs')) await writeAsCommonJs(file, text, texts.get(`${file}.map`) ?? '');
  }
  const declared = path.join(root, 'dist/runtime-types');
  fs.rmSync(declared, { recursive: true, force: true });
  execFileSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', 'src/runtime', '--outDir', declared], {
    cwd: root,
    stdio: 'inherit',
  });
  placeDeclarations(declared, path.join(out, 'types'), ['deferscope', ...parts.map((name) => `${name}/${name}`)]);
  fs.rmSync(declared, { recursive: true });
  for (const [from, to] of [
    ['src/runtime/README.md', 'README.md'],
    ['LICENSE', 'LICENSE'],
  ])
    fs.copyFileSync(path.join(root, from), path.join(out, to));
  fs.cpSync(path.join(root, 'src/runtime/docs'), path.join(out, 'docs'), { recursive: true });
  fs.writeFileSync(path.join(out, 'package.json'), `${JSON.stringify(runtimeManifest(parts), null, 2)}\n`);
}

/**
 * The same file for `require`. Each chunk by itself, because esbuild splits ES modules only: entries that were bundled one by one
 * would each have the core's state a second time. Strict, as a module is; without that word a script is not.
 */
async function writeAsCommonJs(file, text, map) {
  const source = text
    .replace(/^(import |export |\} from ).*$/gm, (line) => line.replace(/(["']\.{1,2}\/[^"']+)\.mjs(["'])/, '$1.cjs$2'))
    .replace(
      /\n\/\/# sourceMappingURL=.*\n$/,
      `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}\n`,
    );
  const to = file.replace(/\.mjs$/, '.cjs');
  const made = await transform(source, {
    banner: '"use strict";',
    format: 'cjs',
    target: 'es2022',
    platform: 'node',
    sourcemap: true,
    sourcefile: path.basename(file),
    logLevel: 'warning',
  });
  write(to, `${made.code}//# sourceMappingURL=${path.basename(to)}.map\n`);
  write(`${to}.map`, made.map);
}

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

/** The declarations that the entries reach, once for `import` and once for `require`: TypeScript wants them apart. */
function placeDeclarations(from, to, entries) {
  fs.rmSync(to, { recursive: true, force: true });
  const reached = new Set(entries);
  for (const name of reached) {
    const text = fs.readFileSync(path.join(from, `${name}.d.ts`), 'utf8');
    const imported = /((?:from |import |import\()')(\.{1,2}\/[\w/.]+)\.ts'/g;
    for (const [, , next] of text.matchAll(imported)) reached.add(path.posix.join(path.posix.dirname(name), next));
    for (const kind of ['mts', 'cts']) write(path.join(to, `${name}.d.${kind}`), text.replace(imported, `$1$2.${kind.replace('t', 'j')}'`));
  }
}

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

/** `onNode`: another file for Node, with the same names. */
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

async function buildTests() {
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
    plugins: [probes],
    // Parts of the probe that are tested by themselves.
    define: { DEFERSCOPE_VERSION: JSON.stringify(manifest.version), [REALM]: 'globalThis' },
  });
}

const targets = { runtime: buildRuntime, preload: buildPreload, extension: buildExtension, cli: buildCli, test: buildTests };
const asked = process.argv.slice(2).filter((a) => a in targets);
for (const name of asked.length ? asked : Object.keys(targets)) await targets[name]();
