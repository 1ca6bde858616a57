// Random programs of DisposableStack and AsyncDisposableStack. Each looks through the door at random moments, also within its cleanups,
// and what the door says will run, in which order and with which values, is held against what then runs.
//   node --require preload.cjs predictions.mjs COUNT SEED [observed]      observed: as when a debugger is there from the start

const [count, firstSeed] = process.argv.slice(2, 4).map(Number);
const door = globalThis[Symbol.for('deferscope.door')].libraries[0];
const isObserved = process.argv[4] === 'observed';
if (isObserved) door.observe(true);

/** Mulberry32: small, seeded, good enough. */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

async function runProgram(seed) {
  const pick = random(seed);
  /** Of each stack by the door's id: the tags of what ran, in order. */
  const ran = new Map();
  const predictions = [];
  let lastTag = 0;
  const idOf = new WeakMap();

  const missed = [];

  /** `running`: the cleanup that looks, which has to be seen as the one that runs. */
  const look = (running) => {
    if (running !== undefined && isObserved && !isSeen(running)) missed.push(running.tag);
    for (const { id, cleanups, pending } of door.read({ scopes: 1000, cleanups: 1000 }).scopes) {
      const running = cleanups.filter(({ state }) => state === 'running').map(tagOf);
      const waiting = cleanups.filter(({ state, fn }) => state === 'pending' && fn !== undefined).map(tagOf);
      if (pending !== cleanups.filter(({ state }) => state === 'pending').length) throw new Error(`seed ${seed}: ${pending} pending, ${cleanups.length} listed`);
      predictions.push({ id, running, waiting, from: (ran.get(id) ?? []).length });
    }
  };
  const isSeen = ({ id, tag }) => door.read({ scopes: 1000, cleanups: 1000 }).scopes.some((scope) => scope.id === id && scope.cleanups[0]?.state === 'running' && tagOf(scope.cleanups[0]) === tag);
  // The tag is the value itself for `use` and `adopt`, and the function's for `defer`.
  const tagOf = ({ kind, fn, receiver, args }) => (kind === 'use' ? receiver.tag : kind === 'adopt' ? args[0].tag : fn.tag);

  const note = (stack, tag) => {
    const id = idOf.get(stack.now);
    if (!ran.has(id)) ran.set(id, []);
    ran.get(id).push(tag);
  };
  const body = (stack, tag, isAsync) => {
    const moves = pick(6);
    const fails = pick(5) === 0;
    const waits = isAsync ? pick(3) : 0;
    const act = () => {
      note(stack, tag);
      if (moves < 3) look({ id: idOf.get(stack.now), tag });
      if (moves === 3) makeStack(1).dispose?.();
      if (fails) throw new Error(String(tag));
    };
    if (!isAsync || pick(2) === 0) return act;
    return async () => {
      act();
      for (let at = 0; at < waits; at++) await null;
      if (moves === 4) look({ id: idOf.get(stack.now), tag });
    };
  };

  const register = (stack, isAsync, depth) => {
    const tag = ++lastTag;
    const target = stack.now;
    switch (pick(depth > 0 ? 7 : 6)) {
      case 0: target.use(pick(2) === 0 ? null : undefined); break;
      case 1: case 2: { const fn = body(stack, tag, isAsync); fn.tag = tag; target.defer(fn); break; }
      case 3: { const fn = body(stack, tag, isAsync); target.adopt({ tag }, () => fn()); break; }
      case 4: { const fn = body(stack, tag, isAsync); target.use({ tag, [isAsync ? Symbol.asyncDispose : Symbol.dispose]: () => fn() }); break; }
      case 5: { const fn = body(stack, tag, false); target.use({ tag, [Symbol.dispose]: () => fn() }); break; }
      default: { const inner = makeStack(depth - 1); target.adopt({ tag }, () => { note(stack, tag); inner.dispose?.(); }); }
    }
    // The first registration gives a stack its id.
    const id = door.own(stack.now);
    if (id !== undefined) idOf.set(stack.now, id);
  };

  const makeStack = (depth) => {
    const isAsync = pick(2) === 0;
    const stack = { now: isAsync ? new AsyncDisposableStack() : new DisposableStack() };
    const registrations = pick(6);
    for (let at = 0; at < registrations; at++) {
      register(stack, isAsync, depth);
      if (pick(8) === 0) look();
      if (pick(10) === 0) {
        const id = idOf.get(stack.now);
        stack.now = stack.now.move();
        if (id !== undefined) idOf.set(stack.now, id);
      }
    }
    if (isAsync) open.push(stack);
    return { stack, dispose: isAsync ? undefined : () => swallow(() => stack.now.dispose()) };
  };
  const swallow = (act) => {
    try {
      act();
    } catch (error) {
      check(error);
    }
  };
  /** Errors that the program does not throw itself. */
  const strange = [];
  const check = (error) => {
    if (error instanceof SuppressedError) [error.error, error.suppressed].forEach(check);
    else if (!(error instanceof Error && /^\d+$/.test(error.message))) strange.push(error);
  };

  const open = [];
  for (let at = 0; at < 1 + pick(4); at++) {
    const made = makeStack(2);
    look();
    if (made.dispose && pick(4) > 0) made.dispose();
  }
  // Asynchronous ones end side by side.
  for (let times = 0; times < 2; times++)
    for (const { reason } of await Promise.allSettled(open.map((stack) => stack.now.disposeAsync()))) if (reason !== undefined) check(reason);
  if (strange.length > 0) throw strange[0];

  if (missed.length > 0) throw new Error(`seed ${seed}: ${missed.join()} ran and were not seen`);
  let checked = 0;
  for (const { id, running, waiting, from } of predictions) {
    const all = ran.get(id) ?? [];
    const after = all.slice(from);
    if (running.length > 0 && all[from - 1] !== running[0]) throw new Error(`seed ${seed}: stack ${id} said ${running[0]} runs, it was ${all[from - 1]}`);
    // A stack that was never disposed of keeps what waits.
    if (after.length === 0) continue;
    if (after.join() !== waiting.join()) {
      // What was registered after the look runs before what it saw.
      if (after.slice(after.length - waiting.length).join() !== waiting.join()) throw new Error(`seed ${seed}: stack ${id} said ${waiting.join()}, then ran ${after.join()}`);
    }
    checked += 1;
  }
  return checked;
}

let checked = 0;
for (let at = 0; at < count; at++) checked += await runProgram(firstSeed + at);
console.log(JSON.stringify({ programs: count, checked }));
