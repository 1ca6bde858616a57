/**
 * A list of the probe's own, which inherits nothing: an element that is put into an array goes past the setters that a program
 * may have on `Array.prototype` and `Object.prototype`, and one that is missing is asked for there.
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
