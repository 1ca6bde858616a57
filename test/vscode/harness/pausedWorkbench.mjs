// VS Code with a program paused at a breakpoint: where most questions to this extension begin.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { debugConfigurationFor } from './debugConfiguration.mjs';
import { repository } from './repository.mjs';
import { setupServer } from './setupServer.mjs';
import { Ui } from './ui.mjs';
import { openWorkbench } from './workbench.mjs';

export const driver = path.join(repository, 'test/vscode/driver');

/** @typedef {import('../../../src/core/snapshot.ts').Snapshot} Snapshot */

/**
 * @typedef {{ path: string, line: number, hit?: number }} Breakpoint
 * @typedef {import('./workbench.mjs').WorkbenchOptions & {
 *   program: string,
 *   breakpoint: Breakpoint,
 *   arguments?: readonly string[],
 *   adapter?: string,
 *   configuration?: Record<string, unknown>,
 *   limitMs?: number,
 * }} PausedOptions
 * `folder` is the program's when absent; `installed` has this extension and the driver.
 * @typedef {'read' | 'ended' | 'adapterFailed' | 'notRead' | 'late'} Status
 * @typedef {{ status: Status, message?: string, tree?: string, snapshot?: Snapshot }} Report
 * what the driver found; see driver/main.cjs. late: nothing within limitMs
 */

/**
 * Resolves when the program is paused and read, or never will be: see the report's status. Must always be closed.
 * @param {PausedOptions} options
 */
export async function openPaused(options) {
  const { program, breakpoint, adapter = 'pwa-node', limitMs = 60_000 } = options;
  const { node } = await setupServer();
  const end = Date.now() + limitMs;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-orders-'));
  const file = path.join(folder, 'report.json');
  const orders = {
    breakpoints: [breakpoint],
    configuration: debugConfigurationFor({ ...options, adapter }, { embeddedNode: node }),
    report: file,
  };
  const workbench = await openWorkbench({
    installed: [repository, driver],
    folder: path.dirname(program),
    ...options,
    env: { ...options.env, DEFERSCOPE_DRIVE: JSON.stringify(orders) },
    temporaryFolders: [folder],
  });
  try {
    const report = await waitForReport(file, end, workbench.exited);
    return { ...workbench, ui: new Ui(workbench), report };
  } catch (error) {
    await workbench.close();
    throw error;
  }
}

/**
 * The driver writes the file in one step when it knows the outcome.
 * @param {string} file @param {number} end when it is too late, as Date.now() counts
 * @param {Promise<number>} exited
 * @returns {Promise<Report>}
 */
async function waitForReport(file, end, exited) {
  /** @type {unknown} */
  let ended;
  exited.catch((/** @type {unknown} */ error) => {
    ended = error;
  });
  while (!fs.existsSync(file)) {
    if (ended) throw ended;
    if (Date.now() > end) return { status: 'late' };
    await delay(50);
  }
  return /** @type {Report} */ (JSON.parse(fs.readFileSync(file, 'utf8')));
}
