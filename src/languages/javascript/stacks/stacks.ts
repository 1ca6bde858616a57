import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { toDisplayText, LABEL_LENGTH, VALUE_LENGTH } from '../../../core/displayText.ts';
import { numberScopes, type UnorderedScope } from '../../../core/runOrder.ts';
import { baseName, shortLocation } from '../../../core/sourceName.ts';
import { findCallback, findFunctionName } from '../syntax/functionName.ts';
import { findScopeVariable } from '../syntax/scopeCalls.ts';
import type { CleanupScope, Failure, SourceLocation, Stack } from '../../../core/snapshot.ts';
import type { Translate } from '../../../core/translate.ts';
import type { WireCleanup, WireFrame, WireReading, WireScope } from '../wire/javascriptReading.ts';
import { optional } from '../../../core/optional.ts';
import { writeScopeId, type CleanupBuilder, type ScopeKey } from '../values/cleanups.ts';
import type { FrameFinallies } from '../using/finallyRows.ts';
import { mergeParts } from './frameParts.ts';
import { frameLocation, frameName } from '../frames/frames.ts';
import { findHolders, parseSource, type HolderQuery } from './holders.ts';
import { isForNothing, writeValue } from '../values/writtenValues.ts';
import type { UsingPart } from '../using/usingReading.ts';

/** The name under which the preload shows the language's own stacks. */
export const STACKS = 'disposable stacks';

export interface StackQuery extends Omit<HolderQuery, 'sites' | 'frames'> {
  readonly reading: WireReading;
  /** The debugger's frame for each frame of the reading. */
  readonly frames: readonly (Dap.StackFrame | undefined)[];
  /** All paused frames, innermost first. */
  readonly listed: readonly Dap.StackFrame[];
  readonly builder: CleanupBuilder;
  readonly locate: (frame: WireFrame) => Promise<SourceLocation>;
  /** What the frames' own declarations hold, by frame id. */
  readonly using: ReadonlyMap<number, readonly UsingPart[]>;
  /** Stacks that are known to exist, but whose contents are not. */
  readonly unfollowed: readonly UnorderedScope[];
  /** The frames' `finally` clauses, by frame id. */
  readonly finallies: ReadonlyMap<number, FrameFinallies>;
  /** There are more frames further out that were not read. */
  readonly isCut: boolean;
  readonly t: Translate;
}

/** A scope and the frame that owns it. */
interface Placed {
  readonly key: ScopeKey;
  readonly scope: WireScope;
  readonly site: SourceLocation | undefined;
  readonly frame: Dap.StackFrame | undefined;
  /** The variable through which the frame holds the scope, if the frame was found that way. */
  readonly variable?: string;
  /** It ends with its frame, or with something that does. */
  readonly isInOrder: boolean;
}

/**
 * The stacks of a paused program: first the paused call stack with the scopes that its frames own, innermost first; then the scopes that
 * only objects of the program hold; then one task for each async scope that no frame of the paused stack owns.
 */
export async function buildStacks(query: StackQuery): Promise<Stack[]> {
  const { listed, t } = query;
  const placed = findEnds(declare(await placeScopes(query), query));
  const depth = (frame: Dap.StackFrame | undefined): number => {
    const at = frame === undefined ? -1 : listed.findIndex((other) => other.id === frame.id);
    return at < 0 ? listed.length : at;
  };
  // The reading lists the newest scope first, which is the run order within one frame. The sort is stable and keeps it.
  const onStack = placed.filter(({ scope, frame }) => !scope.async || frame !== undefined).sort((a, b) => depth(a.frame) - depth(b.frame));
  const suspended = placed.filter(({ scope, frame }) => scope.async && frame === undefined);
  const built = await Promise.all(inRunOrder(onStack, query).map(async (one) => ('key' in one ? buildScope(one, query) : one)));
  const scopes = numberScopes(built);
  const thread: Stack = {
    id: 'thread',
    kind: 'thread',
    name: await stackTitle(listed[0], scopes, query),
    current: true,
    status: { kind: 'paused' },
    failures: onStack.flatMap(({ scope }) => describeFailures(scope)),
    scopes,
    ...(query.isCut ? { moreFrames: true } : {}),
  };
  const tasks = await Promise.all(
    suspended.map(async (one): Promise<Stack> => {
      const scope = await buildScope(one, query);
      return {
        id: `task:${scope.id}`,
        kind: 'task',
        name: scope.name,
        current: false,
        status: { kind: 'blocked', reason: one.scope.state === 'closing' ? t('awaiting a cleanup') : t('awaiting') },
        failures: describeFailures(one.scope),
        scopes: numberScopes([scope]),
      };
    }),
  );
  return [thread, ...tasks];
}

/**
 * A scope that a `using` declaration of a frame holds ends with that frame's block, wherever it was made. A scope that the program disposes
 * of by hand before that belongs to its owner.
 */
function declare(placed: readonly Placed[], { using, listed }: StackQuery): Placed[] {
  return placed.map((one) => {
    const id = writeScopeId(one.key);
    const isIt = (part: UsingPart): boolean => part.kind === 'library' && part.scopeId === id;
    const frame = listed.find((candidate) => using.get(candidate.id)?.some(isIt) === true);
    if (frame === undefined) return one;
    const isLeaving = using.get(frame.id)?.some((part) => isIt(part) && part.isRunning) === true;
    return { ...one, frame, isInOrder: isLeaving || one.scope.state === 'open' };
  });
}

/** Whatever is held by a scope that ends with its frame ends with the frame too. */
function findEnds(placed: readonly Placed[]): readonly Placed[] {
  const ended = new Set<string>();
  const add = ({ key, scope }: Placed): void => {
    const id = writeScopeId(key);
    if (ended.has(id)) return;
    ended.add(id);
    for (const { holds } of scope.cleanups)
      for (const held of holds === undefined ? [] : placed.filter((one) => writeScopeId(one.key) === holds)) add(held);
  };
  for (const one of placed) if (one.isInOrder) add(one);
  return placed.map((one) => ({ ...one, isInOrder: ended.has(writeScopeId(one.key)) }));
}

/**
 * Puts the parts that a frame's own text ends before the frame's other scopes, and between them the scopes that such a part holds. A call
 * that runs a scope returns before the frame continues, so a scope that is closing comes first.
 */
function inRunOrder(placed: readonly Placed[], { listed, using, finallies, unfollowed }: StackQuery): (Placed | UnorderedScope)[] {
  const rest = new Set(placed);
  const ordered: (Placed | UnorderedScope)[] = [];
  const find = (id: string): Placed | undefined => placed.find(({ key }) => writeScopeId(key) === id);
  const take = (one: Placed | undefined): void => {
    if (one === undefined || !rest.delete(one)) return;
    ordered.push(one);
    // A scope that ends with one of its cleanups is listed below it.
    for (const { holds } of one.scope.cleanups) if (holds !== undefined) take(find(holds));
  };
  const held = new Set(placed.flatMap(({ scope }) => scope.cleanups.flatMap(({ holds }) => holds ?? [])));
  const isHeld = ({ key }: Placed): boolean => held.has(writeScopeId(key));
  for (const frame of listed) {
    for (const one of placed)
      if (one.frame?.id === frame.id && one.scope.kind === 'function' && one.scope.state === 'closing' && !isHeld(one)) take(one);
    for (const part of mergeParts(using.get(frame.id) ?? [], finallies.get(frame.id))) {
      if (part.kind === 'scope') ordered.push(part.scope);
      else take(find(part.scopeId));
    }
    for (const one of placed) if (one.frame?.id === frame.id && !isHeld(one)) take(one);
    const declared = new Set(
      (using.get(frame.id) ?? []).flatMap((part) =>
        part.kind === 'block' ? part.scope.cleanups.map((one) => `stack:${one.arguments[0]?.name ?? ''}`) : [],
      ),
    );
    for (const one of unfollowed) if (one.frameId === frame.id) ordered.push(declared.has(one.id) ? withoutOwner(one) : one);
  }
  for (const one of placed) take(one);
  return ordered;
}

/** A `using` declaration ends it. */
function withoutOwner(scope: UnorderedScope): UnorderedScope {
  const copy: { -readonly [K in keyof UnorderedScope]: UnorderedScope[K] } = { ...scope };
  delete copy.ends;
  return copy;
}

async function placeScopes(query: StackQuery): Promise<Placed[]> {
  const all = await Promise.all(
    query.reading.libraries.flatMap((library) =>
      library.scopes.map(async (scope): Promise<Placed> => ({
        key: { library: library.index, scope: scope.id },
        scope,
        site: scope.site === undefined ? undefined : await query.locate(scope.site),
        frame: scope.owner === undefined ? undefined : query.frames[scope.owner],
        isInOrder: scope.kind === 'function',
      })),
    ),
  );
  const sites = all.flatMap(({ scope, frame, site }) =>
    frame === undefined && (scope.async || scope.kind === 'object' || site === undefined) ? [site] : [],
  );
  if (sites.length === 0) return all;
  const holders = await findHolders({ ...query, sites, frames: query.listed });
  return all.map((one) => {
    const holder = one.frame === undefined ? holders.get(writeScopeId(one.key)) : undefined;
    return holder === undefined ? one : { ...one, ...holder };
  });
}

async function buildScope(placed: Placed, query: StackQuery): Promise<UnorderedScope> {
  const { key, scope, site, frame, isInOrder } = placed;
  const location = frameLocation(frame) ?? site;
  const calls = leaveOutNothing(scope);
  return {
    id: writeScopeId(key),
    kind: scope.kind,
    name: toDisplayText(await nameScope(placed, query), LABEL_LENGTH),
    ...optional('frameId', frame?.id),
    ...optional('location', location),
    ...(isInOrder ? {} : { ends: 'owner' as const }),
    total: scope.pending - (scope.cleanups.length - calls.length),
    cleanups: await Promise.all(calls.map((cleanup) => query.builder.build(key, cleanup, scope.async))),
  };
}

/**
 * `use(null)` makes a stack wait once and calls nothing. If there is more than one page, all entries are listed, because the page offsets
 * count them.
 */
function leaveOutNothing({ cleanups, pending }: WireScope): readonly WireCleanup[] {
  const isWhole = cleanups.filter(({ state }) => state === 'pending').length === pending;
  return isWhole ? cleanups.filter((cleanup) => cleanup.state !== 'pending' || !isForNothing(cleanup)) : cleanups;
}

/**
 * A scope has the name that the program gave it. Otherwise a body is named after itself or the function that runs it, and an object after
 * its variable.
 */
async function nameScope(placed: Placed, query: StackQuery): Promise<string> {
  const { scope, site, key } = placed;
  // The preload labels a stack with its class.
  const isOwnName =
    scope.label !== undefined && scope.label !== '' && query.reading.libraries.find(({ index }) => index === key.library)?.name !== STACKS;
  if (isOwnName) return scope.label ?? '';
  const found = site && (await parseSource(site, query));
  if (scope.kind === 'object') {
    const variable = placed.variable ?? (found && findScopeVariable(found.parsed, found.position));
    return variable ?? (scope.label || undefined) ?? nameMaker(placed, query);
  }
  const callback = found && findCallback(found.parsed, found.position);
  if (callback === undefined) return nameMaker(placed, query);
  if (callback.name !== undefined) return callback.name;
  const maker = found === undefined || findFunctionName(found.parsed, found.position) === undefined ? '' : await nameMaker(placed, query);
  return maker === '' || maker.endsWith('() callback')
    ? `${callback.callee}() callback`
    : query.t('{0} ({1} callback)', maker, callback.callee);
}

/** The function that made a scope. */
async function nameMaker({ scope, site, frame }: Placed, query: StackQuery): Promise<string> {
  const { t } = query;
  const running = scope.site?.name ?? '';
  // In compiled code the engine's name for a function may differ from the source's, and an anonymous function has none.
  if (site !== undefined && (running === '' || isElsewhere(site, scope.site))) {
    const found = await parseSource(site, query);
    const name = found && findFunctionName(found.parsed, found.position);
    if (name !== undefined) return name;
    if (found !== undefined && found.parsed.isPart !== true && running === '') return t('{0} (top level)', baseName(site.path));
  }
  if (running !== '') return running.replace(/^(?:async |new )+/, '');
  if (frame !== undefined && !/anonymous/.test(frame.name)) return frameName(frame);
  const holder = await nameAround(frameLocation(frame), query);
  if (holder !== undefined) return holder;
  if (site !== undefined) return shortLocation(site);
  return scope.async ? t('async scope {0}', scope.id) : t('scope {0}', scope.id);
}

/** The place in the source is different from the place in the running code. */
function isElsewhere(source: SourceLocation, running: WireFrame | undefined): boolean {
  return (
    running !== undefined &&
    (source.line !== running.line || source.column !== running.column || baseName(source.path) !== baseName(running.url))
  );
}

/** A call stack is named after its innermost function. If that function has no name, the name comes from its scope or from the source. */
async function stackTitle(top: Dap.StackFrame | undefined, scopes: readonly CleanupScope[], query: StackQuery): Promise<string> {
  const { t } = query;
  const isNamed = top !== undefined && top.name !== '' && !/anonymous/.test(top.name);
  const name = isNamed
    ? frameName(top)
    : (scopes.find(({ kind, frameId }) => kind === 'function' && frameId === top?.id)?.name ??
      (await nameAround(frameLocation(top), query)));
  return name === undefined ? t('Paused at the top level') : t('Paused in {0}', toDisplayText(name, LABEL_LENGTH));
}

/** From the source, for a function that has no name of its own; undefined at the top level. */
async function nameAround(at: SourceLocation | undefined, query: StackQuery): Promise<string | undefined> {
  const found = at && (await parseSource(at, query));
  if (at === undefined || found === undefined) return undefined;
  return findFunctionName(found.parsed, found.position) ?? (found.parsed.isPart === true ? shortLocation(at) : undefined);
}

function describeFailures(scope: WireScope): Failure[] {
  return scope.failures.map((failure) => ({
    kind: 'exception',
    value: toDisplayText(writeValue(failure.value), VALUE_LENGTH),
    recovered: failure.recovered,
  }));
}
