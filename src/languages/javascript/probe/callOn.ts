/**
 * Calls a function on an object with syntax alone, so that a replaced `call` or `apply` is not used. In the constructor of a derived class
 * `this` is what the base class returned, and `super.method()` calls the method of its prototype on `this`.
 */
export function callOn(fn: unknown, self: object, first?: unknown, second?: unknown): unknown {
  let result: unknown;
  const Given = function (given: object): object {
    return given;
  };
  // A prototype that inherits nothing, so that no setter is in the way.
  Given.prototype = { __proto__: null, method: fn };
  class Caller extends (Given as unknown as new (given: object) => { method(first: unknown, second: unknown): unknown }) {
    constructor() {
      super(self);
      result = super.method(first, second);
    }
  }
  new Caller();
  return result;
}
