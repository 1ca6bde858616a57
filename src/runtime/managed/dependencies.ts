/** Who depends on whom. */

import type { Member } from './member.ts';

type Members = ReadonlyMap<string, Member>;

/** A path from `id` through its dependencies back to itself; `undefined` if there is none. */
export function findCycle(members: Members, id: string, dependsOn: readonly string[]): readonly string[] | undefined {
  const cameFrom = new Map<string, string | undefined>();
  const waiting: { readonly at: string; readonly from: string | undefined }[] = dependsOn.map((at) => ({ at, from: undefined }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { at, from } = next;
    if (at === id) return [id, ...listPath(cameFrom, from), id];
    if (cameFrom.has(at)) continue;
    cameFrom.set(at, from);
    for (const on of members.get(at)?.dependsOn ?? []) waiting.push({ at: on, from: at });
  }
  return undefined;
}

function listPath(cameFrom: ReadonlyMap<string, string | undefined>, last: string | undefined): readonly string[] {
  const path: string[] = [];
  for (let at = last; at !== undefined; at = cameFrom.get(at)) path.unshift(at);
  return path;
}

/** The members that depend on `id`. */
export function listDependents(members: Members, id: string): readonly Member[] {
  return [...members.values()].filter(({ dependsOn }) => dependsOn.includes(id));
}

/** The order for the end: the last one that came is first, but none is before those that depend on it. */
export function orderOfEnd(members: Members): readonly Member[] {
  const left = new Map([...members.keys()].map((id) => [id, 0]));
  for (const { dependsOn } of members.values()) for (const on of dependsOn) left.set(on, (left.get(on) ?? 0) + 1);
  // By rank, ascending. Members are taken from the end.
  const ready = [...members.values()].filter(({ id }) => left.get(id) === 0).sort((a, b) => a.rank - b.rank);
  const order: Member[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    order.push(next);
    for (const on of next.dependsOn) {
      const remaining = (left.get(on) ?? 0) - 1;
      left.set(on, remaining);
      const member = members.get(on);
      if (remaining === 0 && member !== undefined) insert(ready, member);
    }
  }
  return order;
}

function insert(ready: Member[], member: Member): void {
  let low = 0;
  let high = ready.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ready[middle]?.rank ?? 0) < member.rank) low = middle + 1;
    else high = middle;
  }
  ready.splice(low, 0, member);
}
