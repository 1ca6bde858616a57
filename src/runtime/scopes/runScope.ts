import { How } from './entry.ts';
import { type Ledger, register } from './ledger.ts';
import { innermostScope } from './liveScopes.ts';
import { madeByRun, notAFunction } from './misuse.ts';
import { Opening } from './opening.ts';
import { recorder } from './recorder.ts';
import { findLedger, listRest, openLedgerOf, refuse, Scope } from './scope.ts';

/** @internal Makes the scope of one `run`. */
export let makeRunScope: <T>(opening: Opening) => RunScope<T>;

/**
 * The scope of one function body, which `run` passes to it. It is a {@link Scope} that ends with the body, and that can tell
 * success from failure and recover.
 */
export class RunScope<T> extends Scope {
  static {
    // This uses `this` and not the name, because the bundler renames a class that names itself.
    makeRunScope = (opening) => new this(opening);
  }

  /**
   * What `run` will return, like Go's named result. It gets the value that the body returns; a cleanup may change it.
   * @see https://go.dev/ref/spec#Defer_statements
   */
  result: T | undefined = undefined;

  private constructor(opening: Opening) {
    if (!(opening instanceof Opening)) throw madeByRun('RunScope', 'run');
    super(opening);
  }

  /**
   * Registers a call that is made only if the body, or a cleanup that ran before, has failed and nobody has recovered: roll back
   * unless committed. The scope decides this when the call's turn comes.
   *
   * @param fn what to call, with `this` undefined
   * @param args what to call it with, evaluated now
   * @throws TypeError if `fn` is not a function
   * @throws ReferenceError if the scope was disposed of or moved
   * @see https://ziglang.org/documentation/master/#errdefer
   */
  deferOnError<A extends readonly unknown[]>(fn: (...args: A) => unknown, ...args: A): void;
  deferOnError(fn: unknown, arg?: unknown): void {
    const ledger = openLedgerOf(this, 'deferOnError', 'RunScope');
    if (typeof fn !== 'function') throw refuse(ledger, notAFunction('RunScope.deferOnError(fn, ...args)', fn));
    /* oxlint-disable prefer-rest-params -- see Scope.defer */
    if (arguments.length < 2) register(ledger, How.onError, fn, undefined);
    else if (arguments.length === 2) register(ledger, How.onErrorOne, fn, arg);
    else register(ledger, How.onErrorMany, fn, listRest(arguments));
    /* oxlint-enable prefer-rest-params */
  }

  /**
   * Stops the failure that is unwinding this scope. Call it in one of the scope's cleanups. `run` then returns `result` instead of
   * throwing.
   *
   * @returns what was thrown last; `undefined` if nothing is failing, if the failure was already recovered, and anywhere except in
   * a cleanup of this very scope (so also in the body or a cleanup of a `run` inside that cleanup)
   * @see https://go.dev/ref/spec#Handling_panics
   */
  recover(): unknown {
    const ledger = findLedger(this, 'recover', 'RunScope');
    return innermostScope() === ledger && ledger.running !== undefined ? takeFailure(ledger) : undefined;
  }
}

/** @internal Go's recover, once it is known that a cleanup of this scope calls it. */
export function takeFailure(ledger: Ledger): unknown {
  const { failure } = ledger;
  if (failure === undefined || failure.isRecovered) return undefined;
  failure.isRecovered = true;
  recorder?.recovered(ledger, failure.value);
  return failure.value;
}
