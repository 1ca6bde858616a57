import { Kind } from '../runtime/scopes/ledger.ts';
import { isBuiltIn } from './builtIn.ts';
import { hasNativeClasses, readNativeClass } from './nativeClass.ts';
import { defineOwn, describeOwn } from './ownProperty.ts';
import type { StackLedger } from './stackLedger.ts';
import { makeMethods } from './stackMethods.ts';

const { apply } = Reflect;
const tracked = new WeakSet<object>();
/** Whether an object is the prototype of such a class. */
export const isTracked = tracked.has.bind(tracked);
const setTracked = tracked.add.bind(tracked);

/** The language's own getters of `disposed`, by the kind of a stack's ledger. */
const disposedGetters: { [kind in Kind]?: () => unknown } = {};

/** Whether the language says that a stack is disposed of. */
export function isDisposed({ kind, stack }: StackLedger): boolean {
  const getter = disposedGetters[kind];
  return getter !== undefined && apply(getter, stack, []) === true;
}

/**
 * Makes the stacks of one of the language's two classes record what is registered on them. What a program sees of the class stays the same:
 * names, lengths, descriptors, errors and their stack traces. A class that stands in for the language's is left alone: replacing one of its
 * functions with ours would show in the program's stack traces.
 */
export function trackClass(candidate: unknown): void {
  if (typeof candidate !== 'function' || !isBuiltIn(candidate) || !hasNativeClasses) return;
  const prototype: unknown = describeOwn(candidate, 'prototype')?.value;
  if (typeof prototype !== 'object' || prototype === null || isTracked(prototype)) return;
  const native = readNativeClass(candidate, prototype);
  if (native === undefined) return;
  setTracked(prototype);
  disposedGetters[native.isAsync ? Kind.asyncObject : Kind.object] = native.isDisposedOf;
  const methods = makeMethods(native);
  // A proxy would also have the text of the method that it stands for, but would cost as much as everything else together.
  for (const name of ['use', 'adopt', 'defer', 'move'] as const) defineOwn(prototype, name, { value: methods[name] });
}
