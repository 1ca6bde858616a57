/**
 * A list of the probe's own that inherits nothing. Elements that are added to a normal array pass the setters that a program may have put
 * on `Array.prototype` and `Object.prototype`, and missing elements are looked up there.
 */
export interface List<T> {
  readonly isList: true;
  readonly length: number;
  readonly [at: number]: T;
}

export function newList<T>(): List<T> {
  return { __proto__: null as never, isList: true, length: 0 } as List<T>;
}

export function add<T>(list: List<T>, item: T): void {
  const open = list as { length: number; [at: number]: T };
  open[open.length] = item;
  open.length += 1;
}
