// Does what a person would do to see the pending cleanups of a program: sets breakpoints, starts debugging, waits until the
// program is paused there, opens the view. Its orders are JSON in the environment variable DEFERSCOPE_DRIVE:
//
//   breakpoints    [{ path, line, hit? }]                  1-based lines; hit: stop at that hit only
//   configuration  a debug configuration
//   report?        a file that gets { status, message?, tree?, snapshot? } once there is something to tell; without it the
//                  person who sits there sees for themselves
//
// status: 'read', 'ended' (without a stop at a breakpoint), 'adapterFailed', 'notRead'.
const fs = require('node:fs');
const vscode = require('vscode');
const { DebugRun } = require('./debugRun.cjs');

/**
 * @typedef {{ path: string, line: number, hit?: number }} Breakpoint
 * @typedef {{ breakpoints: Breakpoint[], configuration: import('vscode').DebugConfiguration, report?: string }} Orders
 * @typedef {import('../harness/pausedWorkbench.mjs').Report} Report
 * @typedef {{ snapshot(): Promise<import('../../../src/core/snapshot.ts').Snapshot | undefined>, treeText(): Promise<string> }} Api
 */

const readLimitMs = 20_000;

/** @param {import('vscode').ExtensionContext} context */
exports.activate = (context) => {
  const text = process.env.DEFERSCOPE_DRIVE;
  if (!text) return;
  delete process.env.DEFERSCOPE_DRIVE; // not meant for the program under debug
  /** @type {Orders} */
  const orders = JSON.parse(text);
  void drive(orders, context.subscriptions)
    .catch((/** @type {unknown} */ error) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      /** @type {Report} */
      const report = { status: 'notRead', message };
      return report;
    })
    .then((report) => {
      tell(orders, report);
    });
};

/** @param {Orders} orders @param {import('vscode').ExtensionContext['subscriptions']} subscriptions @returns {Promise<Report>} */
async function drive(orders, subscriptions) {
  setBreakpoints(orders.breakpoints);
  const run = new DebugRun(orders.configuration);
  subscriptions.push(run);
  const outcome = await run.start();
  if (outcome.status !== 'paused') return outcome;

  await vscode.commands.executeCommand('workbench.view.debug');
  /** @type {import('vscode').Extension<Api> | undefined} */
  const extension = vscode.extensions.getExtension('deferscope.deferscope');
  if (!extension) return { status: 'notRead', message: 'The Deferscope extension is not there.' };
  const api = await extension.activate();
  await vscode.commands.executeCommand('deferscope.cleanups.focus');
  if (!orders.report) return { status: 'read' };
  const snapshot = await within(readLimitMs, api.snapshot());
  if (!snapshot) return { status: 'notRead', message: 'The extension gave no snapshot of this stop.' };
  return { status: 'read', snapshot, tree: await within(readLimitMs, api.treeText()) };
}

/** @param {readonly Breakpoint[]} wanted */
function setBreakpoints(wanted) {
  const isWanted = (/** @type {import('vscode').SourceBreakpoint} */ { location }) =>
    wanted.some(({ path, line }) => location.uri.fsPath === path && location.range.start.line === line - 1);
  // A window that is opened again has the breakpoints of last time.
  vscode.debug.removeBreakpoints(
    vscode.debug.breakpoints.filter((breakpoint) => breakpoint instanceof vscode.SourceBreakpoint && isWanted(breakpoint)),
  );
  vscode.debug.addBreakpoints(
    wanted.map(({ path, line, hit }) => {
      const location = new vscode.Location(vscode.Uri.file(path), new vscode.Position(line - 1, 0));
      return new vscode.SourceBreakpoint(location, true, undefined, hit !== undefined && hit > 1 ? String(hit) : undefined);
    }),
  );
}

/** @param {Orders} orders @param {Report} report */
function tell(orders, report) {
  if (orders.report) {
    fs.writeFileSync(`${orders.report}.draft`, JSON.stringify(report));
    fs.renameSync(`${orders.report}.draft`, orders.report); // so that nobody who waits for the file finds only a part of it
  } else if (report.message) {
    void vscode.window.showErrorMessage(report.message);
  }
}

/**
 * @template T
 * @param {number} ms @param {Promise<T>} promise @returns {Promise<T>}
 */
function within(ms, promise) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`The extension did not answer within ${ms / 1000} s.`));
    }, ms);
  });
  return Promise.race([promise, late]).finally(() => {
    clearTimeout(timer);
  });
}
