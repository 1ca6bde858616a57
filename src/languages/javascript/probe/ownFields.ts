/**
 * A copy of the object's own fields that inherits nothing. Otherwise a value or getter that the program has put on `Object.prototype` would
 * answer for a missing field.
 */
export function ownFields<T extends object>(value: T): T {
  return { __proto__: null as never, ...value };
}
