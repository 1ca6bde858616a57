// `npm start -- --program …`: asks the real VS Code, without a window, what is pending in a program at a line.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { repository } from '../harness/repository.mjs';
import { setupServer } from '../harness/setupServer.mjs';
import { Ui } from '../harness/ui.mjs';
import { openWorkbench } from '../harness/workbench.mjs';
import { debugConfigurationFor } from './debugConfiguration.mjs';
import { exitStatus } from './usage.mjs';

/** A minute in all is promised; the rest is for starting up and clearing away. */
const limitMs = 54_000;

/**
 * @param {{ program: string, folder?: string, configuration?: Record<string, unknown>, adapter: string, arguments?: readonly string[], breakpoint: { path: string, line: number, hit: number },
 *   screenshot?: string, snapshot?: string, theme: import('../harness/settings.mjs').Theme }} task
 * @returns {Promise<number>} the exit status
 */
export async function runHeadless(task) {
  const { node } = await setupServer();
  const end = Date.now() + limitMs;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-start-'));
  const orders = { breakpoints: [task.breakpoint], configuration: debugConfigurationFor(task, { embeddedNode: node }), report: path.join(folder, 'report.json') };
  let workbench;
  try {
    workbench = await openWorkbench({
      folder: task.folder ?? path.dirname(task.program),
      theme: task.theme,
      installed: [repository, path.join(repository, 'test/vscode/driver')],
      env: { DEFERSCOPE_DRIVE: JSON.stringify(orders) },
    });
    const report = await waitForReport(orders.report, end, workbench.exited);
    if (report.status === 'read' && task.screenshot) await takePicture(new Ui(workbench), task.screenshot);
    return present(report, task);
  } finally {
    await workbench?.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function takePicture(ui, file) {
  // A person would make room, too.
  await ui.foldViews(['Watch', 'Loaded Scripts', 'Breakpoints']);
  await ui.setSideBarWidth(440);
  await ui.settled('Cleanups');
  await ui.screenshot(file, { clean: true });
}

/** The driver writes the file in one move when it knows the outcome. */
async function waitForReport(file, end, exited) {
  let ended;
  exited.catch((error) => { ended = error; });
  while (!fs.existsSync(file)) {
    if (ended) throw ended;
    if (Date.now() > end) return { status: 'late' };
    await delay(50);
  }
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function present(report, task) {
  const where = `${path.relative(process.cwd(), task.breakpoint.path)}:${task.breakpoint.line}`;
  const words = report.message ? `\n${report.message}` : '';
  switch (report.status) {
    case 'read':
      process.stdout.write(`${report.tree.trimEnd()}\n`);
      if (task.snapshot) fs.writeFileSync(task.snapshot, `${JSON.stringify(report.snapshot, null, 2)}\n`);
      return exitStatus.read;
    case 'ended':
      console.error(`The program ended without stopping at ${where}${task.breakpoint.hit > 1 ? ` for the ${task.breakpoint.hit}th time` : ''}.${words}`);
      return exitStatus.neverHit;
    case 'late':
      console.error(`The program had not stopped at ${where} after ${limitMs / 1000} s; it was ended.`);
      return exitStatus.neverHit;
    case 'adapterFailed':
      console.error(`The debugger "${task.adapter}" could not be used. The embedded VS Code has those for Node.js (pwa-node, node).${words}`);
      return exitStatus.adapterFailed;
    default:
      console.error(`The program is paused at ${where}, but its cleanups could not be read.${words}`);
      return exitStatus.failed;
  }
}
