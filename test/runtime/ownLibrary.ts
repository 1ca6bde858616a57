import assert from 'node:assert/strict';
import { DOOR_KEY, type Door, type DoorLibrary, type DoorScope, scope } from '../../src/runtime/deferscope.ts';

/** Each test file has its own copy of the library: this finds the one that knows our scopes. */
export function findOwnLibrary(): Required<DoorLibrary> {
  const door = Reflect.get(globalThis, DOOR_KEY) as Door;
  const probe = scope();
  const found = door.libraries.find((l) => l.own?.(probe) !== undefined);
  probe.dispose();
  assert(found !== undefined);
  return found as Required<DoorLibrary>;
}

/** One scope, as a debugger would request it. */
export function readScope(library: DoorLibrary, value: unknown): DoorScope {
  const id = library.own?.(value);
  assert(id !== undefined);
  const [found] = library.read({ scopes: 1000, cleanups: 1000, scope: id }).scopes;
  assert(found !== undefined, 'the scope is not listed');
  return found;
}
