/** The names a resource's disposer goes by: the language's own, or what stands in for them on engines without. */

const language = Symbol as { readonly dispose?: symbol; readonly asyncDispose?: symbol };

/** What `Symbol.dispose` was when this library was loaded; its registered stand-in on engines that have none. */
export const dispose: typeof Symbol.dispose = (language.dispose ?? Symbol.for('Symbol.dispose')) as typeof Symbol.dispose;

/** The same for `Symbol.asyncDispose`. */
export const asyncDispose: typeof Symbol.asyncDispose = (language.asyncDispose ??
  Symbol.for('Symbol.asyncDispose')) as typeof Symbol.asyncDispose;

/**
 * TC39 GetMethod for a disposer: reads the property once, `null` counts as absent. A symbol that a polyfill brought after
 * this library was loaded is honoured; only then is the one known at load tried as well. A value that is no Object has none.
 */
export function readMethod(resource: unknown, name: 'dispose' | 'asyncDispose'): unknown {
  if ((typeof resource !== 'object' || resource === null) && typeof resource !== 'function') return undefined;
  const loaded = name === 'dispose' ? dispose : asyncDispose;
  const current = language[name] ?? loaded;
  const method = Reflect.get(resource, current) as unknown;
  if (method !== undefined && method !== null) return method;
  return current === loaded ? undefined : ((Reflect.get(resource, loaded) as unknown) ?? undefined);
}
