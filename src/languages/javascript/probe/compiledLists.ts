import { findMethod, findSureMethod } from './disposeMethods.ts';
import { ownValue } from './genuine.ts';
import { isArray } from './intrinsics.ts';
import { isOpen } from './preview.ts';

/**
 * `[[async, dispose, value], …]` of esbuild, `{ stack: [{ value, dispose, async }, …] }` of TypeScript and swc, `[{ v, d, a }, …]` of
 * Babel.
 */
export function listIn(held: unknown): readonly unknown[] | undefined {
  const list = isOpen(held) && !isList(held) ? ownValue(held, 'stack') : held;
  return isList(list) ? list : undefined;
}

export interface ListEntry {
  readonly value: unknown;
  readonly dispose: unknown;
  readonly isAsync: boolean;
}

export function readEntry(entry: unknown): ListEntry | undefined {
  if (!isOpen(entry)) return undefined;
  if (isList(entry)) return { value: ownValue(entry, 2), dispose: ownValue(entry, 1), isAsync: ownValue(entry, 0) === true };
  return {
    value: ownValue(entry, 'value') ?? ownValue(entry, 'v'),
    dispose: ownValue(entry, 'dispose') ?? ownValue(entry, 'd'),
    isAsync: (ownValue(entry, 'async') ?? ownValue(entry, 'a')) === true,
  };
}

export function findEntry(held: unknown, at: number): ListEntry | undefined {
  const list = listIn(held);
  return list === undefined ? undefined : readEntry(ownValue(list, at));
}

/**
 * The method that the helper read at the declaration. If the method is not awaited by itself, the helper has wrapped it in its own
 * function.
 */
export function findDisposal(entry: ListEntry | undefined): unknown {
  if (entry === undefined) return undefined;
  return entry.isAsync && entry.dispose !== findMethod(entry.value, true) ? findSureMethod(entry.value, true) : entry.dispose;
}

function isList(value: unknown): value is readonly unknown[] {
  return isOpen(value) && isArray(value);
}
