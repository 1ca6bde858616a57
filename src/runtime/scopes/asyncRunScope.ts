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

/** The scope of one asynchronous function body, which `runAsync` passes to it. See {@link RunScope}. */
export class AsyncRunScope<T> extends AsyncScope {
  static {
    makeAsyncRunScope = (opening) => new this(opening);
  }

  /** What `runAsync` will resolve to, like Go's named result. */
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
   * @throws TypeError if `fn` is not a function
   * @throws ReferenceError if the scope was disposed of or moved
   * @see https://ziglang.org/documentation/master/#errdefer
   */
  deferOnError<A extends readonly unknown[]>(fn: (...args: A) => unknown, ...args: A): void;
  deferOnError(fn: unknown, arg?: unknown): void {
    const ledger = openAsyncLedgerOf(this, 'deferOnError', 'AsyncRunScope');
    if (typeof fn !== 'function') throw refuse(ledger, notAFunction('AsyncRunScope.deferOnError(fn, ...args)', fn));
    /* oxlint-disable prefer-rest-params -- see Scope.defer */
    if (arguments.length < 2) register(ledger, How.onError, fn, undefined);
    else if (arguments.length === 2) register(ledger, How.onErrorOne, fn, arg);
    else register(ledger, How.onErrorMany, fn, listRest(arguments));
    /* oxlint-enable prefer-rest-params */
  }

  /**
   * Stops the failure that is unwinding this scope. Call it in one of the scope's cleanups, before or after an `await`.
   *
   * After an `await`, a cleanup's own code cannot be told from other code that the event loop runs in the meantime, so the call
   * counts as the running cleanup's.
   *
   * @returns what was thrown last; `undefined` if nothing is failing, if the failure was already recovered, outside of the scope's
   * cleanups, and synchronously inside another scope's body or cleanup
   * @see https://go.dev/ref/spec#Handling_panics
   */
  recover(): unknown {
    const ledger = findAsyncLedger(this, 'recover', 'AsyncRunScope');
    const inner = innermostScope();
    return ledger.running !== undefined && (inner === ledger || inner === undefined) ? takeFailure(ledger) : undefined;
  }
}
