import type { CompiledStack } from '../syntax/compiledRegistrations.ts';
import { findCompiledUsing, findPoppedEntry, type PoppedEntry } from '../syntax/compiledUsing.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';
import { isSilentAt } from '../syntax/silentStatements.ts';
import { findSwitchedUsing } from '../syntax/stateMachines.ts';
import { findDisposeCall, findUsingBlocks, type DisposeCall, type UsingBlock, type UsingDeclaration } from '../syntax/usingDeclarations.ts';
import { findWaitPlace, type WaitPlace } from '../syntax/waitPlaces.ts';
import type { WireFrame } from '../wire/javascriptReading.ts';
import { optional } from '../../../core/optional.ts';
import type { RunningFrame } from '../frames/placedFrames.ts';
import { parseRunning, type ParsedRunning, type ParsingContext, type Unread } from '../frames/runningSyntax.ts';

/** The variable in which a compiler keeps what a block has registered. If its list can be read, it is trusted. */
export interface BlockHolder extends CompiledStack {
  /** An inner block has a variable of the same name. */
  readonly isHidden: boolean;
}

/** A block of a paused frame, and where to find its resources. */
export interface UsingPlace {
  readonly kind: UsingBlock['kind'];
  readonly range: UsingBlock['range'];
  /** The class whose static block it is. */
  readonly className?: string;
  /** In run order. */
  readonly declarations: readonly UsingDeclaration[];
  /** How many of them, counted from the end, are registered at the paused position. A compiler's own list knows better. */
  readonly reached: number;
  /** A compiled block was left: its variables are gone, and its resources are being disposed of. */
  readonly leaving: boolean;
  /** Where a compiler keeps what is registered; missing for declarations that the engine itself runs. */
  readonly holder?: BlockHolder;
  /** The position does not tell what is registered; only the list does. */
  readonly isListOnly?: true;
  /** A block that was left has already called the helper. */
  readonly isDone?: boolean;
  /** If the block waits for its helper: the variable with the helper's result, a promise while something is still being disposed of. */
  readonly result?: string;
}

/** A declaration, or how compilers write one. The word in a sentence of a comment does not count. */
const DECLARES = /\busing\b(?!\s+[\w$]+\s+(?!of\b)[\w$])|(?<!\.)\bfinally\s*[{/]|\bstack:\s*\[\s*\]|[uU]singCtx/;
/** A compiler's helper. */
const TAKES = /\.pop\(/;

/** The same for frames that are only checked in passing. */
async function parseKnown(running: RunningFrame, what: RegExp, sources: ParsingContext): Promise<ParsedRunning | undefined> {
  const parsed = await parseRunning(running, what, sources);
  return typeof parsed === 'string' ? undefined : parsed;
}

/** The variables of the compiler's helper in which a frame is paused; undefined for any other function. */
export async function findHelper(running: RunningFrame, sources: ParsingContext): Promise<PoppedEntry | undefined> {
  const parsed = await parseKnown(running, TAKES, sources);
  return parsed && findPoppedEntry(parsed.file, parsed.position);
}

/** The call by which the program itself disposes of something, if a frame is paused in one, or last was. */
export async function findDisposing(running: RunningFrame, sources: ParsingContext): Promise<DisposeCall | undefined> {
  const parsed = await parseKnown(running, DECLARES, sources);
  return parsed && findDisposeCall(parsed.file, parsed.position);
}

/** Whether a frame is paused at a statement that calls no function. */
export async function isSilent(running: RunningFrame, sources: ParsingContext): Promise<boolean> {
  const parsed = await parseKnown(running, DECLARES, sources);
  return parsed !== undefined && isSilentAt(parsed.file, parsed.position);
}

/**
 * The blocks with `using` declarations that a frame is in, innermost first, according to the running text; or why they are not known;
 * undefined if the text declares nothing.
 */
export async function findBlocks(running: RunningFrame, sources: ParsingContext): Promise<UsingPlace[] | Unread | undefined> {
  const parsed = await parseRunning(running, DECLARES, sources);
  return parsed === undefined || typeof parsed === 'string' ? parsed : blocksIn(parsed);
}

/** What a waiting async function has declared, and what its text says about the wait. */
export interface WaitingBlocks {
  readonly blocks: readonly UsingPlace[];
  readonly place: WaitPlace;
}

/** The same for a waiting async function; also undefined if its text is not known. */
export async function findWaitingBlocks(waiting: WireFrame, sources: ParsingContext): Promise<WaitingBlocks | undefined> {
  const parsed = await parseKnown(waiting, DECLARES, sources);
  return (
    parsed && {
      blocks: blocksIn(parsed).filter(({ isListOnly }) => isListOnly !== true),
      place: findWaitPlace(parsed.file, parsed.text, parsed.position),
    }
  );
}

function blocksIn({ file, text, position }: ParsedRunning): UsingPlace[] {
  const native = findUsingBlocks(file, text, position).map((block): UsingPlace => ({
    ...block,
    leaving: false,
    reached: block.declarations.length,
  }));
  const compiled = [...findCompiledUsing(file, text, position), ...findSwitchedUsing(file, text, position)].map(
    ({ kind, stack, isStackHidden, isListOnly, range, leaving, isDone, result, declarations }): UsingPlace => ({
      kind,
      range,
      leaving,
      declarations: [...declarations].reverse(),
      reached: isListOnly === true ? declarations.length : declarations.filter(({ range: { end } }) => isReached(end, position)).length,
      holder: { ...stack, isHidden: isStackHidden },
      isDone,
      ...optional('isListOnly', isListOnly),
      ...(leaving && result !== undefined ? { result } : {}),
    }),
  );
  return [...native, ...compiled].sort((a, b) => b.range.start.line - a.range.start.line || b.range.start.column - a.range.start.column);
}

function isReached(end: TextPosition, position: TextPosition): boolean {
  return end.line < position.line || (end.line === position.line && end.column <= position.column);
}
