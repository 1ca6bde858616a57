import { rmSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../unit/schema.ts';
import { NATIVE, type Program } from './program.ts';

type Pinned = Readonly<Record<string, string>>;

/** Packages that are small enough to be fetched in every run of the tests. */
const FEW: Pinned = {
  'fastify': '5.12.8',
  'pino': '10.4.0',
  'ses': '2.3.0',
  'core-js': '3.51.0',
  'source-map-support': '0.5.21',
  '@opentelemetry/api': '1.9.1',
  '@opentelemetry/sdk-trace-node': '2.8.0',
  '@opentelemetry/instrumentation-http': '0.219.0',
};
const MANY: Pinned = {
  '@swc-node/register': '1.12.1',
  '@swc/core': '1.16.22',
  'ts-node': '10.9.2',
  'typescript': '6.0.3',
  'esbuild-register': '3.6.0',
  'koa': '3.2.1',
  'winston': '3.19.0',
  'undici': '7.16.0',
  'sinon': '22.1.0',
  'graceful-fs': '4.2.12',
  'proxyquire': '2.1.3',
  'puppeteer-core': '25.16.0',
  'postject': '1.0.0-alpha.6',
  'hono': '4.13.19',
  'disposablestack': '1.1.8',
  '@whatwg-node/disposablestack': '0.1.0',
  'vscode-jsonrpc': '8.2.1',
};
const NEWER: readonly number[] = [22, 24];

interface Installer {
  readonly installPackagesMeanwhile: (home: string, pinned: Pinned) => Promise<void>;
}

const load = <T>(file: string): Promise<T> => import(pathToFileURL(path.join(ROOT, file)).href) as Promise<T>;
const installed = new Map<string, Promise<void>>();

/** A folder next to the packages, which are installed once. */
function beside(name: string, pinned: Pinned): (folder: string) => Promise<string> {
  const home = path.join(ROOT, '.vscode-test', name);
  return async (folder) => {
    const installing =
      installed.get(name) ??
      load<Installer>('test/packages.mjs').then(({ installPackagesMeanwhile }) => installPackagesMeanwhile(home, pinned));
    installed.set(name, installing);
    await installing;
    const own = path.join(home, 'programs', path.basename(folder));
    rmSync(own, { recursive: true, force: true }); // from an earlier run, or from another program
    return own;
  };
}

const few = beside('startups', FEW);
/** The same packages, for programs that are debugged; returns the folder that has them. */
export const installFew = async (): Promise<string> => path.join(path.dirname(path.dirname(await few('looked-at'))), 'node_modules');
const many = beside('more-startups', MANY);
const runners = async (): Promise<string> =>
  (await load<{ readonly setupRunners: () => Promise<string> }>('test/debuggees/javascript/runners/setup.mjs')).setupRunners();

const LISTEN = `const answer = async (port) => { const given = await fetch('http://127.0.0.1:' + port + '/path?x=1'); return [given.status, await given.text()]; };\n`;
const STACKS = `const say = console.log; const s = new DisposableStack(); s.use({ [Symbol.dispose]() { say('used'); } }); s.defer(() => say('deferred')); s.adopt(1, say); const moved = s.move(); say(s.disposed, moved.disposed); moved.dispose(); try { s.use(null); say('null'); s.defer(() => {}); } catch (error) { say(error.name, error.message); }
const a = new AsyncDisposableStack(); a.use({ async [Symbol.asyncDispose]() { say('awaited'); } }); a.defer(async () => { throw new Error('first'); }); a.defer(() => { throw new Error('second'); }); await a.disposeAsync().catch((error) => say(error.name, error.error?.message, error.suppressed?.message));
say(Object.getOwnPropertyNames(DisposableStack.prototype).join(), DisposableStack.prototype.defer.length, String(new DisposableStack()), Object.getOwnPropertyDescriptor(DisposableStack.prototype, 'use').enumerable);\n`;

/** What popular packages do when they start. */
export const PACKAGES: readonly Program[] = [
  {
    title: 'express, with a route that throws',
    prepare: few,
    args: ['main.mjs'],
    says: 'route failed',
    env: { NODE_ENV: 'production' },
    files: {
      'main.mjs': `import express from 'express';\n${LISTEN}const app = express(); app.use(express.json()); app.get('/path', (request, response) => { response.json({ query: request.query, kind: 'DisposableStack' }); }); app.use(() => { throw new Error('route failed'); }); app.use((error, request, response, next) => { console.log(error.stack.split('\\n').length, error.message); response.status(500).end('handled'); });\nconst server = app.listen(0, async () => { console.log(await answer(server.address().port), await (await fetch('http://127.0.0.1:' + server.address().port + '/none')).text()); server.close(); server.closeAllConnections(); });\n`,
    },
  },
  {
    title: 'fastify, with a plugin and its hooks',
    prepare: few,
    args: ['main.mjs'],
    says: 'closing',
    majors: NEWER,
    files: {
      'main.mjs': `import fastify from 'fastify';\n${LISTEN}const app = fastify(); app.register(async (own) => { own.addHook('onClose', async () => console.log('closing')); own.decorate('made', new (class DisposableStack {})()); own.get('/path', { schema: { querystring: { type: 'object', properties: { x: { type: 'integer' } } } } }, async (request) => ({ x: request.query.x })); own.get('/fails', async () => { throw new Error('of a route'); }); });\nawait app.listen({ port: 0 }); console.log(await answer(app.server.address().port), (await app.inject('/fails')).body, app.printRoutes()); await app.close();\n`,
    },
  },
  {
    title: 'pino, with a transport in a worker',
    prepare: few,
    args: ['main.cjs'],
    says: '"msg":"to a worker"',
    varies: [/(?<="time":)\d+/g, /(?<="pid":)\d+/g],
    files: {
      'main.cjs': `const pino = require('pino'); const log = pino({ base: undefined }); log.info({ kind: 'DisposableStack' }, 'direct'); log.error(new Error('logged').message);\nconst transport = pino.transport({ target: require('node:path').join(__dirname, 'transport.mjs') }); const far = pino({ timestamp: false, base: undefined }, transport); far.warn('to a worker'); transport.once('ready', () => { far.flush(); transport.end(); });\n`,
      'transport.mjs': `import { writeSync } from 'node:fs'; import { Writable } from 'node:stream'; export default () => new Writable({ autoDestroy: true, write(chunk, encoding, done) { writeSync(1, 'worker: ' + chunk); done(); } });\n`,
    },
  },
  {
    title: 'ses, which locks the realm down',
    prepare: few,
    args: ['main.mjs'],
    says: 'true frozen',
    files: {
      'main.mjs': `import 'ses'; lockdown(); console.log(Object.isFrozen(Array.prototype), 'frozen', typeof DisposableStack); const c = new Compartment({ globals: { say: console.log }, __options__: true }); console.log(c.evaluate('say("inside"); [1, typeof Date.now]')); try { Object.prototype.own = 1; } catch (error) { console.log(error.message); }\nif (typeof DisposableStack === 'function') { ${STACKS} }\nharden({ a: 1 }); const { DisposableStackLike } = await import('./late.mjs'); console.log(new DisposableStackLike()); throw new Error('after lockdown');\n`,
      'late.mjs': `export class DisposableStackLike {}\n`,
    },
  },
  {
    title: 'ses, with the engine’s own errors',
    prepare: few,
    args: ['main.mjs'],
    says: 'errors kept',
    isLong: true,
    files: {
      'main.mjs': `import 'ses'; lockdown({ errorTaming: 'unsafe', consoleTaming: 'unsafe', overrideTaming: 'severe' }); console.log('errors kept', Object.isFrozen(Error), new Error('x').stack.split('\\n').length > 1); if (typeof DisposableStack === 'function') { const s = new DisposableStack(); s.defer(function clean() { console.log(new Error('in').stack); }); s.dispose(); s.defer(1); }\n`,
    },
  },
  {
    title: 'core-js, all of it',
    prepare: few,
    args: ['main.mjs'],
    says: 'deferred',
    files: {
      'main.mjs': `import 'core-js/full/index.js';\n${STACKS}console.log(typeof SuppressedError, Object.isFrozen(Symbol.dispose), typeof Iterator.prototype[Symbol.dispose]);\n`,
    },
  },
  {
    title: 'core-js’ stacks in place of none',
    prepare: few,
    args: ['main.mjs'],
    says: 'deferred',
    majors: NATIVE,
    files: {
      'main.mjs': `delete globalThis.DisposableStack; delete globalThis.AsyncDisposableStack; delete globalThis.SuppressedError; await import('core-js/actual/disposable-stack/index.js'); await import('core-js/actual/async-disposable-stack/index.js');\n${STACKS}\n`,
    },
  },
  {
    title: 'OpenTelemetry, which hooks http',
    prepare: few,
    args: ['main.cjs'],
    says: 'spans',
    majors: NEWER,
    files: {
      'main.cjs': `const { NodeTracerProvider, SimpleSpanProcessor, InMemorySpanExporter } = require('@opentelemetry/sdk-trace-node'); const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http'); const { trace } = require('@opentelemetry/api');\nconst exporter = new InMemorySpanExporter(); const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }); provider.register(); const instrumentation = new HttpInstrumentation(); instrumentation.setTracerProvider(provider); instrumentation.enable();\nconst http = require('node:http'); const server = http.createServer((request, response) => { trace.getTracer('own').startActiveSpan('inside DisposableStack', (span) => { span.end(); response.end('ok'); }); }).listen(0, () => { http.get({ port: server.address().port, agent: false }, (response) => { response.resume().on('end', () => { server.close(() => { console.log('spans', exporter.getFinishedSpans().map(({ name, kind }) => name + kind).sort()); provider.shutdown(); }); }); }); });\n`,
    },
  },
  {
    title: 'OpenTelemetry’s hook for ES modules',
    prepare: few,
    args: ['--import', './register.mjs', 'main.mjs'],
    says: 'hooked node:os',
    files: {
      'register.mjs': `import { register } from 'node:module'; import { Hook } from 'import-in-the-middle'; register('import-in-the-middle/hook.mjs', import.meta.url); new Hook(['node:os', 'os'], (exported, name) => { console.log('hooked', 'node:' + name.replace('node:', '')); exported.EOL = 'own'; });\n`,
      'main.mjs': `import { EOL } from 'node:os'; import { DisposableStackLike } from './lib.mjs'; console.log(EOL, new DisposableStackLike());\n`,
      'lib.mjs': `export class DisposableStackLike {}\n`,
    },
  },
  {
    title: 'source-map-support',
    prepare: few,
    args: ['main.cjs'],
    says: 'original.ts',
    files: {
      'main.cjs': `require('source-map-support').install({ retrieveSourceMap: (file) => (file.endsWith('lib.cjs') ? { url: 'original.ts', map: JSON.stringify({ version: 3, sources: ['original.ts'], names: [], mappings: 'AAAA;AACA' }) } : null) });\nrequire('./lib.cjs');\n`,
      'lib.cjs': `// DisposableStack\nthrow new Error('mapped by a package');\n`,
    },
  },
  { title: 'tsx', prepare: runners, files: {}, args: ['../node_modules/tsx/dist/cli.mjs', 'main.ts'], says: /./, isLong: true },
  { title: 'tsx, as an option of Node', prepare: runners, files: {}, args: ['--import', 'tsx', 'main.ts'], says: /./, isLong: true },
  {
    title: 'jest',
    prepare: runners,
    majors: NATIVE,
    files: {},
    args: ['../node_modules/jest/bin/jest.js', '--config', 'jest.config.json', '--runInBand', '--no-cache'],
    says: 'PASS',
    varies: [/\d+(?:\.\d+)? m?s/g, /estimated \d+ s/g],
    isLong: true,
  },
  {
    title: 'vitest',
    prepare: runners,
    files: {},
    args: ['../node_modules/vitest/vitest.mjs', 'run', 'orders.test.ts', '--no-color'],
    says: 'Tests',
    varies: [/\d+(?:\.\d+)?m?s/g, /\d\d:\d\d:\d\d/g],
    isLong: true,
  },
  {
    title: 'mocha',
    prepare: many,
    files: {
      'a.test.cjs': `const assert = require('node:assert'); describe('DisposableStack', () => { after(() => {}); it('passes', async () => {}); it('fails', () => { assert.deepEqual({ a: 1 }, { a: 2 }); }); it.skip('skipped'); });\n`,
    },
    args: [path.join(ROOT, 'node_modules/mocha/bin/mocha.js'), 'a.test.cjs'],
    says: '1 failing',
    varies: [/\d+ms/g],
    isLong: true,
  },
  {
    title: 'ts-node',
    prepare: many,
    files: {
      'main.ts': `class DisposableStackLike { readonly list: string[] = []; }\nconsole.log(new DisposableStackLike());\nfunction fail(): never {\n  throw new Error('typed');\n}\nfail();\n`,
      'tsconfig.json':
        '{ "compilerOptions": { "module": "commonjs", "moduleResolution": "node10", "ignoreDeprecations": "6.0", "target": "es2022", "types": [] } }',
    },
    args: ['-r', 'ts-node/register/transpile-only', 'main.ts'],
    says: 'main.ts:4',
    isLong: true,
  },
  {
    title: '@swc-node/register',
    prepare: many,
    files: {
      'main.ts': `const held = (): { [Symbol.dispose](): void } => ({ [Symbol.dispose]() { console.log('disposed'); } });\nfunction work() { using one = held(); throw new Error('typed DisposableStack'); }\nwork();\n`,
      'tsconfig.json': '{ "compilerOptions": { "target": "es2022", "module": "commonjs" } }',
    },
    args: ['-r', '@swc-node/register', 'main.ts'],
    says: 'disposed',
    isLong: true,
  },
  {
    title: 'esbuild-register',
    prepare: many,
    files: {
      'main.ts': `import { held } from './held';\nfunction work() { using one = held(); throw new Error('typed DisposableStack'); }\nwork();\n`,
      'held.ts': `export const held = () => ({ [Symbol.dispose]() { console.log('disposed'); } });\n`,
    },
    args: ['-r', 'esbuild-register', 'main.ts'],
    says: 'disposed',
    isLong: true,
  },
  {
    title: 'koa, hono, undici and winston',
    prepare: many,
    majors: NEWER,
    files: {
      'main.mjs': `import Koa from 'koa'; import { Hono } from 'hono'; import { request, Agent, setGlobalDispatcher } from 'undici'; import winston from 'winston';\nsetGlobalDispatcher(new Agent({ keepAliveTimeout: 1 })); const app = new Koa(); app.use(async (context, next) => { await next(); context.set('x-own', 'DisposableStack'); }); app.use((context) => { context.body = { path: context.path }; }); const server = app.listen(0); const { statusCode, headers, body } = await request('http://127.0.0.1:' + server.address().port + '/path'); console.log(statusCode, headers['x-own'], await body.json()); server.close(); server.closeAllConnections();\nconst hono = new Hono(); hono.get('/:id', (context) => context.json({ id: context.req.param('id') })); console.log(await (await hono.request('/7')).json()); winston.createLogger({ transports: [new winston.transports.Console()] }).info('logged');\n`,
    },
    args: ['main.mjs'],
    says: 'logged',
    isLong: true,
  },
  {
    title: 'sinon, proxyquire and graceful-fs',
    prepare: many,
    files: {
      'main.cjs': `const sinon = require('sinon'); const proxyquire = require('proxyquire'); require('graceful-fs').gracefulify(require('node:fs')); const clock = sinon.useFakeTimers(); let ran = 0; setTimeout(() => { ran++; }, 1000); clock.tick(1000); clock.restore(); console.log(ran, proxyquire('./lib.cjs', { './dep.cjs': { value: 'stubbed', '@noCallThru': true } })());\n`,
      'lib.cjs': `const dep = require('./dep.cjs'); module.exports = () => [dep.value, 'DisposableStack'];\n`,
      'dep.cjs': `throw new Error('never');\n`,
    },
    args: ['main.cjs'],
    says: 'stubbed',
    isLong: true,
  },
  {
    title: 'puppeteer-core and vscode-jsonrpc',
    prepare: many,
    majors: NEWER,
    files: {
      'main.mjs': `import puppeteer from 'puppeteer-core'; import { createRequire } from 'node:module'; const rpc = createRequire(import.meta.url)('vscode-jsonrpc/node'); import { PassThrough } from 'node:stream';\nawait puppeteer.launch({ executablePath: '/nowhere/DisposableStack', pipe: true }).catch((error) => console.log(error.message)); const [to, from] = [new PassThrough(), new PassThrough()]; const one = rpc.createMessageConnection(new rpc.StreamMessageReader(from), new rpc.StreamMessageWriter(to)); const two = rpc.createMessageConnection(new rpc.StreamMessageReader(to), new rpc.StreamMessageWriter(from)); two.onRequest('add', (a, b) => a + b); one.listen(); two.listen(); console.log(await one.sendRequest('add', 1, 2)); one.dispose(); two.dispose();\n`,
    },
    args: ['main.mjs'],
    says: '3',
    isLong: true,
  },
  {
    title: 'ponyfills of stacks',
    prepare: many,
    files: {
      'main.mjs': `import { DisposableStack, AsyncDisposableStack } from '@whatwg-node/disposablestack'; import { createRequire } from 'node:module'; const Own = createRequire(import.meta.url)('disposablestack/DisposableStack/implementation');\n${STACKS}const own = new Own(); own.defer(() => say('own deferred')); own.dispose(); say(own.disposed, String(own.use).length);\n`,
    },
    args: ['main.mjs'],
    says: 'own deferred',
    isLong: true,
  },
  {
    title: 'the TypeScript compiler',
    prepare: many,
    files: {
      'main.ts': `const stack: string = 5; // DisposableStack\n`,
      'tsconfig.json': '{ "compilerOptions": { "noEmit": true, "types": [], "lib": ["es2022"] }, "files": ["main.ts"] }',
    },
    args: [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'],
    says: 'TS2322',
    isLong: true,
  },
  {
    title: 'a program that is one file with Node in it',
    prepare: many,
    majors: NEWER,
    args: ['build.cjs'],
    says: 'single true',
    isLong: true,
    files: {
      'build.cjs': `const { execFileSync, spawnSync } = require('node:child_process'); const fs = require('node:fs'); const path = require('node:path'); const { postject } = { postject: require.resolve('postject/dist/cli.js') }; const folder = fs.mkdtempSync(path.join(__dirname, 'sea-')); const clean = { ...process.env, NODE_OPTIONS: '' };\nfs.writeFileSync(path.join(folder, 'sea.json'), JSON.stringify({ main: path.join(__dirname, 'main.cjs'), output: path.join(folder, 'blob'), disableExperimentalSEAWarning: true }));\nexecFileSync(process.execPath, ['--experimental-sea-config', path.join(folder, 'sea.json')], { env: clean, stdio: 'ignore' }); const file = path.join(folder, 'program'); fs.copyFileSync(process.execPath, file); fs.chmodSync(file, 0o755); execFileSync(process.execPath, [postject, file, 'NODE_SEA_BLOB', path.join(folder, 'blob'), '--sentinel-fuse', 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'], { env: clean, stdio: 'ignore' });\nconst { status, stdout, stderr } = spawnSync(file, ['given'], { encoding: 'utf8' }); fs.rmSync(folder, { recursive: true }); console.log(status, stdout, stderr.replaceAll(folder, ''));\n`,
      'main.cjs': `console.log('single', require('node:sea').isSea(), process.argv.slice(2), process.execArgv, typeof DisposableStack); if (typeof DisposableStack === 'function') { const s = new DisposableStack(); s.defer(() => console.log('deferred')); s.dispose(); }\nfunction clean() { throw new Error('uncaught in one file'); }\nclean();\n`,
    },
  },
];
