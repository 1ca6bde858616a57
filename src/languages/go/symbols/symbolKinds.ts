import { withoutBrackets } from './brackets.ts';

/** A wrapper that the compiler has made around a deferred call with arguments or results (since Go 1.17; it has this name since 1.22). */
export function isWrapper(name: string): boolean {
  return /\.deferwrap\d+$|·dwrap·\d+$/.test(name);
}

/** A wrapper that the compiler has made around the call of a `go` statement. */
export function isGoWrapper(name: string): boolean {
  return /\.gowrap\d+$/.test(name);
}

/** A function literal: `main.work.func1`, `main.work.func1.2`, `main.glob..func1`, in a range-over-func body `main.work-range1.func2`. */
export function isLiteral(name: string): boolean {
  return /\.(?:func)?\d+$|\.gowrap\d+$/.test(name);
}

/**
 * How many function literals contain the code of a symbol, including itself: none for `main.f`, two for `main.f.func1.2`; for the body of a
 * range-over-func loop, those around the loop; undefined for what the compiler has made around a function.
 */
export function literalDepth(symbol: string): number | undefined {
  const plain = withoutBrackets(symbol)
    .replaceAll('\0', '')
    .replace(/-range\d+/g, '');
  if (/\.(?:gowrap|deferwrap)\d+|·dwrap·|-fm$/.test(plain)) return undefined;
  const inner = /\.func\d+((?:\.\d+)*)$/.exec(plain)?.[1];
  return inner === undefined ? 0 : inner.split('.').length;
}

/** Whether a symbol is that of a method. The package's path is ignored, and so are type arguments, which may contain dots too. */
export function isMethod(symbol: string): boolean {
  const name = withoutBrackets(symbol);
  const local = name.slice(name.lastIndexOf('/') + 1);
  return local.includes('(') || (local.match(/\./g)?.length ?? 0) > 1;
}

/**
 * Whether a call of the function, as written in the source, passes it a receiver. `T.Close(t)` passes none, but a variable may have the
 * same name as its type, so that it cannot be told.
 */
export function hasReceiver(callee: string, symbol: string): boolean | undefined {
  if (!isMethod(symbol)) return false;
  const written = withoutBrackets(callee);
  const local = withoutBrackets(symbol);
  return local === written || local.endsWith(`.${written}`) ? undefined : true;
}

/** Frames of Go's runtime: no user code defers in them. */
export function isRuntime(name: string): boolean {
  return /^runtime\.(?!main_)/.test(name);
}

/** Frames below those that a person has called: the runtime's, and the functions through which `sync` and other packages enter it. */
export function isPlumbing(name: string): boolean {
  return isRuntime(name) || /^(?:internal\/|sync\.|\w+\.runtime_)/.test(name);
}
