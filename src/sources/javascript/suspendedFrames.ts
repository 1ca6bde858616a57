import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { LABEL_LENGTH, toDisplayText, VALUE_LENGTH } from '../../core/displayText.ts';
import { shortLocation } from '../../core/sourceName.ts';
import type { Problem } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import type { JavascriptTrees } from '../../syntax/javascriptTrees.ts';
import { findUsingBlocks } from '../../syntax/usingDeclarations.ts';
import { frameLocation, frameName, pausedFrames } from './frames.ts';
import type { ReadText } from './runningTexts.ts';

/** Functions that are named in the message. */
const NAMED = 3;

export interface SuspendedQuery {
  /** As the debugger lists them: the paused calls, and behind a label those that wait for them. */
  readonly frames: readonly Dap.StackFrame[];
  readonly readText: ReadText;
  readonly trees: JavascriptTrees;
  readonly t: Translate;
}

/**
 * What is said of async functions that wait for the paused one and hold resources by `using` declarations: the source tells that they
 * do. The resources themselves are in no frame that a debugger can ask, and how many other functions wait elsewhere nobody knows.
 */
export async function findSuspended({ frames, readText, trees, t }: SuspendedQuery): Promise<Problem | undefined> {
  const waiting = frames.slice(pausedFrames(frames).length).filter(({ presentationHint }) => presentationHint !== 'label');
  const held = await Promise.all(waiting.map(async (frame) => {
    const location = frameLocation(frame);
    const text = location === undefined ? undefined : await readText(location.path);
    if (location === undefined || text === undefined || !/\busing\b/.test(text)) return [];
    const file = trees.parse(location.path, text);
    const blocks = file === undefined ? [] : findUsingBlocks(file, text, { line: location.line - 1, column: (location.column ?? 1) - 1 });
    const names = blocks.flatMap(({ declarations }) => declarations.filter(({ begun, initializer }) => begun !== true && !/^(?:null|undefined)$/.test(initializer)).map(({ name }) => name));
    return names.length === 0 ? [] : [{ location, text: toDisplayText(`${names.join(', ')} (${frameName(frame).replace(/^await (?:in )?/, '')} ${shortLocation(location)})`, LABEL_LENGTH) }];
  }));
  const found = held.flat();
  const [first] = found;
  if (first === undefined) return undefined;
  const named = found.slice(0, NAMED).map(({ text }) => text).join('; ') + (found.length > NAMED ? '; …' : '');
  return {
    code: 'incomplete', severity: 'info', location: first.location,
    message: toDisplayText(t('Suspended async functions hold resources by using declarations, which a debugger cannot reach while they wait: {0}', named), VALUE_LENGTH * 2),
  };
}
