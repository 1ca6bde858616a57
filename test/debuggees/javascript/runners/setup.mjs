// Test runners and loaders that programs are run by, pinned, installed when a test asks for them.
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { installPackagesMeanwhile } from '../../../packages.mjs';

const home = path.join(import.meta.dirname, '../../../../.vscode-test/runners');
const pinned = { jest: '30.5.2', tsx: '4.23.15', vitest: '4.1.12' };

/** Installs them and gives the folder of a project beside them, with the programs in it. */
export async function setupRunners() {
  await installPackagesMeanwhile(home, pinned);
  const project = path.join(home, 'project');
  fs.mkdirSync(project, { recursive: true });
  for (const file of fs.readdirSync(import.meta.dirname)) fs.copyFileSync(path.join(import.meta.dirname, file), path.join(project, file));
  fs.writeFileSync(path.join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  fs.writeFileSync(path.join(project, 'jest.config.json'), '{ "testMatch": ["**/*.jest.cjs"], "transform": {}, "watchman": false }\n');
  // Vite comes with Vitest.
  await promisify(execFile)(process.execPath, [path.join(home, 'node_modules/vite/bin/vite.js'), 'build', '--ssr', 'main.ts', '--outDir', 'bundle', '--sourcemap', '--minify', 'oxc', '--logLevel', 'error'], { cwd: project });
  return project;
}
