import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { driver, openSample, repository } from '../ui/harness.ts';

const vsce = path.join(repository, 'node_modules/@vscode/vsce/vsce');

/** Of the packed extension: its users download it with each version. */
const MAX_BYTES = 600 * 1024;

/** Of the scripts that VS Code waits for when it activates the extension. */
const MAX_ACTIVATION_BYTES = 100 * 1024;

/** Evaluates the extension with a `vscode` that has everything, and prints which of its scripts that takes. */
const LIST_ACTIVATION = `
  const { Module } = require('node:module');
  const load = Module._load;
  const anything = new Proxy(class {}, { get: (target, name) => (name === 'prototype' ? target.prototype : anything), apply: () => anything });
  Module._load = (name, ...rest) => (name === 'vscode' ? anything : load.call(Module, name, ...rest));
  require('./dist/extension.js');
  process.stdout.write(JSON.stringify(Object.keys(require.cache)));
`;

/** What is loaded when it is needed, as scripts of their own. */
const later = [
  'comparisons',
  'goReader',
  'hoverSubject',
  'hoverText',
  'javascriptParser',
  'javascriptReader',
  'recordingFile',
  'replaySession',
  'replaySource',
  'snapshotText',
  'timelinePanel',
  'treeSitter',
];

/**
 * Everything that is published, with the names that it has where it is installed. Whoever adds something to .vscodeignore adds it here
 * too, so that it is on purpose.
 */
const contents = [
  '.vsixmanifest',
  'LICENSE.txt',
  'changelog.md',
  'dist/LICENSE-3RD-PARTY.txt',
  'dist/cli.js',
  // The pages of the library, as they are there.
  ...fs.readdirSync(path.join(repository, 'src/runtime/docs')).map((page) => `dist/docs/${page}`),
  'dist/extension.js',
  'dist/l10n/bundle.l10n.zh-cn.json',
  'dist/library.md',
  'dist/preload.cjs',
  'dist/timeline.js',
  'dist/tree-sitter-go.wasm',
  'dist/tree-sitter.wasm',
  'media/cleanups.svg',
  'media/icon.png',
  'media/recording.schema.json',
  'media/snapshot.schema.json',
  'package.json',
  'package.nls.json',
  'package.nls.zh-cn.json',
  'readme.md',
  'syntaxes/deferscope-snapshot.tmLanguage.json',
  'syntaxes/snapshot-language.json',
];

describe('the packaged extension', () => {
  let folder = '';
  let vsix = '';
  let extensionsDir = '';
  let installed = '';

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-vsix-'));
    vsix = path.join(folder, 'deferscope.vsix');
    execFileSync(process.execPath, [vsce, 'package', '--out', vsix], { cwd: repository, stdio: ['ignore', 'ignore', 'inherit'] });
    extensionsDir = path.join(folder, 'extensions');
    const code = path.join(repository, 'test/vscode/harness/code');
    execFileSync(code, ['--install-extension', vsix, '--extensions-dir', extensionsDir, '--user-data-dir', path.join(folder, 'data')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const name = fs.readdirSync(extensionsDir).find((one) => one.startsWith('deferscope.deferscope-'));
    assert(name !== undefined, 'it is not installed');
    installed = path.join(extensionsDir, name);
  });

  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('has these files and no other', () => {
    // The names of the chunks say what is in them, and change with it.
    const chunk = /^dist\/chunks\/(\w+)-[A-Z0-9]{8}\.js$/;
    const nameOf = (file: string): string | undefined => chunk.exec(file)?.[1];
    const files = fs
      .readdirSync(installed, { recursive: true, withFileTypes: true })
      .filter((found) => found.isFile())
      .map((found) => path.relative(installed, path.join(found.parentPath, found.name)).replaceAll('\\', '/'))
      .sort();
    assert.deepEqual(
      files.filter((file) => nameOf(file) === undefined),
      [...contents].sort(),
    );
    assert.deepEqual(
      files.flatMap((file) => nameOf(file) ?? []).filter((name) => name !== 'chunk'),
      later,
    );
  });

  it('is activated by a few small scripts', () => {
    const loaded = JSON.parse(
      execFileSync(process.execPath, ['-e', LIST_ACTIVATION], { cwd: installed, encoding: 'utf8' }),
    ) as readonly string[];
    const names = loaded.map((file) =>
      path
        .relative(path.join(fs.realpathSync(installed), 'dist'), file)
        .replace(/-[A-Z0-9]{8}\.js$/, '')
        .replaceAll(path.sep, '/'),
    );
    // What only VS Code needs, what the command needs too, and the functions of esbuild's modules.
    assert.deepEqual(names, ['extension.js', 'chunks/chunk', 'chunks/chunk', 'chunks/chunk']);
    const bytes = loaded.reduce((sum, file) => sum + fs.statSync(file).size, 0);
    assert.ok(bytes <= MAX_ACTIVATION_BYTES, `${bytes} bytes`);
  });

  it('is small', () => {
    const { size } = fs.statSync(vsix);
    assert.ok(size <= MAX_BYTES, `${size} bytes`);
  });

  it('names those who hold the rights in what it is made of', () => {
    const text = fs.readFileSync(path.join(repository, 'dist/LICENSE-3RD-PARTY.txt'), 'utf8');
    const named = [...text.matchAll(/^([@\w/-]+)(?: [\d.]+)? \(MIT\)/gm)].map(([, name]) => name);
    assert.deepEqual(named, [
      '@babel/parser',
      '@jridgewell/resolve-uri',
      '@jridgewell/sourcemap-codec',
      '@jridgewell/trace-mapping',
      '@vscode/debugadapter',
      '@vscode/tree-sitter-wasm',
      'tree-sitter',
      'tree-sitter-go',
      'emscripten',
      'musl',
      'jsep',
    ]);
    for (const holder of [
      'Microsoft Corporation',
      '2018-2024 Max Brunsfeld',
      '2014 Max Brunsfeld',
      'The Emscripten Authors',
      'Rich Felker',
    ])
      assert.ok(text.includes(holder), holder);
  });

  it("can be installed and shows the sample's cleanups", async () => {
    const paused = await openSample({ extensionsDir, installed: [await driver()] });
    try {
      assert.match(paused.report.tree ?? '', /^ {2}write receipt /m);
      await paused.ui.settled('Cleanups');
      assert.match(await paused.ui.treeText('Cleanups'), /^ {2}write receipt /m);
    } finally {
      await paused.close();
    }
  });
});
