import type { Cleanup, CleanupScope, Snapshot, Stack } from './snapshot.ts';

/** A cleanup that does not have its place in the order yet. */
export type UnorderedCleanup = Omit<Cleanup, 'order' | 'orLater'>;

/** A scope as a source found it; its cleanups are in run order but not numbered yet. */
export interface UnorderedScope extends Omit<CleanupScope, 'cleanups'> {
  readonly cleanups: readonly UnorderedCleanup[];
}

/**
 * Numbers a stack's cleanups across its scopes, innermost first: 0 for one that is running, 1 for the next.
 *
 * A scope counts with all its pending cleanups, including those that are not listed, so numbers stay true when more are loaded. If a
 * cleanup ends another scope of the stack, the cleanups of that scope come between it and the next one. A scope that its owner ends by hand
 * is numbered on its own, from 1. Cleanups that run only on failure do not count. Behind a frame whose content is not known, or that may
 * hold more than is listed, each number means "this one or later".
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
    // Remove it from the map first: if two scopes hold each other, the one that comes first wins.
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
    // A stack that is not followed still has the row that disposes of it.
    else if ((scope.unknown === true && scope.kind !== 'object') || (scope.possible?.length ?? 0) > 0) isSure = false;
    before = scope.ends === 'owner' ? outside : before + Math.max(0, scope.total - listed);
  };
  for (const scope of scopes) if (!held.has(scope.id)) place(scope);
  for (const scope of scopes) place(scope);
  return scopes.map((scope) => ({ ...scope, cleanups: orders.get(scope.id) ?? [] }));
}

/** A cleanup and the scope and stack that list it. */
export interface PlacedCleanup {
  readonly cleanup: Cleanup;
  readonly scope: CleanupScope;
  readonly stack: Stack;
}

/** Whether the cleanup has another number on failure, because a cleanup before it runs only then. */
export function isLaterOnFailure({ cleanup, scope, stack }: PlacedCleanup): boolean {
  if (cleanup.state !== 'pending' || cleanup.when !== undefined) return false;
  const counted = scope.ends === 'owner' ? [scope] : stack.scopes.filter(({ ends }) => ends !== 'owner');
  return counted.some(({ cleanups }) =>
    cleanups.some(({ state, when, order }) => state === 'pending' && when === 'failure' && order <= cleanup.order),
  );
}

/** How many cleanups of the stack are still to run, as far as we know. */
export function countPending(stack: Stack): number {
  return stack.unread?.pending ?? stack.scopes.reduce((sum, scope) => sum + scope.total, 0);
}

/** How many cleanups are still to run. */
export interface PendingCount {
  readonly count: number;
  /** Some are missing in `count` because they were not counted. */
  readonly orMore: boolean;
  /** Some may be missing, because nobody knows what some scopes or calls hold. */
  readonly unknown: boolean;
  /** How many more there may be, if the program does not say. */
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

/** Whether the cleanups of every stack are here: no stack is unread or left out. */
export function hasEveryStack({ stacks, moreStacks }: Snapshot): boolean {
  return moreStacks === undefined && stacks.every((stack) => stack.unread === undefined);
}

/** Whether it is known how many cleanups of the stack are still to run. */
export function isCounted(stack: Stack): boolean {
  return stack.unread === undefined || stack.unread.pending !== undefined;
}
