// The embedded VS Code in a headless browser: what a person would see.
import { chromium } from 'playwright-core';
import { ensureChromium } from './chromium.mjs';
import { addressOf, startServer } from './server.mjs';

/**
 * @typedef {import('./server.mjs').ServerOptions & {
 *   folder?: string, workspace?: string, openFile?: string,
 *   extensionDevelopmentPath?: readonly string[], extensionTestsPath?: string, disableExtensions?: boolean,
 *   viewport?: { width: number, height: number },
 *   onConsole?: (type: string, args: unknown[]) => void,
 *   onPageError?: (error: Error) => void,
 * }} WorkbenchOptions
 */

const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]; // a request to the network fails at once instead of after a while

/**
 * Resolves when the workbench is drawn. `exited` settles when the tests at `extensionTestsPath` have ended (with their exit code), or
 * rejects when VS Code has ended.
 * @param {WorkbenchOptions} options
 */
export async function openWorkbench(options) {
  const executablePath = ensureChromium();
  // The test driver makes the server accept an extension under development.
  const testDriver = options.testDriver ?? Boolean(options.extensionDevelopmentPath?.length || options.extensionTestsPath);
  const server = await startServer({ ...options, testDriver });
  /** @type {import('playwright-core').Browser | undefined} */
  let browser;
  const close = async () => {
    await server.close(); // the browser too: it belongs to the run
    await browser?.close().catch(() => {}); // tells Playwright
  };
  try {
    browser = await chromium.launch({ executablePath, headless: true, args: browserArguments, env: { ...process.env, ...server.runEnv } });
    const context = await browser.newContext({ viewport: options.viewport ?? { width: 1400, height: 900 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const exited = await watchEnd(page, server);
    page.on('pageerror', (error) => options.onPageError?.(error));
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) =>
      options.onConsole?.(type, args),
    );
    await page.goto(addressOf(server, options), { timeout: 60_000 });
    await page.locator('.part.statusbar .statusbar-item').first().waitFor({ timeout: 60_000 });
    return { page, exited: exited.promise, dataDir: server.dataDir, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @typedef {Awaited<ReturnType<typeof openWorkbench>>} Workbench */

/**
 * The workbench calls codeAutomationExit in its page when the tests it was given have ended.
 * @param {import('playwright-core').Page} page @param {{ exited: Promise<number | null> }} server
 */
async function watchEnd(page, server) {
  /** @type {(code: number) => void} */
  let resolve = () => {};
  /** @type {(error: Error) => void} */
  let reject = () => {};
  /** @type {Promise<number>} */
  const promise = new Promise((yes, no) => {
    [resolve, reject] = [yes, no];
  });
  promise.catch(() => {}); // nobody waits for this if no tests run
  page.on('crash', () => {
    reject(new Error('The page of the workbench crashed.'));
  });
  void server.exited.then((code) => {
    reject(new Error(`The embedded VS Code ended (${code}).`));
  });
  await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => {
    resolve(code);
  });
  return { promise };
}
