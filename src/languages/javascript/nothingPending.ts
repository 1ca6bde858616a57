import type { Translate } from '../../core/translate.ts';
import type { PlacedFrame } from './frames/placedFrames.ts';
import type { RunningTexts } from './texts/runningTexts.ts';

/** The library's name, as modules are named. */
const NAMES_LIBRARY = /['"]deferscope(?:\/[\w./-]+)?['"]/;

/** A sentence that says what was looked for, for when nothing was found; undefined if there was no program code to look at. */
export function explainNothing(frames: readonly PlacedFrame[], t: Translate): string | undefined {
  const unknown = frames.filter(
    ({ frame, running }) => running === undefined && frame.source?.path?.startsWith('<node_internals>') !== true,
  );
  if (unknown.length > 0)
    return t('Nothing that could be read is pending in this stack: it is not known which code {0} of its calls run.', unknown.length);
  if (!frames.some(isOfProgram)) return undefined;
  return t('Nothing is pending in this stack: no using declaration, disposable stack or finally block is open in its functions.');
}

/** Whether the paused code mentions the library. Only then does "the library is not loaded" explain an empty view. */
export async function mentionsLibrary(frames: readonly PlacedFrame[], texts: RunningTexts): Promise<boolean> {
  const found = await Promise.all(
    frames.filter(isOfProgram).map(async ({ running }) => running !== undefined && NAMES_LIBRARY.test((await texts.read(running)) ?? '')),
  );
  return found.includes(true);
}

function isOfProgram({ running }: PlacedFrame): boolean {
  return running !== undefined && !/^(?:node|wasm):/.test(running.url);
}
