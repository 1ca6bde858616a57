// So many disposals are awaited that not each is watched: which cleanup runs is seen as long as another waits.
//   node --require preload.cjs busy.mjs
const [library] = globalThis[Symbol.for('deferscope.door')].libraries;
const look = () => library.read({ scopes: 20, cleanups: 10 }).scopes.map(({ cleanups }) => cleanups.map(({ state, fn }) => `${state} ${fn.name}`).join(', ')).join('; ') || 'nothing';
const note = () => {};

async function disposeFor(ms) {
  for (const end = performance.now() + ms; performance.now() < end;) {
    const stack = new AsyncDisposableStack();
    stack.defer(note);
    await stack.disposeAsync();
  }
}

async function hang() {
  let release;
  const stack = new AsyncDisposableStack();
  stack.defer(function last() { return new Promise((resolve) => { release = resolve; }); });
  stack.defer(function first() { return new Promise((resolve) => { release = resolve; }); });
  const ended = stack.disposeAsync();
  const seen = [look()];
  release();
  await null;
  await null;
  await null;
  seen.push(look());
  release();
  await ended;
  seen.push(look());
  return seen.join(' | ');
}

console.log('idle:', await hang());
// The clock's second may begin anew just then.
let busy;
for (let tries = 0; tries < 4 && !/\| nothing \|/.test(busy ?? ''); tries++) {
  await disposeFor(250);
  busy = await hang();
}
console.log('busy:', busy);
