import { setImmediate as nextTurn } from 'node:timers/promises';

/** How many lines are processed before the time is checked. */
const BATCH_LINES = 200;
/** How long a slice may take, in milliseconds. */
const SLICE_MS = 12;

export interface SliceOptions {
  /** The first line to process. */
  readonly from: number;
  /** How many lines there are; the number may grow meanwhile. */
  readonly count: () => number;
  readonly take: (index: number) => void;
  readonly signal?: AbortSignal;
  /** Called after each slice with the number of lines that were processed. */
  readonly report?: (looked: number) => void;
}

/** Processes line after line, in slices, yielding to other work in between. Rejects with what `take` throws. */
export async function takeInSlices({ from, count, take, signal, report }: SliceOptions): Promise<void> {
  let started = performance.now();
  for (let at = from; at < count() && signal?.aborted !== true;) {
    for (const end = Math.min(at + BATCH_LINES, count()); at < end; at++) take(at);
    if (performance.now() - started < SLICE_MS) continue;
    report?.(at);
    await nextTurn();
    started = performance.now();
  }
}
