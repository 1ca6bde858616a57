import { WIRE_LIMITS as L } from '../wire/javascriptReading.ts';
import type { StackFrame } from './callStack.ts';
import type { Json } from './json.ts';
import { describeFrame } from './words.ts';

/** The call stack as it goes over the wire: each frame with the number of its text in the list of their hashes, because few texts have many frames. */
export function describeFrames(stack: readonly StackFrame[]): { readonly frames: Json[]; readonly texts: Json[] } {
  const frames: Json[] = [];
  const texts: string[] = [];
  for (let at = 0; at < stack.length && at < L.frames; at++) {
    const frame = stack[at];
    if (frame !== undefined) frames[at] = { ...(describeFrame(frame) as { readonly [key: string]: Json }), text: frame.hash === undefined ? undefined : placeIn(texts, frame.hash) };
  }
  return { frames, texts };
}

function placeIn(texts: string[], hash: string): number {
  for (let at = 0; at < texts.length; at++) if (texts[at] === hash) return at;
  texts[texts.length] = hash;
  return texts.length - 1;
}
