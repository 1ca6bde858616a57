/**
 * Calls a function on an object with syntax alone: what a program has put in the place of `call` and `apply` is not asked. In the
 * constructor of a derived class `this` is what the base class returned, and `super.method()` calls what its prototype has on `this`.
 */
export function callOn(fn: unknown, self: object, first?: unknown, second?: unknown): unknown {
  let result: unknown;
  const Given = function (given: object): object {
    return given;
  };
  // A prototype that inherits nothing, so that nobody's setter is in the way.
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
