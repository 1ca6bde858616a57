import { parse, type ParserOptions, type ParserPlugin } from '@babel/parser';
import type { File, Node } from '@babel/types';
import { TextLines } from '../../../syntax/textLines.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';
import { findBlocksAround, type Block } from './blocksAround.ts';
import { isFunctionBoundary, pathTo, rangeOf, type ParsedText } from './javascriptNodes.ts';

/** How many blocks around a place are tried if the whole text does not parse. */
const MAX_BLOCKS = 12;

/**
 * The syntax tree of the function that a text begins with, with positions as if it were at `start`; undefined if the text does not begin
 * with one. Nothing says where the function ends: the parser stops at whatever cannot belong to it.
 */
export function parseFunction(rest: string, start: TextPosition, position: TextPosition): ParsedText | undefined {
  for (const [before, after] of [
    ['(', ')'],
    ['(class extends Object{', '})'],
  ] as const) {
    const end = findEnd(before + rest);
    const options = { startLine: start.line + 1, startColumn: start.column - before.length };
    const own = end === undefined ? '' : rest.slice(0, end - before.length);
    // The text after the function may have closed what was opened before it.
    for (const closing of new Set([after, ')', ''])) {
      const parsed = before + own + closing;
      const file = tryParse(parsed, ['jsx'], options);
      if (file !== undefined && pathTo(file, position).some((node) => isFunctionBoundary(node) && isAt(node, start)))
        return { file, text: parsed };
    }
  }
  return undefined;
}

/** What was parsed of a text's blocks, by where they begin and end; undefined for one that does not parse. */
export type ParsedBlocks = Map<string, ParsedText | undefined>;

/**
 * Whatever parses of a text that does not parse as a whole: the largest block around a position, or its line. It is parsed as a body in
 * which everything is allowed. `known` remembers the blocks of this text.
 */
export function parseBlock(path: string, text: string, position: TextPosition, known: ParsedBlocks): ParsedText | undefined {
  const lines = new TextLines(text);
  const offset = lines.offsetAt(position);
  const blocks = offset === undefined ? undefined : findBlocksAround(text, offset);
  if (offset === undefined || blocks === undefined) return undefined;
  const start = offset - position.column;
  const line = { start, end: lines.offsetAt({ line: position.line + 1, column: 0 }) ?? text.length };
  for (const block of [...blocks.slice(-MAX_BLOCKS), line]) {
    const key = `${block === line ? 'line' : 'block'}:${block.start}:${block.end}`;
    if (!known.has(key)) known.set(key, parsePart(path, text, block, { lines, isBody: block !== line }));
    const parsed = known.get(key);
    if (parsed !== undefined) return parsed;
  }
  return undefined;
}

function parsePart(
  path: string,
  text: string,
  { start, end }: Block,
  { lines, isBody }: { readonly lines: TextLines; readonly isBody: boolean },
): ParsedText | undefined {
  const [before, after] = isBody ? ['(async function*()', ')'] : ['', ''];
  const at = lines.positionAt(start);
  const parsed = before + text.slice(start, end) + after;
  const options = at && { startLine: at.line + 1, startColumn: at.column - before.length };
  const file = options && parseText(path, parsed, options);
  return file && { file, text: parsed, isPart: true };
}

function isAt(node: Node, { line, column }: TextPosition): boolean {
  const at = rangeOf(node).start;
  return at.line === line && at.column === column;
}

/** Where the parser gives up. */
function findEnd(text: string): number | undefined {
  try {
    parse(text, { ...OPTIONS, errorRecovery: false, plugins: ['jsx', 'decorators-legacy', 'explicitResourceManagement'] });
    return undefined;
  } catch (error) {
    const { pos } = error as { readonly pos?: unknown };
    return typeof pos === 'number' ? pos : undefined;
  }
}

/**
 * `<T>value` is a type assertion in TypeScript and an element in JSX, and looking for types makes a parse half as long again. The file's
 * name decides what is tried first.
 */
export function parseText(path: string, text: string, at: StartOptions = {}): File | undefined {
  const dialects: readonly (readonly ParserPlugin[])[] = /\.[cm]?ts$/i.test(path)
    ? [['typescript'], ['typescript', 'jsx']]
    : /\.[cm]?js$/i.test(path)
      ? [['jsx'], ['typescript', 'jsx'], ['typescript']]
      : [['typescript', 'jsx'], ['typescript']];
  for (const dialect of dialects) {
    const file = tryParse(text, dialect, at);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** The line and column at which a text begins. */
type StartOptions = Pick<ParserOptions, 'startLine' | 'startColumn'>;

const OPTIONS: ParserOptions = {
  sourceType: 'unambiguous',
  // CommonJS modules are function bodies; the compiler reports what is not allowed somewhere.
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowUndeclaredExports: true,
  allowNewTargetOutsideFunction: true,
  allowSuperOutsideMethod: true,
  errorRecovery: true,
  attachComment: false,
};

function tryParse(text: string, dialect: readonly ParserPlugin[], at: StartOptions): File | undefined {
  try {
    return parse(text, { ...OPTIONS, ...at, plugins: [...dialect, 'decorators-legacy', 'explicitResourceManagement'] });
  } catch {
    // A source that does not parse is an ordinary case: it gives no information.
    return undefined;
  }
}
