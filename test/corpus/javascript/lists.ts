import type { Debugger, Runtime, Session } from 'node:inspector';
import { post } from '../../adapters/inspectorPort.ts';
import { callOn } from './identities.ts';

/** How many scopes of a frame belong to its own call. */
const OWN_SCOPES: ReadonlySet<string> = new Set(['local', 'block', 'catch', 'with', 'eval']);

/** What is pending in the paused frames. */
export interface Due {
  readonly due: number[][];
  readonly stackCount: number;
}

/** What is pending on the lists that variables of the paused frames hold: numbers in run order, list by list, innermost frames first. */
export async function readDue(session: Session, frames: readonly Debugger.CallFrame[]): Promise<Due> {
  const seen = new Set<string>();
  const due: number[][] = [];
  let stackCount = 0;
  for (const frame of frames) {
    for (const { type, object } of frame.scopeChain) {
      if (!OWN_SCOPES.has(type) || object.objectId === undefined) continue;
      for (const { value } of (await properties(session, object.objectId)).result) {
        if (value?.objectId === undefined || (value.type !== 'object' && value.type !== 'function')) continue;
        const { key, pending, stacks = 0 } = await readHolder(session, value.objectId);
        if (key === undefined || seen.has(key)) continue;
        seen.add(key);
        if (pending.length > 0) due.push([...pending]);
        stackCount += stacks;
      }
      if (type === 'local') break;
    }
  }
  return { due, stackCount };
}

interface Holder {
  readonly key?: string;
  readonly pending: readonly number[];
  /** The stacks on the list, which have no number: what they hold is listed instead. */
  readonly stacks?: number;
}

/** The list that a variable holds: as a property for tsc's or a driver's, in the scope of its method `d` for Babel's. */
async function readHolder(session: Session, objectId: string): Promise<Holder> {
  const direct = await callOn(
    session,
    objectId,
    `function () {
    const own = (name) => Reflect.getOwnPropertyDescriptor(this, name)?.value;
    const list = globalThis.deferscopeTruth.isFrame(this) ? this.list : own('stack');
    if (Array.isArray(list)) return { key: String(globalThis.deferscopeTruth.idOf(list)), pending: globalThis.deferscopeTruth.pendingOn(list) ?? [], stacks: globalThis.deferscopeTruth.stacksOn(list) };
    return typeof own('d') === 'function' && typeof own('u') === 'function' && typeof own('a') === 'function' ? 'context' : undefined;
  }`,
  );
  if (typeof direct === 'object' && direct !== null) return direct as Holder;
  return direct === 'context' ? readContext(session, objectId) : { pending: [] };
}

async function readContext(session: Session, objectId: string): Promise<Holder> {
  const disposer = (await properties(session, objectId)).result.find(({ name }) => name === 'd')?.value?.objectId;
  const scopes =
    disposer === undefined
      ? undefined
      : (await properties(session, disposer)).internalProperties?.find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
  if (scopes === undefined) return { pending: [] };
  const closure = (await properties(session, scopes)).result.find(({ name }) => name === '0')?.value?.objectId;
  for (const { value } of closure === undefined ? [] : (await properties(session, closure)).result) {
    if (value?.subtype !== 'array' || value.objectId === undefined) continue;
    const found = await callOn(
      session,
      value.objectId,
      'function () { return { key: String(globalThis.deferscopeTruth.idOf(this)), pending: globalThis.deferscopeTruth.pendingOn(this) ?? [], stacks: globalThis.deferscopeTruth.stacksOn(this) }; }',
    );
    return found as Holder;
  }
  return { pending: [] };
}

function properties(session: Session, objectId: string): Promise<Runtime.GetPropertiesReturnType> {
  return post<Runtime.GetPropertiesReturnType>(session, 'Runtime.getProperties', { objectId, ownProperties: true });
}
