import type { Resource, Resources } from './snapshot.ts';

/** The kind of resource in each list, in the order in which they are shown. A new kind joins here and in `Resources`. */
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

const RESOURCE_LISTS = Object.keys(KIND_OF_LIST) as readonly (keyof Resources)[];

/** A resource and its kind. */
export interface KindOfResource {
  readonly kind: ResourceKind;
  readonly resource: Resource;
}

/** All resources, in the order in which they are shown. */
export function listResources(resources: Resources | undefined): readonly KindOfResource[] {
  return RESOURCE_LISTS.flatMap((list) => (resources?.[list] ?? []).map((resource) => ({ kind: KIND_OF_LIST[list], resource })));
}

/** Makes the lists of a snapshot's resources from the given resources. */
export function buildResources(give: (list: keyof Resources) => readonly Resource[] | undefined): Resources {
  // A snapshot always has these lists, even if they are empty.
  const built: { -readonly [List in keyof Resources]: Resources[List] } = { guards: [], managed: [], pools: [] };
  for (const list of RESOURCE_LISTS) {
    const given = give(list);
    if (given !== undefined) built[list] = given;
  }
  return built;
}

/** Puts each resource into the list of its kind; undefined if there are none. */
export function groupResources(all: readonly KindOfResource[]): Resources | undefined {
  if (all.length === 0) return undefined;
  return buildResources((list) => {
    const found = all.filter(({ kind }) => kind === KIND_OF_LIST[list]).map(({ resource }) => resource);
    return found.length === 0 ? undefined : found;
  });
}

/** The same lists with each resource changed. */
export function changeResources(resources: Resources, change: (resource: Resource) => Resource): Resources {
  return buildResources((list) => resources[list]?.map(change));
}
