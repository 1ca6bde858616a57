import type { Snapshot } from '../core/snapshot.ts';
import type { CleanupSource } from '../languages/cleanupSource.ts';
import { appendStacks, replaceStack } from './assembleSnapshot.ts';

export interface RestOptions {
  /** Nothing more is requested after this many milliseconds. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
  /** Milliseconds since some fixed moment. */
  readonly clock: () => number;
}

/**
 * Reads what a snapshot leaves out, one stack after the other: first the stacks that it lists unread, then those that it does not list.
 * Gives each piece as a change of the snapshot, because others may change the snapshot at the same time.
 */
export async function* readRest(
  snapshot: Snapshot,
  source: CleanupSource,
  { budgetMs, signal, clock }: RestOptions,
): AsyncGenerator<(snapshot: Snapshot) => Snapshot> {
  const end = clock() + budgetMs;
  const hasTime = (): boolean => clock() < end && !signal.aborted;
  let unread = snapshot.stacks.filter((stack) => stack.unread !== undefined);
  let isMore = snapshot.moreStacks !== undefined;
  for (;;) {
    for (const stack of unread) {
      if (!hasTime()) return;
      const reading = await source.readStack?.(stack.id, signal);
      if (reading !== undefined) yield (changed) => replaceStack(changed, reading);
    }
    if (!isMore || !hasTime() || source.readMoreStacks === undefined) return;
    const more = await source.readMoreStacks(signal);
    yield (changed) => appendStacks(changed, more);
    unread = more.stacks.filter((stack) => stack.unread !== undefined);
    isMore = more.left > 0 && more.stacks.length > 0;
  }
}
