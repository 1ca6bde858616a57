// `npm start -- --program …`: asks the real VS Code, without a window, what is pending in a program at a line.
import * as fs from 'node:fs';
import { equipmentFor } from '../harness/equipment.mjs';
import { openPaused } from '../harness/pausedWorkbench.mjs';
import { setupServer } from '../harness/setupServer.mjs';
import { exitStatus } from './usage.mjs';

/** The command promises a minute in total; the rest is for starting and cleaning up. */
const limitMs = 54_000;

/**
 * @param {import('./usage.mjs').Headless} task
 * @returns {Promise<number>} the exit status
 */
export async function runHeadless(task) {
  await setupServer(); // before the minute begins
  const paused = await openPaused({ ...task, ...(await equipmentFor(task.adapter)), limitMs });
  try {
    if (paused.report.status === 'read' && task.screenshot) await takePicture(paused.ui, task.screenshot);
  } finally {
    await paused.close();
  }
  return present(paused.report, task);
}

/** @param {import('../harness/ui.mjs').Ui} ui @param {string} file */
async function takePicture(ui, file) {
  // A person would also make room.
  await ui.foldViews(['Watch', 'Loaded Scripts', 'Breakpoints']);
  await ui.setSideBarWidth(440);
  await ui.settled('Cleanups');
  await ui.screenshot(file, { clean: true });
}

/** @param {import('../harness/pausedWorkbench.mjs').Report} report @param {import('./usage.mjs').Headless} task */
function present(report, task) {
  const { path, line, hit } = task.breakpoint;
  const where = `${path}:${line}${hit !== undefined && hit > 1 ? `, hit ${hit}` : ''}`;
  const words = report.message ? `\n${report.message}` : '';
  switch (report.status) {
    case 'read':
      process.stdout.write(`${report.tree?.trimEnd() || report.snapshot?.absent?.message || 'Nothing is pending.'}\n`);
      if (task.snapshot) fs.writeFileSync(task.snapshot, `${JSON.stringify(report.snapshot, null, 2)}\n`);
      return exitStatus.read;
    case 'ended':
      console.error(`The program ended without stopping at ${where}.${words}`);
      return exitStatus.neverHit;
    case 'late':
      console.error(`The program had not stopped at ${where} after ${limitMs / 1000} s; it was ended.`);
      return exitStatus.neverHit;
    case 'adapterFailed':
      console.error(
        `The debugger "${task.adapter}" could not be used. The embedded VS Code has those for Node.js (pwa-node, node).${words}`,
      );
      return exitStatus.adapterFailed;
    default:
      console.error(`The program is paused at ${where}, but its cleanups could not be read.${words}`);
      return exitStatus.failed;
  }
}
