import { canEvaluate } from '../frames/frames.ts';
import { bindingsExpression, entryExpression } from '../values/bindingsExpression.ts';
import { decodeBindings, type WireBindings, type WireEntry } from '../wire/bindingsReading.ts';
import { evaluateAt, type ResourceQuery } from './frameEvaluation.ts';
import { findHelper, type UsingPlace } from './usingBlocks.ts';

/**
 * How many calls there can be between a frame and the method that disposes of its resource: none natively, a few with a compiler's helper.
 */
export const MAX_HELPER_CALLS = 3;

export interface Helper {
  /** What it has taken from the list and is disposing of. */
  readonly running: WireEntry | undefined;
  /** What is left in its own list. */
  readonly list: readonly WireEntry[] | undefined;
}

/** A compiler's helper takes the resources from the list one by one: its own variables tell which one it has now. */
export async function readHelper(at: number, query: ResourceQuery): Promise<Helper | undefined> {
  for (let above = at - 1; above >= Math.max(0, at - MAX_HELPER_CALLS); above--) {
    const { frame, running } = query.frames[above] ?? {};
    const found = frame === undefined || running === undefined || !canEvaluate(frame) ? undefined : await findHelper(running, query);
    if (found === undefined) continue;
    const [entry, list] = await Promise.all([
      evaluateAt(entryExpression(found.entry), above, query),
      found.list === undefined ? '' : evaluateAt(bindingsExpression([], [found.list]), above, query),
    ]);
    return { running: decodeBindings(entry)?.running, list: asEntries(decodeBindings(list)?.lists[0]) };
  }
  return undefined;
}

function asEntries(list: WireBindings['lists'][number]): readonly WireEntry[] | undefined {
  return list === 'closed' ? undefined : list;
}

/** Whether a helper that has returned gave a promise: what it last took from the list is still being disposed of. */
export async function isAwaiting({ result }: UsingPlace, at: number, query: ResourceQuery): Promise<boolean> {
  return result !== undefined && decodeBindings(await evaluateAt(bindingsExpression([result], []), at, query))?.bindings[0] !== undefined;
}
