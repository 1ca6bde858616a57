/** Adds a library to the debugger's door. */

import { type Door, DOOR_KEY, DOOR_VERSION, type DoorLibrary } from './doorContract.ts';
import { handOverIntrinsics } from '../support/intrinsics.ts';

const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
const { isArray } = Array;
const { push } = Array.prototype;

/** Uses the door that is there, or makes one. A door that somebody broke or locked stays as it is. */
export function joinDoor(library: DoorLibrary): void {
  try {
    handOverIntrinsics();
    const there = getOwnPropertyDescriptor(globalThis, DOOR_KEY);
    const libraries = there === undefined ? makeDoor() : findLibraries(there.value);
    if (libraries !== undefined) apply(push, libraries, [library]);
  } catch {
    // The list is frozen, or is a proxy that refuses. Then no debugger finds this library, and the program runs on.
  }
}

function makeDoor(): DoorLibrary[] | undefined {
  const libraries: DoorLibrary[] = [];
  const door: Door = { version: DOOR_VERSION, libraries };
  return defineProperty(globalThis, DOOR_KEY, { value: door, configurable: true }) ? libraries : undefined;
}

function findLibraries(door: unknown): unknown[] | undefined {
  if (typeof door !== 'object' || door === null) return undefined;
  const { version, libraries } = door as { readonly version?: unknown; readonly libraries?: unknown };
  return version === DOOR_VERSION && isArray(libraries) ? libraries : undefined;
}
