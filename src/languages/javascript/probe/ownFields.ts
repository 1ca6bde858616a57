/**
 * The object's own fields on a copy that inherits nothing. What the program has put on `Object.prototype`, be it a value or
 * a getter, would else answer for a field that is not there.
 */
export function ownFields<T extends object>(value: T): T {
  return { __proto__: null as never, ...value };
}
