import { WIRE_LIMITS as L } from '../wire/javascriptReading.ts';
import type { Calls, StackFrame } from './callStack.ts';
import type { Json } from './json.ts';
import { add, newList, type List } from './list.ts';
import { count, describeFrame } from './libraryData.ts';

export interface DescribedCalls {
  readonly frames: List<Json>;
  readonly waiting: List<Json>;
  readonly texts: List<string>;
  readonly stackText: string | undefined;
  readonly isStackUnread: boolean;
}

/** The calls in wire format: each refers to its text by number in the list of hashes, because many calls share few texts. */
export function describeCalls(calls: Calls): DescribedCalls {
  const texts = newList<string>();
  return {
    frames: describe(calls.frames, L.frames, texts),
    waiting: describe(calls.waiting, L.waiting, texts),
    texts,
    stackText: calls.text,
    isStackUnread: calls.isUnread,
  };
}

function describe(stack: List<StackFrame>, most: number, texts: List<string>): List<Json> {
  const frames = newList<Json>();
  for (let at = 0; at < stack.length && at < most; at++) {
    const frame = stack[at];
    if (frame !== undefined)
      add(frames, {
        ...(describeFrame(frame) as { readonly [key: string]: Json }),
        text: frame.hash === undefined ? undefined : placeIn(texts, frame.hash),
        ...describePlace(frame),
      });
  }
  return frames;
}

/** The call's place in its text, and where its function begins. */
function describePlace({ offset, functionLine, functionColumn }: StackFrame): { readonly [key: string]: Json | undefined } {
  return { offset: count(offset), functionLine: count(functionLine), functionColumn: count(functionColumn) };
}

function placeIn(texts: List<string>, hash: string): number {
  for (let at = 0; at < texts.length; at++) if (texts[at] === hash) return at;
  add(texts, hash);
  return texts.length - 1;
}
