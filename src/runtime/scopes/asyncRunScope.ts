import { AsyncScope, findAsyncLedger, openAsyncLedgerOf } from './asyncScope.ts';
import { How } from './entry.ts';
import { register } from './ledger.ts';
import { innermostScope } from './liveScopes.ts';
import { madeByRun, notAFunction } from './misuse.ts';
import { Opening } from './opening.ts';
import { takeFailure } from './runScope.ts';
import { listRest, refuse } from './scope.ts';

/** @internal Makes the scope of one `runAsync`. */
export let makeAsyncRunScope: <T>(opening: Opening) => AsyncRunScope<T>;

/** The scope of one asynchronous function body: what `runAsync` passes to it. See {@link RunScope}. */
export class AsyncRunScope<T> extends AsyncScope {
  static {
    makeAsyncRunScope = (opening) => new this(opening);
  }

  /** What `runAsync` will resolve to: Go's named result. */
  result: T | undefined = undefined;

  private constructor(opening: Opening) {
    if (!(opening instanceof Opening)) throw madeByRun('AsyncRunScope', 'runAsync');
    super(opening);
  }

  /**
   * Registers a call that is made, and awaited, only if the scope is failing when its turn comes.
   *
   * @param fn what to call, with `this` undefined
   * @param args what to call it with, evaluated now
   * @throws TypeError when `fn` is not a function
   * @throws ReferenceError when the scope was disposed of or moved
   * @see https://ziglang.org/documentation/master/#errdefer
   */
  deferOnError<A extends readonly unknown[]>(fn: (...args: A) => unknown, ...args: A): void;
  deferOnError(fn: unknown, arg?: unknown): void {
    const ledger = openAsyncLedgerOf(this, 'deferOnError', 'AsyncRunScope');
    if (typeof fn !== 'function') throw refuse(ledger, notAFunction('AsyncRunScope.deferOnError(fn, ...args)', fn));
    /* eslint-disable prefer-rest-params -- see Scope.defer */
    if (arguments.length < 2) register(ledger, How.onError, fn, undefined);
    else if (arguments.length === 2) register(ledger, How.onErrorOne, fn, arg);
    else register(ledger, How.onErrorMany, fn, listRest(arguments));
    /* eslint-enable prefer-rest-params */
  }

  /**
   * In a cleanup of this scope, before or after an `await`: stops the failure that is unwinding it.
   *
   * After an `await` nothing tells a cleanup's own code from other code that the event loop runs meanwhile: then the call
   * counts as the running cleanup's.
   *
   * @returns what was thrown last; `undefined` when nothing fails, when it was recovered already, outside of the scope's
   * cleanups, and synchronously inside another scope's body or cleanup
   * @see https://go.dev/ref/spec#Handling_panics
   */
  recover(): unknown {
    const ledger = findAsyncLedger(this, 'recover', 'AsyncRunScope');
    const inner = innermostScope();
    return ledger.running !== undefined && (inner === ledger || inner === undefined) ? takeFailure(ledger) : undefined;
  }
}
