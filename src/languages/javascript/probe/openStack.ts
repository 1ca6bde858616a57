import { call, genuine, isGenuine, prototypeOf, type Fn } from './genuine.ts';
import { languageSymbol } from './intrinsics.ts';
import { className, findProperty, isOpen } from './preview.ts';

/** What a class must have to count as a disposable stack, whatever its name (TC39 explicit resource management, 12.3 and 12.4). */
const METHODS = ['use', 'adopt', 'defer', 'move'] as const;
const CLASSES = ['DisposableStack', 'AsyncDisposableStack'] as const;

/**
 * The kind of a disposable stack that is not disposed of yet: `native` or `other`, and the name of its class; empty text for anything else.
 * A scope of the deferscope library, which also has a `label`, does not count.
 */
export function kindOfStack(value: unknown): string {
  if (!isOpen(value)) return kindByState(value);
  if (findMethod(value, 'label') !== undefined) return '';
  for (let at = 0; at < METHODS.length; at++) if (findMethod(value, METHODS[at] as string) === undefined) return '';
  const isAsync = findMethod(value, 'disposeAsync') !== undefined;
  const disposer = languageSymbol(isAsync ? 'asyncDispose' : 'dispose');
  if (!isAsync && findMethod(value, 'dispose') === undefined) return '';
  if (disposer !== undefined && findMethod(value, disposer) === undefined) return '';
  const getter: unknown = findProperty(value, 'disposed')?.get;
  const name = className(value) || (isAsync ? 'AsyncDisposableStack' : 'DisposableStack');
  // The engine's own getter runs nothing of the program's. A stand-in's getter is not called.
  if (!isGenuine(getter, 'get disposed')) return 'other ' + name;
  return call(getter, value) === false ? 'native ' + name : '';
}

/**
 * Outside of Node nobody can tell whether a value is a proxy, so its properties are not read. The engine's own getter looks at the state
 * that only the language's own stacks have, and rejects everything else.
 */
function kindByState(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  for (let at = 0; at < CLASSES.length; at++) {
    const name = CLASSES[at] as string;
    const getter = genuine(prototypeOf(name), 'disposed', 'get');
    if (getter !== undefined && isFalse(getter, value)) return 'native ' + name;
  }
  return '';
}

/** The error that the getter throws says that the value has no such state. */
function isFalse(getter: Fn, value: object): boolean {
  try {
    return call(getter, value) === false;
  } catch {
    return false;
  }
}

function findMethod(value: object, key: PropertyKey): unknown {
  const method: unknown = findProperty(value, key)?.value;
  return typeof method === 'function' ? method : undefined;
}
