import { NATIVE, type Program } from './program.ts';

const NEWER: readonly number[] = [22, 24];
const RUN = `const { execFileSync, spawnSync, fork, spawn, exec } = require('node:child_process');\n`;

/** Options of Node, and the processes, threads and prompts in which programs run. */
export const HOSTS: readonly Program[] = [
  {
    title: 'the option --eval',
    files: {},
    args: [
      '--eval',
      'console.log(typeof globalThis.DisposableStack, __filename, process.argv.length, module.paths.length > 0); null.DisposableStack',
    ],
    says: '[eval]',
  },
  {
    title: 'the option --print',
    files: {},
    args: ['--print', '[typeof require, process.execArgv, Object.keys(require.cache), new (class DisposableStack {})]'],
    says: 'function',
  },
  {
    title: 'a module from --eval',
    files: {},
    args: [
      '--input-type=module',
      '--eval',
      'export class DisposableStack {}; console.log(import.meta.url.startsWith("file:"), typeof require); await null; throw new TypeError("evaluated")',
    ],
    says: 'evaluated',
  },
  {
    title: 'a program from its standard input',
    files: {},
    args: ['-'],
    stdin:
      'console.log(__filename, process.argv[1], require.main === module); // DisposableStack\nfunction clean() { throw new Error("piped"); }\nclean();\n',
    says: 'piped',
  },
  {
    title: 'a module from its standard input',
    files: {},
    args: ['--input-type=module'],
    stdin: 'console.log(typeof require); // DisposableStack\nawait Promise.reject(new Error("piped module"));\n',
    says: 'piped module',
  },
  {
    title: 'a prompt',
    files: {},
    args: ['-i'],
    stdin:
      'const s = [1].map(String)\ns\nclass MyDisposableStack {}\nnew MyDisposableStack()\n_error\nnull.x\nawait 5\nObject.keys(require.cache)\n.help\n',
    says: "[ '1' ]",
  },
  {
    title: 'a prompt that works with stacks',
    files: {},
    args: ['-i'],
    stdin:
      'const s = new DisposableStack()\ns.defer(() => console.log("deferred"))\ns\ns.use(5)\ns.dispose()\ns.disposed\nconst a = new AsyncDisposableStack()\na.defer(async () => 1)\nawait a.disposeAsync()\na\n',
    says: 'deferred',
    majors: NATIVE,
  },
  {
    title: 'a prompt of a program’s own',
    files: {
      'main.cjs': `const repl = require('node:repl').start({ prompt: '? ' }); repl.context.given = 7; repl.on('exit', () => console.log('left'));\n`,
    },
    args: ['main.cjs'],
    stdin: 'given + 1\nclass DisposableStack {}\n',
    says: 'left',
  },
  {
    title: 'the option --check, on a right and on a wrong file',
    files: {
      'main.cjs': `${RUN}for (const file of ['right.cjs', 'wrong.cjs', 'right.mjs', 'wrong.mjs']) { const { status, stdout, stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' }); console.log(file, status, stdout, stderr); }\n`,
      'right.cjs': 'const DisposableStack = 1; return;\n',
      'wrong.cjs': 'const DisposableStack = ;\n',
      'right.mjs': 'export class DisposableStack {}\n',
      'wrong.mjs': 'export class DisposableStack {\n',
    },
    args: ['main.cjs'],
    says: 'wrong.cjs 1',
  },
  {
    title: 'tests of node:test',
    files: {
      'a.test.mjs': `import { test, describe, it, mock } from 'node:test'; import assert from 'node:assert';\ntest('passes', (t) => { t.after(() => {}); }); test('fails', () => { assert.deepEqual(new Map([[1, 'DisposableStack']]), new Map()); }); describe('group', () => { it('mocks', () => { const fn = mock.fn(() => 1); fn(); assert.equal(fn.mock.callCount(), 1); }); it.skip('skipped', () => {}); });\n`,
    },
    args: ['--test', '--test-reporter=tap', 'a.test.mjs'],
    says: 'not ok 2 - fails',
  },
  {
    title: 'the option --frozen-intrinsics',
    files: {
      'main.mjs': `console.log(Object.isFrozen(Array.prototype), typeof DisposableStack); try { Array.prototype.own = 1; } catch (error) { console.log(error.message); }\nif (typeof DisposableStack === 'function') { const s = new DisposableStack(); s.defer(() => console.log('deferred')); s.use({ [Symbol.dispose]() { console.log('used'); } }); s.dispose(); const a = new AsyncDisposableStack(); a.defer(() => console.log('awaited')); await a.disposeAsync(); }\n`,
    },
    args: ['--frozen-intrinsics', 'main.mjs'],
    says: /true (?:function|undefined)/,
  },
  {
    title: 'the option --permission, with the right to read',
    files: {
      'main.cjs': `console.log(process.permission.has('fs.read'), process.permission.has('child'), require('./lib.cjs'));\ntry { require('node:fs').writeFileSync('x', ''); } catch (error) { console.log(error.code); }\nrequire('node:child_process').execSync('true');\n`,
      'lib.cjs': `module.exports = 'DisposableStack';\n`,
    },
    args: ['--permission', '--allow-fs-read=*', 'main.cjs'],
    says: 'ERR_ACCESS_DENIED',
    majors: NEWER,
  },
  {
    title: 'the option --disallow-code-generation-from-strings',
    files: {
      'main.cjs': `try { eval('1'); } catch (error) { console.log(error.name, error.message); } class DisposableStack {} new Function('return 1');\n`,
    },
    args: ['--disallow-code-generation-from-strings', 'main.cjs'],
    says: 'EvalError',
  },
  {
    title: 'the options for prototypes',
    files: {
      'main.cjs': `console.log('__proto__' in {}, typeof {}.__proto__); // DisposableStack\ntry { ({}).__proto__; } catch (error) { console.log(error.code); }\n`,
    },
    args: ['--disable-proto=delete', 'main.cjs'],
    says: 'false undefined',
  },
  {
    title: 'the option --disable-proto=throw',
    files: { 'main.mjs': `try { ({}).__proto__ = {}; } catch (error) { console.log(error.code); } export class DisposableStack {}\n` },
    args: ['--disable-proto=throw', 'main.mjs'],
    says: 'ERR_PROTO_ACCESS',
  },
  {
    title: 'deprecations that are errors',
    files: {
      'main.cjs': `process.on('warning', (warning) => console.log('warning', warning.name, warning.code)); process.emitWarning('mild DisposableStack'); setImmediate(() => { Buffer(5); });\n`,
    },
    args: ['--throw-deprecation', '--pending-deprecation', 'main.cjs'],
    says: 'DEP0005',
  },
  {
    title: 'warnings with their traces',
    files: {
      'main.cjs': `function old() { process.emitWarning('old DisposableStack', 'DeprecationWarning', 'X1'); } old(); new (require('node:events'))().setMaxListeners(1).on('a', () => {}).on('a', () => {});\n`,
    },
    args: ['--trace-warnings', 'main.cjs'],
    says: 'at old',
  },
  ...['strict', 'warn', 'none', 'warn-with-error-code', 'throw'].map((how): Program => ({
    title: `rejections that nobody handles, ${how}`,
    files: {
      'main.mjs': `process.on('exit', (code) => console.log('exit', code)); process.on('uncaughtExceptionMonitor', (error, origin) => console.log('monitor', origin)); Promise.reject(new Error('first DisposableStack')); const late = Promise.reject(2); setTimeout(() => late.catch(() => {}), 5);\n`,
    },
    args: [`--unhandled-rejections=${how}`, 'main.mjs'],
    says: 'exit',
    isLong: how !== 'strict',
  })),
  {
    title: 'where an uncaught error was thrown',
    files: {
      'main.cjs': `process.on('exit', (code) => console.log('exit', code)); function clean() { throw { plain: 'DisposableStack' }; }\nsetImmediate(clean);\n`,
    },
    args: ['--trace-uncaught', 'main.cjs'],
    says: 'plain',
  },
  {
    title: 'a limit of stack traces from the command line',
    files: {
      'main.cjs': `function a(n) { if (n === 0) throw new Error('DisposableStack'); a(n - 1); }\ntry { a(20); } catch (error) { console.log(error.stack.split('\\n').length); } console.log(Error.stackTraceLimit); a(20);\n`,
    },
    args: ['--stack-trace-limit=3', 'main.cjs'],
    says: '4\n3',
  },
  {
    title: 'listeners of uncaught errors, and signals',
    files: {
      'main.cjs': `process.on('uncaughtException', (error, origin) => { console.log(origin, error.stack.split('\\n').length, error.message); if (error.message === 'second') process.kill(process.pid, 'SIGTERM'); }); process.on('SIGTERM', () => { console.log('signal'); process.removeAllListeners('SIGTERM'); process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000); });\nsetTimeout(() => { throw new Error('first'); }); setTimeout(() => { throw new Error('second'); }, 2); Promise.reject(new Error('DisposableStack'));\n`,
    },
    args: ['main.cjs'],
    says: 'signal',
  },
  {
    title: 'children of every kind',
    files: {
      'main.cjs': `${RUN}console.log(execFileSync(process.execPath, ['-p', 'process.execArgv.length + " " + Object.keys(require.cache).length'], { encoding: 'utf8' }), spawnSync(process.execPath, ['-e', 'null.x'], { encoding: 'utf8', env: {} }).stderr);\nconst child = fork('./child.cjs', ['given'], { execArgv: ['--no-warnings'], serialization: 'advanced' }); child.on('message', (message) => { console.log(message); child.send('go'); }).on('exit', (code) => { console.log('exit', code); exec(process.execPath + ' child.mjs', (error, stdout, stderr) => { console.log(error.code, stdout, stderr); }); });\n`,
      'child.cjs': `process.send({ argv: process.argv.slice(2), execArgv: process.execArgv, map: new Map([[1, 'DisposableStack']]) }); process.once('message', (message) => { console.log('child got', message); process.exit(5); });\n`,
      'child.mjs': `export class DisposableStack {}\nconsole.log('module child'); throw new Error('of a child');\n`,
    },
    args: ['main.cjs'],
    says: 'of a child',
  },
  {
    title: 'what a program reads of its options',
    files: {
      'main.cjs': `console.log(process.execArgv, process.argv0, process.argv.slice(2), (process.env.NODE_OPTIONS ?? '').includes('--no-deprecation'), process.allowedNodeEnvironmentFlags.size, Object.keys(process.config), process.title, process.noDeprecation);\n`,
    },
    args: ['--no-warnings', 'main.cjs', '--own', 'DisposableStack'],
    env: { NODE_OPTIONS: '--no-deprecation' },
    says: "[ '--no-warnings' ]",
  },
  {
    title: 'workers of every kind',
    files: {
      'main.mjs': `import { Worker } from 'node:worker_threads';\nfor (const [what, options] of [[new URL('./worker.mjs', import.meta.url), { workerData: 1 }], [new URL('./worker.cjs', import.meta.url), { execArgv: [], env: {}, stdout: true }], ['const { parentPort } = require("node:worker_threads"); parentPort.postMessage(["evaluated", typeof DisposableStack === typeof globalThis.DisposableStack]); parentPort.once("message", () => { null.x; })', { eval: true, argv: ['a'] }], [new URL('data:text/javascript,import { parentPort } from "node:worker_threads"; parentPort.postMessage("DisposableStack of data"); process.exit(3)'), {}]]) {\n  const worker = new Worker(what, options); worker.on('error', (error) => console.log('error', error.message, error.stack.split('\\n').length)); worker.on('message', (message) => { console.log('message', message); worker.postMessage('go on'); }); worker.stdout.on('data', () => {}); console.log('exit', await new Promise((resolve) => worker.once('exit', resolve)));\n}\n`,
      'worker.mjs': `import { parentPort, workerData, threadId, isMainThread } from 'node:worker_threads'; parentPort.postMessage([workerData, threadId, isMainThread, process.execArgv, process.argv.length]); export class DisposableStack {} parentPort.once('message', () => { throw new RangeError('of a worker'); });\n`,
      'worker.cjs': `require('node:worker_threads').parentPort.postMessage([process.execArgv, Object.keys(process.env), Object.keys(require.cache).length]); // DisposableStack\n`,
    },
    args: ['main.mjs'],
    says: 'evaluated',
  },
  {
    title: 'a worker that throws and nobody listens',
    files: {
      'main.cjs': `const { Worker } = require('node:worker_threads'); new Worker('function DisposableStack() { throw new Error("alone"); } DisposableStack();', { eval: true });\n`,
    },
    args: ['main.cjs'],
    says: 'alone',
  },
  {
    title: 'stacks in workers that are ended from outside',
    files: {
      'main.mjs': `import { Worker } from 'node:worker_threads'; import { once } from 'node:events'; const worker = new Worker(new URL('./worker.mjs', import.meta.url)); console.log(await once(worker, 'message')); console.log(await worker.terminate());\n`,
      'worker.mjs': `import { parentPort } from 'node:worker_threads'; await using s = new AsyncDisposableStack(); s.defer(() => { parentPort.postMessage('never'); }); parentPort.postMessage('here'); await new Promise(() => setInterval(() => {}, 1000));\n`,
    },
    args: ['main.mjs'],
    says: "[ 'here' ]",
    majors: NATIVE,
  },
  {
    title: 'a cluster',
    files: {
      'main.cjs': `const cluster = require('node:cluster'); const http = require('node:http');\nif (cluster.isPrimary) { const worker = cluster.fork({ OWN: 'given' }); worker.on('message', ({ port, own }) => { http.get({ port, agent: false }, (answer) => answer.setEncoding('utf8').on('data', (text) => { console.log(own, text); worker.send('end'); })); }); cluster.on('exit', (one, code) => { console.log('worker exit', code, one.exitedAfterDisconnect); }); }\nelse { class DisposableStack {} const server = http.createServer((request, answer) => answer.end('from a worker')).listen(0, () => process.send({ port: server.address().port, own: process.env.OWN })); process.on('message', () => { process.exit(6); }); }\n`,
    },
    args: ['main.cjs'],
    says: 'worker exit 6',
  },
  {
    title: 'a server, a request and their end',
    files: {
      'main.mjs': `import http from 'node:http'; const server = http.createServer((request, answer) => { answer.setHeader('x-own', 'DisposableStack'); answer.end(request.url); }).listen(0); await new Promise((resolve) => server.once('listening', resolve)); const answer = await fetch('http://127.0.0.1:' + server.address().port + '/path'); console.log(answer.status, answer.headers.get('x-own'), await answer.text()); server.closeAllConnections(); server.close(() => console.log('closed'));\n`,
    },
    args: ['main.mjs'],
    says: 'closed',
  },
  {
    title: 'timers, ticks and jobs in their order',
    files: {
      'main.cjs': `const order = []; const say = (name) => () => order.push(name); setTimeout(say('timeout')); setImmediate(say('immediate')); process.nextTick(say('tick')); queueMicrotask(say('job')); Promise.resolve().then(say('then')).then(() => process.nextTick(say('tick of a job'))); require('node:fs').readFile(__filename, () => { setImmediate(say('immediate of a file')); process.nextTick(say('tick of a file')); }); order.push('main DisposableStack'); (async () => { await null; order.push('awaited'); })(); process.on('exit', () => console.log(order.filter((name) => !/^(?:timeout|immediate)$/.test(name)).join()));\n`,
    },
    args: ['main.cjs'],
    says: 'main DisposableStack,tick,job,then,awaited',
  },
  {
    title: 'a debugger of a program’s own',
    files: {
      'main.mjs': `import { Session } from 'node:inspector/promises'; const session = new Session(); session.connect(); const urls = []; session.on('Debugger.scriptParsed', ({ params }) => { if (params.url.startsWith('file:')) urls.push([params.url.split('/').at(-1), params.length, params.sourceMapURL, params.hash]); }); await session.post('Debugger.enable'); await import('./lib.mjs'); const { result } = await session.post('Runtime.evaluate', { expression: 'typeof DisposableStack + globalThis.given' }); console.log(result.value, urls.filter(([name]) => !/^(?:preload|observe)\\.cjs$/.test(name))); session.disconnect();\n`,
      'lib.mjs': `globalThis.given = 7; export class DisposableStack {}\n//# sourceMappingURL=lib.mjs.map\n`,
    },
    args: ['main.mjs'],
    says: 'lib.mjs',
  },
  {
    title: 'a domain and captured rejections',
    files: {
      'main.cjs': `const domain = require('node:domain').create(); domain.on('error', (error) => console.log('domain', error.message)); domain.run(() => { setImmediate(() => { throw new Error('DisposableStack'); }); }); const { EventEmitter } = require('node:events'); const emitter = new EventEmitter({ captureRejections: true }); emitter.on('a', async () => { throw new Error('captured'); }); emitter.on('error', (error) => console.log(error.message)); emitter.emit('a');\n`,
    },
    args: ['main.cjs'],
    says: 'domain DisposableStack',
  },
  {
    title: 'who patches Error and the clock',
    files: {
      'main.cjs': `const real = Date.now; let asked = 0; Date.now = () => { asked++; return 5; }; performance.now = () => { asked++; return 5; }; process.hrtime.bigint = () => { asked++; return 5n; }; const RealError = Error; let made = 0; globalThis.Error = class Error extends RealError { constructor(...given) { super(...given); made++; } }; Error.captureStackTrace = (target) => { target.stack = 'own'; }; class DisposableStack {} require('./lib.cjs'); console.log(asked, made, new Error('x').stack.split('\\n').length, RealError.prototype.constructor === RealError);\n`,
      'lib.cjs': `exports.MyDisposableStack = class {}; if (globalThis.DisposableStack) { const s = new globalThis.DisposableStack(); s.defer(() => {}); s.dispose(); const a = new AsyncDisposableStack(); a.defer(() => {}); a.disposeAsync(); }\n`,
    },
    args: ['main.cjs'],
    says: '0 0',
  },
  {
    title: 'a file that is not there, and an option that Node does not know',
    files: {
      'main.cjs': `${RUN}for (const args of [['missing.cjs'], ['--no-such-option'], ['./folder'], ['--import', './no.mjs', 'main.cjs'], ['--require', './no.cjs', 'main.cjs']]) { const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' }); console.log(args, status, stderr); }\n`,
      'folder/index.js': `throw new Error('index DisposableStack');\n`,
    },
    args: ['main.cjs'],
    says: 'index DisposableStack',
  },
];
