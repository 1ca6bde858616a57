import type { JavascriptTrees } from '../syntax/javascriptTrees.ts';
import type { UsingDeclaration } from '../syntax/usingDeclarations.ts';
import { BINDING_LIMITS, decodeBindings, type WireBindings, type WireEntry, type WireResource } from '../wire/bindingsReading.ts';
import { bindingsExpression, entryExpression, markExpression } from '../values/bindingsExpression.ts';
import type { GuardedPort } from '../frames/evaluationGuard.ts';
import { canEvaluate } from '../frames/frames.ts';
import { readVariable, type DebuggerHandle } from '../values/heldValue.ts';
import type { PlacedFrame } from '../frames/placedFrames.ts';
import type { RunningTexts } from '../texts/runningTexts.ts';
import type { SourceMaps } from '../texts/sourceMaps.ts';
import { UnreachedVariables } from './unreachedVariables.ts';
import { findDisposing, findHelper, isSilent, type UsingPlace } from './usingBlocks.ts';
import { holdDeclared, holdLeft, holdListed, UNKNOWN, type Bound, type Held, type HeldEntry } from './usingHolding.ts';

/**
 * How many calls there can be between a frame and the method that disposes of its resource: none natively, a few with a compiler's helper.
 */
const MAX_HELPER_CALLS = 3;

interface HeldInBlock {
  readonly block: UsingPlace;
  /** In run order. */
  readonly held: readonly Held[];
}

export interface BlockResources extends HeldInBlock {
  /** The block is being left and is now disposing of the first of them. */
  readonly isRunning: boolean;
}

export interface ResourceQuery {
  readonly frames: readonly PlacedFrame[];
  readonly port: GuardedPort;
  readonly texts: RunningTexts;
  readonly trees: JavascriptTrees;
  readonly maps: SourceMaps;
  /** Ids of the library scopes that are running their cleanups. */
  readonly closing: ReadonlySet<string>;
  readonly signal: AbortSignal;
  /** The place of a frame whose engine is known to be too new for the bug that {@link canEvaluate} avoids. */
  readonly opened?: number;
}

/**
 * What the blocks of a frame hold now, innermost first; the blocks before the one that is being disposed of are done. Undefined if the
 * frame's answer cannot be read.
 * @throws {DapError} when a frame refuses to answer: what was reported until then may be incomplete
 */
export async function readResources(
  blocks: readonly UsingPlace[],
  at: number,
  given: ResourceQuery,
): Promise<BlockResources[] | undefined> {
  const placed = given.frames[at];
  if (placed === undefined) return [];
  // An engine that supports such declarations itself is newer than the bug in older ones.
  const query = blocks.every(({ holder }) => holder === undefined) ? { ...given, opened: at } : given;
  const isOpen = await isOpenAt(at, query);
  const answer = isOpen ? await readBindings(blocks, at, query) : NO_ANSWER;
  if (answer === undefined) return undefined;
  const helper = blocks.some(({ leaving }) => leaving) ? await readHelper(at, query) : undefined;
  const unreached = new UnreachedVariables({ ...query, placed, isOpen });
  const readings = await Promise.all(placeBindings(blocks, answer).map((one) => readBlock(one, { helper, unreached, isOpen })));
  // A hidden variable may hold the running resource: the innermost one, if there are several.
  const isElsewhere =
    answer.running === undefined ||
    answer.bindings.some((resource) => resource?.running === true || isClosing(resource, query)) ||
    (await isByCall(at, query));
  let hidden = isElsewhere ? undefined : answer.running;
  const found: HeldInBlock[] = [];
  for (const { block, entries, bound, handles, isOther } of readings) {
    if (isOther) continue;
    if (block.leaving) {
      if (entries !== undefined)
        found.push({
          block,
          held: holdLeft(
            block,
            entries,
            helper?.running ?? ((await isAwaiting(block, at, query)) ? { ...UNKNOWN, async: true } : undefined),
          ),
        });
      else if (block.holder?.kind === 'context' && block.isDone !== true && block.isListOnly !== true)
        found.push({
          block,
          held: block.declarations.map((declaration) => ({ declaration, resource: UNKNOWN, awaited: declaration.awaited })),
        });
    } else if (entries !== undefined) found.push({ block, held: holdListed(block, entries, bound) });
    else if (block.isListOnly !== true) {
      // The engine stays at the last statement while it disposes: an inner block's variable may still hide the resource that is being
      // disposed of.
      const turn = hidden === undefined ? undefined : block.declarations.find((declaration) => declaration.hidden);
      const running = turn === undefined || hidden === undefined ? undefined : { ...hidden, running: true };
      found.push({
        block,
        held: holdDeclared(
          block,
          bound.map((one, place) => (running !== undefined && block.declarations[place] === turn ? running : one)),
          handles,
        ),
      });
    }
    if (hidden !== undefined && block.declarations.some((declaration) => declaration.hidden)) hidden = undefined;
  }
  const isRunning = await findRunning(found, at, query);
  const isThere = (one: Held): boolean => one.declaration?.begun !== true || isRunning(one);
  const listed = found.map(({ block, held }) => ({ block, held: held.filter(isThere) }));
  const running = listed.findIndex(({ held }) => held.some(isRunning));
  return listed.slice(Math.max(0, running)).map(({ block, held }, index) => ({
    block,
    held: held.slice(Math.max(0, held.findIndex(isRunning))),
    isRunning: running >= 0 && index === 0,
  }));
}

/** For a frame on which nothing may be evaluated. */
const NO_ANSWER: WireBindings = { bindings: [], lists: [] };

/** A block, and what the frame's expressions say about it. */
interface PlacedBlock {
  readonly block: UsingPlace;
  /** What each declaration holds, in the same order. */
  readonly bound: readonly Bound[];
  readonly entries: readonly HeldEntry[] | undefined;
  /** A variable that looks like a compiler's list and is not one was written by the program. */
  readonly isOther: boolean;
}

/** The answer has the order of the questions: all declarations, block by block, then the lists that can be named. */
function placeBindings(blocks: readonly UsingPlace[], answer: WireBindings): PlacedBlock[] {
  const { bindings, lists } = answer;
  const isAnswered = answer !== NO_ANSWER;
  const named = new Map(!isAnswered ? [] : blocks.filter(isListNamed).map(({ holder }, place) => [holder?.name, lists[place]]));
  let next = 0;
  return blocks.map((block) => {
    const first = next;
    next += block.declarations.length;
    const list = named.get(block.holder?.name);
    const isOther = block.holder?.kind === 'list' && named.has(block.holder.name) && list === undefined;
    const bound = block.declarations.map((declaration, place): Bound =>
      isAnswered && isNamed(declaration, block) && first + place < BINDING_LIMITS.bindings
        ? (bindings[first + place] ?? 'nothing')
        : 'unread',
    );
    const entries =
      !isListNamed(block) || list === undefined || list === 'closed'
        ? undefined
        : list.map((entry): HeldEntry => ({
            resource: entry,
            awaited: entry.async,
            method: entry.method,
            ...(entry.at === undefined ? {} : { entry: { list: block.holder?.name ?? '', at: entry.at } }),
            ...(entry.binding === undefined || entry.binding < first || entry.binding >= next ? {} : { declared: entry.binding - first }),
          }));
    return { block, bound, entries, isOther };
  });
}

function isListNamed({ holder }: UsingPlace): boolean {
  return holder?.kind === 'list' && !holder.isHidden;
}

/** Whether an expression in the frame can name the declaration's variable. */
function isNamed({ name, hidden }: UsingDeclaration, { leaving }: UsingPlace): boolean {
  return name !== '' && !hidden && !leaving;
}

interface BlockQuery {
  readonly helper: Helper | undefined;
  readonly unreached: UnreachedVariables;
  readonly isOpen: boolean;
}

interface BlockReading extends PlacedBlock {
  readonly handles: ReadonlyMap<UsingDeclaration, DebuggerHandle>;
}

/** Looks up what the frame's expressions could not tell. This takes extra requests, so it is done only if something is missing. */
async function readBlock(placed: PlacedBlock, { helper, unreached, isOpen }: BlockQuery): Promise<BlockReading> {
  const handles = new Map<UsingDeclaration, DebuggerHandle>();
  const { block, isOther } = placed;
  if (isOther || placed.entries !== undefined) return { ...placed, handles };
  const left = block.leaving ? helper?.list : undefined;
  if (left !== undefined)
    return { ...placed, handles, entries: left.map((entry) => ({ resource: entry, awaited: entry.async, method: entry.method })) };
  const reached = block.declarations.slice(block.declarations.length - block.reached);
  const isMissing = block.leaving || block.isListOnly === true || !isOpen || reached.some((declaration) => !isNamed(declaration, block));
  const entries =
    isMissing && !(block.leaving && block.isDone === true && block.result === undefined) ? await unreached.readList(block) : undefined;
  if (entries !== undefined || block.leaving || block.isListOnly === true) return { ...placed, handles, entries };
  const bound = await Promise.all(
    block.declarations.map(async (declaration, place): Promise<Bound> => {
      const known = placed.bound[place] ?? 'unread';
      if (!reached.includes(declaration) || declaration.name === '' || (isOpen && known !== 'unread')) return known;
      const variable = await unreached.find(declaration);
      if (variable === undefined) return 'unread';
      const resource = readVariable(variable);
      if (resource !== undefined) handles.set(declaration, { variablesReference: variable.variablesReference });
      return resource ?? 'nothing';
    }),
  );
  return { ...placed, handles, bound };
}

/** Whether expressions may be evaluated on a frame. */
async function isOpenAt(at: number, { frames, opened, port }: ResourceQuery): Promise<boolean> {
  const frame = frames[at]?.frame;
  return frame !== undefined && (opened === at || canEvaluate(frame)) && (await port.mayEvaluate(frame.id));
}

/** Which resource is being disposed of: the one whose method runs, or a stack that runs what is registered on it. */
async function findRunning(found: readonly HeldInBlock[], at: number, query: ResourceQuery): Promise<(held: Held) => boolean> {
  const isByBlock = found.some(({ held }) => held.some(({ resource }) => isClosing(resource, query))) && !(await isByCall(at, query));
  return ({ resource }) => resource.running || (isByBlock && isClosing(resource, query));
}

/** Whether it is a stack that runs what is registered on it. */
function isClosing(resource: WireResource | undefined, { closing }: ResourceQuery): boolean {
  return resource?.scope !== undefined && closing.has(resource.scope);
}

/**
 * Whether the program itself disposes of a stack, through a call in the frame. Such a call says nothing about what is declared after it.
 * While leaving a block the engine stays at the block's last call, so the object that the call was made on tells whether the call is over.
 */
async function isByCall(at: number, query: ResourceQuery): Promise<boolean> {
  const running = query.frames[at]?.running;
  const call = running === undefined ? undefined : await findDisposing(running, query);
  if (call?.object === undefined) return call !== undefined;
  const scope = decodeBindings(await evaluate(bindingsExpression([call.object], []), at, query))?.bindings[0]?.scope;
  return scope === undefined || query.closing.has(scope);
}

/** Asks the frame, and asks again if a method of one of its resources runs above it. */
async function readBindings(blocks: readonly UsingPlace[], at: number, query: ResourceQuery): Promise<WireBindings | undefined> {
  const names = blocks.flatMap((block) => block.declarations.map((declaration) => (isNamed(declaration, block) ? declaration.name : '')));
  const lists = blocks.filter(isListNamed).flatMap(({ holder }) => holder?.name ?? []);
  const expression = (mark?: number): string => bindingsExpression(names, lists, mark);
  const first = decodeBindings(await evaluate(expression(), at, query));
  if (first === undefined) return undefined;
  const methods = new Set(
    [...first.bindings, ...first.lists.flatMap((list) => (list === undefined || list === 'closed' ? [] : list))].flatMap((resource) =>
      resource === undefined || resource.method === '' ? [] : [resource.method],
    ),
  );
  const calls = query.frames.slice(0, at);
  // The engine calls the method directly: frames further up belong to something else that is being disposed of.
  const helpers = blocks.some(({ holder }) => holder !== undefined) ? MAX_HELPER_CALLS : 0;
  const above = calls.findLastIndex(({ frame }, index) => index >= at - 1 - helpers && canEvaluate(frame) && isMethod(frame.name, methods));
  if (above < 0 && blocks.some(({ holder, declarations }) => holder === undefined && declarations.some(({ hidden }) => hidden)))
    return readHidden(expression, at, first, query);
  if (above < 0)
    return blocks.some(({ holder }) => holder === undefined) && (await isEngineCall(at, query))
      ? ((await readMarked(expression, at, at - 1, query)) ?? first)
      : first;
  return (await readMarked(expression, at, above, query)) ?? first;
}

/** What the frame's variables hold, and which of them is the object whose method runs in a frame above. */
async function readMarked(
  expression: (mark: number) => string,
  at: number,
  above: number,
  query: ResourceQuery,
): Promise<WireBindings | undefined> {
  await evaluate(markExpression(at), above, query);
  return decodeBindings(await evaluate(expression(at), at, query));
}

/**
 * Whether the engine itself made the call above a frame while leaving a block: the statement does not call anything. The method may have
 * been replaced since the declaration, so its name says nothing.
 */
async function isEngineCall(at: number, query: ResourceQuery): Promise<boolean> {
  const above = query.frames[at - 1]?.frame;
  const running = query.frames[at]?.running;
  return (
    above !== undefined &&
    running !== undefined &&
    canEvaluate(above) &&
    !/(?:^|[. ])[gs]et /.test(above.name) &&
    (await isSilent(running, query))
  );
}

async function evaluate(expression: string, at: number, query: ResourceQuery): Promise<string> {
  const frame = query.frames[at]?.frame;
  const { port, signal } = query;
  if (frame === undefined || !(await isOpenAt(at, query))) return '';
  return (await port.request('evaluate', { expression, frameId: frame.id, context: 'copy' }, signal)).result;
}

/** Whether a helper that has returned gave a promise: what it last took from the list is still being disposed of. */
async function isAwaiting({ result }: UsingPlace, at: number, query: ResourceQuery): Promise<boolean> {
  return result !== undefined && decodeBindings(await evaluate(bindingsExpression([result], []), at, query))?.bindings[0] !== undefined;
}

interface Helper {
  /** What it has taken from the list and is disposing of. */
  readonly running: WireEntry | undefined;
  /** What is left in its own list. */
  readonly list: readonly WireEntry[] | undefined;
}

/** A compiler's helper takes the resources from the list one by one: its own variables tell which one it has now. */
async function readHelper(at: number, query: ResourceQuery): Promise<Helper | undefined> {
  for (let above = at - 1; above >= Math.max(0, at - MAX_HELPER_CALLS); above--) {
    const { frame, running } = query.frames[above] ?? {};
    const found = frame === undefined || running === undefined || !canEvaluate(frame) ? undefined : await findHelper(running, query);
    if (found === undefined) continue;
    const [entry, list] = await Promise.all([
      evaluate(entryExpression(found.entry), above, query),
      found.list === undefined ? '' : evaluate(bindingsExpression([], [found.list]), above, query),
    ]);
    return { running: decodeBindings(entry)?.running, list: asEntries(decodeBindings(list)?.lists[0]) };
  }
  return undefined;
}

function asEntries(list: WireBindings['lists'][number]): readonly WireEntry[] | undefined {
  return list === 'closed' ? undefined : list;
}

/** A resource that its name does not reach is recognised by the running method, if that is the method that disposes of it. */
async function readHidden(
  expression: (mark: number) => string,
  at: number,
  first: WireBindings,
  query: ResourceQuery,
): Promise<WireBindings> {
  const frame = query.frames[at - 1]?.frame;
  if (frame === undefined || frame.name === '' || !canEvaluate(frame)) return first;
  await evaluate(markExpression(at), at - 1, query);
  const { running, ...rest } = decodeBindings(await evaluate(expression(at), at, query)) ?? first;
  return running !== undefined && running.method !== '' && isMethod(frame.name, new Set([running.method])) ? { ...rest, running } : rest;
}

/** Whether a frame's name may be that of one of the methods: js-debug puts the class before it. */
function isMethod(frame: string, methods: ReadonlySet<string>): boolean {
  return (
    [...methods].some((method) => frame === method || frame.endsWith(`.${method}`) || frame.endsWith(` ${method}`)) ||
    /\[(?:Symbol|nodejs)\.(?:async)?dispose\]/i.test(frame)
  );
}
