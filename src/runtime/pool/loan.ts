/** An object of a pool, for as long as a block lasts. */

import { asyncDispose, dispose } from '../scopes/symbols.ts';
import { loanEnded } from './poolError.ts';

/** An object on loan from a {@link Pool}: `using loan = pool.lend()` or `s.use(pool.lend())` puts it back. */
export class Loan<T extends object> implements Disposable, AsyncDisposable {
  readonly #put: (object: T) => void;
  #object: T | undefined;

  /** @internal */
  constructor(object: T, put: (object: T) => void) {
    this.#object = object;
    this.#put = put;
  }

  /**
   * The object.
   * @throws PoolError `RETURNED` after the loan has ended
   */
  get value(): T {
    if (this.#object === undefined) throw loanEnded('Loan.value');
    return this.#object;
  }

  /** Puts the object back. A second call does nothing. */
  [dispose](): void {
    const object = this.#object;
    if (object === undefined) return;
    this.#object = undefined;
    this.#put(object);
  }

  /** The same for `await using` and async scopes. */
  [asyncDispose](): Promise<void> {
    // What `put` throws becomes a rejection.
    return new Promise((resolve) => {
      this[dispose]();
      resolve();
    });
  }
}
