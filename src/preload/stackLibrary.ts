import { append } from '../runtime/support/append.ts';
import type { DoorLibrary, DoorQuery, DoorReading, DoorScope } from '../runtime/door/doorContract.ts';
import { checkQuery } from '../runtime/reading/checkQuery.ts';
import { Kind, State } from '../runtime/scopes/ledger.ts';
import { listLive } from '../runtime/scopes/liveScopes.ts';
import { isObserved, setObserved } from '../runtime/door/observer.ts';
import { readScope } from '../runtime/reading/readScope.ts';
import { renewBudget } from '../runtime/door/trace.ts';
import { isProxy } from '../runtime/support/describe.ts';
import { countUnseen, settle, watchAll } from './disposal.ts';
import { isDisposed, isTracked } from './stackClass.ts';
import { nameLedger, StackLedger } from './stackLedger.ts';
import { anyLedgerOf } from './stamp.ts';

const { getPrototypeOf } = Reflect;

/** How many levels of subclasses are searched. */
const MAX_SUBCLASS_LEVELS = 32;

declare const DEFERSCOPE_VERSION: string;

/** The name of the language's own stacks in the door. */
export const STACKS = 'disposable stacks';

/** What the preload's own entry in the door has in addition to what every library has. */
export interface StackDoor extends DoorLibrary {
  /** Whether what is registered on a stack is recorded; it is not for a class that stands in for the language's. */
  readonly follows: (stack: object) => boolean;
}

/** The language's stacks, shown to a debugger in the way that a library shows its scopes. */
export const stackDoor: StackDoor = Object.freeze({ name: STACKS, version: DEFERSCOPE_VERSION, read, own, observe, follows });

function read(asked: DoorQuery): DoorReading {
  const query = checkQuery(asked);
  const live = listLive();
  const scopes: DoorScope[] = [];
  let scopeCount = 0;
  for (let at = 0; at < live.length; at++) {
    const ledger = live[at];
    if (!(ledger instanceof StackLedger)) continue;
    settle(ledger);
    // A stack from which everything has been moved has nothing to show, and the end of one with nothing to call is not noticed.
    if (
      ledger.state === State.closed ||
      (ledger.state === State.open && isDisposed(ledger)) ||
      (ledger.head === undefined && ledger.running === undefined)
    )
      continue;
    scopeCount += 1;
    if (scopes.length >= query.scopes || (query.scope !== undefined && query.scope !== ledger.id)) continue;
    nameLedger(ledger, ledger.kind === Kind.asyncObject ? 'AsyncDisposableStack' : 'DisposableStack', isTracked);
    append(scopes, readScope(ledger, query));
  }
  return { scopes, scopeCount, unseen: countUnseen() };
}

function own(value: unknown): number | undefined {
  return typeof value === 'object' && value !== null ? anyLedgerOf(value)?.id : undefined;
}

function observe(on: boolean): void {
  if (on && !isObserved()) renewBudget();
  setObserved(on);
  if (on) watchAll();
}

function follows(stack: object): boolean {
  let at = getPrototypeOf(stack);
  for (let depth = 0; at !== null && depth < MAX_SUBCLASS_LEVELS && !isProxy(at); depth++) {
    if (isTracked(at)) return true;
    at = getPrototypeOf(at);
  }
  return false;
}
