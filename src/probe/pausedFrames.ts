import { WIRE_LIMITS as L } from '../wire/javascriptReading.ts';
import type { Calls, StackFrame } from './callStack.ts';
import type { Json } from './json.ts';
import { count, describeFrame } from './words.ts';

export interface DescribedCalls {
  readonly frames: Json[];
  readonly waiting: Json[];
  readonly texts: Json[];
}

/** The calls as they go over the wire: each with the number of its text in the list of their hashes, because few texts have many calls. */
export function describeCalls(calls: Calls): DescribedCalls {
  const texts: string[] = [];
  return { frames: describe(calls.frames, L.frames, texts), waiting: describe(calls.waiting, L.waiting, texts), texts };
}

function describe(stack: readonly StackFrame[], most: number, texts: string[]): Json[] {
  const frames: Json[] = [];
  for (let at = 0; at < stack.length && at < most; at++) {
    const frame = stack[at];
    if (frame !== undefined) frames[at] = { ...(describeFrame(frame) as { readonly [key: string]: Json }), text: frame.hash === undefined ? undefined : placeIn(texts, frame.hash), ...describePlace(frame) };
  }
  return frames;
}

/** Where the call stands in its text, and where its function begins. */
function describePlace({ offset, functionLine, functionColumn }: StackFrame): { readonly [key: string]: Json | undefined } {
  return { offset: count(offset), functionLine: count(functionLine), functionColumn: count(functionColumn) };
}

function placeIn(texts: string[], hash: string): number {
  for (let at = 0; at < texts.length; at++) if (texts[at] === hash) return at;
  texts[texts.length] = hash;
  return texts.length - 1;
}
