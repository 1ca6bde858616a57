import type { Cleanup, CleanupScope, Stack } from './snapshot.ts';

/** A cleanup that has not been given its place yet. */
export type UnorderedCleanup = Omit<Cleanup, 'order'>;

/** A scope as a source found it, its cleanups in run order and not yet numbered. */
export interface UnorderedScope extends Omit<CleanupScope, 'cleanups'> {
  readonly cleanups: readonly UnorderedCleanup[];
}

/**
 * Numbers a stack's cleanups across its scopes, innermost first: 0 for one that runs now, 1 for the next. A scope counts
 * with all its pending cleanups, also those that are not listed, so that a number stays true when more are loaded.
 */
export function numberScopes(scopes: readonly UnorderedScope[]): CleanupScope[] {
  let before = 0;
  return scopes.map((scope) => {
    const numbered = { ...scope, cleanups: numberCleanups(scope.cleanups, before) };
    before += scope.total;
    return numbered;
  });
}

/** Numbers cleanups in run order that follow `before` others of their stack. */
export function numberCleanups(cleanups: readonly UnorderedCleanup[], before: number): Cleanup[] {
  let next = before;
  return cleanups.map((cleanup) => {
    if (cleanup.state !== 'pending') return { ...cleanup, order: 0 };
    next += 1;
    return { ...cleanup, order: next };
  });
}

/** How many cleanups of the stack are still to run. */
export function countPending(stack: Stack): number {
  return stack.scopes.reduce((sum, scope) => sum + scope.total, 0);
}
