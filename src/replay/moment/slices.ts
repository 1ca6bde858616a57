import { setImmediate as nextTurn } from 'node:timers/promises';

/** Lines that are taken before the time is looked at. */
const BATCH = 200;
/** How long a slice may take, in milliseconds. */
const SLICE_MS = 12;

export interface SliceOptions {
  /** The first line that is taken. */
  readonly from: number;
  /** How many lines there are; that may grow meanwhile. */
  readonly count: () => number;
  readonly take: (index: number) => void;
  readonly signal?: AbortSignal;
  /** Told after each slice how many lines were looked at. */
  readonly report?: (looked: number) => void;
}

/** Takes line after line, in slices, so that others have their turn in between. Rejects with what `take` throws. */
export async function takeInSlices({ from, count, take, signal, report }: SliceOptions): Promise<void> {
  let started = performance.now();
  for (let at = from; at < count() && signal?.aborted !== true;) {
    for (const end = Math.min(at + BATCH, count()); at < end; at++) take(at);
    if (performance.now() - started < SLICE_MS) continue;
    report?.(at);
    await nextTurn();
    started = performance.now();
  }
}
