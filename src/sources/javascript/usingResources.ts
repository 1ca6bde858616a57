import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { DapPort } from '../../dap/port.ts';
import type { JavascriptTrees } from '../../syntax/javascriptTrees.ts';
import type { UsingDeclaration } from '../../syntax/usingDeclarations.ts';
import { decodeBindings, type WireBindings, type WireEntry, type WireResource } from '../../wire/bindingsReading.ts';
import { bindingsExpression, entryExpression, markExpression } from './bindingsExpression.ts';
import { canEvaluate } from './frames.ts';
import type { RunningFrame } from './placedFrames.ts';
import type { RunningTexts } from './runningTexts.ts';
import { findDisposing, findHelper, type UsingPlace } from './usingBlocks.ts';

/** Calls between a frame and the method that disposes of its resource, at most: none natively, a compiler's helper has a few. */
const HELPER_CALLS = 3;

/** One resource that waits, or is being disposed of. */
export interface Held {
  /** Missing where only the object is known. */
  readonly declaration: UsingDeclaration | undefined;
  readonly resource: WireResource;
  readonly awaited: boolean;
}

interface HeldInBlock {
  readonly block: UsingPlace;
  /** In run order. */
  readonly held: readonly Held[];
}

export interface BlockResources extends HeldInBlock {
  /** The block is being left, and disposes of the first of them now. */
  readonly isRunning: boolean;
}

export interface ResourceQuery {
  readonly frames: readonly { readonly frame: Dap.StackFrame; readonly running: RunningFrame | undefined }[];
  readonly port: DapPort;
  readonly texts: RunningTexts;
  readonly trees: JavascriptTrees;
  /** Scopes of libraries, by id, that are running their cleanups. */
  readonly closing: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/**
 * What the blocks of a frame hold now, innermost first; those before the one that is being disposed of are done. Undefined where the
 * frame gives no answer that can be read.
 * @throws {DapError} when a frame refuses to answer: what was told till then may be half of it
 */
export async function readResources(blocks: readonly UsingPlace[], at: number, query: ResourceQuery): Promise<BlockResources[] | undefined> {
  const answer = await readBindings(blocks, at, query);
  if (answer === undefined) return undefined;
  const helper = blocks.some(({ leaving }) => leaving) ? await readHelper(at, query) : undefined;
  const lists = [...answer.lists];
  // What a block's shape takes for a compiler's list and is none was written by the program.
  const isList = new Map(blocks.flatMap(({ list }) => (list === undefined ? [] : [list])).map((name, place) => [name, lists[place] !== undefined]));
  // The running one may be what a hidden variable holds: the innermost one, where there are several.
  const isElsewhere = answer.running === undefined || answer.bindings.some((resource) => resource?.running === true || isClosing(resource, query)) || (await isByCall(at, query));
  let hidden = isElsewhere ? undefined : answer.running;
  let next = 0;
  const found: HeldInBlock[] = [];
  for (const block of blocks) {
    const first = next;
    next += block.declarations.length;
    const answered = block.list === undefined ? undefined : lists.shift();
    const listed = asEntries(answered);
    if (block.listName !== undefined && isList.get(block.listName) === false) continue;
    if (block.leaving) {
      const entries = listed ?? helper?.list ?? (block.isListHidden === true && helper === undefined ? 'unknown' : undefined);
      if (entries === 'unknown') found.push({ block, held: block.isDone === true ? [] : block.declarations.map((declaration) => ({ declaration, resource: UNKNOWN, awaited: declaration.awaited })) });
      else if (entries !== undefined) found.push({ block, held: holdLeft(block, entries, helper?.running ?? (await isAwaiting(block, at, query) ? { ...UNKNOWN, async: true } : undefined)) });
    } else found.push({ block, held: holdDeclared(block, answer.bindings.slice(first, next), listed, first, hidden) });
    if (hidden !== undefined && block.list === undefined && block.declarations.some((declaration) => declaration.hidden)) hidden = undefined;
  }
  const isRunning = await findRunning(found, at, query);
  const isThere = (one: Held): boolean => one.declaration?.begun !== true || isRunning(one);
  const listed = found.map(({ block, held }) => ({ block, held: held.filter(isThere) }));
  const running = listed.findIndex(({ held }) => held.some(isRunning));
  return listed.slice(Math.max(0, running)).map(({ block, held }, index) => ({
    block, held: held.slice(Math.max(0, held.findIndex(isRunning))), isRunning: running >= 0 && index === 0,
  }));
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
 * Whether the program itself disposes of a stack, by a call in the frame: that says nothing of what is declared after it. The engine stays
 * at a block's last call while it leaves the block, so what the call was made on tells whether it is over.
 */
async function isByCall(at: number, query: ResourceQuery): Promise<boolean> {
  const running = query.frames[at]?.running;
  const call = running === undefined ? undefined : await findDisposing(running, query);
  if (call?.object === undefined) return call !== undefined;
  const scope = decodeBindings(await evaluate(bindingsExpression([call.object], []), at, query))?.bindings[0]?.scope;
  return scope === undefined || query.closing.has(scope);
}

/** Asks the frame, and once more when a method of one of its resources runs above it. */
async function readBindings(blocks: readonly UsingPlace[], at: number, query: ResourceQuery): Promise<WireBindings | undefined> {
  const names = blocks.flatMap(({ declarations, leaving }) => declarations.map(({ name, hidden }) => (hidden || leaving ? '' : name)));
  const lists = blocks.flatMap(({ list }) => (list === undefined ? [] : [list]));
  const expression = (mark?: number): string => bindingsExpression(names, lists, mark);
  const first = decodeBindings(await evaluate(expression(), at, query));
  if (first === undefined) return undefined;
  const methods = new Set([...first.bindings, ...first.lists.flatMap((list) => (list === undefined || list === 'closed' ? [] : list))].flatMap((resource) => (resource === undefined || resource.method === '' ? [] : [resource.method])));
  const calls = query.frames.slice(0, at);
  // The engine itself calls the method: what stands further up then belongs to something else that is being disposed of.
  const helpers = blocks.some(({ listName, isListHidden }) => listName !== undefined || isListHidden === true) ? HELPER_CALLS : 0;
  const above = calls.findLastIndex(({ frame }, index) => index >= at - 1 - helpers && canEvaluate(frame) && isMethod(frame.name, methods));
  if (above < 0) return names.includes('') ? readHidden(expression, at, first, query) : first;
  await evaluate(markExpression(at), above, query);
  return decodeBindings(await evaluate(expression(at), at, query)) ?? first;
}

async function evaluate(expression: string, at: number, { frames, port, signal }: ResourceQuery): Promise<string> {
  const frame = frames[at]?.frame;
  if (frame === undefined) return '';
  return (await port.request('evaluate', { expression, frameId: frame.id, context: 'copy' }, signal)).result;
}

/** Whether a helper that has returned has given a promise: what it took from the list last is still being disposed of. */
async function isAwaiting({ result }: UsingPlace, at: number, query: ResourceQuery): Promise<boolean> {
  return result !== undefined && decodeBindings(await evaluate(bindingsExpression([result], []), at, query))?.bindings[0] !== undefined;
}

interface Helper {
  /** What it has taken from the list, and is disposing of. */
  readonly running: WireEntry | undefined;
  /** What is left in a list of its own. */
  readonly list: readonly WireEntry[] | undefined;
}

/** A compiler's helper takes the resources from the list one by one: its own variables tell which one it has now. */
async function readHelper(at: number, query: ResourceQuery): Promise<Helper | undefined> {
  for (let above = at - 1; above >= Math.max(0, at - HELPER_CALLS); above--) {
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

/** A resource that cannot be reached by its name is known by the method that runs on it, if that is how it is disposed of. */
async function readHidden(expression: (mark: number) => string, at: number, first: WireBindings, query: ResourceQuery): Promise<WireBindings> {
  const frame = query.frames[at - 1]?.frame;
  if (frame === undefined || frame.name === '' || !canEvaluate(frame)) return first;
  await evaluate(markExpression(at), at - 1, query);
  const { running, ...rest } = decodeBindings(await evaluate(expression(at), at, query)) ?? first;
  return running !== undefined && running.method !== '' && isMethod(frame.name, new Set([running.method])) ? { ...rest, running } : rest;
}

/** Whether a frame's name may be that of one of the methods: js-debug puts the class before it. */
function isMethod(frame: string, methods: ReadonlySet<string>): boolean {
  return [...methods].some((method) => frame === method || frame.endsWith(`.${method}`) || frame.endsWith(` ${method}`)) || /\[(?:Symbol|nodejs)\.(?:async)?dispose\]/i.test(frame);
}

/** What the variables of a block hold. Where there is a list, it decides what is registered, and the variables name it. */
function holdDeclared(block: UsingPlace, bindings: WireBindings['bindings'], entries: readonly WireEntry[] | undefined, first: number, running: WireEntry | undefined): Held[] {
  if (entries !== undefined)
    return entries.map((entry): Held => ({ declaration: entry.binding === undefined ? undefined : block.declarations[entry.binding - first], resource: entry, awaited: entry.async })).reverse();
  const firstHidden = block.declarations.find(({ hidden }) => hidden);
  return block.declarations.flatMap((declaration, at): Held[] => {
    if (at < block.declarations.length - block.reached) return [];
    // The engine stays at the last statement while it disposes: an inner block's variable may still hide the one whose turn it is.
    const isTurn = running !== undefined && declaration === firstHidden;
    const resource = isTurn ? { ...running, running: true } : declaration.hidden ? UNKNOWN : bindings[at];
    return resource === undefined ? [] : [{ declaration, resource, awaited: declaration.awaited }];
  });
}

/** Of a variable that cannot be reached. */
const UNKNOWN: WireResource = { value: { type: 'object', text: '', cut: true }, method: '', running: false };

/**
 * What is left of a block whose variables are gone. Its list has lost those that are done and the one that is being disposed of.
 * An entry is named by its place in the list only where no declaration before it can have held nothing.
 */
function holdLeft(block: UsingPlace, entries: readonly WireEntry[], running: WireEntry | undefined): Held[] {
  const declared = [...block.declarations].reverse().filter(({ initializer }) => !/^(?:null|undefined|void 0)$/.test(initializer));
  const isWhole = entries.length + (running === undefined ? 0 : 1) === declared.length;
  const unsure = declared.findIndex(({ initializer }) => !/^(?:new\b|[{[])/.test(initializer));
  const sure = isWhole || unsure < 0 ? declared.length : unsure;
  const nameOf = (at: number): UsingDeclaration | undefined => (at < sure ? declared[at] : undefined);
  const left = entries.map((resource, at): Held => ({ declaration: nameOf(at), resource, awaited: resource.async })).reverse();
  if (running === undefined) return left;
  const declaration = nameOf(entries.length);
  return [{ declaration, resource: { ...running, running: true }, awaited: running.async }, ...left];
}
