import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { driver, openSample, repository } from '../ui/harness.ts';

const vsce = path.join(repository, 'node_modules/@vscode/vsce/vsce');

/** Everything that is published. What is added to .vscodeignore is added here, by somebody who meant it. */
const contents = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'dist/LICENSE-3RD-PARTY.txt',
  'dist/cli.js',
  // The pages of the library, as they stand there.
  ...fs.readdirSync(path.join(repository, 'src/runtime/docs')).map((page) => `dist/docs/${page}`),
  'dist/extension.js',
  'dist/l10n/bundle.l10n.zh-cn.json',
  'dist/library.md',
  'dist/preload.cjs',
  'dist/replay.js',
  'dist/timeline.js',
  'dist/tree-sitter-go.wasm',
  'dist/tree-sitter-tsx.wasm',
  'dist/tree-sitter-typescript.wasm',
  'dist/tree-sitter.wasm',
  'media/cleanups.svg',
  'media/icon.png',
  'media/recording.schema.json',
  'media/snapshot.schema.json',
  'package.json',
  'package.nls.json',
  'package.nls.zh-cn.json',
  'syntaxes/deferscope-snapshot.tmLanguage.json',
  'syntaxes/snapshot-language.json',
];

describe('the packaged extension', () => {
  let folder = '';
  let vsix = '';

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-vsix-'));
    vsix = path.join(folder, 'deferscope.vsix');
    execFileSync(process.execPath, [vsce, 'package', '--out', vsix], { cwd: repository, stdio: ['ignore', 'ignore', 'inherit'] });
  });

  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('has these files and no other', () => {
    const listed = execFileSync(process.execPath, [vsce, 'ls'], { cwd: repository, encoding: 'utf8' });
    assert.deepEqual(listed.trim().split('\n').sort(), [...contents].sort());
  });

  it("can be installed and shows the sample's cleanups", async () => {
    const extensionsDir = path.join(folder, 'extensions');
    const code = path.join(repository, 'test/vscode/harness/code');
    execFileSync(code, ['--install-extension', vsix, '--extensions-dir', extensionsDir, '--user-data-dir', path.join(folder, 'data')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    assert.ok(fs.readdirSync(extensionsDir).some((name) => name.startsWith('deferscope.deferscope-')));
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
