import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { debugToStop, javascript, repository } from './debuggee.ts';

const program = `${javascript}/browser/page.mjs`;
const folder = path.join(repository, javascript, 'browser');
const file = path.join(folder, 'page.mjs');

const OTHERS = 'Other waiting async functions may hold resources: a debugger reaches only those that the paused code returns to';

/** At each stop; registrations are recorded once a debugger has looked for the first time. */
const TREES: readonly string[] = [
  `
Paused in run() callback  2 pending
  run() callback  page.mjs:9  2 pending
    1  unlock()
    2  log("close", "first")
Problems  1
  ${OTHERS}`,
  `
Paused in handle  at least 2 pending
  handle  page.mjs:18  2 pending
    1  stack[Symbol.dispose]()  stack = DisposableStack {disposed: false}  page.mjs:15
    2  a[Symbol.dispose]()  a = {name: "a"}  page.mjs:14
  stack (DisposableStack)  page.mjs:18  what is pending is not known
    what is registered on it is not known
Problems  2
  What a DisposableStack holds is not known in a browser: the engine keeps it to itself, and Deferscope loads no script of its own into a page
  ${OTHERS}
Already ran  2`,
  `
Paused in later  2 pending
  later  page.mjs:25  2 pending
    1  d[Symbol.dispose]()  d = {name: "d"}  page.mjs:23
    2  await c[Symbol.asyncDispose]()  c = {name: "c"}  page.mjs:22  awaited
Already ran  2`,
  `
Paused in work (run callback)  2 pending
  work (run callback)  page.mjs:9  2 pending
    1  unlock()  page.mjs:8
    2  log("close", "again")  page.mjs:7
Problems  1
  ${OTHERS}
Already ran  2`,
];

describe('a page in a browser', function () {
  this.timeout(90_000);
  let server: Server | undefined;
  let runtimeExecutable = '';

  before(async () => {
    ({ runtimeExecutable } = await findBrowser());
    server = createServer((request, response) => {
      serve(request.url ?? '/').then(
        ({ type, text }) => {
          response.writeHead(200, { 'content-type': type }).end(text);
        },
        () => {
          response.writeHead(404).end();
        },
      );
    });
    await new Promise<void>((resolve) => {
      server?.listen(0, '127.0.0.1', resolve);
    });
  });
  after(() => {
    server?.close();
  });

  it('shows using declarations, stacks of the language and scopes of the library', async () => {
    const { port } = server?.address() as AddressInfo;
    const debuggee = await debugToStop(program, {
      configuration: {
        type: 'pwa-chrome',
        url: `http://127.0.0.1:${port}/index.html`,
        webRoot: folder,
        runtimeExecutable,
        // If VS Code is remote, as in these tests, it would start the browser where its window is.
        browserLaunchLocation: 'workspace',
        runtimeArgs: ['--headless', '--no-sandbox', '--disable-gpu'],
      },
    });
    try {
      const trees = [await debuggee.tree()];
      for (let stop = 1; stop < TREES.length; stop++) {
        await debuggee.step('continue');
        trees.push(await debuggee.tree());
      }
      assert.deepEqual(
        trees,
        TREES.map((tree) => tree.trim()),
      );
      // If js-debug finds the file that the server serves, that is the place.
      const { stacks } = await debuggee.snapshot();
      const scope = stacks[0]?.scopes[0];
      assert.deepEqual([scope?.location?.path, scope?.cleanups[0]?.registeredAt?.path], [file, file]);
    } finally {
      await debuggee.end();
    }
  });
});

async function findBrowser(): Promise<{ readonly runtimeExecutable: string }> {
  const { ensureChromium } = (await import(pathToFileURL(path.join(repository, 'test/vscode/harness/chromium.mjs')).href)) as {
    readonly ensureChromium: () => string;
  };
  return { runtimeExecutable: ensureChromium() };
}

/** The page and the built library. */
async function serve(url: string): Promise<{ readonly type: string; readonly text: string }> {
  const name = path.basename(url);
  const library = /^\/node_modules\/deferscope\/((?:[\w-]+\/)*[\w-]+\.mjs)$/.exec(url)?.[1];
  const text = await readFile(library === undefined ? path.join(folder, name) : path.join(repository, 'dist/runtime', library), 'utf8');
  return { type: name.endsWith('.html') ? 'text/html' : 'text/javascript', text };
}
