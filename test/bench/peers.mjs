// The libraries that we compare ourselves with, pinned, installed when a benchmark needs them.
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { installPackages } from '../packages.mjs';

const home = path.join(import.meta.dirname, '../../.vscode-test/bench');
const pinned = {
  'disposablestack': '1.1.8',
  '@whatwg-node/disposablestack': '0.1.0',
  'core-js': '3.51.0',
  'effect': '4.1.0',
  'async-mutex': '0.5.0',
  'generic-pool': '3.9.0',
  'tarn': '3.1.2',
};

export function installPeers() {
  installPackages(home, pinned);
}

/**
 * A peer by its name; its types are not available here.
 * @param {string} name @returns {any}
 */
export function loadPeer(name) {
  return createRequire(path.join(home, 'package.json'))(name);
}

/** @typedef {Awaited<ReturnType<typeof loadPeers>>} Peers */

/** Each peer's own implementation, even if the engine has one that the peer's entry would prefer. */
export async function loadPeers() {
  const require = createRequire(path.join(home, 'package.json'));
  const ofWhatwg = path.join(home, 'node_modules/@whatwg-node/disposablestack/esm');
  return {
    disposablestack: require('disposablestack/DisposableStack/implementation'),
    whatwg: (await load(path.join(ofWhatwg, 'DisposableStack.js'))).PonyfillDisposableStack,
    whatwgAsync: (await load(path.join(ofWhatwg, 'AsyncDisposableStack.js'))).PonyfillAsyncDisposableStack,
    ...loadCoreJs(require),
    effect: await loadEffect(require),
  };
}

/** @param {string} file @returns {Promise<any>} */
function load(file) {
  return import(pathToFileURL(file).href);
}

/**
 * core-js steps aside if the engine has the classes, and otherwise puts its own into the globals: we want neither here.
 * @param {NodeJS.Require} require
 */
function loadCoreJs(require) {
  const names = ['DisposableStack', 'AsyncDisposableStack', 'SuppressedError'];
  const before = names.map((name) => ({ name, descriptor: Object.getOwnPropertyDescriptor(globalThis, name) }));
  for (const name of names) Reflect.deleteProperty(globalThis, name);
  require('core-js/actual/disposable-stack');
  require('core-js/actual/async-disposable-stack');
  const { DisposableStack: coreJs, AsyncDisposableStack: coreJsAsync } = globalThis;
  for (const { name, descriptor } of before) {
    if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
    else Object.defineProperty(globalThis, name, descriptor);
  }
  return { coreJs, coreJsAsync };
}

/** @param {NodeJS.Require} require @returns {Promise<{ Effect?: any, version?: string, missing?: string }>} */
async function loadEffect(require) {
  try {
    return { Effect: await load(require.resolve('effect/Effect')), version: pinned.effect };
  } catch (error) {
    return { missing: String(error) };
  }
}
