import { NATIVE, type Program } from './program.ts';

/** Versions that can require ES modules and that have hooks in the same thread. */
const NEWER: readonly number[] = [22, 24];

/** How files of every format are loaded, including those that mention DisposableStack. */
export const MODULES: readonly Program[] = [
  {
    title: 'ES modules that import each other, with a class that is used before it is there',
    files: {
      'a.mjs': `import { FileDisposableStack } from './b.mjs';\nexport function hello() { return 'made ' + new FileDisposableStack().constructor.name; }\n`,
      'b.mjs': `import { hello } from './a.mjs';\nexport class FileDisposableStack { constructor() { this.list = []; } }\nconsole.log(hello());\n`,
    },
    args: ['a.mjs'],
    says: 'made FileDisposableStack',
  },
  {
    title: 'the same from the other side, which fails by itself',
    files: {
      'a.mjs': `import { hello } from './b.mjs';\nexport class FileDisposableStack {}\nconsole.log(hello());\n`,
      'b.mjs': `import { FileDisposableStack } from './a.mjs';\nexport function hello() { return 'made ' + new FileDisposableStack().constructor.name; }\nhello();\n`,
    },
    args: ['a.mjs'],
    says: 'before initialization',
  },
  {
    title: 'CommonJS modules that require each other',
    files: {
      'a.cjs': `exports.early = 1; const b = require('./b.cjs'); exports.DisposableStack = class DisposableStack {}; console.log('a', b.seen, Object.keys(exports));\n`,
      'b.cjs': `const a = require('./a.cjs'); exports.seen = Object.keys(a); exports.later = () => a.DisposableStack; console.log('b', a.DisposableStack);\n`,
    },
    args: ['a.cjs'],
    says: "a [ 'early' ] [ 'early', 'DisposableStack' ]",
  },
  {
    title: 'files with a Symbol, a globalThis and a DisposableStack of their own',
    files: {
      'main.mjs': `const Symbol = { iterator: '@@iterator', dispose: '@@dispose' }; // a polyfill of its own, DisposableStack\nimport './global.mjs'; import './own.cjs'; import './typed.cjs';\nconsole.log('main ran');\nexport { Symbol };\n`,
      'global.mjs': `const globalThis = null; class DisposableStack { #secret = 1; get use() { console.log('getter'); } }\nconsole.log('global ran', globalThis, typeof DisposableStack);\n`,
      'own.cjs': `var Symbol = require('./symbol.cjs'); // used by our DisposableStack\nconsole.log('own ran', typeof Symbol);\n`,
      'symbol.cjs': `module.exports = function Symbol() {};\n`,
      'typed.cjs': `var module = 'DisposableStack'; var exports = 3; let typeOfDisposableStack; const MyDisposableStack = 5;\nconsole.log('typed ran', module);\n`,
    },
    args: ['main.mjs'],
    says: 'main ran',
  },
  {
    title: 'a getter on the global object with such a name',
    files: {
      'main.cjs': `let touched = 0; for (const name of ['LazyDisposableStack', 'MyDisposableStack']) Object.defineProperty(globalThis, name, { get() { touched++; return class {}; }, configurable: true });\nrequire('./other.cjs'); process.on('exit', () => console.log('touched', touched));\n`,
      'other.cjs': `// LazyDisposableStack, MyDisposableStack\nmodule.exports = 1;\n`,
    },
    args: ['main.cjs'],
    says: 'touched 0',
  },
  {
    title: 'exports that are getters, proxies and functions that count',
    files: {
      'main.cjs': `const lib = require('./lib.cjs'); console.log('asked', lib.asked()); import('./star.mjs').then((star) => console.log('asked', star.asked(), Object.keys(star)));\n`,
      'lib.cjs': `let count = 0; const noted = (target) => new Proxy(target, Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((name) => [name, (...given) => { count++; return Reflect[name](...given); }])));\nmodule.exports = { asked: () => count, get DisposableStack() { count++; return class {}; }, AsyncDisposableStack: noted(class AsyncDisposableStack {}) };\n`,
      'star.mjs': `import lib from './lib.cjs'; export const asked = lib.asked; export const ProxyDisposableStack = lib.AsyncDisposableStack; export default 7;\n`,
    },
    args: ['main.cjs'],
    says: 'asked',
  },
  {
    title: 'an imported stand-in under another name',
    files: {
      'main.mjs': `import { DisposableStackPolyfill } from './polyfill.mjs'; import * as all from './polyfill.mjs';\nconst stack = new DisposableStackPolyfill(); stack.use({ [Symbol.dispose]() { console.log('used'); } }); stack.defer(() => console.log('deferred')); stack.adopt(1, console.log); const other = stack.move(); console.log(stack.disposed, other.disposed, Object.keys(all)); other.dispose(); try { other.fail(); } catch (error) { console.log(error.stack.replaceAll(import.meta.url, 'main')); }\n`,
      'polyfill.mjs': `Symbol.dispose ??= Symbol('Symbol.dispose');\nexport class DisposableStackPolyfill {\n  #list = []; #done = false;\n  get disposed() { return this.#done; }\n  use(value) { if (value != null) this.#list.push(() => value[Symbol.dispose]()); return value; }\n  adopt(value, fn) { this.#list.push(() => fn(value)); return value; }\n  defer(fn) { this.#list.push(fn); }\n  move() { const stack = new DisposableStackPolyfill(); stack.#list = this.#list; this.#list = []; this.#done = true; return stack; }\n  dispose() { if (this.#done) return; this.#done = true; while (this.#list.length) this.#list.pop()(); }\n  [Symbol.dispose]() { this.dispose(); }\n  fail() { return new Error('asked'), this.#fail(); }\n  #fail() { throw new TypeError('failed'); }\n}\n`,
    },
    args: ['main.mjs'],
    says: 'deferred',
  },
  {
    title: 'a stand-in that is required, with errors that name its lines',
    files: {
      'main.cjs': `const { Stack } = require('./stack.cjs'); const s = new Stack(); s.defer(() => { throw new Error('deferred'); });\nconsole.log(Stack.toString().length, String(s.use), Reflect.ownKeys(Stack.prototype), Object.getOwnPropertyDescriptor(Stack.prototype, 'use').writable);\ntry { s.use({}); } catch (error) { console.log(error.stack); }\ns.dispose();\n`,
      'stack.cjs': `exports.Stack = class Stack {\n  list = [];\n  use(value) { const fn = value[Symbol.dispose]; if (typeof fn !== 'function') throw new TypeError('no resource'); this.list.push(() => fn.call(value)); return value; }\n  adopt(value, fn) { this.list.push(() => fn(value)); return value; }\n  defer(fn) { this.list.push(fn); }\n  move() { const stack = new Stack(); stack.list = this.list; this.list = []; return stack; }\n  dispose() { for (const fn of this.list.splice(0).reverse()) fn(); }\n}; // a DisposableStack\n`,
    },
    args: ['main.cjs'],
    says: 'no resource',
  },
  {
    title: 'uncaught errors with an excerpt, in a CommonJS file that speaks of DisposableStack',
    files: { 'main.cjs': `// a DisposableStack\nfunction clean() {\n  throw new RangeError('uncaught');\n}\nclean();\n` },
    args: ['main.cjs'],
    says: /throw new RangeError\('uncaught'\);\n {2}\^/,
  },
  {
    title: 'an uncaught error at the last line of a module, which does not end',
    files: { 'main.mjs': `import { own } from './other.mjs'; own(); /* DisposableStack */ null.last` },
    args: ['main.mjs'],
    says: 'Cannot find module',
  },
  {
    title: 'an uncaught error at the last character of a module',
    files: { 'main.mjs': `const DisposableStack = null; DisposableStack.last // DisposableStack` },
    args: ['main.mjs'],
    says: 'Cannot read properties of null',
  },
  {
    title: 'syntax errors, in a file that speaks of DisposableStack and in one that it requires',
    files: {
      'main.cjs': `try { require('./wrong.cjs'); } catch (error) { console.log(error.stack); }\nimport('./wrong.mjs').catch((error) => { console.log(error.stack); require('./wrong.cjs'); });\n`,
      'wrong.cjs': `const DisposableStack = ;\n`,
      'wrong.mjs': `class DisposableStack {\n  await using x;\n}\n`,
    },
    args: ['main.cjs'],
    says: 'Unexpected token',
  },
  {
    title: 'names that a module does not export, and modules that are not there',
    files: {
      'main.mjs': `for (const name of ['./missing.mjs', './names.mjs', 'no-such-package', './a.cjs', 'node:none', './folder']) await import(name).catch((error) => { console.log(error.code, error.message.replaceAll(import.meta.dirname, ''), error.stack.split('\\n').length); });\n`,
      'names.mjs': `import { DisposableStack } from './empty.mjs';\n`,
      'empty.mjs': `export {};\n`,
      'a.cjs': `require('./nowhere.cjs');\n`,
      'folder/x.mjs': '',
    },
    args: ['main.mjs'],
    says: 'ERR_MODULE_NOT_FOUND',
  },
  {
    title: 'a module that is not there, uncaught',
    files: { 'main.cjs': `require('./a.cjs');\n`, 'a.cjs': `require('./nowhere.cjs'); // DisposableStack\n` },
    args: ['main.cjs'],
    says: 'MODULE_NOT_FOUND',
  },
  {
    title: 'ES modules that are required',
    files: {
      'main.cjs': `const esm = require('./esm.mjs'); console.log(Object.keys(esm), esm.default, esm instanceof Object, new esm.MyDisposableStack()); try { require('./awaits.mjs'); } catch (error) { console.log(error.code); }\nimport('./esm.mjs').then((same) => console.log(same === esm || same.default === esm.default));\n`,
      'esm.mjs': `export class MyDisposableStack {}\nexport default 'given';\n`,
      'awaits.mjs': `await null; export const DisposableStack = 1;\n`,
    },
    args: ['main.cjs'],
    says: 'ERR_REQUIRE_ASYNC_MODULE',
    majors: NEWER,
  },
  {
    title: 'JSON, import attributes, and what import.meta tells',
    files: {
      'main.mjs': `import data from './data.json' with { type: 'json' }; import { createRequire } from 'node:module';\nconsole.log(data, createRequire(import.meta.url)('./data.json') === data, Object.keys(import.meta).sort().join(), import.meta.filename.endsWith('main.mjs'), import.meta.resolve('./data.json').endsWith('data.json'));\nawait import('./data.json').catch((error) => console.log(error.code)); await import('./data.json', { with: { type: 'text' } }).catch((error) => console.log(error.code)); await import('data:text/javascript,export default "DisposableStack"').then((one) => console.log(one.default)); await import('data:application/json,{"a":1}', { with: { type: 'json' } }).then((one) => console.log(one.default));\n`,
      'data.json': `{ "DisposableStack": 1 }\n`,
    },
    args: ['main.mjs'],
    says: 'DisposableStack: 1',
  },
  {
    title: 'texts with a byte order mark, a hashbang, a map, and no newline at their end',
    files: {
      'main.cjs': `#!/usr/bin/env node\n'use strict';\nrequire('./bom.cjs'); require('./map.cjs'); require('./html.cjs'); require('./sloppy.cjs'); import('./bom.mjs').then(() => import('./returned.mjs'));\n`,
      'bom.cjs': `\uFEFFconsole.log('bom', this === module.exports, (function DisposableStack() {}).toString());`,
      'bom.mjs': `\uFEFF#!/usr/bin/env node\nconsole.log('never');`,
      'returned.mjs': `console.log('never');`,
      'map.cjs': `console.log('mapped', require('node:fs').readFileSync(__filename, 'utf8').length, require('node:module').findSourceMap(__filename)); // DisposableStack\n//# sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpbIm9yaWdpbmFsLnRzIl0sIm5hbWVzIjpbXSwibWFwcGluZ3MiOiJBQUFBIn0=`,
      'html.cjs': `console.log('html'); // DisposableStack\n<!-- a comment of the web's`,
      'sloppy.cjs': `DisposableStackOfMine = 1; console.log('sloppy', delete globalThis.DisposableStackOfMine); return; // DisposableStack`,
    },
    args: ['main.cjs'],
    says: 'sloppy true',
  },
  {
    title: 'a long inline source map',
    files: {
      'main.cjs': `console.log('loaded', 'DisposableStack'.length);\n//# sourceMappingURL=data:application/json;base64,${'QUFBQUFB'.repeat(60_000)}\n`,
    },
    args: ['main.cjs'],
    says: 'loaded 15',
  },
  {
    title: 'a module’s list of what is loaded',
    files: {
      'main.cjs': `const other = require('./other.cjs'); const own = (file) => require('node:path').basename(file);\nconsole.log(Object.keys(require.cache).map(own), module.children.map(({ id }) => own(id)), require.main === module, module.parent, module.id, other, module.loaded, Object.keys(module), Object.keys(require), Object.keys(require('node:module')).length);\nconsole.log(require('node:module').builtinModules.length, Object.keys(require.extensions), require('node:module').wrapper, require('node:module').runMain.length, String(require), String(require('node:module')._load).length);\n`,
      'other.cjs': `module.exports = [module.parent.id, require('node:path').basename(module.parent.filename)];\n`,
    },
    args: ['main.cjs'],
    says: "[ 'main.cjs', 'other.cjs' ]",
  },
  {
    title: 'what is on the global object',
    files: {
      'main.cjs': `const before = Object.getOwnPropertyNames(globalThis); console.log(before.join(), Object.keys(globalThis).join(), process.listenerCount('exit'), process.eventNames(), Object.keys(process).length, Object.getOwnPropertyNames(process).length, process.getActiveResourcesInfo(), process.argv.length, process.execArgv, process.exitCode);\nfor (const name in globalThis) console.log(name, typeof Object.getOwnPropertyDescriptor(globalThis, name).get); console.log(require('node:util').inspect(globalThis).length, Error.stackTraceLimit, Object.keys(Error), Reflect.ownKeys(Symbol).map(String).join());\n`,
    },
    args: ['main.cjs'],
    says: 'structuredClone',
  },
  {
    title: 'a program that compiles what it requires',
    files: {
      'main.cjs': `const Module = require('node:module'); const real = Module.prototype._compile; const seen = []; Module.prototype._compile = function (text, file, ...more) { seen.push([file.split('/').at(-1), text.length]); return real.call(this, text.replace('old', 'new'), file, ...more); };\nrequire.extensions['.own'] = (module, file) => module._compile('module.exports = "own DisposableStack"', file); const load = Module._load; Module._load = function (name, ...more) { seen.push([name]); return load.call(this, name, ...more); };\nconsole.log(require('./a.cjs'), require('./b.own'), seen); const made = new Module('made'); made._compile('exports.DisposableStack = class {}', 'made.cjs'); console.log(made.exports);\n`,
      'a.cjs': `module.exports = 'old DisposableStack';\n`,
      'b.own': 'not JavaScript',
    },
    args: ['main.cjs'],
    says: 'new DisposableStack',
  },
  {
    title: 'hooks of a program’s own, in their thread',
    files: {
      'main.mjs': `import { register } from 'node:module'; register('./hooks.mjs', import.meta.url);\nconsole.log(await import('made:DisposableStack').then((one) => Object.keys(one)), (await import('./real.mjs')).default);\n`,
      'hooks.mjs': `export async function resolve(name, context, next) { return name.startsWith('made:') ? { url: name, shortCircuit: true } : next(name, context); }\nexport async function load(url, context, next) { if (url.startsWith('made:')) return { format: 'module', source: 'export class DisposableStack {}', shortCircuit: true }; const loaded = await next(url, context); return { ...loaded, source: String(loaded.source).replace('real', 'hooked') }; }\n`,
      'real.mjs': `export default 'real DisposableStack';\n`,
    },
    args: ['main.mjs'],
    says: 'hooked DisposableStack',
  },
  {
    title: 'hooks of a program’s own, in the same thread',
    files: {
      'main.cjs': `const { registerHooks } = require('node:module'); const seen = [];\nconst hooks = registerHooks({ resolve(name, context, next) { const found = next(name, context); seen.push(['resolve', name, found.format]); return found; }, load(url, context, next) { const loaded = next(url, context); seen.push(['load', url.split('/').at(-1), loaded.format, typeof loaded.source, loaded.source?.length, Object.keys(loaded)]); return loaded; } });\nconsole.log(require('./a.cjs')); import('./b.mjs').then((one) => { console.log(Object.keys(one)); hooks.deregister(); return import('./c.mjs'); }).then((one) => console.log(Object.keys(one), seen));\n`,
      'a.cjs': `exports.DisposableStack = class {}; // DisposableStack\n`,
      'b.mjs': `export class DisposableStack {}\n`,
      'c.mjs': `export class ThirdDisposableStack {}\n`,
    },
    args: ['main.cjs'],
    says: 'ThirdDisposableStack',
    majors: NEWER,
  },
  {
    title: 'a loader that is named on the command line',
    files: {
      'main.mjs': `import value from 'virtual:value'; console.log(value);\n`,
      'hooks.mjs': `export async function resolve(name, context, next) { return name === 'virtual:value' ? { url: name, shortCircuit: true } : next(name, context); }\nexport async function load(url, context, next) { return url === 'virtual:value' ? { format: 'module', source: 'export default "DisposableStack of a loader"', shortCircuit: true } : next(url, context); }\n`,
      'register.mjs': `import { register } from 'node:module'; register('./hooks.mjs', import.meta.url);\n`,
    },
    args: ['--import', './register.mjs', 'main.mjs'],
    says: 'DisposableStack of a loader',
  },
  {
    title: 'an older loader option, with its warning',
    files: {
      'main.mjs': `import value from './value.mjs'; console.log(value); // DisposableStack\n`,
      'value.mjs': `export default 'plain DisposableStack';\n`,
      'loader.mjs': `export async function load(url, context, next) { const loaded = await next(url, context); return url.endsWith('value.mjs') ? { ...loaded, source: 'export default "loaded DisposableStack"' } : loaded; }\n`,
    },
    args: ['--experimental-loader', './loader.mjs', 'main.mjs'],
    says: 'loaded DisposableStack',
  },
  {
    title: 'who listens to what is loaded',
    files: {
      'main.cjs': `const { tracingChannel } = require('node:diagnostics_channel'); const seen = []; for (const name of ['module.require', 'module.import']) tracingChannel(name).subscribe(Object.fromEntries(['start', 'end', 'asyncStart', 'asyncEnd', 'error'].map((event) => [event, (message) => seen.push([name, event, (message.id ?? message.url).split('/').at(-1)].join())])));\nrequire('./a.cjs'); import('./b.mjs').then(() => console.log(seen));\n`,
      'a.cjs': `exports.DisposableStack = class {};\n`,
      'b.mjs': `import './c.cjs'; export class DisposableStack {}\n`,
      'c.cjs': `require('node:fs'); // DisposableStack\n`,
    },
    args: ['main.cjs'],
    says: 'module.require,start',
    majors: NEWER,
  },
  {
    title: 'source maps that Node applies',
    files: {
      'main.cjs': `"use strict";\n// DisposableStack\nfunction clean() { throw new Error('mapped'); }\nclean();\n//# sourceMappingURL=main.cjs.map\n`,
      'main.cjs.map': JSON.stringify({
        version: 3,
        sources: ['original.ts'],
        sourcesContent: ['// a DisposableStack\n\n\nfunction clean(): never { throw new Error("mapped"); }\n\nclean();\n'],
        names: [],
        mappings: ';;AAGA,SAAS,KAAK,GAAY,MAAM,IAAI,KAAK,CAAC,QAAQ,CAAC,CAAC,CAAC;AAErD,KAAK,EAAE,CAAC',
      }),
    },
    args: ['--enable-source-maps', 'main.cjs'],
    says: 'original.ts',
  },
  {
    title: 'TypeScript that Node itself strips',
    files: {
      'main.mts': `import type { Stats } from 'node:fs'; import { MyDisposableStack } from './stack.ts';\nconst made: MyDisposableStack = new MyDisposableStack(); console.log(made.constructor.name as string, ({} as Stats).size);\nfunction fail(how: string): never { throw new Error(how); }\nfail('typed');\n`,
      'stack.ts': `export class MyDisposableStack { readonly list: readonly string[] = []; }\n`,
      'package.json': '{ "type": "module" }',
    },
    args: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', 'main.mts'],
    says: 'typed',
    majors: NEWER,
  },
  {
    title: 'a cache of compiled code',
    files: {
      'main.cjs': `const { enableCompileCache, flushCompileCache } = require('node:module'); const { mkdtempSync, rmSync } = require('node:fs'); const folder = mkdtempSync(require('node:path').join(require('node:os').tmpdir(), 'cache-')); console.log(enableCompileCache(folder).status, require('./a.cjs')); import('./b.mjs').then((one) => { flushCompileCache?.(); console.log(Object.keys(one)); rmSync(folder, { recursive: true }); });\n`,
      'a.cjs': `module.exports = 'DisposableStack';\n`,
      'b.mjs': `export class DisposableStack {}\n`,
    },
    args: ['main.cjs'],
    says: 'DisposableStack',
    majors: NEWER,
  },
  {
    title: 'code that is made while the program runs',
    files: {
      'main.mjs': `import vm from 'node:vm';\nconsole.log(new Function('class DisposableStack { use() {} } return DisposableStack.name')(), eval('var MyDisposableStack = 1; MyDisposableStack'), vm.runInThisContext('typeof DisposableStack', 'own.js') === typeof globalThis.DisposableStack);\ntry { vm.runInThisContext('\\n\\n  null.DisposableStack', { filename: 'own.js', lineOffset: 10 }); } catch (error) { console.log(error.stack.split('\\n').slice(0, 6).join('\\n')); }\nconst module = new vm.SourceTextModule('export class DisposableStack {} throw new Error("in a module")', { identifier: 'made.mjs' }); await module.link(() => {}); await module.evaluate();\n`,
    },
    args: ['--experimental-vm-modules', '--no-warnings', 'main.mjs'],
    says: 'in a module',
  },
  {
    title: 'packages with exports, conditions and both formats',
    files: {
      'main.mjs': `import two, { kind } from 'two'; import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); console.log(kind, two.name, require('two').kind, require('two/sub')); await import('two/hidden').catch((error) => console.log(error.code)); console.log(import.meta.resolve('two').split('/').slice(-2), await import('#own').then((one) => one.default));\n`,
      'own.cjs': `module.exports = 'own DisposableStack';\n`,
      'package.json': '{ "imports": { "#own": "./own.cjs" } }',
      'node_modules/two/package.json': '{ "exports": { ".": { "import": "./esm.mjs", "require": "./cjs.cjs" }, "./sub": "./sub.cjs" } }',
      'node_modules/two/esm.mjs': `export const kind = 'esm'; export default class DisposableStack {}\n`,
      'node_modules/two/cjs.cjs': `exports.kind = 'cjs'; exports.DisposableStack = class {};\n`,
      'node_modules/two/sub.cjs': `module.exports = 'sub';\n`,
    },
    args: ['main.mjs'],
    says: 'esm DisposableStack cjs sub',
  },
  {
    title: 'the named exports that Node finds in CommonJS',
    files: {
      'main.mjs': `import lib, { DisposableStack } from './lib.cjs'; import * as star from './star.cjs'; console.log(lib.DisposableStack === DisposableStack, lib.later, Object.keys(star), star.default === star['module.exports'] || star.default !== undefined);\n`,
      'lib.cjs': `exports.DisposableStack = class {}; Object.defineProperty(exports, 'later', { enumerable: true, get() { return 'got'; } });\n`,
      'star.cjs': `module.exports = { ...require('./lib.cjs'), own: 1 }; // DisposableStack\n`,
    },
    args: ['main.mjs'],
    says: 'true got',
  },
  {
    title: 'an import that is awaited at the top, a cycle with it, and the order of evaluation',
    files: {
      'main.mjs': `console.log('main'); import './a.mjs'; import { value } from './b.mjs'; console.log(value, await import('./main.mjs').then((one) => one.late)); export const late = 'late'; // DisposableStack\n`,
      'a.mjs': `console.log('a'); await null; console.log('a, later'); import './b.mjs'; // DisposableStack\n`,
      'b.mjs': `console.log('b'); export const value = await new Promise((resolve) => setImmediate(resolve, 'b is given')); // DisposableStack\n`,
    },
    args: ['main.mjs'],
    says: 'a, later',
  },
  {
    title: 'a module of which nothing but a namespace is wanted, by name and again by query',
    files: {
      'main.mjs': `const one = await import('./lib.mjs'); const again = await import('./lib.mjs?again'); console.log(one === again, one === await import('./lib.mjs'), Object.getOwnPropertyNames(one), one.bump(), one.bump(), again.bump(), one[Symbol.toStringTag], Reflect.has(one, 'then'));\nexport {};\n`,
      'lib.mjs': `console.log('runs', import.meta.url.split('/').at(-1)); let count = 0; export function bump() { return ++count; } export let DisposableStack; export { bump as default }; export * from './more.mjs';\n`,
      'more.mjs': `export class AsyncDisposableStack { static made = console.log('static ran'); }\n`,
    },
    args: ['main.mjs'],
    says: 'static ran',
  },
  {
    title: 'a stack that a CommonJS program declares with using',
    files: {
      'main.cjs': `const { makeStack } = require('./stack.cjs');\nfunction work() { using stack = makeStack(); stack.defer(() => { throw new Error('in a deferred call'); }); stack.use({ [Symbol.dispose]() { console.log('used'); } }); }\nwork();\n`,
      'stack.cjs': `exports.makeStack = () => new DisposableStack();\n`,
    },
    args: ['main.cjs'],
    says: 'used',
    majors: NATIVE,
  },
];
