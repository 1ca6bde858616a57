import { readNow } from '../../runtime/clock.ts';
import { Kind, State } from '../../runtime/ledger.ts';
import { forget } from '../../runtime/liveScopes.ts';
import { isObserved } from '../../runtime/observer.ts';
import { TimeBudget } from '../../runtime/timeBudget.ts';
import { findOwnTraces } from './ownTraces.ts';
import type { StackLedger } from './stackLedger.ts';

/**
 * When an awaited disposal has ended. An asynchronous stack gets no last call of ours as a synchronous one does: it would be
 * awaited, and the program's jobs would run in another order. Instead the promise of its `disposeAsync` is kept and looked at.
 *
 * To get hold of the promise costs three times what a stack with one cleanup does. A debugger that is there has it of each; for one
 * that may come later a fiftieth of the time is spent. Of a disposal that is not watched it is seen which cleanup runs as long as
 * another waits; with the last one it counts as ended.
 */

interface Host {
  readonly getBuiltinModule?: (name: string) => unknown;
}

interface PromiseHooks {
  readonly promiseHooks?: { readonly onInit: (hook: (promise: Promise<unknown>) => void) => () => void };
}

interface Inspector {
  readonly inspect?: (value: unknown, options: object) => string;
}

const host = (globalThis as { readonly process?: Host }).process;
const onInit = (host?.getBuiltinModule?.('node:v8') as PromiseHooks | undefined)?.promiseHooks?.onInit;
const inspect = (host?.getBuiltinModule?.('node:util') as Inspector | undefined)?.inspect;

/** Whether the end of an awaited disposal can be seen on this engine. */
export const canSeeEnd = onInit !== undefined && inspect !== undefined;

/** What is spent while there is no debugger. */
const budget = new TimeBudget(20);

let stop: (() => void) | undefined;
/** Of the disposal that was begun last: its promise, or `null` when it is not watched. */
let latest: Promise<unknown> | null | undefined;

/** The next promise that is made is the one that `disposeAsync` returns (TC39 AsyncDisposableStack.prototype.disposeAsync, step 2). */
export function awaitDisposal(): void {
  if (stop !== undefined || onInit === undefined) return;
  if (isObserved()) {
    stop = onInit(keep);
    return;
  }
  const started = readNow();
  if (budget.isSpent(started)) {
    latest = null;
    return;
  }
  stop = onInit(keep);
  // To stop costs about as much again.
  budget.spend(2 * (readNow() - started));
}

function keep(promise: Promise<unknown>): void {
  latest = promise;
  stop?.();
  stop = undefined;
}

/** The first entry of a ledger runs: the disposal that was begun last is its. */
export function takeDisposal(ledger: StackLedger): void {
  if (ledger.kind !== Kind.asyncObject || latest === undefined) return;
  ledger.disposal = latest;
  latest = undefined;
}

/** Closes a ledger whose disposal is over. */
export function settle(ledger: StackLedger): void {
  const promise = ledger.state === State.closing ? ledger.disposal : undefined;
  if (promise !== undefined && promise !== null && !isPending(promise)) finish(ledger);
}

/** A disposal is over: that of a synchronous stack says so in its last call. */
export function finish(ledger: StackLedger): void {
  ledger.state = State.closed;
  ledger.running = undefined;
  forget(ledger);
}

/** Node's own words for a promise. For a rejected one it reads an error's stack, which the program's hook may be waiting for. */
function isPending(promise: object): boolean {
  if (inspect === undefined || findOwnTraces() !== undefined) return true;
  const words = inspect(promise, { __proto__: null, customInspect: false, showProxy: true, depth: 0, getters: false, maxStringLength: 10 });
  const pending = '<pending>';
  for (let at = 0; at + pending.length <= words.length && at < 40; at++) if (words.startsWith(pending, at)) return true;
  return false;
}
