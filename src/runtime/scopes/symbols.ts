/** The symbols of a resource's disposer: the language's own, or stand-ins on engines that have none. */

const language = Symbol as { readonly dispose?: symbol; readonly asyncDispose?: symbol };

/** What `Symbol.dispose` was when this library was loaded, or its registered stand-in on engines that have none. */
export const dispose: typeof Symbol.dispose = (language.dispose ?? Symbol.for('Symbol.dispose')) as typeof Symbol.dispose;

/** The same for `Symbol.asyncDispose`. */
export const asyncDispose: typeof Symbol.asyncDispose = (language.asyncDispose ??
  Symbol.for('Symbol.asyncDispose')) as typeof Symbol.asyncDispose;

/**
 * TC39 GetMethod for a disposer: reads the property once; `null` counts as absent. If a polyfill added a symbol after this library
 * was loaded, that symbol is used first, and the one known at load is tried as well. A value that is not an object has no disposer.
 */
export function readMethod(resource: unknown, name: 'dispose' | 'asyncDispose'): unknown {
  if ((typeof resource !== 'object' || resource === null) && typeof resource !== 'function') return undefined;
  const loaded = name === 'dispose' ? dispose : asyncDispose;
  const current = language[name] ?? loaded;
  const method = Reflect.get(resource, current) as unknown;
  if (method !== undefined && method !== null) return method;
  return current === loaded ? undefined : ((Reflect.get(resource, loaded) as unknown) ?? undefined);
}
