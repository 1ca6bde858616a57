import type { Json } from '../../../../../src/languages/javascript/probe/json.ts';
import { add, newList } from '../../../../../src/languages/javascript/probe/list.ts';

export type Plain = string | number | boolean | undefined | readonly Plain[] | { readonly [key: string]: Plain };

/** The same data with the probe's own lists instead of arrays. */
export function withLists(value: Plain): Json {
  if (Array.isArray(value)) {
    const list = newList<Json>();
    for (const element of value as readonly Plain[]) add(list, withLists(element));
    return list;
  }
  if (typeof value !== 'object') return value as Json;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, field === undefined ? undefined : withLists(field)]));
}
