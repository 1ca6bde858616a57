/**
 * Throws an error so that Node prints the line at which the program called us, not a line of ours. V8 takes the place of an uncaught error
 * from the function that throws. If that function has no source text, V8 takes the place from the calls that are recorded with the error. A
 * WebAssembly function has no source text.
 */

type Throw = (error: object) => void;

interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };
}

const wasm = (globalThis as { readonly WebAssembly?: Wasm }).WebAssembly;
const RealBytes = Uint8Array;

/** `(module (import "" "" (func (param externref))) (func (export "") (param externref) local.get 0 call 0))` */
const MODULE = [
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  1,
  111,
  0, // types
  2,
  5,
  1,
  0,
  0,
  0,
  0, // imports
  3,
  2,
  1,
  0, // functions
  7,
  4,
  1,
  0,
  0,
  1, // exports
  10,
  8,
  1,
  6,
  0,
  32,
  0,
  16,
  0,
  11, // code
];

/** A generator that has finished throws what it is given, in the engine's own code. */
const over = (function* () {
  /* Is never run. */
})();
over.return();
const throwNatively = (over.throw as (error: unknown) => unknown).bind(over);

let raise: Throw | 'none' | undefined;

/** Throws. Returns only if the engine does not have WebAssembly, or does not allow it. */
export function throwFromNowhere(error: object): void {
  raise ??= make() ?? 'none';
  if (raise !== 'none') raise(error);
}

function make(): Throw | undefined {
  if (wasm === undefined) return undefined;
  try {
    const { exports } = new wasm.Instance(new wasm.Module(new RealBytes(MODULE)), { '': { '': throwNatively } });
    return exports[''] as Throw;
  } catch {
    return undefined;
  }
}
