import { How } from '../runtime/scopes/entry.ts';
import { Kind, State } from '../runtime/scopes/ledger.ts';
import { forget, listLive } from '../runtime/scopes/liveScopes.ts';
import { isObserved } from '../runtime/door/observer.ts';
import { describeOwn } from './ownProperty.ts';
import { StackLedger } from './stackLedger.ts';

/**
 * When an awaited disposal has ended. An asynchronous stack gets no last call of ours as a synchronous one does: it would be
 * awaited, and the program's jobs would run in another order. Nor can its `disposeAsync` be replaced: V8 takes only a function of its
 * own as a disposer, and a function of ours would be in the program's stack traces. Instead the promise that `disposeAsync` makes is
 * kept and looked at: it is known by its age when the first cleanup starts.
 *
 * So the newest promises have to be known while stacks are open, which costs a program a third of what its promises do. Under a
 * debugger that is spent; without one such a disposal counts as ended when its last cleanup starts, and it is counted that one did.
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
const canSeeEnd = onInit !== undefined && inspect !== undefined;

let stop: (() => void) | undefined;
/** Open stacks for which the newest promise is kept. */
let watched = 0;
let newest: Promise<unknown> | undefined;
let secondNewest: Promise<unknown> | undefined;
let unseen = 0;

/** Awaited disposals whose last cleanup started while nobody watched: whether it still runs is not known. */
export function countUnseen(): number {
  return unseen;
}

/** A stack was opened, or a debugger came to one that is open. */
export function watchDisposal(ledger: StackLedger): void {
  if (ledger.kind !== Kind.asyncObject || ledger.isWatched || !canSeeEnd || !isObserved()) return;
  ledger.isWatched = true;
  watched += 1;
  stop ??= onInit((promise) => {
    secondNewest = newest;
    newest = promise;
  });
}

/** A debugger came. */
export function watchAll(): void {
  countComparisons();
  const live = listLive();
  for (let at = 0; at < live.length; at++) {
    const ledger = live[at];
    if (ledger instanceof StackLedger && ledger.state === State.open) watchDisposal(ledger);
  }
}

/**
 * The first cleanup of a stack starts. Its `disposeAsync` has made a promise (TC39 AsyncDisposableStack.prototype.disposeAsync, step 2);
 * since then only one more may have been made, for the result of a synchronous disposer (GetDisposeMethod, step 1.b.ii).
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

/** A disposal is over: that of a synchronous stack says so in its last call. */
export function finish(ledger: StackLedger): void {
  ledger.state = State.closed;
  ledger.running = undefined;
  ledger.disposal = undefined;
  forget(ledger);
}

/** The last cleanup of an awaited disposal that is not watched starts: nothing more will be heard of it. */
export function finishUnseen(ledger: StackLedger): void {
  unseen += 1;
  finish(ledger);
}

/** What ends Node's inspection of a promise as soon as it is known whether that is pending. */
const known = { __proto__: null };
/** How often the depth is compared on the way to a promise's state; the next comparison is for what the promise holds. */
let comparisons = Infinity;

const lists = Array.prototype;
const { includes, push, pop } = lists;

/** Whether the program has put functions of its own in the place of those that Node's inspection calls. */
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
 * Node says of a promise whether it is pending, and then what it holds. There the inspection ends: to go on would run the getters
 * of what the promise was rejected with, and the program's hook for stack traces.
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
