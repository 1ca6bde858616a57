import { findCompiledUsing } from '../../syntax/compiledUsing.ts';
import type { JavascriptTrees } from '../../syntax/javascriptTrees.ts';
import type { TextPosition } from '../../syntax/scopeCalls.ts';
import { findUsingBlocks, type UsingBlock, type UsingDeclaration } from '../../syntax/usingDeclarations.ts';
import type { WireFrame } from '../../wire/javascriptReading.ts';
import type { RunningTexts } from './runningTexts.ts';
import { toPath } from './sourceMaps.ts';

/** A block of a paused frame and where its resources are to be found. */
export interface UsingPlace {
  readonly kind: UsingBlock['kind'];
  readonly range: UsingBlock['range'];
  /** In run order. */
  readonly declarations: readonly UsingDeclaration[];
  /** A compiled block was left: its variables are gone, and its resources are being disposed of. */
  readonly leaving: boolean;
  /** The variable with the compiler's own list of what is registered, which is then believed. */
  readonly list?: string;
  /** The compiler's helper keeps the list to itself. */
  readonly isListHidden?: boolean;
}

/** The blocks with `using` declarations that a frame is in, innermost first, by the text that runs; undefined where that cannot be parsed. */
export async function findBlocks(running: WireFrame, { texts, trees }: { readonly texts: RunningTexts; readonly trees: JavascriptTrees }): Promise<UsingPlace[] | undefined> {
  const path = toPath(running.url);
  const text = path === undefined ? undefined : await texts.read(path);
  if (path === undefined || text === undefined || !/\busing\b|\bfinally\b/.test(text)) return [];
  const file = trees.parse(path, text);
  if (file === undefined) return undefined;
  const position = { line: running.line - 1, column: running.column - 1 };
  const native = findUsingBlocks(file, text, position).map((block): UsingPlace => ({ ...block, leaving: false }));
  const lists = new Set<string>();
  const compiled = findCompiledUsing(file, text, position).map(({ kind, stack, range, leaving, declarations }): UsingPlace => {
    const isReachable = stack.kind === 'list' && !lists.has(stack.name); // an inner block's list may have the same name
    lists.add(stack.name);
    const known = isReachable || leaving ? declarations : declarations.filter(({ range: { end } }) => isReached(end, position));
    return { kind, range, leaving, declarations: [...known].reverse(), ...(isReachable ? { list: stack.name } : {}), ...(stack.kind === 'context' ? { isListHidden: true } : {}) };
  });
  return [...native, ...compiled].sort((a, b) => b.range.start.line - a.range.start.line || b.range.start.column - a.range.start.column);
}

function isReached(end: TextPosition, position: TextPosition): boolean {
  return end.line < position.line || (end.line === position.line && end.column <= position.column);
}
