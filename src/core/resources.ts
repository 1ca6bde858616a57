import type { Resource, Resources } from './snapshot.ts';

/** Which kind the resources of each list are, in the order in which they are shown. A new kind of resource joins here and in `Resources`. */
const KIND_OF_LIST = {
  guards: 'guard',
  managed: 'managed',
  pools: 'pool',
  gates: 'gate',
  owned: 'owned',
  background: 'background',
  shutdowns: 'shutdown',
  leaks: 'leaks',
} as const satisfies Record<keyof Resources, string>;

/** The kinds of resources; each has its list in a snapshot's resources. */
export type ResourceKind = (typeof KIND_OF_LIST)[keyof Resources];

export const RESOURCE_LISTS = Object.keys(KIND_OF_LIST) as readonly (keyof Resources)[];

/** A resource and what kind it is. */
export interface KindOfResource {
  readonly kind: ResourceKind;
  readonly resource: Resource;
}

/** All of them, in the order in which they are shown. */
export function listResources(resources: Resources | undefined): readonly KindOfResource[] {
  return RESOURCE_LISTS.flatMap((list) => (resources?.[list] ?? []).map((resource) => ({ kind: KIND_OF_LIST[list], resource })));
}

/** The lists of a snapshot's resources, from what is given for each of them. */
export function buildResources(give: (list: keyof Resources) => readonly Resource[] | undefined): Resources {
  // A snapshot always has these, be they empty.
  const built: { -readonly [List in keyof Resources]: Resources[List] } = { guards: [], managed: [], pools: [] };
  for (const list of RESOURCE_LISTS) {
    const given = give(list);
    if (given !== undefined) built[list] = given;
  }
  return built;
}

/** Each resource in the list of its kind; undefined where there are none. */
export function groupResources(all: readonly KindOfResource[]): Resources | undefined {
  if (all.length === 0) return undefined;
  return buildResources((list) => {
    const found = all.filter(({ kind }) => kind === KIND_OF_LIST[list]).map(({ resource }) => resource);
    return found.length === 0 ? undefined : found;
  });
}

/** The same lists, each resource in them changed. */
export function changeResources(resources: Resources, change: (resource: Resource) => Resource): Resources {
  return buildResources((list) => resources[list]?.map(change));
}
