// What the embedded VS Code needs in addition to this extension for a debug type that it does not include.
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { hasGo, setupDelve } from '../../adapters/setupDelve.mjs';
import { driver } from './pausedWorkbench.mjs';
import { repository } from './repository.mjs';

const goDebugger = path.join(repository, 'test/vscode/goDebugger');

/**
 * The extensions to install and the environment to start in.
 * @param {string} adapter
 * @returns {Promise<{ installed: string[], env: Record<string, string> }>}
 */
export async function equipmentFor(adapter) {
  if (adapter !== 'go') return { installed: [repository, driver], env: {} };
  if (!hasGo()) throw new Error('This sample needs Go on the PATH. Install it, or start another sample.');
  return { installed: [repository, driver, goDebugger], env: { DEFERSCOPE_DLV: await setupDelve() } };
}

/** What the person's own VS Code is missing: with the Go extension installed, it debugs Go by itself. @param {string} adapter */
export async function equipmentForDesktop(adapter) {
  if (adapter !== 'go') return { installed: [repository, driver], env: {} };
  const listed = spawnSync('code', ['--list-extensions'], { encoding: 'utf8', timeout: 20_000, shell: process.platform === 'win32' });
  return /^golang\.go$/im.test(listed.stdout ?? '') ? { installed: [repository, driver], env: {} } : equipmentFor(adapter);
}
