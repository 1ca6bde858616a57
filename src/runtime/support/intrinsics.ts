/**
 * The engine's own functions, as they are when the library is loaded. A debugger that looks at the program later uses them, so that
 * it does not call what the program has put in their place. It gets them by syntax alone, because any function that it could call
 * for them could have been replaced too: `asked instanceof asked`, where `asked` inherits from the global object, calls something
 * that nobody can change any more. For a program, `x instanceof globalThis` stays the error that it is without the library, because
 * the getter returns nothing.
 */

import { findTypeChecks } from './describe.ts';

/** The object that asks gets them here. */
export const INTRINSICS_NAME = 'deferscope.intrinsics';

/** What is handed over. The receiver checks that it is the engine's, because the program may have come first. */
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

/** Puts them there, unless another copy of the library has. */
export function handOverIntrinsics(): void {
  if (getOwnPropertyDescriptor(globalThis, hasInstance) !== undefined) return;
  const all: Intrinsics = {
    getOwnPropertyDescriptor,
    getPrototypeOf,
    defineProperty,
    apply,
    // oxlint-disable-next-line typescript/unbound-method -- handed over, not called
    functionToString: Function.prototype.toString,
    symbolFor: Symbol.for,
    isArray: Array.isArray,
    // oxlint-disable-next-line typescript/unbound-method -- handed over, not called
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
  // The getter is called on the object that asks. A program calls it on other objects, and sees nothing.
  const get = function (this: unknown): typeof answer | undefined {
    return isAsking(this) ? answer : undefined;
  };
  defineProperty(globalThis, hasInstance, { __proto__: null, get } as PropertyDescriptor);
}

/**
 * An object of the debugger has the name already. This uses syntax alone, because what is kept above may be the program's, if the
 * program came first.
 */
function isAsking(asked: unknown): asked is { [INTRINSICS_NAME]: unknown } {
  return typeof asked === 'object' && asked !== null && INTRINSICS_NAME in asked;
}
