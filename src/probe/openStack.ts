import { className, findProperty, isOpen } from './preview.ts';

const { apply } = Reflect;
const { toString: textOf } = Function.prototype as { readonly toString: (this: unknown) => string };

/** What a class needs to be one of disposable stacks, whatever it is called (TC39 explicit resource management, 12.3 and 12.4). */
const METHODS = ['use', 'adopt', 'defer', 'move'] as const;

/**
 * What kind of disposable stack a value is, if it is one that is not disposed of: `native` or `other`, and the name of its class; empty text
 * for anything else. A scope of the deferscope library, which has a `label` too, is none.
 */
export function kindOfStack(value: unknown): string {
  if (!isOpen(value) || findMethod(value, 'label') !== undefined) return '';
  for (let at = 0; at < METHODS.length; at++) if (findMethod(value, METHODS[at] as string) === undefined) return '';
  const isAsync = findMethod(value, 'disposeAsync') !== undefined;
  const disposer = Reflect.get(Symbol, isAsync ? 'asyncDispose' : 'dispose') as symbol | undefined;
  if (!isAsync && findMethod(value, 'dispose') === undefined) return '';
  if (disposer !== undefined && findMethod(value, disposer) === undefined) return '';
  const getter: unknown = Reflect.get(findProperty(value, 'disposed') ?? {}, 'get');
  const name = className(value) || (isAsync ? 'AsyncDisposableStack' : 'DisposableStack');
  // The engine's own getter runs nothing of the program's. That of a stand-in is not asked.
  if (typeof getter !== 'function' || !isBuiltIn(getter)) return 'other ' + name;
  return apply(getter, value, []) === false ? 'native ' + name : '';
}

function findMethod(value: object, key: PropertyKey): unknown {
  const method: unknown = findProperty(value, key)?.value;
  return typeof method === 'function' ? method : undefined;
}

function isBuiltIn(fn: unknown): boolean {
  const text = apply(textOf, fn, []);
  const end = '{ [native code] }';
  for (let at = 1; at <= end.length; at++) if (text[text.length - at] !== end[end.length - at]) return false;
  return true;
}
