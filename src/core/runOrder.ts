import type { Cleanup, CleanupScope, Snapshot, Stack } from './snapshot.ts';

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

/** How many cleanups of the stack are still to run, as far as that is known. */
export function countPending(stack: Stack): number {
  return stack.unread?.pending ?? stack.scopes.reduce((sum, scope) => sum + scope.total, 0);
}

/** How many cleanups are still to run. */
export interface PendingCount {
  readonly count: number;
  /** Some may be missing in `count`, because they were not counted. */
  readonly orMore: boolean;
  /** How many more may be, where the program does not tell. */
  readonly possible: number;
}

/** How many cleanups of all stacks are still to run. */
export function countAllPending({ stacks, moreStacks }: Pick<Snapshot, 'stacks' | 'moreStacks'>): PendingCount {
  return {
    count: stacks.reduce((sum, stack) => sum + countPending(stack), 0),
    orMore: moreStacks !== undefined || !stacks.every(isCounted),
    possible: stacks.flatMap((stack) => stack.scopes).reduce((sum, scope) => sum + (scope.possible?.length ?? 0), 0),
  };
}

/** Whether it is known how many cleanups of the stack are still to run. */
export function isCounted(stack: Stack): boolean {
  return stack.unread === undefined || stack.unread.pending !== undefined;
}
