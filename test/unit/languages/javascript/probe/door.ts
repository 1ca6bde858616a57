import * as vm from 'node:vm';
import assert from 'node:assert/strict';
import { DOOR_KEY, type DoorCleanup, type DoorLibrary, type DoorScope } from '../../../../../src/runtime/door/doorContract.ts';
import { readExpression } from '../../../../../src/languages/javascript/values/expression.ts';
import { decodeReading } from '../../../../../src/languages/javascript/wire/decodeReading.ts';
import type { WireReading } from '../../../../../src/languages/javascript/wire/javascriptReading.ts';

/** Runs `body` with something else under the door's key, and restores what was there. */
export function withDoor<T>(own: PropertyDescriptor | undefined, body: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, DOOR_KEY);
  Reflect.deleteProperty(globalThis, DOOR_KEY);
  if (own !== undefined) Object.defineProperty(globalThis, DOOR_KEY, { ...own, configurable: true });
  try {
    return body();
  } finally {
    Reflect.deleteProperty(globalThis, DOOR_KEY);
    if (before !== undefined) Object.defineProperty(globalThis, DOOR_KEY, before);
  }
}

/** A door of version 1 with these libraries. */
export function doorOf(...libraries: readonly unknown[]): PropertyDescriptor {
  return { value: { version: 1, libraries } };
}

export function libraryOf(scopes: readonly unknown[], more: Partial<DoorLibrary> = {}): DoorLibrary {
  return { name: 'made by hand', version: '1.0.0', read: () => ({ scopes: scopes as DoorScope[], scopeCount: scopes.length }), ...more };
}

export function scopeOf(more: Partial<DoorScope> = {}): DoorScope {
  const cleanups = more.cleanups ?? [];
  return { id: 1, kind: 'object', async: false, state: 'open', failures: [], pending: cleanups.length, cleanups, ...more };
}

export function cleanupOf(more: Partial<DoorCleanup> = {}): DoorCleanup {
  return { id: 1, state: 'pending', kind: 'defer', fn: noop, args: [], ...more };
}

function noop(): void {
  // Stands for any function of the program.
}

/** The probe's answer as text, evaluated in this realm as a debugger does: as global code. */
export function readText(): string {
  const answer: unknown = vm.runInThisContext(readExpression());
  assert.equal(typeof answer, 'string');
  return answer as string;
}

/** What the door's first library shows of values when they are arguments of one cleanup. */
export function previewsOf(...args: readonly unknown[]): string[] {
  const text = withDoor(doorOf(libraryOf([scopeOf({ cleanups: [cleanupOf({ args })] })])), readText);
  return asReading(text).libraries[0]?.scopes[0]?.cleanups[0]?.args.map((value) => value.text + (value.cut ? ' (cut)' : '')) ?? [];
}

export function asReading(text: string): WireReading {
  const decoded = decodeReading(text);
  assert.equal(decoded.kind, 'reading', text.slice(0, 300));
  return decoded.reading;
}

export function readHere(door: PropertyDescriptor | undefined): WireReading {
  return asReading(withDoor(door, readText));
}
