import { define } from './intrinsics.ts';
import type { List } from './list.ts';

/**
 * A function that has the values as its properties `0`, `1`, and so on. A debugger shows them as it shows an object's fields. Where an
 * object
 * is the answer itself, js-debug calls its `toString`, its `inspect` and the like to describe it; of a function and its properties it does
 * not.
 */
export function holdValues(values: List<unknown>): unknown {
  const holder = (): undefined => undefined;
  for (let at = 0; at < values.length; at++)
    define(holder, at, { value: values[at], enumerable: false, configurable: true, writable: false });
  return holder;
}
