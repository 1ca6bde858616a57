import type { GuardedPort } from '../frames/evaluationGuard.ts';
import { canEvaluate } from '../frames/frames.ts';
import type { PlacedFrame } from '../frames/placedFrames.ts';
import type { JavascriptTrees } from '../syntax/javascriptTrees.ts';
import type { RunningTexts } from '../texts/runningTexts.ts';
import type { SourceMaps } from '../texts/sourceMaps.ts';

export interface ResourceQuery {
  readonly frames: readonly PlacedFrame[];
  readonly port: GuardedPort;
  readonly texts: RunningTexts;
  readonly trees: JavascriptTrees;
  readonly maps: SourceMaps;
  /** Ids of the library scopes that are running their cleanups. */
  readonly closing: ReadonlySet<string>;
  readonly signal: AbortSignal;
  /** The place of a frame whose engine is known to be too new for the bug that {@link canEvaluate} avoids. */
  readonly opened?: number;
}

/** Whether expressions may be evaluated on a frame. */
export async function isOpenAt(at: number, { frames, opened, port }: ResourceQuery): Promise<boolean> {
  const frame = frames[at]?.frame;
  return frame !== undefined && (opened === at || canEvaluate(frame)) && (await port.mayEvaluate(frame.id));
}

/** What an expression gives in a frame; empty if the frame is not asked. */
export async function evaluateAt(expression: string, at: number, query: ResourceQuery): Promise<string> {
  const frame = query.frames[at]?.frame;
  const { port, signal } = query;
  if (frame === undefined || !(await isOpenAt(at, query))) return '';
  return (await port.request('evaluate', { expression, frameId: frame.id, context: 'copy' }, signal)).result;
}
