import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import { numberScopes, type UnorderedCleanup, type UnorderedScope } from '../../../core/runOrder.ts';
import type { PossibleCleanup, Problem, SourceLocation, Stack } from '../../../core/snapshot.ts';
import { baseName } from '../../../core/sourceName.ts';
import type { Translate } from '../../../core/translate.ts';
import type { JavascriptTrees } from '../syntax/javascriptTrees.ts';
import type { UsingDeclaration } from '../syntax/usingDeclarations.ts';
import { findHoldingWaits } from '../syntax/waitPlaces.ts';
import type { WireFrame, WireReading } from '../wire/javascriptReading.ts';
import { optional } from '../../../core/optional.ts';
import { frameLocation, isForeignUrl } from '../frames/frames.ts';
import { toPosition } from '../frames/placedFrames.ts';
import type { RunningTexts } from '../texts/runningTexts.ts';
import type { SourceMaps } from '../texts/sourceMaps.ts';
import { findWaitingBlocks, type UsingPlace, type WaitingBlocks } from '../using/usingBlocks.ts';

/** How many sources are searched for other async functions. */
const MAX_SOURCES = 4;
/** How many paused calls have the beginnings of their functions looked up, innermost first. */
const MAX_PAUSED_CALLS = 100;

export interface SuspendedQuery {
  readonly reading: WireReading;
  /** The paused frames as the debugger lists them. */
  readonly frames: readonly Dap.StackFrame[];
  readonly texts: RunningTexts;
  readonly trees: JavascriptTrees;
  readonly maps: SourceMaps;
  readonly nameFunction: (at: SourceLocation) => Promise<string | undefined>;
  readonly t: Translate;
}

export interface Suspended {
  /** The async functions that wait for the paused one and hold resources through `using` declarations. */
  readonly stacks: readonly Stack[];
  /** What cannot be known about other functions. */
  readonly problem?: Problem;
}

/**
 * The async functions that wait for the paused one, according to the engine's record of who awaits whose promise, and what their `using`
 * declarations have registered. The debugger's async stack is not such a record: it names the caller, even if that has returned. No frame
 * can be asked what these declarations hold, and a function that waits for something else is not listed at all.
 */
export async function readSuspended(query: SuspendedQuery): Promise<Suspended> {
  const { waiting, frames } = query.reading;
  const children = [frames.findLast(({ url }) => !isForeignUrl(url)), ...waiting];
  const stacks = await Promise.all(
    waiting.map(async (frame, at) => buildStack({ frame, depth: waiting.length - at, child: children[at]?.name ?? '' }, query)),
  );
  const problem = await explainOthers(query);
  return { stacks: stacks.flatMap((stack) => stack ?? []), ...optional('problem', problem) };
}

interface WaitingFrame {
  readonly frame: WireFrame;
  /** Counted from the outermost function, so that it stays the same while inner ones come and go. */
  readonly depth: number;
  /** The function that it waits for. */
  readonly child: string;
}

async function buildStack({ frame, depth, child }: WaitingFrame, query: SuspendedQuery): Promise<Stack | undefined> {
  const found = isForeignUrl(frame.url) ? undefined : await findWaitingBlocks(frame, query);
  if (found === undefined || found.blocks.length === 0) return undefined;
  const { t } = query;
  const location = await query.maps.locate(frame);
  const isTopLevel = found.blocks.every(({ kind }) => kind === 'module');
  const name = toDisplayText(
    (await nameOf(frame, location, query)) ?? (isTopLevel ? t('{0} (top level)', baseName(location.path)) : t('(anonymous function)')),
    LABEL_LENGTH,
  );
  const isLeft = (declaration: UsingDeclaration): boolean => !isListed(declaration, frame, query.reading);
  const { sure, unsure } = divide(found, child);
  const held = sure.filter(isLeft);
  const doubtful = unsure.filter(isLeft).map(({ name: one }) => one);
  if (held.length + doubtful.length === 0) return undefined;
  const scope: UnorderedScope = {
    id: `waiting:${depth}`,
    kind: 'function',
    name,
    location,
    total: held.filter(isNeverEmpty).length,
    cleanups: await Promise.all(held.filter(isNeverEmpty).map((one) => buildCleanup(one, depth, frame, query))),
    ...optional(
      'possible',
      await buildPossible(
        held.filter((one) => !isNeverEmpty(one)),
        frame,
        query,
      ),
    ),
    ...(doubtful.length === 0
      ? {}
      : {
          notes: [
            toDisplayText(
              t('one of these may be in the middle of its disposal, so it is not known which are left: {0}', doubtful.join(', ')),
              LABEL_LENGTH * 2,
            ),
          ],
        }),
  };
  return {
    id: `waiting:${depth}`,
    kind: 'task',
    name,
    current: false,
    status: { kind: 'blocked', reason: doubtful.length === 0 ? t('awaiting') : t('awaiting, or ending') },
    failures: [],
    scopes: numberScopes([scope]),
  };
}

/** The function's name in the source. */
async function nameOf(frame: WireFrame, location: SourceLocation, { nameFunction }: SuspendedQuery): Promise<string | undefined> {
  const isElsewhere = baseName(location.path) !== baseName(frame.url);
  const own = frame.name === '' ? undefined : frame.name.replace(/^(?:async |new )+/, '');
  return own === undefined || isElsewhere ? ((await nameFunction(location)) ?? own) : own;
}

interface Divided {
  /** Registered and not yet disposed of. */
  readonly sure: readonly UsingDeclaration[];
  /** One of these may be being disposed of; those before it are done in that case. */
  readonly unsure: readonly UsingDeclaration[];
}

/**
 * While the engine leaves a block with `await using` declarations, it stays at its last position, which may be an `await`. The awaited
 * function tells the two cases apart: a function that disposes of a resource has a different name. In run order.
 */
function divide({ blocks, place }: WaitingBlocks, child: string): Divided {
  const listed = blocks.flatMap(registeredIn);
  const isAtAwait = place.awaited !== undefined;
  const isDisposer = /\[(?:Symbol|nodejs)\.(?:async)?dispose\]/i.test(child);
  // Only at an `await` can a declaration be unfinished: its own value is being awaited.
  const registered = listed
    .filter(({ begun }) => begun !== true || !isAtAwait || isDisposer)
    .filter(({ initializer }) => !/^(?:null|undefined|void 0)$/.test(initializer) && !place.empty.has(initializer));
  const isLeaving = blocks.some(({ leaving }) => leaving);
  const isKnown = isAtAwait && !isDisposer && child !== '' && place.awaited.includes(child);
  const last = isLeaving ? registered.length - 1 : isKnown ? -1 : registered.findLastIndex(({ awaited }) => awaited);
  if (last < 0) return { sure: registered.filter(({ begun }) => begun !== true), unsure: [] };
  // If the block is being left, the resources that are not awaited and come before the first awaited one have been disposed of already.
  const first =
    isAtAwait && !isDisposer
      ? 0
      : Math.max(
          0,
          registered.findIndex(({ awaited }) => awaited),
        );
  return { sure: registered.slice(last + 1), unsure: registered.slice(first, last + 1) };
}

function registeredIn({ declarations, reached }: UsingPlace): readonly UsingDeclaration[] {
  return declarations.slice(declarations.length - reached);
}

/** Whether a library or the preload already lists what the declaration holds, together with what is registered on it. */
function isListed({ range, initializer }: UsingDeclaration, { url }: WireFrame, { libraries }: WireReading): boolean {
  const isStack = /^(?:new\s+(?:[\w$]+\.)*(?:Async)?(?:DisposableStack|Scope)\b|(?:[\w$]+\.)?(?:scope|asyncScope)\()/.test(initializer);
  return libraries.some(({ scopes }) =>
    scopes.some(({ site }) => (site === undefined ? isStack : site.url === url && isWithin(site, range))),
  );
}

function isWithin({ line, column }: WireFrame, { start, end }: UsingDeclaration['range']): boolean {
  const isAfter = line - 1 > start.line || (line - 1 === start.line && column - 1 >= start.column);
  return isAfter && (line - 1 < end.line || (line - 1 === end.line && column - 1 <= end.column));
}

/** A declaration whose value is clearly an object in the source. Any other value may be null, which disposes of nothing. */
function isNeverEmpty({ initializer }: UsingDeclaration): boolean {
  return /^(?:new\b|[{[])/.test(initializer);
}

async function buildCleanup(
  declaration: UsingDeclaration,
  depth: number,
  frame: WireFrame,
  query: SuspendedQuery,
): Promise<UnorderedCleanup> {
  const { label, callee, registeredAt, name } = await describe(declaration, frame, query);
  const { line, column } = declaration.range.start;
  return {
    id: `waiting:${depth}:${line}:${column}`,
    state: 'pending',
    label,
    callee: { name: callee },
    registeredAt,
    arguments: [{ name, value: query.t('not known here'), capture: 'unknown' }],
    ...(declaration.awaited ? { async: true } : {}),
  };
}

async function buildPossible(
  declarations: readonly UsingDeclaration[],
  frame: WireFrame,
  query: SuspendedQuery,
): Promise<PossibleCleanup[] | undefined> {
  if (declarations.length === 0) return undefined;
  return Promise.all(
    declarations.map(async (declaration) => {
      const { label, registeredAt } = await describe(declaration, frame, query);
      return { label, registeredAt };
    }),
  );
}

async function describe(
  { name, awaited, range: { start } }: UsingDeclaration,
  frame: WireFrame,
  { maps, t }: SuspendedQuery,
): Promise<{ readonly label: string; readonly callee: string; readonly name: string; readonly registeredAt: SourceLocation }> {
  const position = toPosition(start, frame);
  const written = name === '' ? t('resource') : ((await maps.nameAt(position)) ?? name);
  const callee = toDisplayText(`${written}[Symbol.${awaited ? 'asyncDispose' : 'dispose'}]`, LABEL_LENGTH - 8);
  return { label: `${awaited ? 'await ' : ''}${callee}()`, callee, name: written, registeredAt: await maps.locate(position) };
}

/** Whether the sources have async functions that hold resources while they wait, other than those that are known to run or wait. */
async function explainOthers({ reading, frames, texts, trees, maps, t }: SuspendedQuery): Promise<Problem | undefined> {
  const waiting = await Promise.all(reading.waiting.filter(({ url }) => !isForeignUrl(url)).map((frame) => maps.locate(frame)));
  // Compilers give no source position to the clause that leaves a block. The beginning of the function is used instead.
  const begun = reading.frames
    .slice(0, MAX_PAUSED_CALLS)
    .flatMap(({ functionLine, functionColumn, ...frame }) =>
      functionLine === undefined ? [] : [{ ...frame, line: functionLine, column: functionColumn ?? 1 }],
    );
  const starts = await Promise.all(begun.map((frame) => maps.locate(frame)));
  const known = [...frames.flatMap((frame) => frameLocation(frame) ?? []), ...starts, ...waiting];
  const paths = [...new Set(known.map(({ path }) => path))].filter((path) => !isForeignUrl(path)).slice(0, MAX_SOURCES);
  for (const path of paths) {
    const text = await texts.readFile(path);
    const file = text === undefined || !/\busing\b/.test(text) || !/\bawait\b/.test(text) ? undefined : await trees.parse(path, text);
    const others =
      file === undefined
        ? []
        : findHoldingWaits(file).filter(({ start, end }) => !known.some((at) => at.path === path && isIn(at, start, end)));
    if (others.length > 0)
      return {
        code: 'incomplete',
        severity: 'info',
        message: t('Other waiting async functions may hold resources: a debugger reaches only those that the paused code returns to'),
      };
  }
  return undefined;
}

function isIn(
  { line, column = 1 }: SourceLocation,
  start: UsingDeclaration['range']['start'],
  end: UsingDeclaration['range']['end'],
): boolean {
  return (
    (line - 1 > start.line || (line - 1 === start.line && column - 1 >= start.column)) &&
    (line - 1 < end.line || (line - 1 === end.line && column - 1 <= end.column))
  );
}
