// `npm start`: opens a sample for a person, stopped at its breakpoint.
import { spawnSync } from 'node:child_process';
import { equipmentFor, equipmentForDesktop } from '../harness/equipment.mjs';
import { addressOf, startServer } from '../harness/server.mjs';
import { debugConfigurationFor } from '../harness/debugConfiguration.mjs';
import { exitStatus } from './usage.mjs';

/**
 * @param {{ sample: import('./usage.mjs').Sample, embedded: boolean, theme: import('../harness/settings.mjs').Theme }} task
 */
export async function runInteractive({ sample, embedded, theme }) {
  const orders = JSON.stringify({ breakpoints: [sample.breakpoint], configuration: debugConfigurationFor(sample) });
  if (!embedded && (await openDesktop(sample, orders))) return exitStatus.read;

  const { installed, env } = await equipmentFor(sample.adapter);
  const server = await startServer({
    theme,
    installed,
    env: { ...env, DEFERSCOPE_DRIVE: orders },
    settings: { 'workbench.reduceMotion': 'auto' },
  });
  console.log(
    `\nOpen this address in a browser on this machine:\n\n  ${addressOf(server, { folder: sample.folder })}\n\nThe sample stops at its breakpoint; "Cleanups" in Run and Debug shows what is pending. Ctrl-C ends it.`,
  );
  const interrupted = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.once(signal, () => {
        resolve('interrupted');
      });
  });
  const stayAlive = setInterval(() => {}, 60_000);
  const why = await Promise.race([interrupted, server.exited]);
  clearInterval(stayAlive);
  await server.close();
  if (why === 'interrupted') return exitStatus.read;
  console.error(`The embedded VS Code ended by itself (${why}).`);
  return exitStatus.failed;
}

/**
 * Opens the person's own VS Code, with their settings, and returns whether that worked.
 * @param {import('./usage.mjs').Sample} sample @param {string} orders
 */
async function openDesktop(sample, orders) {
  // The `code` of a remote or container terminal talks to a window elsewhere and cannot load an extension from here.
  if (process.env.VSCODE_IPC_HOOK_CLI) return false;
  const shell = process.platform === 'win32'; // code.cmd
  const quote = (/** @type {string} */ text) => (shell ? `"${text}"` : text);
  const version = spawnSync('code', ['--version'], { encoding: 'utf8', timeout: 20_000, shell });
  if (version.status !== 0 || !/^1\.(9[5-9]|\d{3,})\./.test(version.stdout)) {
    if (!version.error && version.stdout) console.log('The "code" command is not that of VS Code 1.95 or newer.');
    return false;
  }
  const { installed, env } = await equipmentForDesktop(sample.adapter);
  const args = [
    '--new-window',
    '--disable-workspace-trust',
    ...installed.map((extension) => `--extensionDevelopmentPath=${quote(extension)}`),
    quote(sample.folder),
  ];
  const opened = spawnSync('code', args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 60_000,
    shell,
    env: { ...process.env, ...env, DEFERSCOPE_DRIVE: orders },
  });
  if (opened.status !== 0) {
    console.log('Your VS Code did not open; taking the embedded one.');
    return false;
  }
  console.log('Opened the sample in your VS Code. It stops at its breakpoint; "Cleanups" in Run and Debug shows what is pending.');
  return true;
}
