/**
 * The engine's own functions, as they are when the library is loaded, for a debugger that looks at the program later: what the
 * program has put in their place by then is not called. They are to be had by syntax alone, because whatever one would ask for them
 * could have been replaced too: `asked instanceof asked` calls what nobody can change any more, where `asked` inherits from the global
 * object.
 * For a program `x instanceof globalThis` stays the error that it is without the library: the getter gives nothing.
 */

import { findTypeChecks } from './words.ts';

/** Where the object that asks gets them. */
export const INTRINSICS_NAME = 'deferscope.intrinsics';

/** What is handed over. Whoever takes it checks that it is the engine's: the program may have come first. */
export interface Intrinsics {
  readonly getOwnPropertyDescriptor: unknown;
  readonly getPrototypeOf: unknown;
  readonly defineProperty: unknown;
  readonly apply: unknown;
  readonly functionToString: unknown;
  readonly symbolFor: unknown;
  readonly isArray: unknown;
  readonly isView: unknown;
  readonly keys: unknown;
  readonly captureStackTrace: unknown;
  readonly WeakRef: unknown;
  readonly deref: unknown;
  readonly ownSymbols: unknown;
  readonly construct: unknown;
  /** Node's checks of what a value is. */
  readonly types: unknown;
}

const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, construct } = Reflect;
const { hasInstance } = Symbol;

/** Puts them there, where no other copy of the library has. */
export function handOverIntrinsics(): void {
  if (getOwnPropertyDescriptor(globalThis, hasInstance) !== undefined) return;
  const all: Intrinsics = {
    getOwnPropertyDescriptor,
    getPrototypeOf,
    defineProperty,
    apply,
    // eslint-disable-next-line @typescript-eslint/unbound-method -- handed over, not called
    functionToString: Function.prototype.toString,
    symbolFor: Symbol.for,
    isArray: Array.isArray,
    // eslint-disable-next-line @typescript-eslint/unbound-method -- handed over, not called
    isView: ArrayBuffer.isView,
    keys: Object.keys,
    ownSymbols: Object.getOwnPropertySymbols,
    construct,
    captureStackTrace: (Error as { readonly captureStackTrace?: unknown }).captureStackTrace,
    ...(typeof WeakRef === 'function'
      ? { WeakRef, deref: (WeakRef.prototype as { readonly deref: unknown }).deref }
      : { WeakRef: undefined, deref: undefined }),
    types: Object.freeze({ __proto__: null, ...findTypeChecks() }),
  };
  const given: unknown = Object.freeze({ __proto__: null, ...all });
  const answer = (asked: unknown): boolean => {
    if (isAsking(asked)) asked[INTRINSICS_NAME] = given;
    return false;
  };
  // The object that asks is what the getter is asked on: a program asks on others, and sees none.
  const get = function (this: unknown): typeof answer | undefined {
    return isAsking(this) ? answer : undefined;
  };
  defineProperty(globalThis, hasInstance, { __proto__: null, get } as PropertyDescriptor);
}

/**
 * An object of the debugger's has the name already. Told by syntax alone: what is kept above may be the program's, which was there first.
 */
function isAsking(asked: unknown): asked is { [INTRINSICS_NAME]: unknown } {
  return typeof asked === 'object' && asked !== null && INTRINSICS_NAME in asked;
}
