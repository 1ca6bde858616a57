import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const INSTALL_DELVE = 'go install github.com/go-delve/delve/cmd/dlv@latest';

/** Where `dlv` is: on the PATH, in GOBIN, in the bin folder of GOPATH. Undefined if it is in none of them. */
export async function findDelve(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const name = process.platform === 'win32' ? 'dlv.exe' : 'dlv';
  const onPath = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  for (const folder of onPath) if (isExecutable(path.join(folder, name))) return path.join(folder, name);
  for (const folder of await goFolders(env)) if (isExecutable(path.join(folder, name))) return path.join(folder, name);
  return undefined;
}

/** The values that the `go` command uses: they need not be in the environment. */
async function goFolders(env: NodeJS.ProcessEnv): Promise<string[]> {
  try {
    const { stdout } = await run('go', ['env', '-json', 'GOBIN', 'GOPATH'], { env, timeout: 10_000 });
    const found = JSON.parse(stdout) as { GOBIN?: string; GOPATH?: string };
    return foldersOf(found.GOBIN, found.GOPATH);
  } catch {
    // Without `go` only the environment is left.
    return foldersOf(env['GOBIN'], env['GOPATH'] ?? path.join(env['HOME'] ?? env['USERPROFILE'] ?? '', 'go'));
  }
}

function foldersOf(bin: string | undefined, gopath: string | undefined): string[] {
  return [
    bin ?? '',
    ...(gopath ?? '')
      .split(path.delimiter)
      .filter((folder) => folder !== '')
      .map((folder) => path.join(folder, 'bin')),
  ].filter((folder) => folder !== '');
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
