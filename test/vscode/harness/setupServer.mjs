// Puts the VS Code that the tests use (the one inside the npm package code-server) into .vscode-test/, from the npm registry
// alone: no compiler, no install scripts, nothing outside that folder.
//   node setupServer.mjs
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { withLock } from './lock.mjs';
import { messageOf } from './messageOf.mjs';
import { repository } from './repository.mjs';

const run = promisify(execFile);

/** VS Code 1.139.1. What npm downloads is compared with these checksums; the npm-shrinkwrap.json pins the packages below it. */
const codeServer = {
  name: 'code-server',
  version: '4.139.1',
  integrity: 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
};
/** This VS Code needs module.registerHooks, which Node 20 does not have, so it gets its own Node. */
const nodeVersion = '24.21.0';
/** @type {Readonly<Record<string, string>>} */
const nodes = {
  'linux-x64': 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'linux-arm64': 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
};

/** Native or large modules that are loaded lazily, or only by the agent host: editing, debugging and showing views does not need them. */
const droppedModules = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/fs-copyfile',
  '@vscode/native-watchdog',
  '@vscode/sandbox-runtime',
  '@vscode/spdlog',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
];
/** Only the large ones: the workbench has a fixed list of built-in extensions, and complains about missing ones or waits for them. */
const droppedExtensions = ['copilot', 'mermaid-markdown-features', 'microsoft-authentication'];
const standIns = ['spdlog', 'fs-copyfile', 'native-watchdog'];

/** Increase this when the steps below change, so that an older folder is rebuilt. */
const recipe = 2;

/** @typedef {{ readonly root: string, readonly node: string }} Server where VS Code's `out/` is, and the Node that runs it */

export function canEmbed() {
  return `${process.platform}-${process.arch}` in nodes;
}

/**
 * Resolves with the installed server; installs it first if it is missing. Two processes may call it at once.
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<Server>}
 */
export async function setupServer({
  log = (line) => {
    console.error(line);
  },
} = {}) {
  const platform = `${process.platform}-${process.arch}`;
  const integrity = nodes[platform];
  if (!integrity)
    throw new Error(`The embedded VS Code runs on Linux (x64, arm64), not on ${platform}. Install VS Code and its "code" command instead.`);

  const dir = path.resolve(process.env.VSCODE_SERVER_DIR ?? path.join(repository, '.vscode-test/vscode-server'));
  const server = { root: path.join(dir, 'lib/vscode'), node: path.join(dir, 'node/bin/node') };
  const stamp = path.join(dir, '.ready');
  const wanted = JSON.stringify({ codeServer, nodeVersion, droppedModules, droppedExtensions, recipe });
  const ready = () => fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted;
  if (ready()) return server;

  fs.mkdirSync(path.dirname(dir), { recursive: true });
  await withLock(`${dir}.lock`, async () => {
    if (ready()) return;
    const started = Date.now();
    log(`Setting up the embedded VS Code (once, about 350 MB in ${path.relative(process.cwd(), dir) || dir}) …`);
    // Built next to its place and renamed, so that nobody ever sees half of it.
    const draft = `${dir}.draft-${process.pid}`;
    try {
      fs.rmSync(draft, { recursive: true, force: true });
      await installServer(draft);
      await download({ name: `node-${platform}`, version: nodeVersion, integrity }, path.join(draft, 'node'), [
        'package/bin/node',
        'package/LICENSE',
      ]);
      fs.writeFileSync(path.join(draft, '.ready'), wanted);
      fs.rmSync(dir, { recursive: true, force: true });
      fs.renameSync(draft, dir);
    } catch (error) {
      throw new Error(`The embedded VS Code could not be set up: ${messageOf(error)}`, { cause: error });
    } finally {
      fs.rmSync(draft, { recursive: true, force: true });
    }
    log(`Embedded VS Code ready after ${Math.round((Date.now() - started) / 1000)} s.`);
  });
  return server;
}

/** @param {string} dir */
async function installServer(dir) {
  await download(
    codeServer,
    dir,
    ['package/lib/vscode', 'package/LICENSE', 'package/ThirdPartyNotices.txt'],
    ['*.map', ...droppedExtensions.map((name) => `package/lib/vscode/extensions/${name}`)],
  );
  const root = path.join(dir, 'lib/vscode');
  editJson(path.join(root, 'package.json'), (/** @type {{ dependencies: Record<string, string> }} */ manifest) => {
    for (const name of droppedModules) Reflect.deleteProperty(manifest.dependencies, name);
  });
  editJson(path.join(root, 'product.json'), (/** @type {{ extensionsGallery: object }} */ product) => {
    product.extensionsGallery = { serviceUrl: '' };
  }); // otherwise it requests a gallery from the network
  await npm(['install', '--omit=dev', '--no-save'], root);
  await npm(['install', '--omit=dev', '--no-save'], path.join(root, 'extensions')); // TypeScript, for the language features
  dropOtherPlatforms(path.join(root, 'node_modules/@vscode/ripgrep-universal/bin'));
  for (const name of standIns) {
    const module = path.join(root, 'node_modules/@vscode', name);
    fs.mkdirSync(module, { recursive: true });
    fs.writeFileSync(path.join(module, 'package.json'), JSON.stringify({ name: `@vscode/${name}`, version: '0.0.0', main: 'index.js' }));
    fs.copyFileSync(path.join(import.meta.dirname, 'standIns', `${name}.cjs`), path.join(module, 'index.js'));
  }
}

/**
 * Unpacks the named parts of an npm package into `dir` after checking its checksum.
 * @param {{ name: string, version: string, integrity: string }} pinned @param {string} dir
 * @param {readonly string[]} parts @param {readonly string[]} without
 */
async function download({ name, version, integrity }, dir, parts, without = []) {
  fs.mkdirSync(dir, { recursive: true });
  await npm(['pack', `${name}@${version}`, '--pack-destination', dir], dir);
  const archive = path.join(dir, `${name}-${version}.tgz`);
  const actual = `sha512-${createHash('sha512').update(fs.readFileSync(archive)).digest('base64')}`;
  if (actual !== integrity)
    throw new Error(`${name}@${version} is not the package it should be: its checksum is ${actual}, expected ${integrity}.`);
  await run('tar', ['-xzf', archive, '-C', dir, '--strip-components=1', ...without.map((pattern) => `--exclude=${pattern}`), ...parts]);
  fs.rmSync(archive);
}

/** @param {readonly string[]} args @param {string} cwd */
async function npm(args, cwd) {
  // npm start and npm test describe this project to their children; an npm in another folder must not take the description for its own.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([key]) => !/^npm_(package|lifecycle|command)|^npm_config_(local_prefix|omit|include|global)/i.test(key),
    ),
  );
  try {
    await run('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd,
      env,
      timeout: 300_000,
      maxBuffer: 1 << 26,
    });
  } catch (error) {
    const { stderr = '', killed = false } = /** @type {import('node:child_process').ExecFileException} */ (error);
    const said = stderr.trim().split('\n').slice(-8).join('\n');
    throw new Error(
      `"npm ${args.join(' ')}" failed${killed ? ' (no end after five minutes)' : ''}:\n${said}\nIs the npm registry reachable?`,
      { cause: error },
    );
  }
}

/** @param {string} bin */
function dropOtherPlatforms(bin) {
  for (const name of fs.readdirSync(bin))
    if (name !== `${process.platform}-${process.arch}`) fs.rmSync(path.join(bin, name), { recursive: true });
}

/**
 * @template T
 * @param {string} file @param {(value: T) => void} edit
 */
function editJson(file, edit) {
  /** @type {T} */
  const value = JSON.parse(fs.readFileSync(file, 'utf8'));
  edit(value);
  fs.writeFileSync(file, JSON.stringify(value, null, 1));
}

if (import.meta.filename === process.argv[1]) {
  const { root } = await setupServer();
  console.log(root);
}
