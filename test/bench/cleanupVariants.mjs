// What is measured: each variant registers and runs k cleanups, which all do the same tiny thing.

/**
 * A stack as each of the libraries makes it.
 * @typedef {new () => { defer(cleanup: () => void): void, adopt(value: unknown, cleanup: (value: any) => void): unknown }} StackClass
 * @typedef {import('./peers.mjs').Peers} Peers
 * @typedef {typeof import('../../src/runtime/deferscope.ts')} Library
 * @typedef {(count: number) => unknown} Fill
 * @typedef {(k: number) => () => unknown} Make k cleanups in one scope
 * @typedef {{ slow?: boolean, async?: boolean }} Flags
 */

let sum = 0;
export const readSum = () => sum;
/** @param {number} x */
const bump = (x) => {
  sum += x;
};
const bumpNone = () => {
  sum += 1;
};
/** @param {number} x @param {number} y @param {number} z */
const bumpThree = (x, y, z) => {
  sum += x + y + z;
};
const resources = Array.from({ length: 8 }, (_, i) => ({
  i,
  [Symbol.dispose]() {
    sum += this.i;
  },
  [Symbol.asyncDispose]() {
    sum += this.i;
  },
}));

/**
 * try/finally, nested k deep, as a person would write it by hand.
 * @param {number} k @returns {() => unknown}
 */
function makeInline(k) {
  /** @type {(i: number) => string} */
  const nested = (i) => (i === k ? '' : `try { ${nested(i + 1)} } finally { bump(${i}); }`);
  // oxlint-disable-next-line typescript/no-implied-eval -- code of its own for each k, see compile
  return /** @type {(own: typeof bump) => () => unknown} */ (new Function('bump', `return () => { ${nested(0)} };`))(bump);
}

/**
 * Separate code for each variant and each k. Closures from the same source share what the engine has learned about it: the class that is
 * measured first would be the only one whose calls are inlined.
 * @param {string} text @param {Record<string, unknown>} names @returns {Make}
 */
function compile(text, names) {
  // oxlint-disable-next-line typescript/no-implied-eval -- as said above
  const make = /** @type {(...own: unknown[]) => Make} */ (new Function(...Object.keys(names), `return (k) => ${text};`));
  return (k) => make(...Object.values(names))(k);
}
/** @param {string} text @param {Record<string, unknown>} names */
const withStack = (text, names) =>
  compile(`() => { const s = new Stack(); for (let i = 0; i < k; i++) ${text}; s.dispose(); }`, { bump, bumpThree, resources, ...names });
/** @param {unknown} Stack */
const withClosures = (Stack) => withStack('s.defer(() => bump(i))', { Stack });
/** @param {unknown} Stack */
const withAdopt = (Stack) => withStack('s.adopt(i, bump)', { Stack });
/** @param {unknown} Stack */
const withUse = (Stack) => withStack('s.use(resources[i])', { Stack });
/** @param {unknown} Stack */
const withAsyncClosures = (Stack) =>
  compile('async () => { const s = new Stack(); for (let i = 0; i < k; i++) s.defer(() => bump(i)); await s.disposeAsync(); }', {
    bump,
    Stack,
  });

/** @param {any} Effect @returns {Make} */
function makeEffect(Effect) {
  return (k) => {
    const finalizer = Effect.addFinalizer(() => Effect.sync(bumpNone));
    const program = Effect.scoped(
      Effect.gen(function* () {
        for (let i = 0; i < k; i++) yield* finalizer;
      }),
    );
    return () => Effect.runSync(program);
  };
}

/**
 * name -> k -> a function that makes one scope, and whether it returns a promise
 * @param {Peers} peers @param {Library} ours
 */
export function listVariants(peers, ours) {
  const { Scope, run, AsyncScope, runAsync } = ours;
  /** @type {StackClass | undefined} */
  const native = globalThis.DisposableStack;
  /** @type {unknown} */
  const nativeAsync = globalThis.AsyncDisposableStack;
  /** @type {(false | undefined | [name: string, make: Make, flags?: Flags])[]} */
  const variants = [
    ['inline try/finally', makeInline],
    native !== undefined && ['native DisposableStack.defer', withClosures(native)],
    native !== undefined && ['native DisposableStack.adopt', withAdopt(native)],
    native !== undefined && ['native DisposableStack.use', withUse(native)],
    ['@whatwg-node/disposablestack defer', withClosures(peers.whatwg)],
    ['disposablestack defer', withClosures(peers.disposablestack), { slow: true }],
    ['core-js DisposableStack.defer', withClosures(peers.coreJs)],
    peers.effect.Effect !== undefined && [`effect Scope.addFinalizer`, makeEffect(peers.effect.Effect), { slow: true }],
    ['deferscope Scope.defer(fn, arg)', withStack('s.defer(bump, i)', { Stack: Scope })],
    ['deferscope Scope.defer(closure)', withClosures(Scope)],
    ['deferscope Scope.defer(fn, a, b, c)', withStack('s.defer(bumpThree, i, i, i)', { Stack: Scope })],
    ['deferscope Scope.adopt', withAdopt(Scope)],
    ['deferscope Scope.use', withUse(Scope)],
    ['deferscope run, defer(fn, arg)', compile('() => { run((s) => { for (let i = 0; i < k; i++) s.defer(bump, i); }); }', { run, bump })],
    nativeAsync !== undefined && ['native AsyncDisposableStack.defer', withAsyncClosures(nativeAsync), { async: true }],
    ['@whatwg-node AsyncDisposableStack.defer', withAsyncClosures(peers.whatwgAsync), { async: true }],
    ['core-js AsyncDisposableStack.defer', withAsyncClosures(peers.coreJsAsync), { async: true }],
    ['deferscope AsyncScope.defer(closure)', withAsyncClosures(AsyncScope), { async: true }],
    [
      'deferscope runAsync, defer(fn, arg)',
      compile('() => runAsync(async (s) => { for (let i = 0; i < k; i++) s.defer(bump, i); })', { runAsync, bump }),
      { async: true },
    ],
  ];
  return variants
    .filter((each) => each !== undefined && each !== false)
    .map(([name, make, flags]) => ({ name, make, slow: flags?.slow === true, isAsync: flags?.async === true }));
}

/**
 * Memory: `count` cleanups with one argument each, not run. Returns what keeps them alive.
 * @param {Peers} peers @param {Library} ours
 */
export function listHolders(peers, ours) {
  /** @type {StackClass | undefined} */
  const native = globalThis.DisposableStack;
  /** @type {(Stack: StackClass) => Fill} */
  const hold = (Stack) => (count) => {
    const s = new Stack();
    for (let i = 0; i < count; i++)
      s.defer(() => {
        bump(i);
      });
    return s;
  };
  /** @type {(Stack: StackClass) => Fill} */
  const adopt = (Stack) => (count) => {
    const s = new Stack();
    for (let i = 0; i < count; i++) s.adopt(i, bump);
    return s;
  };
  /** @type {(false | [name: string, fill: Fill])[]} */
  const holders = [
    native !== undefined && ['native DisposableStack.defer', hold(native)],
    native !== undefined && ['native DisposableStack.adopt', adopt(native)],
    ['@whatwg-node/disposablestack defer', hold(peers.whatwg)],
    ['disposablestack defer', hold(peers.disposablestack)],
    ['core-js DisposableStack.defer', hold(peers.coreJs)],
    [
      'deferscope Scope.defer(fn, arg)',
      (count) => {
        const s = new ours.Scope();
        for (let i = 0; i < count; i++) s.defer(bump, i);
        return s;
      },
    ],
    ['deferscope Scope.defer(closure)', hold(ours.Scope)],
    [
      'deferscope Scope.defer(fn, a, b, c)',
      (count) => {
        const s = new ours.Scope();
        for (let i = 0; i < count; i++) s.defer(bumpThree, i, i, i);
        return s;
      },
    ],
  ];
  return holders.filter((each) => each !== false).map(([name, fill]) => ({ name, fill }));
}
