// Looks through the door at every stage of a stack's life, as a debugger would, and prints what it sees.
//   node --require preload.cjs readings.mjs [observed]      observed: as when a debugger is there from the start
const [library] = globalThis[Symbol.for('deferscope.door')].libraries;
if (process.argv[2] === 'observed') library.observe(true);

function look(when) {
  const { scopes, unseen } = library.read({ scopes: 10, cleanups: 10 });
  console.log(when + ':', (scopes.length === 0 ? 'nothing' : scopes.map(describe).join('; ')) + (unseen === 0 ? '' : `, ${unseen} unseen`));
}
function describe({ label, state, pending, cleanups }) {
  return `${label} ${state} ${pending} [${cleanups.map(({ state: s, kind, fn, args, receiver }) => `${s === 'running' ? 'now ' : ''}${kind} ${receiver?.name ?? fn?.name ?? 'nothing'}(${args.join()})`).join(', ')}]`;
}

const stack = new DisposableStack();
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

class Files extends DisposableStack {
  open(name) { this.adopt(name, function close() {}); return this; }
}
const files = new Files().open('a').open('b');
look('subclass');
const moved = files.move();
look('moved');
files.dispose();
moved.dispose();
look('moved and disposed of');

const awaited = new AsyncDisposableStack();
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
const failing = new AsyncDisposableStack();
failing.defer(async function fails() { throw new Error('no'); });
look(await failing.disposeAsync().catch(({ message }) => `disposal failed: ${message}`));
{
  await using block = new AsyncDisposableStack();
  block.defer(async function slow() {
    await null;
    look('at the end of a block');
  });
}
look('after the block');
const outer = new AsyncDisposableStack();
outer.use(new AsyncDisposableStack()).defer(async function inner() {
  await null;
  look('in a stack that is held');
});
await outer.disposeAsync();
look('after the outer one');
const startsSync = new AsyncDisposableStack();
startsSync.defer(async function second() {
  await null;
  look('after a synchronous one');
});
startsSync.use({ name: 'first', [Symbol.dispose]() { look('a synchronous one first'); } });
await startsSync.disposeAsync();
const empty = new AsyncDisposableStack();
empty.use(null);
look('nothing to call');
await empty.disposeAsync();
look('nothing was called');
const endsEmpty = new AsyncDisposableStack();
endsEmpty.use(undefined);
endsEmpty.defer(async function only() {
  await null;
  look('above nothing');
});
await endsEmpty.disposeAsync();
look('after nothing');
class OwnName extends Error {
  get name() { throw new Error('a look has asked for a name'); }
}
const rejected = new AsyncDisposableStack();
rejected.defer(async function fails() { throw new OwnName(); });
const failed = rejected.disposeAsync().catch((error) => { console.log(error instanceof OwnName); });
Error.prepareStackTrace = () => { console.log('a look has asked for a stack trace'); };
await failed;
look('failed, with hooks');
delete Error.prepareStackTrace;

let forgotten = new DisposableStack();
forgotten.defer(() => {});
forgotten = undefined;
await new Promise((resolve) => { setTimeout(resolve, 5); });
globalThis.gc();
await new Promise((resolve) => { setTimeout(resolve, 5); });
look('collected');
