// What TC39 explicit resource management says of DisposableStack and AsyncDisposableStack, clause by clause, as a program that
// prints what it finds. It must print the same whether or not somebody follows the stacks.
//   node semantics.mjs [MODULE]      MODULE: one that exports the two classes, in place of the global ones
import * as util from 'node:util';

const given = process.argv[2] === undefined ? globalThis : await import(process.argv[2]);
const found = given.DisposableStack === undefined && given.default !== undefined ? given.default : given;
const { DisposableStack, AsyncDisposableStack } = found;
const out = [];
const say = (...words) => { out.push(words.map((word) => (typeof word === 'string' ? word : util.inspect(word))).join(' ')); };

/** An error in full: what it says, where it was made, and what else it has. */
function tell(error) {
  if (!(error instanceof Error)) return `thrown ${util.inspect(error)}`;
  const { writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(error, 'stack');
  const parts = 'suppressed' in error ? `\n  of ${tell(error.error)}\n  over ${tell(error.suppressed)}` : '';
  return `${error.stack}\n  ${writable} ${enumerable} ${configurable} ${Object.getOwnPropertyNames(error).join()}${parts}`;
}
function attempt(what, act) {
  try {
    say(what, act());
  } catch (error) {
    say(what, tell(error));
  }
}
async function attemptAsync(what, act) {
  try {
    say(what, await act());
  } catch (error) {
    say(what, tell(error));
  }
}
const resource = (name) => ({ name, [Symbol.dispose]() { say('dispose', name, this === undefined ? 'nothing' : this.name, arguments.length); } });
const asyncResource = (name) => ({ name, async [Symbol.asyncDispose]() { say('start', name, this.name, arguments.length); await null; say('end', name); } });

// 12.3.3, 12.4.3: the properties of the prototypes.
for (const Class of [DisposableStack, AsyncDisposableStack]) {
  say(Class.name, Class.length, Object.getOwnPropertyDescriptor(Class, 'prototype'));
  for (const key of Reflect.ownKeys(Class.prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(Class.prototype, key);
    say(key, { ...descriptor, value: typeof descriptor.value, get: typeof descriptor.get });
    const method = descriptor.value ?? descriptor.get;
    if (typeof method !== 'function' || key === 'constructor') continue;
    say('  ', method.name, method.length, Reflect.ownKeys(method), Object.getPrototypeOf(method) === Function.prototype, Object.isExtensible(method));
    for (const own of ['name', 'length']) say('  ', own, Object.getOwnPropertyDescriptor(method, own));
    attempt(`new ${String(key)}`, () => new method());
    for (const wrong of [undefined, null, 1, {}, Class, Class.prototype, new (Class === DisposableStack ? AsyncDisposableStack : DisposableStack)()]) {
      if (String(key) === 'disposeAsync' || key === Symbol.asyncDispose) continue;
      attempt(`${String(key)} of ${typeof wrong}`, () => method.call(wrong, () => {}, () => {}));
    }
  }
  attempt('call without new', () => Class());
  say('iterated', Object.keys(new Class()), JSON.stringify(new Class()), util.inspect(new Class()), Object.prototype.toString.call(new Class()));
  say('own keys', Reflect.ownKeys(new Class()), Object.isExtensible(new Class()));
}
say('one function', DisposableStack.prototype.dispose === DisposableStack.prototype[Symbol.dispose], AsyncDisposableStack.prototype.disposeAsync === AsyncDisposableStack.prototype[Symbol.asyncDispose]);

// 12.3.3.2 to 12.3.3.8: adopt, defer, dispose, disposed, move, use.
{
  const stack = new DisposableStack();
  const value = resource('a');
  say('use gives', stack.use(value) === value, 'null', stack.use(null), 'undefined', stack.use(undefined));
  say('adopt gives', stack.adopt(7, function (...args) { say('adopted', this, args); }), 'defer gives', stack.defer(function (...args) { say('deferred', this, args); }));
  const fn = () => { say('function disposed'); };
  fn[Symbol.dispose] = function () { say('function resource', this === fn); };
  say('use of a function', stack.use(fn) === fn);
  say(Reflect.ownKeys(stack), stack.disposed);
  say('dispose gives', stack.dispose(), stack.disposed, 'again', stack.dispose());
  for (const name of ['use', 'adopt', 'defer', 'move']) attempt(`${name} when disposed`, () => stack[name](name === 'use' ? value : fn, fn));
  attempt('defer of nothing when disposed', () => stack.defer());
  attempt('use of nothing when disposed', () => stack.use(null));
}
for (const wrong of [undefined, null, 1, 'text', Symbol('s'), {}, [], 1n]) {
  attempt(`use ${typeof wrong}`, () => new DisposableStack().use(wrong));
  attempt(`defer ${typeof wrong}`, () => new DisposableStack().defer(wrong));
  attempt(`adopt ${typeof wrong}`, () => new DisposableStack().adopt(1, wrong));
}
for (const method of [undefined, null, 1, {}, 'text', Array, Math.max, (() => {}).bind(), new Proxy(() => {}, {}), class {}])
  for (const key of [Symbol.dispose, Symbol.asyncDispose]) {
    attempt('method', () => { const s = new DisposableStack(); s.use({ [key]: method }); s.dispose(); });
    await attemptAsync('method', async () => { const s = new AsyncDisposableStack(); s.use({ [key]: method }); await s.disposeAsync(); });
  }
{
  // GetDisposeMethod asks for the property once, and what it throws comes through; what the value is called for is itself.
  let asked = 0;
  const stack = new DisposableStack();
  const value = { get [Symbol.dispose]() { asked += 1; return function () { say('from a getter', this === value, asked); }; } };
  stack.use(value);
  say('asked', asked);
  attempt('a getter that throws', () => stack.use({ get [Symbol.dispose]() { throw new RangeError('no'); } }).x);
  const traps = [];
  const proxy = new Proxy({ [Symbol.dispose]() { say('of a proxy', this === proxy); } }, { get(target, key, self) { traps.push(['get', key, self === proxy]); return target[key]; } });
  stack.use(proxy);
  say(traps);
  const late = { [Symbol.dispose]() { say('the first one'); } };
  stack.use(late);
  late[Symbol.dispose] = () => { say('the second one'); };
  stack.use({ get [Symbol.dispose]() { stack.defer(() => { say('registered in a getter'); }); return () => { say('got'); }; } });
  stack.dispose();
}
{
  const stack = new DisposableStack();
  attempt('disposed of in a getter', () => stack.use({ get [Symbol.dispose]() { stack.dispose(); return () => { say('never'); }; } }) !== undefined);
  say(stack.disposed);
}
{
  // Within a disposal: the stack is disposed of already, and nothing more can be registered on it.
  const stack = new DisposableStack();
  stack.defer(() => { say('last'); });
  stack.defer(() => { say('inside', stack.disposed, stack.dispose()); attempt('defer inside', () => stack.defer(() => {})); attempt('move inside', () => stack.move()); });
  stack.dispose();
}
{
  // DisposeResources: what is thrown goes on, each later one around those before.
  for (const thrown of [[1], [undefined], [new Error('a'), new Error('b')], [new Error('a'), null, new Error('c')]]) {
    const stack = new DisposableStack();
    for (const one of thrown) stack.defer(function fails() { throw one; });
    attempt('dispose throws', () => stack.dispose());
    say(stack.disposed);
  }
}
{
  const stack = new DisposableStack();
  stack.defer(() => { say('moved'); });
  stack.use(resource('moved too'));
  const moved = stack.move();
  say(stack.disposed, moved.disposed, moved instanceof DisposableStack, Object.getPrototypeOf(moved) === DisposableStack.prototype, stack === moved);
  moved.defer(() => { say('added after'); });
  stack.dispose();
  const again = moved.move();
  again.dispose();
  new DisposableStack().move().dispose();
}
{
  // Subclasses: their own constructors, methods and fields; `move` does not ask for a species.
  class Named extends DisposableStack {
    #secret = 1;
    name = 'named';
    defer(fn) { say('own defer', this.#secret); super.defer(fn); }
    static get [Symbol.species]() { say('species'); return DisposableStack; }
  }
  const stack = new Named();
  stack.defer(() => { say('in a subclass', new Error('where').stack); });
  stack.adopt(1, (one) => { say('adopted in a subclass', one, new Error('where').stack); });
  stack.use({ [Symbol.dispose]() { say('used in a subclass', new Error('where').stack); } });
  say(stack.move().constructor === DisposableStack, Reflect.ownKeys(stack), util.inspect(stack));
  const other = Reflect.construct(DisposableStack, [], Named);
  say(other instanceof Named, Reflect.ownKeys(other));
  const frozen = Object.freeze(new DisposableStack());
  frozen.defer(() => { say('of a frozen one'); });
  frozen.dispose();
  const bare = Object.setPrototypeOf(new DisposableStack(), null);
  DisposableStack.prototype.defer.call(bare, () => { say('of a bare one'); });
  DisposableStack.prototype.dispose.call(bare);
}
{
  // A program's own hooks for stack traces see the same calls.
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  Error.prepareStackTrace = (error, calls) => `${error.message}: ${calls.slice(0, 4).map((call) => `${call.getFunctionName()} ${call.getFileName()} ${call.getLineNumber()}`).join(' < ')}`;
  attempt('own hook', () => new DisposableStack().defer(1));
  const stack = new DisposableStack();
  stack.defer(function own() { say(new Error('in own hook').stack); });
  stack.dispose();
  if (before) Object.defineProperty(Error, 'prepareStackTrace', before);
  else delete Error.prepareStackTrace;
  for (const limit of [0, 1, 3, Infinity]) {
    Error.stackTraceLimit = limit;
    attempt(`limit ${limit}`, () => new DisposableStack().defer(1));
    say(Error.stackTraceLimit);
  }
  Error.stackTraceLimit = 10;
}
if (given === globalThis) {
  // Taken apart: a program that wraps the methods finds functions like any.
  const { defer } = DisposableStack.prototype;
  const stack = new DisposableStack();
  defer.call(stack, () => { say('called apart'); });
  Reflect.apply(defer, stack, [() => { say('applied'); }, 'more']);
  defer.bind(stack)(() => { say('bound'); });
  stack.dispose();
}

// 12.4.3: AsyncDisposableStack. Beside each disposal a row of jobs counts, so that one await more or less shows.
async function count(label, until) {
  let jobs = 0;
  let isOver = false;
  const settled = until.then(() => { isOver = true; }, () => { isOver = true; });
  while (!isOver && jobs < 50) {
    await null;
    jobs += 1;
  }
  await settled;
  say(label, 'after jobs', jobs);
}
const asyncCases = {
  empty: () => {},
  one: (s) => { s.defer(() => {}); },
  three: (s) => { s.defer(async () => { await null; }); s.defer(() => Promise.resolve(3)); s.defer(() => ({ then(done) { say('then'); done(); } })); },
  resources: (s) => { s.use(resource('sync in async')); s.use(asyncResource('async')); s.adopt(1, async (value) => { say('adopted', value); }); },
  nothing: (s) => { s.use(null); },
  'nothing and one': (s) => { s.use(null); s.defer(() => {}); s.use(undefined); },
  'sync result not awaited': (s) => { s.use({ [Symbol.dispose]() { return new Promise(() => {}); } }); },
  'sync method throws': (s) => { s.use({ [Symbol.dispose]() { throw new Error('sync'); } }); s.defer(() => { say('before it'); }); },
  rejections: (s) => { s.defer(() => Promise.reject(new Error('first'))); s.defer(async () => { throw new Error('second'); }); s.defer(() => { throw undefined; }); },
  traces: (s) => { s.defer(() => { say(new Error('later').stack); }); s.defer(function top() { say(new Error('now').stack); }); },
  'traces of a resource': (s) => { s.use({ [Symbol.dispose]() { say(new Error('resource').stack); } }); },
  'both methods': (s) => { s.use({ [Symbol.dispose]() { say('wrong'); }, [Symbol.asyncDispose]() { say('right'); } }); s.use({ [Symbol.dispose]() { say('fallback'); }, [Symbol.asyncDispose]: null }); },
  moved: (s) => { s.defer(() => { say('moved async'); }); const m = s.move(); say(s.disposed, m.disposed); m.defer(() => {}); return m; },
};
for (const [name, register] of Object.entries(asyncCases)) {
  const made = new AsyncDisposableStack();
  const stack = register(made) ?? made;
  const ended = stack.disposeAsync();
  say(name, ended instanceof Promise, ended.constructor === Promise, stack.disposed, stack.disposeAsync() === ended);
  await Promise.all([count(name, ended), attemptAsync(name, () => ended)]);
}
for (const wrong of [undefined, {}, new DisposableStack()]) await attemptAsync('disposeAsync of another', () => AsyncDisposableStack.prototype.disposeAsync.call(wrong));
{
  const stack = new AsyncDisposableStack();
  await stack.disposeAsync();
  for (const name of ['use', 'adopt', 'defer', 'move']) attempt(`async ${name} when disposed`, () => stack[name](asyncResource('x'), () => {}));
  const used = new AsyncDisposableStack();
  used.defer(() => { attempt('async defer inside', () => used.defer(() => {})); });
  await used.disposeAsync();
}
{
  // An unhandled rejection stays one.
  const seen = new Promise((resolve) => { process.once('unhandledRejection', (error) => { resolve(error); }); });
  const stack = new AsyncDisposableStack();
  stack.defer(() => { throw new Error('nobody awaits it'); });
  void stack.disposeAsync();
  say('unhandled', tell(await seen));
}
say(Reflect.ownKeys(globalThis).filter((key) => typeof key === 'string' && /defer/i.test(key)));
console.log(out.join('\n'));
