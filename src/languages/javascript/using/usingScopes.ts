import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { assertNever } from '../../../core/assertNever.ts';
import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import type { UnorderedCleanup, UnorderedScope } from '../../../core/runOrder.ts';
import { baseName } from '../../../core/sourceName.ts';
import type { Argument, SourceLocation } from '../../../core/snapshot.ts';
import type { Translate } from '../../../core/translate.ts';
import { unlessRefused } from '../../../dap/port.ts';
import type { TextRange } from '../../../syntax/textRange.ts';
import { toPath } from '../../../syntax/sourceMap.ts';
import type { JavascriptTrees } from '../syntax/javascriptTrees.ts';
import { optional } from '../../../core/optional.ts';
import { frameLocation, frameName, isForeign, isOfProgram } from '../frames/frames.ts';
import type { GuardedPort } from '../frames/evaluationGuard.ts';
import { describeHeld } from './describedResources.ts';
import { leaveOutMethod, type DebuggerHandle } from '../values/heldValue.ts';
import type { PlacedFrame, RunningFrame } from '../frames/placedFrames.ts';
import type { RunningTexts } from '../texts/runningTexts.ts';
import type { SourceMaps } from '../texts/sourceMaps.ts';
import { findInSource } from './declaredInSource.ts';
import { findBlocks, type UsingPlace } from './usingBlocks.ts';
import type { Held } from './usingHolding.ts';
import { readResources, type BlockResources } from './usingResources.ts';
import { classOf, writeValue } from '../values/words.ts';
import type { Unread } from '../frames/runningSyntax.ts';

export interface UsingQuery {
  /** The paused frames, innermost first, each with its place in the running code if that is known. */
  readonly frames: readonly PlacedFrame[];
  readonly port: GuardedPort;
  readonly texts: RunningTexts;
  readonly trees: JavascriptTrees;
  readonly maps: SourceMaps;
  /** The program does not allow reading its call stack, so no frame has a known place in the running code. */
  readonly isStackUnread: boolean;
  /** Ids of the library scopes that are running their cleanups. */
  readonly closing: ReadonlySet<string>;
  /** Names the function around a place in a source. */
  readonly nameFunction: (at: SourceLocation) => Promise<string | undefined>;
  readonly t: Translate;
  readonly signal: AbortSignal;
}

/** What a frame's `using` declarations hold, in run order: a block's resources, or a scope that a library lists. */
export type UsingPart = PartOfBlock &
  ({ readonly kind: 'block'; readonly scope: UnorderedScope } | { readonly kind: 'library'; readonly scopeId: string });

interface PartOfBlock {
  /** The block that declares it, in the running text. */
  readonly range: TextRange;
  /** The block is being left. */
  readonly isRunning: boolean;
}

/** How to find the resource of a row again while the program is paused. */
export type BindingPlace =
  | { readonly kind: 'variable'; readonly frameId: number; readonly name: string; readonly awaited: boolean }
  /** In a compiler's list that a variable holds. */
  | { readonly kind: 'entry'; readonly frameId: number; readonly list: string; readonly at: number }
  | { readonly kind: 'handle'; readonly handle: DebuggerHandle };

export interface UsingReading {
  /** By frame id. */
  readonly parts: ReadonlyMap<number, readonly UsingPart[]>;
  readonly places: ReadonlyMap<string, BindingPlace>;
  readonly arguments: ReadonlyMap<Argument, BindingPlace>;
  /** Running texts whose declarations are unknown, and why, by url. */
  readonly unread: ReadonlyMap<string, Unread>;
}

/**
 * Reads what the `using` declarations of the paused frames hold, native or compiled. The engine does not mark such variables. The source
 * says which are registered at the paused position, the values say which of them hold something, and the object whose method runs above the
 * frame says which one is being disposed of.
 */
export async function readUsing(query: UsingQuery): Promise<UsingReading> {
  const parts = new Map<number, readonly UsingPart[]>();
  const places = new Map<string, BindingPlace>();
  const live = new Map<Argument, BindingPlace>();
  const unread = new Map<string, Unread>();
  const unknown: UnknownFrame[] = [];
  await Promise.all(
    query.frames.map(async ({ frame, running }, at) => {
      if (running === undefined) return;
      const blocks = await findBlocks(running, query);
      const depth = query.frames.length - at;
      if (typeof blocks === 'string') {
        if (isForeign(frame, running)) return;
        unread.set(running.url, blocks);
        unknown.push({ frame, running, depth, why: blocks });
        return;
      }
      if (blocks === undefined || blocks.length === 0) return;
      const resources = await unlessRefused(query.signal, readResources(blocks, at, query));
      if (resources === undefined) unknown.push({ frame, running, depth, why: 'refused' });
      else
        parts.set(
          frame.id,
          await buildParts({ resources: await describeHeld(resources, frame.id, query), frame, running, depth, places, live }, query),
        );
    }),
  );
  if (query.isStackUnread) unknown.push(...innermostOf(query));
  for (const [id, part] of await buildUnknown(unknown, query)) parts.set(id, [part]);
  return { parts, places, arguments: live, unread };
}

/** A frame whose declarations hold something unknown. */
interface UnknownFrame extends NamedFrame {
  readonly depth: number;
  readonly why: Unread | 'refused' | 'locked';
}

/** The innermost of the program's own frames stands for all of them. */
function innermostOf({ frames }: UsingQuery): UnknownFrame[] {
  const at = frames.findIndex(({ frame }) => isOfProgram(frame));
  const frame = frames[at]?.frame;
  if (frame === undefined) return [];
  const running = { name: frame.name, url: frame.source?.path ?? '', line: frame.line, column: frame.column };
  return [{ frame, running, depth: frames.length - at, why: 'locked' }];
}

/** One row for each such frame. A text that is not known gets a single row, at the innermost frame in it. */
async function buildUnknown(frames: readonly UnknownFrame[], query: UsingQuery): Promise<(readonly [frameId: number, part: UsingPart])[]> {
  const sorted = [...frames].sort((a, b) => b.depth - a.depth);
  const shown = sorted.filter(
    ({ running, why }, at) =>
      why === 'refused' ||
      sorted.findIndex((other) => other.why === why && query.texts.keyOf(other.running) === query.texts.keyOf(running)) === at,
  );
  return Promise.all(
    shown.map(async (one) => {
      const { frame, running, depth, why } = one;
      const scope: UnorderedScope = {
        id: `unknown:${depth}`,
        kind: 'function',
        name: toDisplayText(await nameOwner(one, query), LABEL_LENGTH),
        frameId: frame.id,
        ...optional('location', frameLocation(frame)),
        total: 0,
        unknown: true,
        cleanups: [],
        notes: [explainUnknown(why, query.t)],
      };
      const at = { line: running.line - 1, column: running.column - 1 };
      return [frame.id, { kind: 'block', scope, range: { start: at, end: at }, isRunning: false }] as const;
    }),
  );
}

function explainUnknown(why: UnknownFrame['why'], t: Translate): string {
  switch (why) {
    case 'refused':
      return t('what its using declarations hold could not be read');
    case 'missing':
      return t('what its using declarations hold is not known: its text cannot be read');
    case 'too-long':
      return t('what its using declarations hold is not known: its text is too long');
    case 'locked':
      return t('which using declarations and finally blocks are open is not known: the program has locked or replaced Error');
    case 'unparsed':
      return t('what its using declarations hold is not known: its text does not parse');
    default:
      return assertNever(why);
  }
}

interface NamedFrame {
  readonly frame: Dap.StackFrame;
  readonly running: RunningFrame;
}

interface PartsQuery extends NamedFrame {
  readonly resources: readonly BlockResources[];
  /** Counted from the outermost call, so that it stays the same while inner calls come and go. */
  readonly depth: number;
  readonly places: Map<string, BindingPlace>;
  readonly live: Map<Argument, BindingPlace>;
}

async function buildParts(given: PartsQuery, query: UsingQuery): Promise<UsingPart[]> {
  const parts: UsingPart[] = [];
  const owner = await nameOwner(given, query);
  for (const { block, held, isRunning } of given.resources) {
    const location = await locateBlock(block, given, query);
    let cleanups: UnorderedCleanup[] = [];
    const close = (): void => {
      if (cleanups.length > 0)
        parts.push({
          kind: 'block',
          range: block.range,
          isRunning,
          scope: buildScope({ block, cleanups, part: parts.length, owner, location }, given, query),
        });
      cleanups = [];
    };
    for (const one of held) {
      if (one.resource.scope === undefined) cleanups.push(await buildCleanup(block, one, given, query));
      else {
        // What it holds is listed as its own scope, between the resources that run before and after it.
        close();
        parts.push({ kind: 'library', range: block.range, isRunning, scopeId: one.resource.scope });
      }
    }
    close();
  }
  return parts;
}

async function buildCleanup(block: UsingPlace, one: Held, given: PartsQuery, query: UsingQuery): Promise<UnorderedCleanup> {
  const { declaration, resource, awaited } = one;
  const { t, maps, trees } = query;
  const at = declaration?.range.start ?? block.range.start;
  const declared = declaration && (await findInSource(declaration, { running: given.running, maps, trees }));
  const id = `using:${given.depth}:${at.line}:${at.column}${declaration === undefined ? `:${given.places.size}` : ''}`;
  const name = declared?.name ?? classOf(resource.value) ?? t('resource');
  const isUnknown = resource.value.text === '' && resource.value.cut;
  const argument: Argument = isUnknown
    ? {
        name,
        value:
          declaration?.hidden === true && declaration.name !== '' ? t('hidden by an inner variable of the same name') : t('not known here'),
        capture: 'unknown',
      }
    : { name: declared?.name ?? 'this', type: resource.value.type, value: leaveOutMethod(writeValue(resource.value)), capture: 'value' };
  const place = isUnknown ? undefined : placeOfHeld(one, given.frame.id);
  if (place !== undefined) {
    given.places.set(id, place);
    given.live.set(argument, place);
  }
  const call = toDisplayText(`${name}${writeMethod(one)}`, LABEL_LENGTH - 8);
  return {
    id,
    state: resource.running ? 'running' : 'pending',
    label: `${awaited ? 'await ' : ''}${call}()`,
    callee: { name: call },
    ...optional('registeredAt', declared?.location),
    arguments: [argument],
    ...(awaited ? { async: true } : {}),
  };
}

/**
 * The method that is called, shown after the variable's name. The engine read the method at the declaration and does not reveal it. The
 * object's present method may be another one, so only a method from a compiler's list is named.
 */
function writeMethod({ resource, awaited, method = '' }: Held): string {
  if (method !== '' && !method.startsWith('[')) return `.${method}`;
  return `[Symbol.${awaited && resource.key !== 'dispose' ? 'asyncDispose' : 'dispose'}]`;
}

function placeOfHeld({ declaration, handle, entry, awaited }: Held, frameId: number): BindingPlace | undefined {
  if (handle !== undefined) return { kind: 'handle', handle };
  if (entry !== undefined) return { kind: 'entry', frameId, ...entry };
  return declaration === undefined || declaration.name === '' ? undefined : { kind: 'variable', frameId, name: declaration.name, awaited };
}

/** Where the frame is in the block. For code that a compiler added, which no map has, it is the block's first declaration. */
async function locateBlock(
  block: UsingPlace,
  { frame, running }: PartsQuery,
  { maps, trees }: UsingQuery,
): Promise<SourceLocation | undefined> {
  const location = frameLocation(frame);
  const first = block.declarations.at(-1);
  if (location === undefined || first === undefined || location.path !== toPath(running.url)) return location;
  const { location: declared } = await findInSource(first, { running, maps, trees });
  return declared.path === location.path && (await maps.knows(running)) ? location : declared;
}

interface BlockScope {
  readonly block: UsingPlace;
  readonly cleanups: readonly UnorderedCleanup[];
  readonly part: number;
  readonly owner: string;
  readonly location: SourceLocation | undefined;
}

function buildScope(
  { block, cleanups, part, owner, location }: BlockScope,
  { frame, depth }: PartsQuery,
  { t }: UsingQuery,
): UnorderedScope {
  return {
    id: `using:${depth}:${block.range.start.line}:${block.range.start.column}:${part}`,
    kind: block.kind === 'body' ? 'function' : 'block',
    name: toDisplayText(nameBlock(block.kind, block.className ?? owner, t), LABEL_LENGTH),
    frameId: frame.id,
    ...optional('location', location),
    total: cleanups.filter(({ state }) => state === 'pending').length,
    cleanups,
  };
}

/** The paused function, by its name in the source. */
async function nameOwner({ frame, running }: NamedFrame, { nameFunction }: UsingQuery): Promise<string> {
  const location = frameLocation(frame);
  const isElsewhere = location !== undefined && baseName(location.path) !== baseName(running.url);
  const isNamed = frame.name !== '' && !/anonymous/.test(frame.name);
  const named = location !== undefined && (isElsewhere || !isNamed) ? await nameFunction(location) : undefined;
  return named ?? (isNamed ? frameName(frame) : baseName(location?.path ?? running.url));
}

function nameBlock(kind: UsingPlace['kind'], owner: string, t: Translate): string {
  switch (kind) {
    case 'module':
      return t('{0} (top level)', owner);
    case 'loop':
      return t('{0} (loop)', owner);
    case 'switch':
      return t('{0} (switch)', owner);
    case 'static':
      return t('{0} (static block)', owner);
    case 'block':
      return t('{0} (block)', owner);
    case 'body':
      return owner;
  }
}
