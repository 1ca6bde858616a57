import type { TextPosition } from '../../../syntax/textRange.ts';
import { toPath } from '../../../syntax/sourceMap.ts';
import type { ParsedText } from '../syntax/javascriptNodes.ts';
import { MAX_TEXT_LENGTH, type JavascriptTrees } from '../syntax/javascriptTrees.ts';
import type { RunningTexts } from '../texts/runningTexts.ts';
import type { RunningFrame } from './placedFrames.ts';

/** What is needed to read and parse running texts. */
export interface ParsingContext {
  readonly texts: RunningTexts;
  readonly trees: JavascriptTrees;
}

/** Why nobody knows what a running text declares. */
export type Unread = 'missing' | 'too-long' | 'unparsed';

/** The text in which a frame is paused, with its syntax. */
export interface ParsedRunning extends ParsedText {
  readonly position: TextPosition;
}

/** The text in which a frame is paused; undefined if it has nothing of interest or belongs to the engine. */
export async function parseRunning(
  running: RunningFrame,
  what: RegExp,
  { texts, trees }: ParsingContext,
): Promise<ParsedRunning | Unread | undefined> {
  const { url, line, column } = running;
  if (/^(?:node|wasm):/.test(url)) return undefined;
  const text = await texts.read(running);
  if (text === undefined) return 'missing';
  if (!what.test(text)) return undefined;
  const file = await trees.parse(toPath(url) ?? texts.keyOf(running), text);
  if (file === undefined && text.length > MAX_TEXT_LENGTH) return (await parseOwn(running, text, { texts, trees })) ?? 'too-long';
  if (file === undefined) return 'unparsed';
  return { text, file, position: { line: line - 1, column: column - 1 } };
}

/** The syntax tree of the text around a paused call: of the whole text, or of the function alone if the whole text cannot be parsed. */
export async function parseAround(running: RunningFrame, text: string, sources: ParsingContext): Promise<ParsedRunning | undefined> {
  const { texts, trees } = sources;
  const file = await trees.parse(toPath(running.url) ?? texts.keyOf(running), text);
  return file === undefined
    ? parseOwn(running, text, sources)
    : { text, file, position: { line: running.line - 1, column: running.column - 1 } };
}

/** If a text is too long, only the paused function is parsed, provided that the engine tells its place in the text. */
async function parseOwn(
  { line, column, functionLine, functionColumn, start, ...running }: RunningFrame,
  text: string,
  { texts, trees }: ParsingContext,
): Promise<ParsedRunning | undefined> {
  if (functionLine === undefined || functionColumn === undefined || start !== undefined) return undefined;
  const position = { line: line - 1, column: column - 1 };
  const own = await trees.parseFunction(texts.keyOf(running), text, { line: functionLine - 1, column: functionColumn - 1 }, position);
  return own && { ...own, position };
}
