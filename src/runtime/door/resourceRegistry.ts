/**
 * The resources that a debugger can find: guards, pools, managers and whatever else outlives one scope. They are listed in the
 * order in which they were made, each behind a WeakRef, so that none is kept alive for the debugger.
 */

import { append } from '../support/append.ts';
import type { DoorConcern, DoorResource } from './doorContract.ts';
import { keepsSites } from './observer.ts';
import { capture, CLEANUP_FRAMES, readTrace, type Trace } from './trace.ts';

/** A resource that a debugger can read. */
export interface ReadableResource {
  /**
   * Returns what is true now, as plain data made for this call. It follows the door's contract: it never throws, runs no code of
   * the program, schedules and logs nothing, and uses no method that the program may have replaced.
   *
   * @internal Not in the published types, and neither are the classes' implementations of it.
   * @param query `entries`: the largest number of entries
   */
  readForDoor(query: { readonly entries: number }): Omit<DoorResource, 'id'>;
}

interface Registration {
  readonly id: number;
  /** `undefined` once the resource was withdrawn. */
  resource: WeakRef<ReadableResource> | undefined;
  readonly trace: Trace | undefined;
}

const MIN_TIDY_SIZE = 64;

/** By id, ascending. */
let registrations: Registration[] = [];
let tidyAt = MIN_TIDY_SIZE;
let lastId = 0;
const concernReaders: (() => readonly DoorConcern[])[] = [];

const { apply } = Reflect;
// Taken once, as in liveScopes.ts. Engines without it have no debugger that looks.
const deref = typeof WeakRef === 'function' ? (WeakRef.prototype as { deref: () => unknown }).deref : undefined;

/**
 * Lets a debugger find a resource for as long as the program itself holds it. This costs one WeakRef and, while a debugger is
 * attached, a call stack.
 *
 * @param resource is read whenever a debugger stops
 * @param inside how many library calls lie between this one and the program: 1 in the constructor of a class that programs
 * instantiate themselves; Infinity if the place says nothing
 * @returns its id, which is unique in this copy of the library, for {@link withdrawResource}
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

/** Removes a resource that has ended and has nothing to show any more. An unknown id, or one that was withdrawn before, is not an error. */
export function withdrawResource(id: number): void {
  const found = registrations[indexOf(id)];
  if (found?.id === id) found.resource = undefined;
}

/**
 * Has `read` called whenever a debugger stops, for what a person should look at. It is never removed, so each part of the library
 * calls this once, not for each object.
 *
 * @param read under the same contract as {@link ReadableResource.readForDoor}
 */
export function announceConcerns(read: () => readonly DoorConcern[]): void {
  concernReaders[concernReaders.length] = read;
}

/** The index where the id is, or would be. */
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

/** Drops what was withdrawn or collected. This happens when the list has doubled, so that all entries share its cost. */
function tidy(): void {
  const kept: Registration[] = [];
  for (let i = 0; i < registrations.length; i++) {
    const one = registrations[i];
    if (one !== undefined && follow(one) !== undefined) kept[kept.length] = one;
  }
  registrations = kept;
  tidyAt = Math.max(MIN_TIDY_SIZE, kept.length * 2);
}

function follow({ resource }: Registration): ReadableResource | undefined {
  return resource === undefined || deref === undefined ? undefined : (apply(deref, resource, []) as ReadableResource | undefined);
}

/**
 * Up to `most` resources of each kind, with up to `entries` entries each, and how many there are in all. Each is read separately:
 * one that breaks the contract is counted but not shown.
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
    // A debugger sees all the others. This one is missing from the list, but is in the count.
    return undefined;
  }
}

/** The concerns of all parts, each read separately. */
export function readConcerns(): readonly DoorConcern[] {
  const found: DoorConcern[] = [];
  for (let i = 0; i < concernReaders.length; i++) {
    try {
      const some = concernReaders[i]?.() ?? [];
      for (let j = 0; j < some.length; j++) append(found, some[j] as DoorConcern);
    } catch {
      // The other parts' concerns are still reported.
    }
  }
  return found;
}
