import { isBuiltIn } from './builtIn.ts';
import { describeOwn, ownGetter } from './ownProperty.ts';

export type Method = (...args: never[]) => unknown;

/** The methods of `DisposableStack.prototype` or `AsyncDisposableStack.prototype`. */
export interface StackMethods {
  readonly use: (value: unknown) => unknown;
  readonly adopt: (value: unknown, fn: unknown) => unknown;
  readonly defer: (fn: unknown) => void;
  readonly move: () => object;
}

/** One of the language's two classes as it was before its methods were replaced. */
export interface NativeClass {
  readonly candidate: new () => object;
  readonly original: StackMethods;
  /** The getter of `disposed`. */
  readonly isDisposedOf: () => unknown;
  readonly isAsync: boolean;
  /** The name of the method that the class asks a resource for first. */
  readonly key: symbol;
  readonly syncKey: symbol;
}

const { dispose, asyncDispose } = Symbol as { readonly dispose?: symbol; readonly asyncDispose?: symbol };

/** Whether the language has such classes. */
export const hasNativeClasses = dispose !== undefined && asyncDispose !== undefined;

/** Undefined if one of the methods is not the engine's own. */
export function readNativeClass(candidate: object, prototype: object): NativeClass | undefined {
  if (dispose === undefined || asyncDispose === undefined) return undefined;
  const isAsync = methodOf(prototype, 'disposeAsync') !== undefined;
  const use = methodOf(prototype, 'use');
  const adopt = methodOf(prototype, 'adopt');
  const defer = methodOf(prototype, 'defer');
  const move = methodOf(prototype, 'move');
  const isDisposedOf = ownGetter(prototype, 'disposed');
  if (use === undefined || adopt === undefined || defer === undefined || move === undefined || isDisposedOf === undefined) return undefined;
  return {
    candidate: candidate as new () => object,
    original: { use, adopt, defer, move } as unknown as StackMethods,
    isDisposedOf,
    isAsync,
    key: isAsync ? asyncDispose : dispose,
    syncKey: dispose,
  };
}

/** A method that is one of the engine's own. */
function methodOf(prototype: object, name: PropertyKey): Method | undefined {
  const value: unknown = describeOwn(prototype, name)?.value;
  return typeof value === 'function' && isBuiltIn(value) ? (value as Method) : undefined;
}
