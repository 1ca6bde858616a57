import { How } from '../runtime/scopes/entry.ts';
import { Kind, State } from '../runtime/scopes/ledger.ts';
import { forget, listLive } from '../runtime/scopes/liveScopes.ts';
import { isObserved } from '../runtime/door/observer.ts';
import { describeOwn } from './ownProperty.ts';
import { StackLedger } from './stackLedger.ts';

/**
 * Detects when an awaited disposal has ended. A synchronous stack gets a last entry of ours that is called at the end. An asynchronous
 * stack cannot have one: it would be awaited, and the program's jobs would run in a different order. Nor can `disposeAsync` be replaced: V8
 * accepts only a function of its own as a disposer, and a function of ours would appear in the program's stack traces. Instead the promise
 * that `disposeAsync` makes is kept and inspected: when the first cleanup starts, it is recognised by its age.
 *
 * So the newest promises have to be known while stacks are open, which makes a program's promises a third slower. That is acceptable under
 * a debugger. Without one, such a disposal counts as ended when its last cleanup starts, and these disposals are counted.
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

/** Whether this engine lets us see the end of an awaited disposal. */
const canSeeEnd = onInit !== undefined && inspect !== undefined;

let stop: (() => void) | undefined;
/** How many open stacks need the newest promise to be kept. */
let watched = 0;
let newest: Promise<unknown> | undefined;
let secondNewest: Promise<unknown> | undefined;
let unseen = 0;

/** How many awaited disposals had their last cleanup start while nobody watched: nobody knows whether it still runs. */
export function countUnseen(): number {
  return unseen;
}

/** Call when a stack is opened, or when a debugger attaches while one is open. */
export function watchDisposal(ledger: StackLedger): void {
  if (ledger.kind !== Kind.asyncObject || ledger.isWatched || !canSeeEnd || !isObserved()) return;
  ledger.isWatched = true;
  watched += 1;
  stop ??= onInit((promise) => {
    secondNewest = newest;
    newest = promise;
  });
}

/** Call when a debugger attaches. */
export function watchAll(): void {
  countComparisons();
  const live = listLive();
  for (let at = 0; at < live.length; at++) {
    const ledger = live[at];
    if (ledger instanceof StackLedger && ledger.state === State.open) watchDisposal(ledger);
  }
}

/**
 * Call when the first cleanup of a stack starts. Its `disposeAsync` has made a promise (TC39 AsyncDisposableStack.prototype.disposeAsync,
 * step 2). Since then at most one more can have been made, for the result of a synchronous disposer (GetDisposeMethod, step 1.b.ii).
 */
export function takeDisposal(ledger: StackLedger, how: How): void {
  if (!ledger.isWatched) return;
  ledger.disposal = how === How.useSync ? secondNewest : newest;
  watched -= 1;
  if (watched > 0) return;
  stop?.();
  stop = undefined;
  newest = undefined;
  secondNewest = undefined;
}

/** Closes a ledger whose disposal is over. */
export function settle(ledger: StackLedger): void {
  const { state, disposal } = ledger;
  if (state !== State.closing || disposal === undefined) return;
  if (hasReplaced()) finishUnseen(ledger);
  else if (!isPending(disposal)) finish(ledger);
}

/** Call when a disposal is over: a synchronous stack reports it with its last entry. */
export function finish(ledger: StackLedger): void {
  ledger.state = State.closed;
  ledger.running = undefined;
  ledger.disposal = undefined;
  forget(ledger);
}

/** Call when the last cleanup of an unwatched awaited disposal starts: nothing more will be reported about it. */
export function finishUnseen(ledger: StackLedger): void {
  unseen += 1;
  finish(ledger);
}

/** Thrown to end Node's inspection of a promise as soon as it is known whether the promise is pending. */
const known = { __proto__: null };
/** How often the depth is compared on the way to a promise's state; the next comparison is for what the promise holds. */
let comparisons = Infinity;

const lists = Array.prototype;
const { includes, push, pop } = lists;

/** Whether the program has replaced any function that Node's inspection calls. */
function hasReplaced(): boolean {
  return valueOf('includes') !== includes || valueOf('push') !== push || valueOf('pop') !== pop;
}

function valueOf(key: 'includes' | 'push' | 'pop'): unknown {
  return describeOwn(lists, key)?.value;
}

function isPending(promise: object): boolean {
  return look(promise).isPending;
}

/**
 * Node's inspection first determines whether a promise is pending, and then what it holds. The inspection is stopped between the two: going
 * on would run the getters of the rejection value, and the program's hook for stack traces.
 */
function look(promise: object): { readonly isPending: boolean; readonly compared: number } {
  let compared = 0;
  let isStillPending = false;
  const end = (): never => {
    throw known;
  };
  const depth = {
    valueOf(): number {
      compared += 1;
      return compared > comparisons ? end() : 1;
    },
  };
  const stylize = (words: string): never => {
    isStillPending = words === '<pending>';
    return end();
  };
  try {
    inspect?.(promise, { __proto__: null, customInspect: false, showHidden: true, showProxy: true, depth, getters: false, stylize });
  } catch {
    // The end of the inspection.
  }
  return { isPending: isStillPending, compared };
}

function countComparisons(): void {
  if (comparisons === Infinity) comparisons = look(new Promise(() => undefined)).compared;
}

if (isObserved()) countComparisons();
