import { call, globalValue, handed, isGenuine, isObject, missing, ownValue, prototypeOf, take, type Property } from './genuine.ts';
import { ownFields } from './ownFields.ts';

/**
 * The engine's own functions that the probe uses. If one is no longer available, its wrapper returns a value that claims nothing false, and
 * its name is noted.
 */

const reflect = globalValue('Reflect');
const getPrototypeOf = take(handed.getPrototypeOf, reflect, 'getPrototypeOf') as ((value: object) => object | null) | undefined;
const defineFn = take(handed.defineProperty, reflect, 'defineProperty') as
  ((target: object, key: PropertyKey, own: Property) => boolean) | undefined;
const symbolFor = take(handed.symbolFor, globalValue('Symbol'), 'for') as ((key: string) => symbol) | undefined;
const isArrayFn = take(handed.isArray, globalValue('Array'), 'isArray') as ((value: unknown) => boolean) | undefined;
const isViewFn = take(handed.isView, globalValue('ArrayBuffer'), 'isView') as ((value: unknown) => boolean) | undefined;
const keysFn = take(handed.keys, globalValue('Object'), 'keys') as ((value: object) => readonly string[]) | undefined;
const symbolsFn = take(handed.ownSymbols, globalValue('Object'), 'getOwnPropertySymbols') as
  ((value: object) => readonly symbol[]) | undefined;
const constructFn = take(handed.construct, reflect, 'construct') as ((made: unknown, given: readonly unknown[]) => unknown) | undefined;
const captureFn = take(handed.captureStackTrace, globalValue('Error'), 'captureStackTrace') as
  ((holder: object, above: unknown) => void) | undefined;
const derefFn = take(handed.deref, prototypeOf('WeakRef'), 'deref');
const weakRef = ((): (new (value: object) => object) | undefined => {
  const found = isGenuine(handed.WeakRef, 'WeakRef') ? handed.WeakRef : globalValue('WeakRef');
  return isGenuine(found, 'WeakRef') ? (found as never) : undefined;
})();

/** Notes all functions that are no longer the engine's at once, so that the reader knows before anything is missing. */
export function noteReplaced(): void {
  const all = ownFields({
    'Reflect.getPrototypeOf': getPrototypeOf,
    'Reflect.defineProperty': defineFn,
    'Symbol.for': symbolFor,
    'Array.isArray': isArrayFn,
    'ArrayBuffer.isView': isViewFn,
    'Object.keys': keysFn,
    'Object.getOwnPropertySymbols': symbolsFn,
    'Reflect.construct': constructFn,
    'Error.captureStackTrace': captureFn,
    'WeakRef': weakRef,
    'WeakRef.prototype.deref': derefFn,
  });
  for (const name in all) if (all[name as keyof typeof all] === undefined) missing(name, undefined);
}

export function getPrototype(value: object): object | null {
  return getPrototypeOf === undefined ? missing('Reflect.getPrototypeOf', null) : getPrototypeOf(value);
}

/** Whether it could be defined. */
export function define(target: object, key: PropertyKey, own: Property): boolean {
  return defineFn === undefined ? missing('Reflect.defineProperty', false) : defineFn(target, key, ownFields(own));
}

export function registeredSymbol(key: string): symbol | undefined {
  return symbolFor === undefined ? missing<symbol | undefined>('Symbol.for', undefined) : symbolFor(key);
}

/** One of the language's own symbols, such as `dispose`. */
export function languageSymbol(name: string): symbol | undefined {
  const maker = globalValue('Symbol');
  const found = isObject(maker) ? ownValue(maker, name) : undefined;
  return typeof found === 'symbol' ? found : undefined;
}

export function isArray(value: unknown): value is readonly unknown[] {
  return isArrayFn === undefined ? missing('Array.isArray', false) : isArrayFn(value);
}

/** Also true if that cannot be told. */
export function mayBeView(value: unknown): boolean {
  return isViewFn === undefined ? missing('ArrayBuffer.isView', true) : isViewFn(value);
}

export function ownKeys(value: object): readonly string[] | undefined {
  return keysFn === undefined ? missing<readonly string[] | undefined>('Object.keys', undefined) : keysFn(value);
}

export function ownSymbols(value: object): readonly symbol[] {
  return symbolsFn === undefined ? missing<readonly symbol[]>('Object.getOwnPropertySymbols', []) : symbolsFn(value);
}

/** Makes an object of one of the engine's classes. */
export function construct(made: unknown, given: readonly unknown[]): unknown {
  return constructFn === undefined ? missing<unknown>('Reflect.construct', undefined) : constructFn(made, given);
}

export function captureStack(holder: object, above: unknown): boolean {
  if (captureFn === undefined) return missing('Error.captureStackTrace', false);
  captureFn(holder, above);
  return true;
}

/** A reference that keeps nothing alive, if one can be made. */
export function holdWeakly(value: object): object | undefined {
  return weakRef === undefined || derefFn === undefined ? missing<object | undefined>('WeakRef', undefined) : new weakRef(value);
}

export function follow(reference: object): unknown {
  return derefFn === undefined ? undefined : call(derefFn, reference);
}

/** Deletes an own property of an object. */
export function remove(target: object, key: PropertyKey): void {
  // oxlint-disable-next-line typescript/no-dynamic-delete -- the function for it may be the program's
  delete (target as { [key: PropertyKey]: unknown })[key];
}
