/** The members of a scope class that the standard defines by reference to another member, and that a class body cannot express. */

interface ScopeClass {
  readonly prototype: object;
}

/**
 * TC39: the initial value of `@@dispose` is the same function object as that of `dispose`; `@@toStringTag` is not writable. The
 * name is passed in, because a minifier may have changed the class's own. This also removes the class's internal functions from it:
 * the code that needs them has taken them by now.
 */
export function finishClass(made: ScopeClass, name: string, method: string, symbol: symbol): void {
  const value: unknown = Reflect.get(made.prototype, method);
  Object.defineProperty(made.prototype, symbol, { value, writable: true, configurable: true });
  Object.defineProperty(made.prototype, Symbol.toStringTag, { value: name, configurable: true });
  Reflect.deleteProperty(made, 'owns');
  Reflect.deleteProperty(made, 'ledgerIn');
}
