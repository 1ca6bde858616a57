import type { Cleanup, CleanupScope, Snapshot, Stack } from './snapshot.ts';

/** A cleanup that has not been given its place yet. */
export type UnorderedCleanup = Omit<Cleanup, 'order' | 'orLater'>;

/** A scope as a source found it, its cleanups in run order and not yet numbered. */
export interface UnorderedScope extends Omit<CleanupScope, 'cleanups'> {
  readonly cleanups: readonly UnorderedCleanup[];
}

/**
 * Numbers a stack's cleanups across its scopes, innermost first: 0 for one that runs now, 1 for the next. A scope counts
 * with all its pending cleanups, also those that are not listed, so that a number stays true when more are loaded. Where a cleanup
 * ends another scope of the stack, that one's come between it and the next. A scope that its owner ends counts by itself, from 1. One that
 * runs only on failure does not count.
 * Behind a frame of which it is not known what it holds each has its number or a later one.
 */
export function numberScopes(scopes: readonly UnorderedScope[]): CleanupScope[] {
  const unplaced = new Map(scopes.map((scope) => [scope.id, scope]));
  const orders = new Map<string, readonly Cleanup[]>();
  const held = new Set(
    scopes.flatMap(({ id, cleanups }) => cleanups.flatMap(({ holds }) => (holds === undefined || holds === id ? [] : [holds]))),
  );
  let before = 0;
  let isSure = true;
  const place = (scope: UnorderedScope): void => {
    // Out of the map first: two that hold each other are told apart by which comes first.
    if (!unplaced.delete(scope.id)) return;
    const outside = before;
    const wasSure = isSure;
    if (scope.ends === 'owner') [before, isSure] = [0, true];
    let listed = 0;
    orders.set(
      scope.id,
      scope.cleanups.map((cleanup) => {
        if (cleanup.state === 'pending') listed += 1;
        const order = cleanup.state === 'pending' ? before + 1 : 0;
        const wasKnown = isSure;
        if (order > 0 && cleanup.when === undefined) before = order;
        const inner = cleanup.holds === undefined ? undefined : unplaced.get(cleanup.holds);
        if (inner !== undefined) place(inner);
        return { ...cleanup, order, ...(order > 0 && !wasKnown ? { orLater: true } : {}) };
      }),
    );
    if (scope.ends === 'owner') isSure = wasSure;
    // Of a stack that is not followed the row that disposes of it is there.
    else if (scope.unknown === true && scope.kind !== 'object') isSure = false;
    before = scope.ends === 'owner' ? outside : before + Math.max(0, scope.total - listed);
  };
  for (const scope of scopes) if (!held.has(scope.id)) place(scope);
  for (const scope of scopes) place(scope);
  return scopes.map((scope) => ({ ...scope, cleanups: orders.get(scope.id) ?? [] }));
}

/** A cleanup and what it is listed in. */
export interface PlacedCleanup {
  readonly cleanup: Cleanup;
  readonly scope: CleanupScope;
  readonly stack: Stack;
}

/** Whether a cleanup's number is another on failure: one that runs only then stands before it. */
export function isLaterOnFailure({ cleanup, scope, stack }: PlacedCleanup): boolean {
  if (cleanup.state !== 'pending' || cleanup.when !== undefined) return false;
  const counted = scope.ends === 'owner' ? [scope] : stack.scopes.filter(({ ends }) => ends !== 'owner');
  return counted.some(({ cleanups }) =>
    cleanups.some(({ state, when, order }) => state === 'pending' && when === 'failure' && order <= cleanup.order),
  );
}

/** How many cleanups of the stack are still to run, as far as that is known. */
export function countPending(stack: Stack): number {
  return stack.unread?.pending ?? stack.scopes.reduce((sum, scope) => sum + scope.total, 0);
}

/** How many cleanups are still to run. */
export interface PendingCount {
  readonly count: number;
  /** Some are missing in `count`, because they were not counted. */
  readonly orMore: boolean;
  /** Some may be missing, because there are scopes or calls of which nobody knows what they hold. */
  readonly unknown: boolean;
  /** How many more may be, where the program does not tell. */
  readonly possible: number;
}

/** How many cleanups of all stacks are still to run. */
export function countAllPending({ stacks, moreStacks }: Pick<Snapshot, 'stacks' | 'moreStacks'>): PendingCount {
  const scopes = stacks.flatMap((stack) => stack.scopes);
  return {
    count: stacks.reduce((sum, stack) => sum + countPending(stack), 0),
    orMore: moreStacks !== undefined || !stacks.every(isCounted),
    unknown: scopes.some((scope) => scope.unknown === true) || stacks.some((stack) => stack.moreFrames === true),
    possible: scopes.reduce((sum, scope) => sum + (scope.possible?.length ?? 0), 0),
  };
}

/** Whether the cleanups of every stack are there: none is left unread, or out. */
export function hasEveryStack({ stacks, moreStacks }: Snapshot): boolean {
  return moreStacks === undefined && stacks.every((stack) => stack.unread === undefined);
}

/** Whether it is known how many cleanups of the stack are still to run. */
export function isCounted(stack: Stack): boolean {
  return stack.unread === undefined || stack.unread.pending !== undefined;
}
