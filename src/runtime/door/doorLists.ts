/** Reads Maps and Sets for the door, whatever the program did to their prototypes. */

import { append } from '../support/append.ts';

const { apply } = Reflect;
/* oxlint-disable typescript/unbound-method -- applied below */
const forEachOfMap = Map.prototype.forEach;
const forEachOfSet = Set.prototype.forEach;
/* oxlint-enable typescript/unbound-method */

/** The first `most` values of a map, each as `tell` gives it. */
export function listMap<V, R>(map: ReadonlyMap<unknown, V>, most: number, tell: (value: V) => R): readonly R[] {
  const told: R[] = [];
  apply(forEachOfMap, map, [
    (value: V) => {
      if (told.length < most) append(told, tell(value));
    },
  ]);
  return told;
}

/** All values of a set. */
export function listSet<V>(set: ReadonlySet<V>): readonly V[] {
  const listed: V[] = [];
  apply(forEachOfSet, set, [
    (value: V) => {
      append(listed, value);
    },
  ]);
  return listed;
}
