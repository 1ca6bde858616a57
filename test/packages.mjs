// Packages from npm that tests and benchmarks fetch when they run: users of this project never need them.
import { execFile, execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';

/** @typedef {Readonly<Record<string, string>>} Pinned versions by name, so that a red test means that our code changed */

/** Fetches packages into their own folder, unless they are there in these versions. @param {string} home @param {Pinned} pinned */
export function installPackages(home, pinned) {
  if (isInstalled(home, pinned)) return;
  fetchPackages(home, pinned);
  stamp(home, pinned);
}

/** The same without blocking the process. @param {string} home @param {Pinned} pinned */
export async function installPackagesMeanwhile(home, pinned) {
  if (isInstalled(home, pinned)) return;
  const { npm, args, options } = prepare(home, pinned);
  await promisify(execFile)(npm, args, options);
  stamp(home, pinned);
}

/** Fetches them in any case. @param {string} home @param {Pinned} pinned */
export function fetchPackages(home, pinned) {
  const { npm, args, options } = prepare(home, pinned);
  execFileSync(npm, args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** @param {string} home @param {Pinned} pinned */
function prepare(home, pinned) {
  fs.mkdirSync(home, { recursive: true });
  fs.writeFileSync(path.join(home, 'package.json'), '{ "private": true }\n');
  const isWindows = process.platform === 'win32';
  const names = Object.entries(pinned).map(([name, version]) => `${name}@${version}`);
  return {
    npm: isWindows ? 'npm.cmd' : 'npm',
    args: ['install', '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', ...names],
    options: { cwd: home, shell: isWindows },
  };
}

/** @param {string} home */
const stampOf = (home) => path.join(home, 'installed.json');

/** @param {string} home @param {Pinned} pinned */
function isInstalled(home, pinned) {
  const file = stampOf(home);
  return fs.existsSync(file) && fs.readFileSync(file, 'utf8') === JSON.stringify(pinned);
}

/** @param {string} home @param {Pinned} pinned */
function stamp(home, pinned) {
  fs.writeFileSync(stampOf(home), JSON.stringify(pinned));
}
