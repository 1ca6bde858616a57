import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { unlessRefused, type DapPort } from '../../dap/port.ts';
import type { UsingDeclaration } from '../../syntax/usingDeclarations.ts';
import { decodeBindings, type WireBindings, type WireEntry, type WireResource } from '../../wire/bindingsReading.ts';
import { bindingsExpression, markExpression } from './bindingsExpression.ts';
import { canEvaluate } from './frames.ts';
import type { UsingPlace } from './usingBlocks.ts';

/** Calls between a frame and the method that disposes of its resource: none natively, a compiler's helper has a few. */
const HELPER_CALLS = 3;

/** The variable in which Babel's helper has its list, seen from the helper's own calls. */
const BABEL_LIST = 'n';

/** One resource that waits, or is being disposed of. */
export interface Held {
  /** Missing where only the object is known. */
  readonly declaration: UsingDeclaration | undefined;
  readonly resource: WireResource;
  readonly awaited: boolean;
}

export interface BlockResources {
  readonly block: UsingPlace;
  /** In run order. */
  readonly held: readonly Held[];
}

export interface ResourceQuery {
  readonly frames: readonly { readonly frame: Dap.StackFrame }[];
  readonly port: DapPort;
  readonly signal: AbortSignal;
}

/** What the blocks of a frame hold now, innermost first; those before the one that is being disposed of are done. */
export async function readResources(blocks: readonly UsingPlace[], at: number, query: ResourceQuery): Promise<BlockResources[]> {
  const answer = await readBindings(blocks, at, query);
  if (answer === undefined) return [];
  const lists = [...answer.lists];
  let next = 0;
  const found: BlockResources[] = [];
  for (const block of blocks) {
    const first = next;
    next += block.declarations.length;
    const listed = block.list === undefined ? undefined : lists.shift();
    if (block.leaving) {
      const entries = listed ?? (block.isListHidden === true ? await readHelperList(at, query) : undefined);
      if (entries !== undefined) found.push({ block, held: holdLeft(block, entries, answer.running) });
    } else found.push({ block, held: holdDeclared(block, answer.bindings.slice(first, next), listed, first) });
  }
  const running = found.findIndex(({ held }) => held.some(({ resource }) => resource.running));
  return found.slice(Math.max(0, running)).map(({ block, held }) => ({ block, held: held.slice(Math.max(0, held.findIndex(({ resource }) => resource.running))) }));
}

/** Asks the frame, and once more when a method of one of its resources runs above it. */
async function readBindings(blocks: readonly UsingPlace[], at: number, query: ResourceQuery): Promise<WireBindings | undefined> {
  const names = blocks.flatMap(({ declarations, leaving }) => declarations.map(({ name, hidden }) => (hidden || leaving ? '' : name)));
  const expression = bindingsExpression(names, blocks.flatMap(({ list }) => (list === undefined ? [] : [list])));
  const first = decodeBindings(await evaluate(expression, at, query));
  if (first === undefined) return undefined;
  const methods = new Set([...first.bindings, ...first.lists.flatMap((list) => list ?? [])].flatMap((resource) => (resource === undefined || resource.method === '' ? [] : [resource.method])));
  const calls = query.frames.slice(0, at);
  const above = calls.findLastIndex(({ frame }, index) => index >= at - 1 - HELPER_CALLS && canEvaluate(frame) && isMethod(frame.name, methods));
  if (above < 0) return first;
  await evaluate(markExpression(), above, query);
  return decodeBindings(await evaluate(expression, at, query)) ?? first;
}

async function evaluate(expression: string, at: number, { frames, port, signal }: ResourceQuery): Promise<string> {
  const frame = frames[at]?.frame;
  if (frame === undefined) return '';
  return (await unlessRefused(signal, port.request('evaluate', { expression, frameId: frame.id, context: 'copy' }, signal)))?.result ?? '';
}

/** Babel's list is a variable of the helper's functions, one of which runs right above the frame. */
async function readHelperList(at: number, query: ResourceQuery): Promise<readonly WireEntry[] | undefined> {
  return decodeBindings(await evaluate(bindingsExpression([], [BABEL_LIST]), at - 1, query))?.lists[0];
}

/** Whether a frame's name may be that of one of the methods: js-debug puts the class before it. */
function isMethod(frame: string, methods: ReadonlySet<string>): boolean {
  return [...methods].some((method) => frame === method || frame.endsWith(`.${method}`) || frame.endsWith(` ${method}`)) || /\[(?:Symbol|nodejs)\.(?:async)?dispose\]/i.test(frame);
}

/** What the variables of a block hold. Where there is a list, it decides what is registered, and the variables name it. */
function holdDeclared(block: UsingPlace, bindings: WireBindings['bindings'], entries: readonly WireEntry[] | undefined, first: number): Held[] {
  if (entries !== undefined)
    return entries.map((entry): Held => ({ declaration: entry.binding === undefined ? undefined : block.declarations[entry.binding - first], resource: entry, awaited: entry.async })).reverse();
  return block.declarations.flatMap((declaration, at): Held[] => {
    const resource = declaration.hidden ? HIDDEN : bindings[at];
    return resource === undefined ? [] : [{ declaration, resource, awaited: declaration.awaited }];
  });
}

const HIDDEN: WireResource = { value: { type: 'object', text: '', cut: true }, method: '', running: false };

/**
 * What is left of a block whose variables are gone. Its list has lost those that are done and the one that is being disposed of.
 * An entry is named by its place in the list only where no declaration before it can have held nothing.
 */
function holdLeft(block: UsingPlace, entries: readonly WireEntry[], running: WireResource | undefined): Held[] {
  const declared = [...block.declarations].reverse().filter(({ initializer }) => !/^(?:null|undefined|void 0)$/.test(initializer));
  const isWhole = entries.length + (running === undefined ? 0 : 1) === declared.length;
  const unsure = declared.findIndex(({ initializer }) => !/^(?:new\b|[{[])/.test(initializer));
  const sure = isWhole || unsure < 0 ? declared.length : unsure;
  const nameOf = (at: number): UsingDeclaration | undefined => (at < sure ? declared[at] : undefined);
  const left = entries.map((resource, at): Held => ({ declaration: nameOf(at), resource, awaited: resource.async })).reverse();
  if (running === undefined) return left;
  const declaration = nameOf(entries.length);
  return [{ declaration, resource: running, awaited: declaration?.awaited ?? /async/i.test(running.method) }, ...left];
}
