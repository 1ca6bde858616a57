// The embedded VS Code as a running server.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { startRun } from './reaper.mjs';
import { settingsFor } from './settings.mjs';
import { setupServer } from './setupServer.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {string} [dataDir] user data; a folder of its own, removed at the end, when absent
 * @property {string} [extensionsDir] where extensions are installed; in the data folder when absent
 * @property {readonly string[]} [installed] folders of extensions to link into that folder, as if they had been installed
 * @property {boolean} [testDriver] accept extensions under development and tests; the workbench then shows no notification toasts
 * @property {import('./settings.mjs').Theme} [theme]
 * @property {Record<string, unknown>} [settings]
 * @property {Record<string, string>} [env]
 * @property {(text: string) => void} [onLog]
 * @property {readonly string[]} [temporaryFolders] to be removed at the end, even if this process is killed
 */

/**
 * @typedef {import('node:stream').Readable} Readable
 * @typedef {import('node:child_process').ChildProcessByStdio<null, Readable, Readable>} Server
 */

/** @param {ServerOptions} [options] */
export async function startServer(options = {}) {
  const { root, node } = await setupServer();
  const ownData = options.dataDir === undefined;
  const dataDir = options.dataDir ?? fs.mkdtempSync(path.join(os.tmpdir(), 'deferscope-vscode-'));
  const extensionsDir = options.extensionsDir ?? path.join(dataDir, 'extensions');
  const settingsFile = path.join(dataDir, 'data/User/settings.json');
  fs.mkdirSync(path.dirname(settingsFile), { recursive: true });
  fs.writeFileSync(settingsFile, JSON.stringify(settingsFor(options.theme ?? 'light', options.settings), null, 1));
  linkExtensions(options.installed ?? [], extensionsDir);

  const run = startRun({ folders: [...(ownData ? [dataDir] : []), ...(options.temporaryFolders ?? [])] });
  const token = randomBytes(16).toString('hex'); // a port of this machine is open to all its users and web pages
  const args = [
    path.join(root, 'out/server-main.js'),
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--connection-token',
    token,
    '--accept-server-license-terms',
    '--disable-workspace-trust',
    '--disable-experiments',
    '--telemetry-level',
    'off',
    '--server-data-dir',
    dataDir,
    '--extensions-dir',
    extensionsDir,
  ];
  if (options.testDriver) args.push('--enable-smoke-test-driver');
  const env = { ...outsideVsCode(process.env), TMPDIR: temporaryFolder(dataDir), ...options.env, ...run.env };
  const child = spawn(node, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  /** @type {Promise<number | null>} */
  const exited = new Promise((resolve) => child.once('exit', resolve));

  try {
    const port = await waitForPort(child, options.onLog);
    child.unref();
    return { port, token, dataDir, exited, runEnv: run.env, close: () => run.finish() };
  } catch (error) {
    await run.finish();
    throw error;
  }
}

/**
 * The address at which a browser shows a folder.
 * @param {{ port: number, token: string }} server
 * @param {{ folder?: string | undefined, workspace?: string | undefined, openFile?: string | undefined, extensionDevelopmentPath?: readonly
 * string[], extensionTestsPath?: string | undefined, disableExtensions?: boolean }} what
 */
export function addressOf(server, what) {
  const authority = `127.0.0.1:${server.port}`;
  /** @param {string} file */
  const remote = (file) => `vscode-remote://${authority}${path.resolve(file)}`;
  const payload = [['skipWelcome', 'true']];
  for (const dir of what.extensionDevelopmentPath ?? []) payload.push(['extensionDevelopmentPath', remote(dir)]);
  if (what.extensionTestsPath) payload.push(['extensionTestsPath', remote(what.extensionTestsPath)]);
  if (what.openFile) payload.push(['openFile', remote(what.openFile)]);
  if (what.disableExtensions) payload.push(['disableExtensions', 'true']);
  const query = new URLSearchParams({ tkn: server.token });
  if (what.folder) query.set('folder', path.resolve(what.folder));
  else if (what.workspace) query.set('workspace', path.resolve(what.workspace));
  else query.set('ew', 'true');
  query.set('payload', JSON.stringify(payload));
  return `http://${authority}/?${query}`;
}

/**
 * Runs the server's own command line, e.g. `['--install-extension', 'a.vsix', '--extensions-dir', DIR, '--server-data-dir', DIR]`.
 * @param {readonly string[]} args
 */
export async function runServerCommand(args) {
  const { root, node } = await setupServer();
  return execFileSync(node, [path.join(root, 'out/server-main.js'), '--accept-server-license-terms', ...args], {
    cwd: root,
    env: outsideVsCode(process.env),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  });
}

/** Does what installing does, with a link instead of a copy. @param {readonly string[]} folders @param {string} extensionsDir */
function linkExtensions(folders, extensionsDir) {
  fs.mkdirSync(extensionsDir, { recursive: true });
  const index = path.join(extensionsDir, 'extensions.json');
  /** @type {{ relativeLocation: string }[]} */
  const installed = fs.existsSync(index) ? JSON.parse(fs.readFileSync(index, 'utf8')) : [];
  for (const folder of folders) {
    /** @type {{ publisher: string, name: string, version: string }} */
    const { publisher, name, version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const relativeLocation = `${publisher}.${name}-${version}`;
    const link = path.join(extensionsDir, relativeLocation);
    fs.rmSync(link, { force: true });
    fs.symlinkSync(path.resolve(folder), link, 'dir');
    if (installed.some((entry) => entry.relativeLocation === relativeLocation)) continue;
    const entry = {
      identifier: { id: `${publisher}.${name}` },
      version,
      location: { $mid: 1, path: link, scheme: 'file' },
      relativeLocation,
    };
    installed.push(entry);
  }
  fs.writeFileSync(index, JSON.stringify(installed));
}

/** The server would take what a terminal inside VS Code sets for its own. @param {NodeJS.ProcessEnv} env */
function outsideVsCode(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([key]) => key === 'VSCODE_TEST_OPTIONS' || !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(key)),
  );
}

/**
 * A folder that is removed with the data. Sockets are made in it, and the path of a socket can have at most 107 bytes.
 * @param {string} dataDir
 */
function temporaryFolder(dataDir) {
  const folder = path.join(dataDir, 'tmp');
  if (folder.length > 50) return os.tmpdir();
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

/** @param {Server} child @param {((text: string) => void) | undefined} onLog @returns {Promise<number>} */
function waitForPort(child, onLog) {
  return new Promise((resolve, reject) => {
    let log = '';
    const timer = setTimeout(() => {
      reject(new Error(`The embedded VS Code did not open a port within 30 s.\n${log}`));
    }, 30_000);
    /** @param {() => void} act */
    const settle = (act) => {
      clearTimeout(timer);
      act();
    };
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      onLog?.(String(chunk));
      if (timer.hasRef() && log.length < 100_000) log += String(chunk);
      const match = /Extension host agent listening on (\d+)/.exec(log);
      if (match)
        settle(() => {
          resolve(Number(match[1]));
        });
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) => {
      settle(() => {
        reject(error);
      });
    });
    child.once('exit', (code, signal) => {
      settle(() => {
        reject(new Error(`The embedded VS Code ended at once (${code ?? signal}).\n${log}`));
      });
    });
  });
}
