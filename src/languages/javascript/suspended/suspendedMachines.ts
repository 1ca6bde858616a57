import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import type { Problem } from '../../../core/snapshot.ts';
import { baseName } from '../../../core/sourceName.ts';
import type { Translate } from '../../../core/translate.ts';
import type { JavascriptTrees } from '../syntax/javascriptTrees.ts';
import { toPath } from '../../../syntax/sourceMap.ts';
import { hasOtherMachines } from '../syntax/stateMachines.ts';
import { isForeignUrl } from '../frames/frames.ts';
import type { PlacedFrame } from '../frames/placedFrames.ts';
import type { RunningTexts } from '../texts/runningTexts.ts';

/** How many texts are searched. */
const MAX_TEXTS = 4;
/** How compilers write a function that resumes at a different place each time, and a list of resources. */
const SWITCHES = /\bswitch\s*\(/;
const HAS_LIST = /\bstack:\s*\[\s*\]|[uU]singCtx/;

export interface MachinesQuery {
  readonly frames: readonly PlacedFrame[];
  readonly texts: RunningTexts;
  readonly trees: JavascriptTrees;
  readonly t: Translate;
}

/**
 * If a compiler has turned a generator or async function into a `switch`, the engine sees only closures: it knows neither that the function
 * is suspended nor who waits for it. This reports whether the paused code has such functions that hold resources, besides those on the call
 * stack.
 */
export async function explainMachines({ frames, texts, trees, t }: MachinesQuery): Promise<Problem[]> {
  const running = frames.flatMap((frame) => (frame.running === undefined || isForeignUrl(frame.running.url) ? [] : [frame.running]));
  const distinct = [...new Map(running.map((one) => [texts.keyOf(one), one])).values()].slice(0, MAX_TEXTS);
  for (const one of distinct) {
    const text = await texts.read(one);
    const file =
      text === undefined || !SWITCHES.test(text) || !HAS_LIST.test(text)
        ? undefined
        : await trees.parse(toPath(one.url) ?? texts.keyOf(one), text);
    const paused = running
      .filter((other) => texts.keyOf(other) === texts.keyOf(one))
      .map(({ line, column }) => ({ line: line - 1, column: column - 1 }));
    if (text === undefined || file === undefined || !hasOtherMachines(file, text, paused)) continue;
    const name = toDisplayText(baseName(one.url), LABEL_LENGTH);
    return [
      {
        code: 'incomplete',
        severity: 'info',
        message: t(
          'Generators and async functions of {0} are compiled to state machines: what they hold while they are suspended cannot be seen',
          name,
        ),
      },
    ];
  }
  return [];
}
