import { asyncScope } from '../scopes/asyncScope.ts';
import { findLimit } from '../scopes/limitNotes.ts';
import { notAFunction } from '../scopes/misuse.ts';
import { scope } from '../scopes/scope.ts';
import { nameFunction } from '../support/words.ts';

/**
 * Several cleanups as one: to register, to return, to pass on. It runs them in reverse order, all of them, whatever some throw. A
 * second call does nothing.
 *
 * @param fns what to call, without arguments
 * @returns the one cleanup; throws what one of them threw, or a SuppressedError of all
 * @throws TypeError when one of them is no function, or has a limit (`within`), for which it would have to be awaited
 *
 * @example
 * ```ts
 * import { cleanupAll } from 'deferscope/compose';
 *
 * const close = cleanupAll(() => { console.log('opened first, closed last'); }, () => { console.log('closed first'); });
 * close();
 * close(); // nothing
 * ```
 */
export function cleanupAll(...fns: readonly (() => unknown)[]): () => void {
  requireFunctions('cleanupAll(...fns)', fns);
  if (fns.some((fn) => findLimit(fn) !== undefined))
    throw new TypeError(
      'cleanupAll(...fns): one of the functions has a limit (within), and nobody would hear when it passes. Use cleanupAllAsync(...fns), which awaits them.',
    );
  let waiting: readonly (() => unknown)[] = [...fns];
  return nameAfter('cleanupAll', fns, () => {
    const now = waiting;
    waiting = [];
    const s = scope();
    for (const fn of now) s.defer(fn);
    s.dispose();
  });
}

/**
 * {@link cleanupAll} for cleanups that are awaited, one after the other.
 *
 * @param fns what to call, without arguments
 * @returns the one cleanup; rejects with what one of them failed with, or a SuppressedError of all. A second call waits for the first
 * and then does nothing
 * @throws TypeError when one of them is no function
 *
 * @example
 * ```ts
 * import { cleanupAllAsync } from 'deferscope/compose';
 *
 * const close = cleanupAllAsync(async () => { console.log('last'); }, async () => { console.log('first'); });
 * await close();
 * ```
 */
export function cleanupAllAsync(...fns: readonly (() => unknown)[]): () => Promise<void> {
  requireFunctions('cleanupAllAsync(...fns)', fns);
  const waiting = [...fns];
  let running: Promise<void> | undefined;
  return nameAfter('cleanupAllAsync', fns, () => {
    // The failure is told once: to whoever called first.
    if (running !== undefined) return running.catch(() => undefined);
    const s = asyncScope();
    for (const fn of waiting) s.defer(fn);
    waiting.length = 0;
    running = s.disposeAsync();
    return running;
  });
}

function requireFunctions(call: string, fns: readonly unknown[]): void {
  for (const fn of fns) if (typeof fn !== 'function') throw notAFunction(call, fn);
}

/** A debugger shows `cleanupAll(closeFile, unlock)`. */
function nameAfter<F extends () => unknown>(call: string, fns: readonly unknown[], made: F): F {
  return Object.defineProperty(made, 'name', { value: `${call}(${fns.map(nameFunction).join(', ')})`, configurable: true });
}
