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
 * The scope of one function body: what `run` passes to it. A {@link Scope} that ends with the body, and that knows of failing
 * and recovering.
 */
export class RunScope<T> extends Scope {
  static {
    // `this`, not the name: a class that names itself gets another name from the bundler.
    makeRunScope = (opening) => new this(opening);
  }

  /**
   * What `run` will return: Go's named result. A value that the body returns is put here; a cleanup may change it.
   * @see https://go.dev/ref/spec#Defer_statements
   */
  result: T | undefined = undefined;

  private constructor(opening: Opening) {
    if (!(opening instanceof Opening)) throw madeByRun('RunScope', 'run');
    super(opening);
  }

  /**
   * Registers a call that is made only if the body, or a cleanup that ran before, has failed and nobody recovered: roll back
   * unless committed. Whether it runs is decided when its turn comes.
   *
   * @param fn what to call, with `this` undefined
   * @param args what to call it with, evaluated now
   * @throws TypeError when `fn` is not a function
   * @throws ReferenceError when the scope was disposed of or moved
   * @see https://ziglang.org/documentation/master/#errdefer
   */
  deferOnError<A extends readonly unknown[]>(fn: (...args: A) => unknown, ...args: A): void;
  deferOnError(fn: unknown, arg?: unknown): void {
    const ledger = openLedgerOf(this, 'deferOnError', 'RunScope');
    if (typeof fn !== 'function') throw refuse(ledger, notAFunction('RunScope.deferOnError(fn, ...args)', fn));
    /* eslint-disable prefer-rest-params -- see Scope.defer */
    if (arguments.length < 2) register(ledger, How.onError, fn, undefined);
    else if (arguments.length === 2) register(ledger, How.onErrorOne, fn, arg);
    else register(ledger, How.onErrorMany, fn, listRest(arguments));
    /* eslint-enable prefer-rest-params */
  }

  /**
   * In a cleanup of this scope: stops the failure that is unwinding it. `run` then returns `result` instead of throwing.
   *
   * @returns what was thrown last; `undefined` when nothing fails, when it was recovered already, and anywhere but in a
   * cleanup of this very scope (so also in the body or a cleanup of a `run` inside that cleanup)
   * @see https://go.dev/ref/spec#Handling_panics
   */
  recover(): unknown {
    const ledger = findLedger(this, 'recover', 'RunScope');
    return innermostScope() === ledger && ledger.running !== undefined ? takeFailure(ledger) : undefined;
  }
}

/** @internal Go's recover, once it is known that a cleanup of this scope asks. */
export function takeFailure(ledger: Ledger): unknown {
  const { failure } = ledger;
  if (failure === undefined || failure.isRecovered) return undefined;
  failure.isRecovered = true;
  recorder?.recovered(ledger, failure.value);
  return failure.value;
}
