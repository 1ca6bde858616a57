import { define } from './intrinsics.ts';
import type { List } from './list.ts';

/**
 * A function that has the values as its properties `0`, `1`, and so on. A debugger shows them like the fields of an object. To describe an
 * object that is the result itself, js-debug calls its `toString`, its `inspect` and the like; it does not do so for a function or its
 * properties.
 */
export function holdValues(values: List<unknown>): unknown {
  const holder = (): undefined => undefined;
  for (let at = 0; at < values.length; at++)
    define(holder, at, { value: values[at], enumerable: false, configurable: true, writable: false });
  return holder;
}
