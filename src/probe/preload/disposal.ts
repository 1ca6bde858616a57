import { Kind, type Ledger, State } from '../../runtime/ledger.ts';
import { forget } from '../../runtime/liveScopes.ts';
import { findOwnTraces } from './ownTraces.ts';

/**
 * When an awaited disposal has ended. An asynchronous stack gets no last call of ours as a synchronous one does: it would be
 * awaited, and the program's jobs would run in another order. Instead the promise of its `disposeAsync` is kept and looked at.
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

const disposals = new WeakMap<Ledger, Promise<unknown>>();
const getDisposal = disposals.get.bind(disposals);
const setDisposal = disposals.set.bind(disposals);
let stop: (() => void) | undefined;
let latest: Promise<unknown> | undefined;

/** The next promise that is made is the one that `disposeAsync` returns (TC39 AsyncDisposableStack.prototype.disposeAsync, step 2). */
export function awaitDisposal(): void {
  if (stop !== undefined || onInit === undefined) return;
  stop = onInit(keep);
}

function keep(promise: Promise<unknown>): void {
  latest = promise;
  stop?.();
  stop = undefined;
}

/** The first entry of a ledger runs: the disposal that was begun last is its. */
export function takeDisposal(ledger: Ledger): void {
  if (ledger.kind !== Kind.asyncObject || latest === undefined) return;
  setDisposal(ledger, latest);
  latest = undefined;
}

/** The disposal of a ledger ends with this promise. */
export function keepDisposal(ledger: Ledger, promise: object): void {
  setDisposal(ledger, promise as Promise<unknown>);
}

/** Closes a ledger whose disposal is over. */
export function settle(ledger: Ledger): void {
  const promise = ledger.state === State.closing ? getDisposal(ledger) : undefined;
  if (promise === undefined || isPending(promise)) return;
  ledger.state = State.closed;
  ledger.running = undefined;
  forget(ledger);
}

/** Node's own words for a promise. For a rejected one it reads an error's stack, which the program's hook may be waiting for. */
function isPending(promise: Promise<unknown>): boolean {
  if (inspect === undefined || findOwnTraces() !== undefined) return true;
  const words = inspect(promise, { __proto__: null, customInspect: false, showProxy: true, depth: 0, getters: false, maxStringLength: 10 });
  const pending = '<pending>';
  for (let at = 0; at + pending.length <= words.length && at < 40; at++) if (words.startsWith(pending, at)) return true;
  return false;
}
