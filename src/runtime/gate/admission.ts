/** One request that a gate has let in. */

import { asyncDispose, dispose } from '../scopes/symbols.ts';
import { alreadyLeft } from './gateError.ts';

/** A request that counts as inside its {@link Gate} until it leaves, by `leave()`, `using`, or `s.use(admission)`. */
export class Admission implements Disposable, AsyncDisposable {
  /** Distinguishes it from a refusal. */
  readonly admitted = true;
  #leave: (() => void) | undefined;

  /** @internal */
  constructor(leave: () => void) {
    this.#leave = leave;
  }

  /**
   * The request is done.
   * @throws GateError `LEFT` on a second call
   */
  leave(): void {
    if (this.#leave === undefined) throw alreadyLeft();
    this[dispose]();
  }

  /** The same. A second call does nothing. */
  [dispose](): void {
    const leave = this.#leave;
    this.#leave = undefined;
    leave?.();
  }

  /** The same for `await using` and async scopes. */
  [asyncDispose](): Promise<void> {
    this[dispose]();
    return Promise.resolve();
  }
}
