/** The members of a scope class that the standard defines by reference to another, and that a class body cannot write. */

interface ScopeClass {
  readonly prototype: object;
}

/**
 * TC39: the initial value of `@@dispose` is the same function object as that of `dispose`; `@@toStringTag` is not writable.
 * The name is given, because a minifier may have taken the class's own. Takes the class's internal functions off it: whoever needs them has
 * them by now.
 */
export function finishClass(made: ScopeClass, name: string, method: string, symbol: symbol): void {
  const value: unknown = Reflect.get(made.prototype, method);
  Object.defineProperty(made.prototype, symbol, { value, writable: true, configurable: true });
  Object.defineProperty(made.prototype, Symbol.toStringTag, { value: name, configurable: true });
  Reflect.deleteProperty(made, 'owns');
  Reflect.deleteProperty(made, 'ledgerIn');
}
