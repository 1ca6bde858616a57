import { asyncScope } from '../scopes/asyncScope.ts';
import { findLimit } from '../scopes/limitNotes.ts';
import { notAFunction } from '../scopes/misuse.ts';
import { scope } from '../scopes/scope.ts';
import { nameFunction } from '../support/describe.ts';

/**
 * Makes one cleanup of several, which you can register, return or pass on. It runs all of them in reverse order, even if some
 * throw. A second call does nothing.
 *
 * @param fns what to call, without arguments
 * @returns the one cleanup, which throws what one of them threw, or a SuppressedError of all errors
 * @throws TypeError if one of them is not a function, or has a limit (`within`), for which it would have to be awaited
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
 * @returns the one cleanup, which rejects with what one of them failed with, or a SuppressedError of all errors. A second call
 * waits for the first and does nothing else
 * @throws TypeError if one of them is not a function
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
    // The failure goes only to whoever called first.
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

/** Names the function so that a debugger shows `cleanupAll(closeFile, unlock)`. */
function nameAfter<F extends () => unknown>(call: string, fns: readonly unknown[], made: F): F {
  return Object.defineProperty(made, 'name', { value: `${call}(${fns.map(nameFunction).join(', ')})`, configurable: true });
}
