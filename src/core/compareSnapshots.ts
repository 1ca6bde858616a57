import type { PlacedCleanup } from './runOrder.ts';
import type { HistoryEntry, Snapshot, SourceLocation } from './snapshot.ts';

/** What differs between two snapshots. Each list has the order of the snapshot that it comes from. */
export interface SnapshotComparison {
  /** In the later snapshot only. */
  readonly added: readonly PlacedCleanup[];
  /** In the earlier snapshot only; the later one does not say that it ran. */
  readonly gone: readonly PlacedCleanup[];
  /** In both, but in another scope or stack, or at another place in the order of its stack. Shown as in the later snapshot. */
  readonly moved: readonly PlacedCleanup[];
  /** Pending in the earlier snapshot, and done or failed in the history of the later one. */
  readonly ran: readonly { readonly before: PlacedCleanup; readonly entry: HistoryEntry }[];
  /** In one snapshot only, while the other one does not list everything: nobody knows whether it was there. */
  readonly unknown: readonly PlacedCleanup[];
}

/**
 * Compares what was pending at two moments.
 *
 * Two cleanups are the same if they have the same id and the same registration site. For snapshots of two runs this works as far as both
 * runs did the same. A cleanup has not moved if its number changed only because one before it ran: the moved ones are the fewest that
 * explain the new order. Never throws; takes n log n for n cleanups.
 */
export function compareSnapshots(before: Snapshot, after: Snapshot): SnapshotComparison {
  const earlier = place(before);
  const later = place(after);
  const ranBefore = new Set(before.history?.map((entry) => keyOf(entry.id, entry.registeredAt)));
  const ranAfter = new Map(
    after.history?.filter((entry) => entry.state !== 'skipped').map((entry) => [keyOf(entry.id, entry.registeredAt), entry]),
  );
  const ran: { before: PlacedCleanup; entry: HistoryEntry }[] = [];
  const gone: PlacedCleanup[] = [];
  const unknown: PlacedCleanup[] = [];
  const [allBefore, allAfter] = [listsAll(before), listsAll(after)];
  for (const [key, placed] of earlier) {
    if (later.has(key)) continue;
    const entry = ranBefore.has(key) ? undefined : ranAfter.get(key);
    if (entry !== undefined) ran.push({ before: placed, entry });
    else (allAfter ? gone : unknown).push(placed);
  }
  const added: PlacedCleanup[] = [];
  for (const [key, placed] of later) {
    if (!earlier.has(key)) (allBefore ? added : unknown).push(placed);
  }
  return { added, gone, moved: findMoved(earlier, later), ran, unknown };
}

/** By key. Cleanups that say the same get different numbers. */
function place(snapshot: Snapshot): Map<string, PlacedCleanup> {
  const found = new Map<string, PlacedCleanup>();
  const seen = new Map<string, number>();
  for (const stack of snapshot.stacks) {
    for (const scope of stack.scopes) {
      for (const cleanup of scope.cleanups) {
        if (cleanup.state !== 'pending' && cleanup.state !== 'running') continue;
        const key = keyOf(cleanup.id, cleanup.registeredAt);
        const count = seen.get(key) ?? 0;
        seen.set(key, count + 1);
        found.set(count === 0 ? key : JSON.stringify([key, count]), { cleanup, scope, stack });
      }
    }
  }
  return found;
}

function keyOf(id: string, at: SourceLocation | undefined): string {
  return JSON.stringify([id, at?.path, at?.line, at?.column]);
}

/** Whether everything that is not listed was not pending. */
function listsAll({ absent, moreStacks = 0, stacks, problems }: Snapshot): boolean {
  if (absent !== undefined) return absent.reason === 'nothing-pending';
  return (
    moreStacks === 0 &&
    !problems.some((problem) => problem.code === 'incomplete') &&
    stacks.every(
      (stack) =>
        stack.unread === undefined &&
        stack.moreFrames !== true &&
        stack.scopes.every(
          (scope) => scope.unknown !== true && scope.total <= scope.cleanups.filter((one) => one.state === 'pending').length,
        ),
    )
  );
}

function findMoved(earlier: ReadonlyMap<string, PlacedCleanup>, later: ReadonlyMap<string, PlacedCleanup>): PlacedCleanup[] {
  const rank = new Map([...earlier.keys()].map((key, at) => [key, at]));
  const byStack = new Map<string, number[]>();
  const moved = new Set<PlacedCleanup>();
  const rankOf = new Map<PlacedCleanup, number>();
  for (const [key, now] of later) {
    const was = earlier.get(key);
    if (was === undefined) continue;
    if (was.stack.id !== now.stack.id || was.scope.id !== now.scope.id) {
      moved.add(now);
      continue;
    }
    const at = rank.get(key) ?? 0;
    rankOf.set(now, at);
    const ranks = byStack.get(now.stack.id);
    if (ranks === undefined) byStack.set(now.stack.id, [at]);
    else ranks.push(at);
  }
  const stayed = new Set([...byStack.values()].flatMap(longestRising));
  for (const [now, at] of rankOf) {
    if (!stayed.has(at)) moved.add(now);
  }
  return [...later.values()].filter((one) => moved.has(one));
}

/** The longest increasing subsequence of distinct numbers, by patience sorting. */
function longestRising(numbers: readonly number[]): number[] {
  const tops: number[] = [];
  const under = new Map<number, number | undefined>();
  for (const number of numbers) {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tops[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    under.set(number, tops[low - 1]);
    tops[low] = number;
  }
  const found: number[] = [];
  for (let at = tops.at(-1); at !== undefined; at = under.get(at)) found.push(at);
  return found.reverse();
}
