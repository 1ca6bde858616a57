// Vitest, from npm, on demand: users run the library's checks under it, and so does a test. Nothing else here needs its 41 MB.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const root = path.join(import.meta.dirname, '../..');
const home = path.join(root, '.vscode-test/vitest');
/** Pinned, so that a red test means that our code changed. */
const VERSION = '5.1.1';

/**
 * A new folder where `vitest` and the library, as it is built, are found as in a project that has installed them.
 * @returns {string}
 * @throws when it is not here yet and cannot be fetched
 */
export function makeProject() {
  const stamp = path.join(home, 'installed');
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== VERSION) {
    fs.mkdirSync(home, { recursive: true });
    fs.writeFileSync(path.join(home, 'package.json'), '{ "private": true }\n');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    execFileSync(npm, ['install', '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', `vitest@${VERSION}`], { cwd: home, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
    fs.writeFileSync(stamp, VERSION);
  }
  const folder = fs.mkdtempSync(path.join(home, 'project-'));
  fs.cpSync(path.join(root, 'dist/runtime'), path.join(folder, 'node_modules/deferscope'), { recursive: true });
  return folder;
}

/** What Node is to run. */
export const command = path.join(home, 'node_modules/vitest/vitest.mjs');
