import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ROOT } from '../../unit/schema.ts';
import { NATIVE, type Program } from './program.ts';

const RESOURCES = `const make = (name) => ({ name, [Symbol.dispose]() { console.log('dispose', name); } });
const makeAsync = (name) => ({ name, async [Symbol.asyncDispose]() { console.log('begin', name); await null; console.log('end', name); } });
const fails = (name) => ({ name, [Symbol.dispose]() { throw new Error('from ' + name); } });
`;

/** A case that needs only a text and the engine's own `using`. */
function native(title: string, text: string, says: string | RegExp, args: readonly string[] = []): Program {
  return { title, files: { 'main.mjs': `${RESOURCES}${text}\n` }, args: [...args, 'main.mjs'], says, majors: NATIVE };
}

/**
 * What the language specifies for `using` and the two stacks. README names what differs, and that is not tested here: the texts of four
 * methods, and how many promises `async_hooks` counts.
 */
export const LANGUAGE: readonly Program[] = [
  {
    title: 'each clause of the standard',
    files: { 'main.mjs': readFileSync(path.join(ROOT, 'test/debuggees/javascript/stacks/semantics.mjs'), 'utf8') },
    args: ['main.mjs'],
    says: 'SuppressedError',
    majors: NATIVE,
  },
  native(
    'instanceof, of which the global object is no right-hand side',
    `for (const made of [globalThis, Object.create(globalThis)]) { try { console.log({} instanceof made); } catch (error) { console.log(error.name, error.message, error.stack); } }
console.log(globalThis[Symbol.hasInstance], Object.keys(globalThis).length); ({}) instanceof globalThis;`,
    'not callable',
  ),
  native(
    'stacks that are declared with await using',
    `for (const [name, act] of Object.entries({
  asyncStack: async () => { await using s = new AsyncDisposableStack(); s.defer(() => console.log('deferred')); },
  use: async () => { const s = new AsyncDisposableStack(); s.use(make('a')); s.use(makeAsync('b')); await s.disposeAsync(); },
  syncStack: async () => { using s = new DisposableStack(); s.use(make('c')); },
  awaitedSync: async () => { await using s = new DisposableStack(); s.use(make('d')); },
  nested: async () => { const s = new AsyncDisposableStack(); s.use(new AsyncDisposableStack()).use(makeAsync('e')); s.use(new DisposableStack()).use(make('f')); await s.disposeAsync(); },
})) await act().then(() => console.log(name, 'ok'), (error) => console.log(name, String(error)));`,
    'nested ok',
  ),
  native(
    'loops over stacks',
    `for (await using s of [new AsyncDisposableStack(), null, makeAsync('a')]) { s?.defer?.(() => console.log('deferred')); console.log('body'); }
for await (await using s of (async function* () { yield new AsyncDisposableStack(); yield makeAsync('b'); })()) console.log('awaited body', s.constructor.name);
for (using s of [new DisposableStack(), make('c')]) { s.defer?.(() => console.log('deferred in a loop')); }
for (using s = new DisposableStack(), at = make('d'); ;) { console.log('once'); break; }`,
    'awaited body AsyncDisposableStack',
  ),
  native(
    'stacks of a program’s own, made of the language’s',
    `class Files extends AsyncDisposableStack { open(name) { return this.use(makeAsync(name)); } async [Symbol.asyncDispose]() { console.log('own disposer'); await super.disposeAsync(); } }
class Locks extends DisposableStack { #count = 0; use(value) { this.#count++; return super.use(value); } defer(fn) { super.defer(() => { console.log('around'); fn(); }); } get count() { return this.#count; } }
{ await using files = new Files(); files.open('a'); files.open('b'); }
{ using locks = new Locks(); locks.use(make('c')); locks.defer(() => console.log('d')); console.log(locks.count, locks.disposed, locks instanceof DisposableStack); }
class More extends Locks {} new More().move().dispose(); console.log(Object.getPrototypeOf(new More().move()) === DisposableStack.prototype);`,
    'own disposer',
  ),
  native(
    'stacks that give what they hold to another',
    `async function make2() { await using s = new AsyncDisposableStack(); s.use(makeAsync('a')); s.adopt(5, async (value) => { await null; console.log('adopted', value); }); return s.move(); }
{ await using moved = await make2(); console.log(moved.disposed); moved.defer(() => console.log('late')); }
const first = new DisposableStack(); first.use(make('b')); const second = first.move(); console.log(first.disposed, second.disposed);
try { first.use(make('c')); } catch (error) { console.log(error.name, error.message); } second.dispose();`,
    'adopted 5',
  ),
  native(
    'errors of disposers, one over the other',
    `try { using a = fails('a'); using b = fails('b'); throw new Error('body'); } catch (error) { for (let at = error; at; at = at.suppressed) console.log(at.name, at.message, at.error?.message); }
try { using s = new DisposableStack(); s.use(fails('c')); s.defer(() => { throw undefined; }); } catch (error) { console.log(error.name, error.error?.message, error.suppressed); }
try { await using s = new AsyncDisposableStack(); s.defer(async () => { throw new Error('d'); }); s.use(fails('e')); } catch (error) { console.log(error.stack.split('\\n').length, error.error.message, error.suppressed.message); }
{ using last = fails('f'); using s = new DisposableStack(); s.use(fails('g')); }`,
    'SuppressedError',
  ),
  native(
    'an uncaught error of a stack’s method',
    `const s = new DisposableStack();
s.defer(1);`,
    'is not a function',
  ),
  native(
    'an uncaught error of an asynchronous stack’s method',
    `const s = new AsyncDisposableStack();
s.use({ [Symbol.asyncDispose]: 5 });`,
    /TypeError|not a function/,
  ),
  native(
    'an uncaught error in a deferred call',
    `function clean() { null.field; }
function work() { using s = new DisposableStack(); s.defer(clean); s.use(make('a')); }
work();`,
    'Cannot read properties of null',
  ),
  native(
    'a rejection of a deferred call that nobody handles',
    `async function work() { await using s = new AsyncDisposableStack(); s.defer(async () => { await null; throw new Error('later'); }); s.adopt({}, () => console.log('adopted')); }
work();`,
    'later',
  ),
  native(
    'a rejection that is no error',
    `async function work() { await using s = new AsyncDisposableStack(); s.defer(() => Promise.reject({ code: 7 })); }
work();`,
    '#<Object>',
  ),
  native(
    'a stack that is disposed of twice, and used afterwards',
    `const s = new AsyncDisposableStack(); s.defer(() => console.log('once'));
console.log(await Promise.all([s.disposeAsync(), s.disposeAsync()]), s.disposed); s.defer(() => {});`,
    'ReferenceError',
  ),
  native(
    'the order of jobs around awaited disposals',
    `const tick = (name, times) => { let at = Promise.resolve(); for (let n = 0; n < times; n++) at = at.then(() => console.log(name, n)); };
tick('beside', 12);
{ await using a = null; await using b = makeAsync('b'); await using s = new AsyncDisposableStack(); s.defer(() => {}); s.use(make('c')); s.use(null); s.adopt(1, async () => {}); console.log('body'); }
tick('behind', 6);
const s = new AsyncDisposableStack(); s.use(new AsyncDisposableStack()); s.disposeAsync().then(() => console.log('disposed of')); process.nextTick(() => console.log('tick')); queueMicrotask(() => console.log('job'));`,
    'disposed of',
  ),
  native(
    'generators that are left early',
    `function* numbers() { using a = make('a'); using s = new DisposableStack(); s.use(make('b')); yield 1; yield 2; }
for (const n of numbers()) { console.log(n); break; }
async function* awaited() { await using a = makeAsync('c'); await using s = new AsyncDisposableStack(); s.use(makeAsync('d')); yield 1; yield 2; }
for await (const n of awaited()) { console.log(n); break; }
const kept = numbers(); kept.next(); try { kept.throw(new Error('in')); } catch (error) { console.log(error.message); }`,
    'dispose a',
  ),
  native(
    'declarations in each place where they may stand',
    `class Held { static { using a = make('static'); console.log('in static'); } }
switch (1) { case 1: { using b = make('case'); console.log('in case'); } }
{ using c = null, d = undefined, e = make('e'); }
const arrow = () => { using f = make('arrow'); return 'returned'; }; console.log(arrow());
label: { using g = make('labelled'); break label; }
const body = async () => { await using h = makeAsync('async'); return 'async returned'; }; console.log(await body()); using last = make('module');`,
    'dispose module',
  ),
  native(
    'what the program sees of the classes',
    `for (const Class of [DisposableStack, AsyncDisposableStack, SuppressedError]) {
  console.log(Class.name, Class.length, Reflect.ownKeys(Class), Reflect.ownKeys(Class.prototype), String(Class), String(Class.prototype.dispose ?? Class.prototype.disposeAsync));
  for (const [key, one] of Object.entries(Object.getOwnPropertyDescriptors(Class.prototype))) console.log(key, one.writable, one.enumerable, one.configurable, (one.value ?? one.get).name, (one.value ?? one.get).length, 'prototype' in Object(one.value ?? one.get));
  console.log(Object.getOwnPropertyDescriptor(globalThis, Class.name).enumerable);
}
console.log(new DisposableStack(), [new AsyncDisposableStack()], JSON.stringify({ s: new DisposableStack() }), Object.keys(new DisposableStack()), structuredClone(new DisposableStack()));
const s = new DisposableStack(); console.log(s.dispose === s[Symbol.dispose], DisposableStack.prototype.use === s.use, new AsyncDisposableStack().disposeAsync === AsyncDisposableStack.prototype[Symbol.asyncDispose]);`,
    'native code',
  ),
  native(
    'who looks at the texts of functions',
    `const text = Function.prototype.toString;
for (const name of ['dispose', 'constructor']) console.log(text.call(DisposableStack.prototype[name]), text.call(Reflect.apply), text.call(Promise.prototype.then));
const s = new DisposableStack(); s.defer(function original() { console.log(arguments.callee === undefined, original.toString(), this, new Error('here').stack.split('\\n').length); }.bind(7)); s.adopt(s, function (given) { 'use strict'; console.log(given === s, this, arguments.length); });
try { s.dispose(); } catch (error) { console.log(error.message); }`,
    'native code',
  ),
  native(
    'stack traces, at every limit',
    `const where = (error) => error.stack.replaceAll(import.meta.url, 'main');
for (const limit of [0, 1, 3, 100, undefined, 'many']) { Error.stackTraceLimit = limit;
  try { new DisposableStack().use(5); } catch (error) { console.log(limit, where(error)); }
  const s = new DisposableStack(); s.defer(() => { try { null.x; } catch (error) { console.log(String(where({ stack: String(error.stack) }))); } }); s.dispose(); console.log(Error.stackTraceLimit); }
delete Error.stackTraceLimit; try { new AsyncDisposableStack().adopt(); } catch (error) { console.log(error.stack); }`,
    'main',
  ),
  native(
    'a program that makes its own stack traces',
    `Error.prepareStackTrace = (error, calls) => error.name + ': ' + calls.map((call) => [call.getFunctionName(), call.getFileName()?.split('/').at(-1), call.getLineNumber(), call.getColumnNumber(), call.getTypeName(), call.isNative(), call.isAsync()].join()).join(' | ');
function inner(s) { s.defer(3); } try { inner(new DisposableStack()); } catch (error) { console.log(error.stack); }
const s = new DisposableStack(); s.defer(function clean() { console.log(new Error('x').stack); }); s.adopt(1, function close() { console.log(new Error('y').stack); }); s.use({ [Symbol.dispose]() { console.log(new Error('z').stack); } }); s.dispose();
await using a = new AsyncDisposableStack(); a.defer(async () => { await null; console.log(new Error('w').stack); });
console.log(Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace').enumerable);`,
    'clean',
  ),
  native(
    'functions that were replaced before a stack is used',
    `let calls = 0; const count = (owner, names) => { for (const name of names) { const real = owner[name]; owner[name] = function (...given) { calls++; return Reflect.apply === real ? real(...given) : apply(real, this, given); }; } }; const apply = Reflect.apply;
count(Map.prototype, ['get', 'set', 'has']); count(WeakMap.prototype, ['get', 'set', 'has']); count(WeakSet.prototype, ['has', 'add']); count(Array.prototype, ['push', 'pop', 'map', 'slice', 'includes', 'indexOf']); count(Set.prototype, ['add', 'has']);
count(Object, ['defineProperty', 'freeze', 'keys', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'assign', 'create']); count(Reflect, ['apply', 'get', 'set', 'ownKeys', 'getPrototypeOf', 'defineProperty', 'construct', 'getOwnPropertyDescriptor']); count(String.prototype, ['startsWith', 'endsWith', 'includes', 'split', 'replace']); count(Function.prototype, ['toString']); count(Promise.prototype, ['then']);
calls = 0; { using s = new DisposableStack(); s.use(make('a')); s.defer(() => {}); s.adopt(1, () => {}); s.move().dispose(); } const before = calls; { await using s = new AsyncDisposableStack(); s.use(makeAsync('b')); s.defer(async () => {}); }
process.stdout.write(before + ' ' + calls + '\\n');`,
    /\d+ \d+/,
  ),
  native(
    'prototypes that a program has frozen, or has put something on',
    `Object.prototype.apply = Object.prototype.get = () => { throw new Error('inherited'); }; Object.freeze(DisposableStack.prototype); Object.freeze(DisposableStack); Object.freeze(AsyncDisposableStack.prototype); Object.freeze(Function.prototype);
{ using s = new DisposableStack(); s.use(make('a')); s.defer(() => console.log('deferred')); s.adopt(1, console.log); } { await using s = new AsyncDisposableStack(); s.use(makeAsync('b')); s.use(make('c')); }
Object.freeze(new DisposableStack()).use(make('d')); const sealed = Object.preventExtensions(new DisposableStack()); sealed.use(make('e')); sealed.dispose(); delete Object.prototype.apply; delete Object.prototype.get;`,
    'deferred',
  ),
  native(
    'methods that a program has put in their place',
    `const { use } = DisposableStack.prototype; DisposableStack.prototype.use = function (value) { console.log('use', value.name); return use.call(this, value); };
{ using s = new DisposableStack(); s.use(make('a')); } const { disposeAsync } = AsyncDisposableStack.prototype; AsyncDisposableStack.prototype[Symbol.asyncDispose] = function () { console.log('own'); return disposeAsync.call(this); };
{ await using s = new AsyncDisposableStack(); s.use(make('b')); } delete DisposableStack.prototype.defer; console.log('defer' in new DisposableStack()); delete globalThis.DisposableStack; console.log(typeof DisposableStack);`,
    'use a',
  ),
  native(
    'stacks behind proxies, in other realms, and with wrong receivers',
    `import vm from 'node:vm';
const proxy = new Proxy(new DisposableStack(), { get: (target, key) => (typeof target[key] === 'function' ? target[key].bind(target) : target[key]) }); proxy.use(make('a')); console.log(proxy.disposed); proxy.dispose();
try { new Proxy(new DisposableStack(), {}).defer(() => {}); } catch (error) { console.log(error.message); } try { DisposableStack.prototype.use.call(new AsyncDisposableStack(), make('b')); } catch (error) { console.log(error.message); }
const Other = vm.runInNewContext('DisposableStack'); const other = new Other(); other.use(make('c')); DisposableStack.prototype.defer.call(other, () => console.log('across')); console.log(other instanceof DisposableStack); other.dispose();
console.log(vm.runInNewContext('const s = new DisposableStack(); s.defer(() => out("in")); s.dispose(); s.disposed', { out: console.log })); console.log(Reflect.construct(DisposableStack, [], class Own {}) instanceof DisposableStack);`,
    'across',
  ),
  native(
    'who counts promises and asynchronous work',
    `import { AsyncLocalStorage, createHook, executionAsyncId } from 'node:async_hooks'; import { promiseHooks } from 'node:v8';
let made = 0; const types = {}; createHook({ init: (id, type) => { types[type] = (types[type] ?? 0) + 1; } }).enable(); const stop = promiseHooks.onInit(() => { made++; });
const storage = new AsyncLocalStorage(); await storage.run('context', async () => { await using s = new AsyncDisposableStack(); s.defer(() => console.log(storage.getStore(), executionAsyncId() > 0)); s.use(makeAsync('a')); s.adopt(1, async () => console.log(storage.getStore())); s.defer(() => {}); });
stop(); console.log(made > 5, Object.keys(types));`,
    'context',
  ),
  native(
    'what the collector takes',
    `const gone = []; const registry = new FinalizationRegistry((name) => gone.push(name)); const refs = [];
(() => { for (const name of ['a', 'b']) { const s = new DisposableStack(); const r = make(name); s.use(r); s.defer(() => r); registry.register(s, 'stack ' + name); registry.register(r, name); refs.push(new WeakRef(s)); } { using s = new DisposableStack(); s.use(make('c')); registry.register(s, 'closed'); } })();
for (let n = 0; n < 20 && gone.length < 5; n++) { await new Promise((resolve) => setTimeout(resolve, 5)); gc(); } console.log(gone.sort().join(), refs.map((ref) => ref.deref() === undefined));`,
    'closed',
    ['--expose-gc'],
  ),
  native(
    'the depth of the call stack, and a disposer that fills it',
    `const s = new DisposableStack(); s.defer(function again() { again(); }); try { s.dispose(); } catch (error) { console.log(error.name, s.disposed); }
function down(n) { using s = new DisposableStack(); s.defer(() => {}); return n === 0 ? 0 : 1 + down(n - 1); } console.log(down(1500)); const many = new DisposableStack(); let ran = 0; for (let n = 0; n < 20000; n++) many.defer(() => { ran++; }); many.dispose(); console.log(ran);`,
    'RangeError true',
  ),
  native(
    'objects of Node that can be disposed of',
    `import fs from 'node:fs/promises'; import http from 'node:http'; import { addAbortListener, EventEmitter } from 'node:events'; import { createInterface } from 'node:readline'; import { Readable } from 'node:stream';
{ await using file = await fs.open(new URL(import.meta.url)); console.log((await file.read()).bytesRead > 10); } { await using server = http.createServer().listen(0); console.log(server.listening); } { using timer = setTimeout(() => console.log('never'), 1); } { using interval = setInterval(() => {}, 1); }
{ using listener = addAbortListener(AbortSignal.abort(), () => console.log('aborted')); } { await using stream = Readable.from(['a', 'b']); for await (const one of stream) { console.log(one); break; } } { using lines = createInterface({ input: Readable.from(['x']) }); } await using s = new AsyncDisposableStack(); s.use(setTimeout(() => {}, 1e6)); s.use(http.createServer().listen(0));`,
    'aborted',
  ),
  native(
    'a program that ends in its disposers',
    `process.on('exit', (code) => console.log('exit', code)); process.on('beforeExit', () => console.log('before exit')); { using a = make('a'); process.exitCode = 3; }
await using s = new AsyncDisposableStack(); s.defer(() => { process.exit(4); }); s.defer(() => console.log('last'));`,
    'exit 4',
  ),
  native(
    'a disposal that never ends',
    `process.on('exit', (code) => console.log('exit', code)); await using s = new AsyncDisposableStack(); s.defer(() => new Promise(() => {})); console.log('waits');`,
    'unsettled top-level await',
  ),
  native(
    'an error that is thrown while stack traces are a program’s own',
    `Error.prepareStackTrace = () => { throw new Error('from the hook'); }; const s = new DisposableStack(); s.defer(() => {}); try { s.use(3); } catch (error) { console.log('caught'); } s.dispose(); new DisposableStack().defer(null);`,
    'caught',
  ),
];
