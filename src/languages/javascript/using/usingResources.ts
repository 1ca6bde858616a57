import type { WireResource } from '../wire/bindingsReading.ts';
import { placeBindings, readBlock, type BlockReading } from './blockReading.ts';
import { isAwaiting, readHelper, type Helper } from './compilersHelper.ts';
import { NO_ANSWER, readBindings } from './frameBindings.ts';
import { isOpenAt, type ResourceQuery } from './frameEvaluation.ts';
import { findHidden, findRunning, type HeldInBlock } from './runningResource.ts';
import { UnreachedVariables } from './unreachedVariables.ts';
import type { UsingPlace } from './usingBlocks.ts';
import { holdDeclared, holdLeft, holdListed, UNKNOWN, type Bound, type Held } from './usingHolding.ts';

export interface BlockResources extends HeldInBlock {
  /** The block is being left and is now disposing of the first of them. */
  readonly isRunning: boolean;
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
  const found = await holdBlocks(readings, { helper, hidden: await findHidden(answer, at, query), at, query });
  return leaveOutDone(found, await findRunning(found, at, query));
}

interface HoldingQuery {
  readonly helper: Helper | undefined;
  /** The running resource that a hidden variable holds: the innermost one, if there are several. */
  readonly hidden: WireResource | undefined;
  readonly at: number;
  readonly query: ResourceQuery;
}

async function holdBlocks(readings: readonly BlockReading[], query: HoldingQuery): Promise<HeldInBlock[]> {
  const hiding = readings.find(({ block, isOther }) => !isOther && block.declarations.some(({ hidden }) => hidden));
  const found: HeldInBlock[] = [];
  for (const reading of readings) {
    const held = await holdBlock(reading, { ...query, hidden: reading === hiding ? query.hidden : undefined });
    if (held !== undefined) found.push({ block: reading.block, held });
  }
  return found;
}

/** What one block holds, in run order; undefined if it is not a block of this kind, or nothing is known of it. */
async function holdBlock(reading: BlockReading, query: HoldingQuery): Promise<readonly Held[] | undefined> {
  const { block, entries, bound, handles, isOther } = reading;
  if (isOther) return undefined;
  if (block.leaving) return holdLeaving(reading, query);
  if (entries !== undefined) return holdListed(block, entries, bound);
  if (block.isListOnly === true) return undefined;
  return holdDeclared(block, query.hidden === undefined ? bound : fillHidden(block, bound, query.hidden), handles);
}

/** The same for a block that was left, whose variables are gone. */
async function holdLeaving({ block, entries }: BlockReading, { helper, at, query }: HoldingQuery): Promise<readonly Held[] | undefined> {
  if (entries !== undefined) {
    const running = helper?.running ?? ((await isAwaiting(block, at, query)) ? { ...UNKNOWN, async: true } : undefined);
    return holdLeft(block, entries, running);
  }
  if (block.holder?.kind !== 'context' || block.isDone === true || block.isListOnly === true) return undefined;
  return block.declarations.map((declaration) => ({ declaration, resource: UNKNOWN, awaited: declaration.awaited }));
}

/**
 * The engine stays at the last statement while it disposes: an inner block's variable may still hide the resource that is being disposed
 * of.
 */
function fillHidden({ declarations }: UsingPlace, bound: readonly Bound[], hidden: WireResource): Bound[] {
  const turn = declarations.find((declaration): boolean => declaration.hidden);
  return bound.map((one, place) => (turn !== undefined && declarations[place] === turn ? { ...hidden, running: true } : one));
}

/** The blocks and resources before the one that is being disposed of are done. */
function leaveOutDone(found: readonly HeldInBlock[], isRunning: (held: Held) => boolean): BlockResources[] {
  const isThere = (one: Held): boolean => one.declaration?.begun !== true || isRunning(one);
  const listed = found.map(({ block, held }) => ({ block, held: held.filter(isThere) }));
  const running = listed.findIndex(({ held }) => held.some(isRunning));
  return listed.slice(Math.max(0, running)).map(({ block, held }, index) => ({
    block,
    held: held.slice(Math.max(0, held.findIndex(isRunning))),
    isRunning: running >= 0 && index === 0,
  }));
}
