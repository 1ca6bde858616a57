import { canEvaluate } from '../frames/frames.ts';
import type { UsingDeclaration } from '../syntax/usingDeclarations.ts';
import { bindingsExpression, markExpression } from '../values/bindingsExpression.ts';
import { decodeBindings, type WireBindings } from '../wire/bindingsReading.ts';
import { MAX_HELPER_CALLS } from './compilersHelper.ts';
import { evaluateAt, type ResourceQuery } from './frameEvaluation.ts';
import { isSilent, type UsingPlace } from './usingBlocks.ts';

/** For a frame on which nothing may be evaluated. */
export const NO_ANSWER: WireBindings = { bindings: [], lists: [] };

/**
 * Asks a frame for the variables of its blocks, and asks again if a method of one of their resources runs above it. Undefined if the
 * frame's answer cannot be read.
 */
export async function readBindings(blocks: readonly UsingPlace[], at: number, query: ResourceQuery): Promise<WireBindings | undefined> {
  const expression = writeQuestion(blocks);
  const first = decodeBindings(await evaluateAt(expression(), at, query));
  if (first === undefined) return undefined;
  const above = findMethodAbove(blocks, first, at, query);
  if (above >= 0) return (await readMarked(expression, at, above, query)) ?? first;
  const native = blocks.filter(({ holder }) => holder === undefined);
  if (native.some(({ declarations }) => declarations.some(({ hidden }) => hidden))) return readHidden(expression, at, first, query);
  const isByEngine = native.length > 0 && (await isEngineCall(at, query));
  return isByEngine ? ((await readMarked(expression, at, at - 1, query)) ?? first) : first;
}

/** All declarations, block by block, then the lists that can be named. */
function writeQuestion(blocks: readonly UsingPlace[]): (mark?: number) => string {
  const names = blocks.flatMap((block) => block.declarations.map((declaration) => (isNamed(declaration, block) ? declaration.name : '')));
  const lists = blocks.filter(isListNamed).flatMap(({ holder }) => holder?.name ?? []);
  return (mark) => bindingsExpression(names, lists, mark);
}

/** The place of the call above the frame that may be a method by which one of the resources is disposed of; -1 if there is none. */
function findMethodAbove(blocks: readonly UsingPlace[], { bindings, lists }: WireBindings, at: number, { frames }: ResourceQuery): number {
  const entries = lists.flatMap((list) => (list === undefined || list === 'closed' ? [] : list));
  const methods = new Set(
    [...bindings, ...entries].flatMap((resource) => (resource === undefined || resource.method === '' ? [] : [resource.method])),
  );
  // The engine calls the method directly: frames further up belong to something else that is being disposed of.
  const helpers = blocks.some(({ holder }) => holder !== undefined) ? MAX_HELPER_CALLS : 0;
  return frames
    .slice(0, at)
    .findLastIndex(({ frame }, index) => index >= at - 1 - helpers && canEvaluate(frame) && isMethod(frame.name, methods));
}

/** Whether an expression in the frame can name the variable with the block's list. */
export function isListNamed({ holder }: UsingPlace): boolean {
  return holder?.kind === 'list' && !holder.isHidden;
}

/** Whether an expression in the frame can name the declaration's variable. */
export function isNamed({ name, hidden }: UsingDeclaration, { leaving }: UsingPlace): boolean {
  return name !== '' && !hidden && !leaving;
}

/** What the frame's variables hold, and which of them is the object whose method runs in a frame above. */
async function readMarked(
  expression: (mark: number) => string,
  at: number,
  above: number,
  query: ResourceQuery,
): Promise<WireBindings | undefined> {
  await evaluateAt(markExpression(at), above, query);
  return decodeBindings(await evaluateAt(expression(at), at, query));
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

/** A resource that its name does not reach is recognised by the running method, if that is the method that disposes of it. */
async function readHidden(
  expression: (mark: number) => string,
  at: number,
  first: WireBindings,
  query: ResourceQuery,
): Promise<WireBindings> {
  const frame = query.frames[at - 1]?.frame;
  if (frame === undefined || frame.name === '' || !canEvaluate(frame)) return first;
  await evaluateAt(markExpression(at), at - 1, query);
  const { running, ...rest } = decodeBindings(await evaluateAt(expression(at), at, query)) ?? first;
  return running !== undefined && running.method !== '' && isMethod(frame.name, new Set([running.method])) ? { ...rest, running } : rest;
}

/** Whether a frame's name may be that of one of the methods: js-debug puts the class before it. */
function isMethod(frame: string, methods: ReadonlySet<string>): boolean {
  return (
    [...methods].some((method) => frame === method || frame.endsWith(`.${method}`) || frame.endsWith(` ${method}`)) ||
    /\[(?:Symbol|nodejs)\.(?:async)?dispose\]/i.test(frame)
  );
}
