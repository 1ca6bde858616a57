import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import type { UnorderedCleanup, UnorderedScope } from '../../../core/runOrder.ts';
import { baseName } from '../../../core/sourceName.ts';
import type { SourceLocation } from '../../../core/snapshot.ts';
import type { Translate } from '../../../core/translate.ts';
import { findClauseAround, findFinallies, type FinallyClause } from '../syntax/finallyClauses.ts';
import type { JavascriptTrees } from '../syntax/javascriptTrees.ts';
import type { TextPosition, TextRange } from '../../../syntax/textRange.ts';
import { findSwitchedFinallies } from '../syntax/switchedFinally.ts';
import type { WireFrame, WireReading } from '../wire/javascriptReading.ts';
import { optional } from '../../../core/optional.ts';
import { frameLocation, frameName, isForeign } from '../frames/frames.ts';
import { toPosition, type PlacedFrame, type RunningFrame } from '../frames/placedFrames.ts';
import type { ReadText } from '../../readText.ts';
import type { RunningTexts } from '../texts/runningTexts.ts';
import type { SourceMaps } from '../texts/sourceMaps.ts';
import { parseAround } from '../frames/runningSyntax.ts';

const IN_LIBRARY = /[\\/]node_modules[\\/]/;
/**
 * Includes the forms of compilers that turn a function into a `switch`: TypeScript and swc push a table for each `try` statement, Babel has
 * one list for all.
 */
const HAS_CLAUSE = /(?<!\.)\bfinally\s*[{/]|\.trys\.push\(|\[\s*\[\s*\d+\s*,[\s\d,]*\]/;
/** How many library calls there can be between the body of a scope and the call that runs it. */
const MAX_CALLS_BETWEEN = 3;

export interface FinallyQuery {
  readonly reading: WireReading;
  /** The paused frames, innermost first. */
  readonly frames: readonly PlacedFrame[];
  readonly texts: RunningTexts;
  readonly readText: ReadText;
  readonly trees: JavascriptTrees;
  readonly maps: SourceMaps;
  readonly nameFunction: (at: SourceLocation) => Promise<string | undefined>;
  readonly t: Translate;
}

/** A `finally` clause of a paused frame. */
export interface FinallyRow {
  readonly cleanup: UnorderedCleanup;
  /** The whole `try` statement, in the running text. */
  readonly around: TextRange;
}

/** The clauses of one frame. */
export interface FrameFinallies {
  /** The frame as a scope without cleanups. */
  readonly scope: UnorderedScope;
  /** Innermost first. */
  readonly rows: readonly FinallyRow[];
}

/** The `finally` clauses that run now, or when the paused frames are left, by frame id. */
export async function readFinallies(query: FinallyQuery): Promise<ReadonlyMap<number, FrameFinallies>> {
  const found = new Map<number, FrameFinallies>();
  const between = findBetween(query);
  await Promise.all(
    query.frames.map(async ({ frame, running }, at) => {
      if (running === undefined || isForeign(frame, running) || between.has(at)) return;
      // Counted from the outermost call, so that it stays the same while inner calls come and go.
      const depth = query.frames.length - at;
      const rows = await readRows({ frame, running, depth }, query.frames[at - 1]?.frame, query);
      if (rows.length > 0) found.set(frame.id, { scope: await describeFrame({ frame, running, depth }, query), rows });
    }),
  );
  return found;
}

/**
 * Which frames belong to a library: those between a body and the call that passed it to the library. In a bundle nothing else tells them
 * from the program's frames.
 */
function findBetween({ reading, frames }: FinallyQuery): ReadonlySet<number> {
  const found = new Set<number>();
  for (const { kind, state, owner, site } of reading.libraries.flatMap(({ scopes }) => scopes)) {
    const body = owner === undefined ? undefined : reading.frames[owner];
    const at = body === undefined ? -1 : frames.findIndex(({ running }) => isSamePlace(running, body));
    if (kind !== 'function' || state !== 'open' || site === undefined || at < 0) continue;
    // Until its body is called, the only frame of a scope is the one that made it.
    const isMaker = ({ running }: PlacedFrame): boolean => running?.url === site.url && running.name === site.name;
    const maker = frames.slice(at, at + MAX_CALLS_BETWEEN + 2).findIndex(isMaker);
    for (let next = 1; next < maker; next++) found.add(at + next);
  }
  return found;
}

function isSamePlace(running: RunningFrame | undefined, { url, line, column, name }: WireFrame): boolean {
  return running !== undefined && running.url === url && running.line === line && running.column === column && running.name === name;
}

interface OneFrame {
  readonly frame: Dap.StackFrame;
  readonly running: RunningFrame;
  readonly depth: number;
}

async function describeFrame({ frame, running, depth }: OneFrame, { nameFunction, t }: FinallyQuery): Promise<UnorderedScope> {
  const location = frameLocation(frame);
  const isNamed = frame.name !== '' && !/anonymous/.test(frame.name);
  const isElsewhere = location !== undefined && baseName(location.path) !== baseName(running.url);
  const named = location !== undefined && (isElsewhere || !isNamed) ? await nameFunction(location) : undefined;
  const name = named ?? (isNamed ? frameName(frame) : t('{0} (top level)', baseName(location?.path ?? running.url)));
  return {
    id: `frame:${depth}`,
    kind: 'function',
    name: toDisplayText(name, LABEL_LENGTH),
    frameId: frame.id,
    ...optional('location', location),
    total: 0,
    cleanups: [],
  };
}

/** `above`: the call that the frame is in. */
async function readRows(one: OneFrame, above: Dap.StackFrame | undefined, query: FinallyQuery): Promise<FinallyRow[]> {
  const { running } = one;
  const text = await query.texts.read(running);
  if (text === undefined || !HAS_CLAUSE.test(text)) return [];
  const parsed = await parseAround(running, text, query);
  const clauses =
    parsed === undefined ? [] : [findFinallies, findSwitchedFinallies].flatMap((find) => find(parsed.file, parsed.text, parsed.position));
  const sure = clauses.filter(({ onlyCalling }) => onlyCalling === undefined || above === undefined || isOf(above, onlyCalling));
  const rows = await Promise.all(sure.map((clause) => readRow(clause, one, query)));
  return rows.flatMap((row) => row ?? []);
}

async function readRow(clause: FinallyClause, { running, depth }: OneFrame, query: FinallyQuery): Promise<FinallyRow | undefined> {
  const { start } = clause.range;
  const written = await findWritten(clause, running, query);
  if (written === undefined) return undefined;
  return {
    around: clause.around,
    cleanup: {
      id: `finally:${depth}:${start.line}:${start.column}`,
      kind: 'finally',
      state: clause.isRunning ? 'running' : 'pending',
      label: toDisplayText(written.label, LABEL_LENGTH),
      callee: { name: 'finally' },
      registeredAt: written.location,
      arguments: [],
      ...(written.lastLine > written.location.line
        ? { notes: [query.t('lines {0} to {1}', written.location.line, written.lastLine)] }
        : {}),
    },
  };
}

/** Whether a frame is of a function with that name: js-debug puts the class before it. */
function isOf(frame: Dap.StackFrame, name: string): boolean {
  return name !== '' && frameName(frame).split('.').at(-1) === name;
}

/** A clause as its author wrote it. */
interface WrittenClause {
  readonly label: string;
  readonly location: SourceLocation;
  readonly lastLine: number;
}

/**
 * A clause in the source. A clause that a compiler added is not in any `finally` of the source; nobody wrote it, so it gets no row. If the
 * source cannot be read, the running text is used.
 */
async function findWritten(clause: FinallyClause, running: RunningFrame, query: FinallyQuery): Promise<WrittenClause | undefined> {
  const { maps, readText, trees } = query;
  const locate = (at: TextPosition): Promise<SourceLocation> => maps.locate(toPosition(at, running));
  const [paused, first, keyword] = await Promise.all([maps.locate(running), locate(clause.first), locate(clause.range.start)]);
  if (!(await maps.isMapped(running))) return { label: clause.label, location: keyword, lastLine: (await locate(clause.range.end)).line };
  // A bundle contains its libraries.
  if (IN_LIBRARY.test(first.path) || !(await maps.knows(toPosition(clause.first, running)))) return undefined;
  const text = await readText(first.path);
  const file = text === undefined ? undefined : await trees.parse(first.path, text);
  if (text === undefined || file === undefined) return { label: clause.label, location: keyword, lastLine: keyword.line };
  const found = findClauseAround(file, text, positionOf(first));
  // The map may attribute what a compiler added to whatever comes before it.
  if (found === undefined || paused.path !== first.path || !isWithin(positionOf(paused), found.around)) return undefined;
  const {
    range: { start, end },
    label,
  } = found;
  return { label, location: { path: first.path, line: start.line + 1, column: start.column + 1 }, lastLine: end.line + 1 };
}

function positionOf({ line, column = 1 }: SourceLocation): TextPosition {
  return { line: line - 1, column: column - 1 };
}

function isWithin({ line }: TextPosition, { start, end }: TextRange): boolean {
  return line >= start.line && line <= end.line;
}
