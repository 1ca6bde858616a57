// Many stacks at a time, through the door: each stack's own ledger is found, however many came after it and in whatever job.
//   node --require preload.cjs many.mjs
const [library] = globalThis[Symbol.for('deferscope.door')].libraries;
const look = () => library.read({ scopes: 20, cleanups: 10 }).scopes.map(({ id, cleanups }) => `${id} ${cleanups.map(({ args }) => args.join()).join('-')}`);
const note = () => {};

const stacks = Array.from({ length: 7 }, () => new DisposableStack());
stacks.forEach((stack, at) => { stack.adopt(`a${at}`, note); });
stacks.toReversed().forEach((stack, at) => { stack.adopt(`b${6 - at}`, note); });
console.log('in one job:', look().join(', '));
await new Promise((resolve) => { setTimeout(resolve, 5); });
const moved = stacks[2].move();
for (const stack of [stacks[6], moved, stacks[0]]) stack.adopt('c', note);
const young = new DisposableStack();
young.adopt('d', note);
const elsewhere = young.move();
elsewhere.adopt('e', note);
console.log('later:', look().join(', '));
console.log('each is its own:', [...stacks, moved, young, elsewhere].map((stack) => library.own(stack)).join());

for (const at of [3, 0, 6, 1, 5, 4]) stacks[at].dispose();
moved.dispose();
elsewhere.dispose();
const short = new DisposableStack();
short.adopt('f', note);
short.dispose();
for (const stack of [stacks[0], stacks[2], young, short]) {
  try {
    stack.defer(note);
  } catch (error) {
    console.log(error.name, /many\.mjs/.test(error.stack.split('\n')[2] ?? ''));
  }
}
console.log('at the end:', look().join(', ') || 'nothing');
