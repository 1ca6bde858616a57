import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { baseName } from '../../../core/sourceName.ts';
import { toPath } from '../../../syntax/sourceMap.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';
import { TextLines } from '../../../syntax/textLines.ts';
import type { WireFrame } from '../wire/javascriptReading.ts';
import { optional } from '../../../core/optional.ts';
import type { RunningTexts } from '../texts/runningTexts.ts';
import type { RunningPosition, SourceMaps } from '../texts/sourceMaps.ts';

/** A paused call in the running text; line and column refer to that text. */
export interface RunningFrame extends WireFrame, RunningPosition {}

/** A paused frame with its place in the running code, if that is known. */
export interface PlacedFrame {
  /**
   * The frame as the debugger lists it. If the debugger mistook a place in the running text for one in a file, the place is corrected to
   * the file's own.
   */
  readonly frame: Dap.StackFrame;
  readonly running: RunningFrame | undefined;
}

export interface PlacingQuery {
  readonly listed: readonly Dap.StackFrame[];
  readonly seen: readonly WireFrame[];
  /** Which of the listed frames each seen frame is. */
  readonly paired: readonly (Dap.StackFrame | undefined)[];
  readonly texts: RunningTexts;
  readonly maps: SourceMaps;
}

/** Pairs the frames that the debugger lists with those that the probe saw. */
export async function placeFrames({ listed, seen, paired, texts, maps }: PlacingQuery): Promise<PlacedFrame[]> {
  const running = new Map(
    paired.flatMap((frame, at) => {
      const found = seen[at];
      return frame === undefined || found === undefined
        ? []
        : [[frame, { ...found, ...optional('source', frame.source) } satisfies RunningFrame] as const];
    }),
  );
  texts.follow([...running.values()]);
  const lines = new Map<string, TextLines | undefined>();
  return Promise.all(
    listed.map(async (frame): Promise<PlacedFrame> => {
      const found = running.get(frame);
      if (found === undefined) return { frame, running: undefined };
      const text = await texts.read(found);
      const key = texts.keyOf(found);
      if (!lines.has(key)) lines.set(key, text === undefined ? undefined : new TextLines(text));
      const placed = placeInText(found, lines.get(key));
      const isMapped = frame.line !== found.line || frame.column !== found.column;
      // A text that was compiled in memory runs under the path of the file that it was made from (Vitest), or under a path that js-debug
      // takes for that file (webpack's `eval`). The debugger may then give the text's line as if it were the file's.
      const isWrong = !isMapped && text !== undefined && !texts.isOnDisk(found);
      return { frame: isWrong ? await correctPlace(frame, placed, maps) : frame, running: placed };
    }),
  );
}

/** The position in the running code for a position in its text. The text's lines and columns are 0-based. */
export function toPosition({ line, column }: TextPosition, running: RunningFrame): RunningPosition {
  return { ...running, line: line + 1, column: column + 1 };
}

/** If the engine counts lines and columns from elsewhere, the offset gives the place in the text. */
function placeInText(running: RunningFrame, lines: TextLines | undefined): RunningFrame {
  const at = running.offset === undefined ? undefined : lines?.positionAt(running.offset);
  if (at === undefined || (at.line === running.line - 1 && at.column === running.column - 1)) return running;
  const start = { line: running.line - 1 - at.line, column: at.line === 0 ? running.column - 1 - at.column : 0 };
  return { ...running, line: at.line + 1, column: at.column + 1, start };
}

async function correctPlace(frame: Dap.StackFrame, running: RunningFrame, maps: SourceMaps): Promise<Dap.StackFrame> {
  const { source } = frame;
  if (source?.path === undefined) return frame;
  const found = await maps.locate(running);
  const own = toPath(running.url);
  if (found.line === frame.line && found.column === frame.column && found.path === (own ?? running.url)) {
    // The file that js-debug names is not what runs. It is the right file only if the text has the same name.
    const isNamedSo = (source.sourceReference ?? 0) > 0 || source.path === own;
    return isNamedSo ? frame : { ...frame, source: { name: running.url, path: running.url } };
  }
  // Bundlers give sources their own URLs, with or without a version.
  const isSame = toPath(found.path) === undefined && baseName(found.path).replace(/\?.*$/, '') === baseName(source.path);
  const path = isSame ? source.path : found.path;
  maps.rename(found.path, path);
  return { ...frame, line: found.line, column: found.column ?? 1, source: { ...source, path, sourceReference: 0 } };
}
