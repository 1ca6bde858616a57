import { DOOR_VERSION, type DoorLibrary } from '../runtime/door.ts';
import { WIRE_LIMITS as L } from '../wire/javascriptReading.ts';
import { isProxy, ownValue } from './preview.ts';

/** The door's list, taken without calling an accessor or a proxy; a text says why there is none. */
export function findLibraries(): readonly unknown[] | 'none' | 'broken' {
  const key = Symbol.for('deferscope.door');
  if (Object.getOwnPropertyDescriptor(globalThis, key) === undefined) return 'none';
  const door = ownValue(globalThis, key);
  if (typeof door !== 'object' || door === null || isProxy(door)) return 'broken';
  const libraries = ownValue(door, 'libraries');
  return ownValue(door, 'version') === DOOR_VERSION && !isProxy(libraries) && Array.isArray(libraries) ? libraries : 'broken';
}

/** `library:scope` of a value that is a scope of one of the libraries behind the door. */
export function findScopeOf(value: unknown): string | undefined {
  const libraries = findLibraries();
  if (typeof libraries === 'string') return undefined;
  for (let index = 0; index < libraries.length && index < L.libraries; index++) {
    const id = (ownValue(libraries, index) as DoorLibrary).own?.(value);
    if (typeof id === 'number') return `${index}:${id}`;
  }
  return undefined;
}

/** Whether a library says of a stack that it follows what is registered on it: the preload does, of a stack on which nothing is yet, too. */
export function isFollowed(stack: object): boolean {
  const libraries = findLibraries();
  if (typeof libraries === 'string') return false;
  for (let index = 0; index < libraries.length && index < L.libraries; index++) {
    const follows = ownValue(libraries[index] as object, 'follows');
    if (typeof follows === 'function' && (follows as (stack: object) => unknown)(stack) === true) return true;
  }
  return false;
}
