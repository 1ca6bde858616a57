import type { KnownValue } from '../syntax/heldValues.ts';

/** What is known about one declaration of a block, in source order. */
export interface Candidate {
  /** Whether it has an entry in the list. */
  readonly known: KnownValue | undefined;
  /** The entry that certainly belongs to it. */
  readonly entry?: number;
}

export interface EntryNaming {
  readonly candidates: readonly Candidate[];
  /** How many entries the list has. */
  readonly entries: number;
  /** The list has lost its last entries: declarations after the remaining ones may have had one. */
  readonly isEmptied: boolean;
}

/**
 * Which declaration each entry of a compiler's list belongs to. The list has no entry for a null resource, so only the order and the counts
 * can tell. An entry gets a declaration if no other one is possible, and undefined otherwise.
 */
export function nameEntries({ candidates, entries, isEmptied }: EntryNaming): (number | undefined)[] {
  const anchored = new Map(candidates.flatMap(({ entry }, at) => (entry === undefined ? [] : [[entry, at] as const])));
  const canBe = (entry: number, at: number): boolean =>
    anchored.has(entry) ? anchored.get(entry) === at : candidates[at]?.entry === undefined && candidates[at]?.known !== 'nothing';
  const canBeNone = (at: number): boolean => candidates[at]?.entry === undefined && candidates[at]?.known !== 'something';
  // Whether the entries before one can belong to the declarations before another, and the remaining entries to the remaining declarations.
  const before = table(entries, candidates.length);
  const behind = table(entries, candidates.length);
  mark(before, 0, 0);
  for (let at = 0; at < candidates.length; at++)
    for (let entry = 0; entry <= entries; entry++) {
      if (before[entry]?.[at] !== true) continue;
      if (canBeNone(at)) mark(before, entry, at + 1);
      if (entry < entries && canBe(entry, at)) mark(before, entry + 1, at + 1);
    }
  for (let at = candidates.length; at >= 0; at--)
    for (let entry = entries; entry >= 0; entry--) {
      const isEnd = entry === entries && (at === candidates.length || isEmptied);
      const isRest =
        at < candidates.length &&
        ((canBeNone(at) && behind[entry]?.[at + 1] === true) ||
          (entry < entries && canBe(entry, at) && behind[entry + 1]?.[at + 1] === true));
      if (isEnd || isRest) mark(behind, entry, at);
    }
  return Array.from({ length: entries }, (_, entry) => {
    const possible = candidates.flatMap((_one, at) =>
      canBe(entry, at) && before[entry]?.[at] === true && behind[entry + 1]?.[at + 1] === true ? [at] : [],
    );
    return possible.length === 1 ? possible[0] : undefined;
  });
}

function table(entries: number, candidates: number): boolean[][] {
  return Array.from({ length: entries + 1 }, () => Array<boolean>(candidates + 1).fill(false));
}

function mark(rows: readonly boolean[][], entry: number, at: number): void {
  const row = rows[entry];
  if (row !== undefined) row[at] = true;
}
