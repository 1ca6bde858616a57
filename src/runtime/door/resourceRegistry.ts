/**
 * The resources that a debugger can find: guards, pools, managers and whatever else outlives one scope. Each stands here behind a
 * WeakRef, in the order in which they were made, so that none is kept alive for a debugger's sake.
 */

import { append } from '../support/append.ts';
import type { DoorConcern, DoorResource } from './doorContract.ts';
import { keepsSites } from './observer.ts';
import { capture, CLEANUP_FRAMES, readTrace, type Trace } from './trace.ts';

/** What a resource does so that a debugger can read it. */
export interface ReadableResource {
  /**
   * Tells what is true now, in plain data made for this call. Under the door's contract: never throws, runs no code of the
   * program, schedules and logs nothing, and uses no method that the program may have replaced.
   *
   * @internal Not in the published types: nor is what the classes have.
   * @param query `entries`: at most so many entries
   */
  readForDoor(query: { readonly entries: number }): Omit<DoorResource, 'id'>;
}

interface Registration {
  readonly id: number;
  /** `undefined` from the moment the resource was withdrawn. */
  resource: WeakRef<ReadableResource> | undefined;
  readonly trace: Trace | undefined;
}

const SMALL = 64;

/** By id, ascending. */
let registrations: Registration[] = [];
let tidyAt = SMALL;
let lastId = 0;
const concernReaders: (() => readonly DoorConcern[])[] = [];

const { apply } = Reflect;
// Taken once, as in liveScopes.ts. Engines without have nothing to look with.
const deref = typeof WeakRef === 'function' ? (WeakRef.prototype as { deref: () => unknown }).deref : undefined;

/**
 * Makes a resource findable for a debugger, for as long as the program itself holds it. Costs one WeakRef; while a debugger looks
 * on also the call stack.
 *
 * @param resource read whenever a debugger stops
 * @param inside how many calls of the library lie between this one and the program: 1 in the constructor of a class that
 * programs make themselves; Infinity: the place says nothing
 * @returns its id, unique in this copy of the library, for {@link withdrawResource}
 */
export function announceResource(resource: ReadableResource, inside = 1): number {
  const id = ++lastId;
  if (deref === undefined) return id;
  if (registrations.length >= tidyAt) tidy();
  registrations[registrations.length] = {
    id,
    resource: new WeakRef(resource),
    trace: inside < Infinity && keepsSites() ? capture(CLEANUP_FRAMES, inside + 1) : undefined,
  };
  return id;
}

/** The resource has come to its end and has nothing to show any more. An unknown id, or one withdrawn before, is no error. */
export function withdrawResource(id: number): void {
  const found = registrations[indexOf(id)];
  if (found?.id === id) found.resource = undefined;
}

/**
 * Has `read` asked for what a person should look at, whenever a debugger stops. Kept for good: for the parts of this library,
 * once each, not for objects.
 *
 * @param read under the same contract as {@link ReadableResource.readForDoor}
 */
export function announceConcerns(read: () => readonly DoorConcern[]): void {
  concernReaders[concernReaders.length] = read;
}

/** Where the id stands, or would stand. */
function indexOf(id: number): number {
  let low = 0;
  let high = registrations.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = registrations[middle];
    if (at !== undefined && at.id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Lets go of what was withdrawn or collected. Done when the list has doubled, so its cost is shared by all. */
function tidy(): void {
  const kept: Registration[] = [];
  for (let i = 0; i < registrations.length; i++) {
    const one = registrations[i];
    if (one !== undefined && follow(one) !== undefined) kept[kept.length] = one;
  }
  registrations = kept;
  tidyAt = Math.max(SMALL, kept.length * 2);
}

function follow({ resource }: Registration): ReadableResource | undefined {
  return resource === undefined || deref === undefined ? undefined : (apply(deref, resource, []) as ReadableResource | undefined);
}

/**
 * Up to `most` resources of each kind, with up to `entries` entries each, and how many there are in all. Each is asked by itself:
 * one that breaks the contract is counted and not shown.
 */
export function readResources(
  most: number,
  entries: number,
  only: number | undefined,
): { readonly resources: readonly DoorResource[]; readonly resourceCount: number } {
  const resources: DoorResource[] = [];
  const listed: Record<string, number> = { __proto__: null } as never;
  let resourceCount = 0;
  for (let i = 0; i < registrations.length; i++) {
    const one = registrations[i];
    const resource = one === undefined ? undefined : follow(one);
    if (one === undefined || resource === undefined) continue;
    resourceCount += 1;
    if (only !== undefined && one.id !== only) continue;
    const reading = readOne(resource, entries);
    if (reading === undefined) continue;
    const count = listed[reading.kind] ?? 0;
    if (count >= most) continue;
    listed[reading.kind] = count + 1;
    const site = readTrace(one.trace);
    append(resources, { id: one.id, ...reading, ...(site === undefined ? {} : { site }) });
  }
  return { resources, resourceCount };
}

function readOne(resource: ReadableResource, entries: number): Omit<DoorResource, 'id'> | undefined {
  try {
    return resource.readForDoor({ entries });
  } catch {
    // A debugger sees all the others; this one is missing from the list, and in the count.
    return undefined;
  }
}

/** What all parts have to say, each asked by itself. */
export function readConcerns(): readonly DoorConcern[] {
  const found: DoorConcern[] = [];
  for (let i = 0; i < concernReaders.length; i++) {
    try {
      const some = concernReaders[i]?.() ?? [];
      for (let j = 0; j < some.length; j++) append(found, some[j] as DoorConcern);
    } catch {
      // The other parts' concerns are told all the same.
    }
  }
  return found;
}
