import type { UsingDeclaration } from '../syntax/usingDeclarations.ts';
import { readVariable, type DebuggerHandle } from '../values/heldValue.ts';
import { BINDING_LIMITS, type WireBindings } from '../wire/bindingsReading.ts';
import type { Helper } from './compilersHelper.ts';
import { isListNamed, isNamed, NO_ANSWER } from './frameBindings.ts';
import type { UnreachedVariables } from './unreachedVariables.ts';
import type { UsingPlace } from './usingBlocks.ts';
import type { Bound, HeldEntry } from './usingHolding.ts';

/** A block, and what the frame's expressions say about it. */
export interface PlacedBlock {
  readonly block: UsingPlace;
  /** What each declaration holds, in the same order. */
  readonly bound: readonly Bound[];
  readonly entries: readonly HeldEntry[] | undefined;
  /** A variable that looks like a compiler's list and is not one was written by the program. */
  readonly isOther: boolean;
}

/** The answer has the order of the questions: all declarations, block by block, then the lists that can be named. */
export function placeBindings(blocks: readonly UsingPlace[], answer: WireBindings): PlacedBlock[] {
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

interface BlockQuery {
  readonly helper: Helper | undefined;
  readonly unreached: UnreachedVariables;
  readonly isOpen: boolean;
}

export interface BlockReading extends PlacedBlock {
  readonly handles: ReadonlyMap<UsingDeclaration, DebuggerHandle>;
}

/** Looks up what the frame's expressions could not tell. This takes extra requests, so it is done only if something is missing. */
export async function readBlock(placed: PlacedBlock, query: BlockQuery): Promise<BlockReading> {
  const handles = new Map<UsingDeclaration, DebuggerHandle>();
  const { block, isOther } = placed;
  if (isOther || placed.entries !== undefined) return { ...placed, handles };
  const entries = await readEntries(block, query);
  if (entries !== undefined || block.leaving || block.isListOnly === true) return { ...placed, handles, entries };
  const bound = await Promise.all(block.declarations.map((_, place) => readBound(placed, place, { ...query, handles })));
  return { ...placed, handles, bound };
}

/** A list that no expression in the frame can name: the helper has it, or the debugger lists it. */
async function readEntries(block: UsingPlace, { helper, unreached, isOpen }: BlockQuery): Promise<readonly HeldEntry[] | undefined> {
  const left = block.leaving ? helper?.list : undefined;
  if (left !== undefined) return left.map((entry) => ({ resource: entry, awaited: entry.async, method: entry.method }));
  const isMissing =
    block.leaving || block.isListOnly === true || !isOpen || listReached(block).some((declaration) => !isNamed(declaration, block));
  const isGone = block.leaving && block.isDone === true && block.result === undefined;
  return isMissing && !isGone ? unreached.readList(block) : undefined;
}

interface BoundQuery extends BlockQuery {
  /** Gets the handle of a value that only the debugger reaches. */
  readonly handles: Map<UsingDeclaration, DebuggerHandle>;
}

/** What the variable of one declaration holds. */
async function readBound({ block, bound }: PlacedBlock, place: number, { unreached, isOpen, handles }: BoundQuery): Promise<Bound> {
  const known = bound[place] ?? 'unread';
  const declaration = block.declarations[place];
  if (declaration === undefined || !listReached(block).includes(declaration) || declaration.name === '') return known;
  if (isOpen && known !== 'unread') return known;
  const variable = await unreached.find(declaration);
  if (variable === undefined) return 'unread';
  const resource = readVariable(variable);
  if (resource !== undefined) handles.set(declaration, { variablesReference: variable.variablesReference });
  return resource ?? 'nothing';
}

/** The declarations that are registered at the paused position. */
function listReached({ declarations, reached }: UsingPlace): readonly UsingDeclaration[] {
  return declarations.slice(declarations.length - reached);
}
