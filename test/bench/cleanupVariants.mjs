// What is measured: each variant registers and runs k cleanups, which all do the same tiny thing.

let sum = 0;
export const readSum = () => sum;
const bump = (x) => {
  sum += x;
};
const bumpNone = () => {
  sum += 1;
};
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

/** try/finally, nested k deep, as a person would write it by hand. */
function makeInline(k) {
  const nested = (i) => (i === k ? '' : `try { ${nested(i + 1)} } finally { bump(${i}); }`);
  return new Function('bump', `return () => { ${nested(0)} };`)(bump);
}

/**
 * Code of its own for each variant and each k. Closures of one source share what the engine has learned about it: then the
 * class that is measured first would be the only one whose calls are inlined.
 */
function compile(text, names) {
  const make = new Function(...Object.keys(names), `return (k) => ${text};`);
  return (k) => make(...Object.values(names))(k);
}
const withStack = (text, names) =>
  compile(`() => { const s = new Stack(); for (let i = 0; i < k; i++) ${text}; s.dispose(); }`, { bump, bumpThree, resources, ...names });
const withClosures = (Stack) => withStack('s.defer(() => bump(i))', { Stack });
const withAdopt = (Stack) => withStack('s.adopt(i, bump)', { Stack });
const withUse = (Stack) => withStack('s.use(resources[i])', { Stack });
const withAsyncClosures = (Stack) =>
  compile('async () => { const s = new Stack(); for (let i = 0; i < k; i++) s.defer(() => bump(i)); await s.disposeAsync(); }', {
    bump,
    Stack,
  });

function makeEffect({ Effect }) {
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

/** @returns name -> k -> a function that makes one scope, and whether it is a promise's */
export function listVariants(peers, ours) {
  const { Scope, run, AsyncScope, runAsync } = ours;
  const native = globalThis.DisposableStack;
  const nativeAsync = globalThis.AsyncDisposableStack;
  const variants = [
    ['inline try/finally', makeInline],
    native && ['native DisposableStack.defer', withClosures(native)],
    native && ['native DisposableStack.adopt', withAdopt(native)],
    native && ['native DisposableStack.use', withUse(native)],
    ['@whatwg-node/disposablestack defer', withClosures(peers.whatwg)],
    ['disposablestack defer', withClosures(peers.disposablestack), { slow: true }],
    ['core-js DisposableStack.defer', withClosures(peers.coreJs)],
    peers.effect.Effect && [`effect Scope.addFinalizer`, makeEffect(peers.effect), { slow: true }],
    ['deferscope Scope.defer(fn, arg)', withStack('s.defer(bump, i)', { Stack: Scope })],
    ['deferscope Scope.defer(closure)', withClosures(Scope)],
    ['deferscope Scope.defer(fn, a, b, c)', withStack('s.defer(bumpThree, i, i, i)', { Stack: Scope })],
    ['deferscope Scope.adopt', withAdopt(Scope)],
    ['deferscope Scope.use', withUse(Scope)],
    ['deferscope run, defer(fn, arg)', compile('() => { run((s) => { for (let i = 0; i < k; i++) s.defer(bump, i); }); }', { run, bump })],
    nativeAsync && ['native AsyncDisposableStack.defer', withAsyncClosures(nativeAsync), { async: true }],
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
    .filter(Boolean)
    .map(([name, make, flags]) => ({ name, make, slow: flags?.slow === true, isAsync: flags?.async === true }));
}

/** What is held: `count` cleanups with one argument each, not run. Returns what keeps them alive. */
export function listHolders(peers, ours) {
  const native = globalThis.DisposableStack;
  const hold = (Stack) => (count) => {
    const s = new Stack();
    for (let i = 0; i < count; i++) s.defer(() => bump(i));
    return s;
  };
  const adopt = (Stack) => (count) => {
    const s = new Stack();
    for (let i = 0; i < count; i++) s.adopt(i, bump);
    return s;
  };
  return [
    native && ['native DisposableStack.defer', hold(native)],
    native && ['native DisposableStack.adopt', adopt(native)],
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
  ]
    .filter(Boolean)
    .map(([name, fill]) => ({ name, fill }));
}
