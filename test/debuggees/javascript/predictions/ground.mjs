// What random programs (see test/adapters/javascriptPrograms.ts) need: resources that say when they are made and disposed of, and
// activations that have numbers. Each resource has a number of its own, its tag; by it a snapshot and the trace are compared.

/** What happened, in order. */
export const trace = [];
globalThis.deferscopeTrace = trace;

const note = (event, more) => { trace.push({ event, ...more }); };

/** One call of a function of the program. It is the call's first argument, so that a debugger finds it in every frame. */
class Activation {
  static #last = 0;
  constructor(kind) {
    this.number = ++Activation.#last;
    note('enter', { activation: this.number, kind });
  }
}
const bodies = new WeakMap();

/** Names a call that is about to be made; undefined when the program has made enough of them. */
export const next = (kind) => new Activation(kind);
/** Names the call of a body that has got a scope. */
export function enter(scope, kind) {
  const activation = new Activation(kind);
  bodies.set(scope, activation);
  return activation;
}
globalThis.deferscopeActivationOf = (first) => (first instanceof Activation ? first.number : typeof first === 'object' && first !== null ? (bodies.get(first)?.number ?? -1) : -1);

// swc 1.16 makes its helper ask for a name that it declares as another: two disposals of a block that fail would skip the rest.
globalThis._SuppressedError ??= SuppressedError;

let fuel = 0;
export function refuel(amount) { fuel = amount; }
export const hasFuel = () => fuel-- > 0;

let lastTag = 0;
let lastMade = 0;
/** A resource that is about to be registered. */
export function made(activation, holder, resource) {
  lastMade = resource.tag;
  note('made', { tag: resource.tag, activation: activation.number, holder });
  return resource;
}
/** One that stands behind another in the same declaration: that one is registered by now. */
export function madeNext(activation, holder, resource) {
  note('registered', { tag: lastMade });
  return made(activation, holder, resource);
}
/** The registration of what was made last is over. */
export function registered() {
  note('registered', { tag: lastMade });
}
/** A scope or a stack is about to be disposed of by a call. */
export const leaving = (holder) => { note('leaving', { holder }); };

const clauses = new Map();
/** A `try` block is entered that has a `finally` clause, which the program's text knows by a number. */
export function entered(activation, clause) {
  const tag = ++lastTag;
  clauses.set(`${activation.number} ${clause}`, tag);
  note('made', { tag, activation: activation.number, clause });
  note('registered', { tag });
}
/** The clause begins. */
export const clause = (activation, number) => { note('begin', { tag: clauses.get(`${activation.number} ${number}`) }); };
/** Its last statement is reached. */
export const left = (activation, number) => { note('end', { tag: clauses.get(`${activation.number} ${number}`) }); };

function work(tag, mode) {
  note('begin', { tag });
  try {
    if (mode === 'stop') {
      debugger;
    } else if (mode === 'throw') throw new Error(`thrown by ${tag}`);
    else if (mode === 'nested') nested(next('sync'), tag);
  } finally {
    note('end', { tag });
  }
}
function nested(activation, tag) {
  const stack = new DisposableStack();
  stack.use(made(activation, `nested ${tag}`, new Resource('plain', -tag)));
  registered();
  debugger;
  stack.dispose();
}

export class Resource {
  #mode;
  constructor(mode, tag = ++lastTag) { this.tag = tag; this.#mode = mode; }
  [Symbol.dispose]() { work(this.tag, this.#mode); }
}
/** Disposed of by a method of its own name, below the one that the language calls. */
export class Closable extends Resource {
  #mode;
  constructor(mode) { super(mode); this.#mode = mode; }
  close() { work(this.tag, this.#mode); }
  [Symbol.dispose]() { this.close(); }
}
/** One function under two names. */
export class Alias {
  #mode;
  constructor(mode) { this.tag = ++lastTag; this.#mode = mode; }
  end() { work(this.tag, this.#mode); }
  static { this.prototype[Symbol.dispose] = this.prototype.end; }
}
export class AsyncResource {
  #mode;
  constructor(mode) { this.tag = ++lastTag; this.#mode = mode; }
  async [Symbol.asyncDispose]() {
    if (this.#mode === 'nested') {
      note('begin', { tag: this.tag });
      await null;
      debugger;
      await null;
      note('end', { tag: this.tag });
      return;
    }
    work(this.tag, this.#mode);
  }
}
/** A function for `defer`, which has the tag in its name. */
export function cleanup(mode) {
  const tag = ++lastTag;
  const name = `tag${tag}`;
  return { tag, fn: { [name]: () => { work(tag, mode); } }[name] };
}
/** A value for `adopt`. */
export const value = () => ({ tag: ++lastTag });
export const release = (mode) => function release({ tag }) { work(tag, mode); };
/** A function of the program for a scope's `defer`, which takes its argument along. */
export function finish(tag) { work(tag, 'plain'); }

const started = [];
/** Work that goes on beside the rest. */
export function start(promise) {
  started.push(promise);
  promise.catch(() => {}); // settleStarted tells what it failed with
}
/** What the work that was started failed with. */
export async function settleStarted() {
  const failures = [];
  while (started.length > 0) {
    const settled = await Promise.allSettled(started.splice(0));
    failures.push(...settled.filter(({ status }) => status === 'rejected').map(({ reason }) => reason));
  }
  return failures;
}

/** An error in words, with those that it hides. */
export function describeError(error) {
  if (!(error instanceof Error)) return `thrown ${String(error)}`;
  const words = `${error.name}: ${error.message}`;
  return 'suppressed' in error ? `${words} (${describeError(error.error)} over ${describeError(error.suppressed)})` : words;
}
