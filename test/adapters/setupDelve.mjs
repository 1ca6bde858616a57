// Installs Delve under .vscode-test if it is not there yet: node test/adapters/setupDelve.mjs
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from '../vscode/harness/lock.mjs';

/** The version that CI uses; `DELVE_VERSION` names another one, which is kept next to it. */
export const CURRENT_DELVE = 'v1.27.2';
const version = process.env.DELVE_VERSION ?? CURRENT_DELVE;

const repository = path.resolve(import.meta.dirname, '../..');
const folder = path.join(repository, version === CURRENT_DELVE ? '.vscode-test/go/bin' : `.vscode-test/go/${version}`);
const binary = path.join(folder, process.platform === 'win32' ? 'dlv.exe' : 'dlv');

/** Whether Go is installed. */
export function hasGo() {
  return spawnSync('go', ['version']).status === 0;
}

/**
 * The path of `dlv`; builds it if it is missing or has another version.
 * @returns {Promise<string>}
 */
export async function setupDelve() {
  fs.mkdirSync(folder, { recursive: true });
  // Independent of the Go version that builds the programs: Delve itself says which one it needs.
  return withLock(path.join(folder, 'setup.lock'), () => {
    if (installed() === version) return binary;
    const made = spawnSync('go', ['install', `github.com/go-delve/delve/cmd/dlv@${version}`], {
      env: { ...process.env, GOBIN: folder, GOFLAGS: '-buildvcs=false', GOTOOLCHAIN: 'auto' },
      encoding: 'utf8',
      timeout: 300_000,
    });
    if (made.status !== 0)
      throw new Error(
        `Delve ${version} could not be installed. It is fetched through Go's module proxy (GOPROXY) and built with "go install".\n${made.stderr ?? made.error}`,
      );
    return binary;
  });
}

function installed() {
  if (!fs.existsSync(binary)) return undefined;
  return /^Version: (\S+)/m.exec(spawnSync(binary, ['version'], { encoding: 'utf8' }).stdout)?.[1]?.replace(/^v?/, 'v');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(path.relative(repository, await setupDelve()));
