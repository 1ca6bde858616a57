import { bindingsExpression } from '../values/bindingsExpression.ts';
import { decodeBindings, type WireBindings, type WireResource } from '../wire/bindingsReading.ts';
import { evaluateAt, type ResourceQuery } from './frameEvaluation.ts';
import { findDisposing, type UsingPlace } from './usingBlocks.ts';
import type { Held } from './usingHolding.ts';

/** A block and what it holds. */
export interface HeldInBlock {
  readonly block: UsingPlace;
  /** In run order. */
  readonly held: readonly Held[];
}

/** The running resource that only a hidden variable can hold; undefined if a variable that can be named holds it, or no block does. */
export async function findHidden({ running, bindings }: WireBindings, at: number, query: ResourceQuery): Promise<WireResource | undefined> {
  if (running === undefined) return undefined;
  if (bindings.some((resource) => resource?.running === true || isClosing(resource, query))) return undefined;
  return (await isByCall(at, query)) ? undefined : running;
}

/** Which resource is being disposed of: the one whose method runs, or a stack that runs what is registered on it. */
export async function findRunning(found: readonly HeldInBlock[], at: number, query: ResourceQuery): Promise<(held: Held) => boolean> {
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
  const scope = decodeBindings(await evaluateAt(bindingsExpression([call.object], []), at, query))?.bindings[0]?.scope;
  return scope === undefined || query.closing.has(scope);
}
