import { findProperty, isOpen } from './preview.ts';

const { apply } = Reflect;
const { toString: textOf } = Function.prototype as { readonly toString: (this: unknown) => string };

/** `DisposableStack` or `AsyncDisposableStack` for a stack that is not disposed of; empty text for anything else. */
export function classOfStack(value: unknown): string {
  if (!isOpen(value)) return '';
  const tag: unknown = findProperty(value, Symbol.toStringTag)?.value;
  if (tag !== 'DisposableStack' && tag !== 'AsyncDisposableStack') return '';
  const getter: unknown = Reflect.get(findProperty(value, 'disposed') ?? {}, 'get');
  // The engine's own getter runs nothing of the program's. That of a stand-in is not asked.
  if (typeof getter !== 'function') return '';
  return isBuiltIn(getter) && apply(getter, value, []) !== false ? '' : tag;
}

function isBuiltIn(fn: unknown): boolean {
  const text = apply(textOf, fn, []);
  const end = '{ [native code] }';
  for (let at = 1; at <= end.length; at++) if (text[text.length - at] !== end[end.length - at]) return false;
  return true;
}
