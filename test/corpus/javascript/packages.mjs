// The packages that are tested, and which of our programs drives which of them.

/** Pinned, so that a run that finds something can be repeated. */
export const pinned = {
  'puppeteer-core': '25.16.0',
  '@trpc/server': '11.25.2',
  '@trpc/client': '11.25.2',
  'rolldown': '1.3.3',
  '@whatwg-node/server': '0.11.0',
  'tslib': '2.9.1',
  '@swc/helpers': '0.5.24',
  '@babel/runtime': '8.1.3',
  '@oxc-project/runtime': '0.158.0',
  'fs-fixture': '2.16.0',
  '@hazae41/disposer': '2.0.20',
  'quickjs-emscripten': '0.32.0',
  'memory-level': '3.1.0',
  'capnweb': '0.12.0',
  'effection': '4.1.1',
  'piscina': '5.3.2',
  '@whatwg-node/disposablestack': '0.0.6',
  'disposablestack': '1.1.8',
  'core-js': '3.51.0',
  '@esfx/disposable': '1.0.0',
};

const RESOURCES = ['fs-fixture', '@hazae41/disposer', 'quickjs-emscripten', 'memory-level', 'capnweb', 'effection', 'piscina'];

/**
 * `from`: the program that it is compiled from, `with`: the package that then brings the helper.
 * @typedef {{ packages: readonly string[], chromium?: true, from?: string, with?: string, flags?: readonly string[] }} Driver
 */
/** @type {Readonly<Record<string, Driver>>} */
export const drivers = {
  puppeteer: { packages: ['puppeteer-core'], chromium: true },
  trpc: { packages: ['@trpc/server', '@trpc/client'] },
  bundler: { packages: ['rolldown'] },
  server: { packages: ['@whatwg-node/server'] },
  ponyfills: { packages: ['@whatwg-node/disposablestack', 'disposablestack', 'core-js', '@esfx/disposable'] },
  work: { packages: RESOURCES },
  workTslib: { packages: [...RESOURCES, 'tslib'], from: 'work', with: 'tslib' },
  workSwc: { packages: [...RESOURCES, '@swc/helpers'], from: 'work', with: '@swc/helpers' },
  workBabel: { packages: [...RESOURCES, '@babel/runtime'], from: 'work', with: '@babel/runtime' },
  workOxc: { packages: [...RESOURCES, '@oxc-project/runtime'], from: 'work', with: '@oxc-project/runtime' },
};
