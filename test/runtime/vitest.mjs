// Vitest, from npm, on demand: users run the library's checks under it, and so does a test. Nothing else here needs its 41 MB.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { installPackages } from '../packages.mjs';

const root = path.join(import.meta.dirname, '../..');
const home = path.join(root, '.vscode-test/vitest');
const VERSION = '5.1.1';

/**
 * A new folder in which `vitest` and the built library are found as in a project that has installed them.
 * @returns {string}
 * @throws if it is not here yet and cannot be fetched
 */
export function makeProject() {
  installPackages(home, { vitest: VERSION });
  const folder = fs.mkdtempSync(path.join(home, 'project-'));
  fs.cpSync(path.join(root, 'dist/runtime'), path.join(folder, 'node_modules/deferscope'), { recursive: true });
  return folder;
}

/** The script that Node runs. */
export const command = path.join(home, 'node_modules/vitest/vitest.mjs');
