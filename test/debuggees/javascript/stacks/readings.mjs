// Looks through the door at every stage of a stack's life, as a debugger would, and prints what it sees.
//   node --require preload.cjs readings.mjs [MODULE…]      MODULE: imported first; the classes are its exports, or else global ones
const modules = await Promise.all(process.argv.slice(2).map((module) => import(module)));
const { DisposableStack: Sync, AsyncDisposableStack: Async } = modules.find((one) => one.DisposableStack !== undefined && one.AsyncDisposableStack !== undefined) ?? globalThis;

function look(when) {
  const { scopes } = globalThis[Symbol.for('deferscope.door')].libraries[0].read({ scopes: 10, cleanups: 10 });
  console.log(when + ':', scopes.length === 0 ? 'nothing' : scopes.map(describe).join('; '));
}
function describe({ label, state, pending, cleanups }) {
  return `${label} ${state} ${pending} [${cleanups.map(({ state: s, kind, fn, args, receiver }) => `${s === 'running' ? 'now ' : ''}${kind} ${receiver?.name ?? fn?.name ?? 'nothing'}(${args.join()})`).join(', ')}]`;
}

const stack = new Sync();
stack.use({ name: 'r', [Symbol.dispose]() { look('in r'); } });
stack.use(null);
stack.adopt(5, function five() { look('in five'); });
stack.defer(function last() { look('in last'); throw new Error('goes on'); });
look('open');
try {
  stack.dispose();
} catch (error) {
  look('after ' + error.message);
}

class Files extends Sync {
  open(name) { this.adopt(name, function close() {}); return this; }
}
const files = new Files().open('a').open('b');
look('subclass');
const moved = files.move();
look('moved');
files.dispose();
moved.dispose();
look('moved and disposed of');

const awaited = new Async();
awaited.defer(async function bottom() {
  look('bottom');
  await null;
  look('bottom, later');
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  look('bottom, much later');
});
awaited.use({ name: 's', [Symbol.dispose]() { look('in s'); } });
awaited.use(null);
awaited.adopt('x', async function top() { await null; look('top, later'); });
const ended = awaited.disposeAsync();
look('disposal began');
await ended;
look('disposal ended');
const failing = new Async();
failing.defer(async function fails() { throw new Error('no'); });
await failing.disposeAsync().catch(() => {});
look('disposal failed');

let forgotten = new Sync();
forgotten.defer(() => {});
forgotten = undefined;
await new Promise((resolve) => { setTimeout(resolve, 5); });
globalThis.gc();
await new Promise((resolve) => { setTimeout(resolve, 5); });
look('collected');
