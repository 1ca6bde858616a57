import { DOOR_VERSION } from '../../../runtime/door/doorContract.ts';
import { WIRE_LIMITS as L } from '../wire/javascriptReading.ts';
import { call, canLook, describeProperty, ownValue, realm } from './genuine.ts';
import { isArray, registeredSymbol } from './intrinsics.ts';
import { findProperty } from './preview.ts';
import { isProxy } from './typeChecks.ts';

/** The door's list, read without calling an accessor or a proxy; a text says why there is none. `hidden`: there may be one. */
export function findLibraries(): readonly unknown[] | 'none' | 'broken' | 'hidden' {
  const key = registeredSymbol('deferscope.door');
  if (key === undefined || !canLook) return 'hidden';
  if (describeProperty(realm, key) === undefined) return 'none';
  const door = ownValue(realm, key);
  if (typeof door !== 'object' || door === null || isProxy(door)) return 'broken';
  const libraries = ownValue(door, 'libraries');
  return ownValue(door, 'version') === DOOR_VERSION && !isProxy(libraries) && isArray(libraries) ? libraries : 'broken';
}

/** `library:scope` for a value that is a scope of one of the libraries behind the door. */
export function findScopeOf(value: unknown): string | undefined {
  const libraries = findLibraries();
  if (typeof libraries === 'string') return undefined;
  for (let index = 0; index < libraries.length && index < L.libraries; index++) {
    const library = ownValue(libraries, index) as object;
    const owns: unknown = findProperty(library, 'own')?.value;
    const id = typeof owns === 'function' ? call(owns, library, value) : undefined;
    if (typeof id === 'number') return `${index}:${id}`;
  }
  return undefined;
}

/** Whether a library says that it follows what is registered on a stack. The preload does so even for a stack that is still empty. */
export function isFollowed(stack: object): boolean {
  const libraries = findLibraries();
  if (typeof libraries === 'string') return false;
  for (let index = 0; index < libraries.length && index < L.libraries; index++) {
    const library = ownValue(libraries, index) as object;
    const follows = ownValue(library, 'follows');
    if (typeof follows === 'function' && call(follows, library, stack) === true) return true;
  }
  return false;
}
