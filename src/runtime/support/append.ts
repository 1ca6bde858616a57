/** Builds lists for a debugger, whatever the program did to the prototypes. */

const { defineProperty } = Reflect;

/** Adds to the list without calling a setter that a program may have put on `Array.prototype` or `Object.prototype`. */
export function append<T>(list: T[], item: T): void {
  defineProperty(list, list.length, {
    __proto__: null,
    value: item,
    writable: true,
    enumerable: true,
    configurable: true,
  } as PropertyDescriptor);
}
