/** A program's handle to a key that it holds. */

import { makeSignal, type ProgramAbortSignal } from '../support/abortSignal.ts';
import { requireNumberIfAny } from '../support/argumentChecks.ts';
import { asyncDispose, dispose } from '../scopes/symbols.ts';
import { leaseExpired, leaseReleased, type GuardError } from './guardError.ts';
import type { Hold, Owner } from './hold.ts';

/** @internal What a lease needs from its guard. */
export interface LeaseKeeper {
  now(): number;
  /** Ends the hold if its time has passed and no timer has noticed yet, because the event loop was busy. */
  settle(hold: Hold): void;
  extend(hold: Hold, ttlMs: number): void;
  drop(hold: Hold): void;
}

/**
 * An exclusive lease of one key, given by {@link ResourceGuard.acquire}. It is a disposable: `using lease = await guard.acquire(…)`
 * and `s.use(lease)` release it. It ends when it is released or when its time to live has passed, whichever comes first.
 */
export class Lease implements Disposable, AsyncDisposable {
  readonly #keeper: LeaseKeeper;
  readonly #hold: Hold;
  #released = false;

  /** @internal */
  constructor(keeper: LeaseKeeper, hold: Hold) {
    this.#keeper = keeper;
    this.#hold = hold;
  }

  get key(): string {
    return this.#hold.key;
  }

  get owner(): Owner {
    return this.#hold.owner;
  }

  /**
   * The fencing token. It is larger than that of every lease that the guard gave before, of any key. Send it with each write, and
   * let the store refuse a token smaller than the largest it has seen. Then a holder that lost its lease without noticing can do no
   * harm.
   *
   * @see https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html
   */
  get token(): number {
    return this.#hold.token;
  }

  /** Whether this lease still holds its key. */
  get held(): boolean {
    this.#keeper.settle(this.#hold);
    return !this.#released && this.#hold.ended === undefined;
  }

  /** In how many milliseconds the lease expires; 0 if it has ended, Infinity if it never expires. */
  get expiresInMs(): number {
    return this.held ? Math.max(0, this.#hold.expiresAt - this.#keeper.now()) : 0;
  }

  /** Aborts when the lease expires, with a {@link GuardError} as its reason. It does not abort when the lease is released. */
  get signal(): ProgramAbortSignal {
    const hold = this.#hold;
    if (hold.source === undefined) {
      hold.source = makeSignal();
      if (hold.ended === 'expired') hold.source.abort(this.#expired('Lease.signal'));
    }
    return hold.source.signal;
  }

  /**
   * Starts the time to live again, from now.
   *
   * @param ttlMs milliseconds from now; if left out, as before
   * @throws GuardError `EXPIRED` if it is too late, `RELEASED` after a release
   * @throws TypeError or RangeError if `ttlMs` is not a positive number
   */
  renew(ttlMs?: number): void {
    const call = 'Lease.renew(ttlMs)';
    requireNumberIfAny(call, 'ttlMs', ttlMs, 'milliseconds', { from: 1, unbounded: true });
    this.#requireHeld(call);
    this.#keeper.extend(this.#hold, ttlMs ?? this.#hold.ttlMs);
  }

  /**
   * Gives the key back. The caller that has waited longest gets it.
   *
   * @throws GuardError `RELEASED` on a second call; `EXPIRED` if the lease ended before, because what was done since then was not guarded
   */
  release(): void {
    this.#requireHeld('Lease.release()');
    this.#released = true;
    this.#keeper.drop(this.#hold);
  }

  /**
   * Like {@link Lease.release}, for `using` and scopes. Does nothing after a release.
   *
   * @throws GuardError `EXPIRED` if the lease ended before its block did
   */
  [dispose](): void {
    if (this.#released || this.#hold.ended === 'released') return;
    this.release();
  }

  /** The same for `await using` and async scopes. */
  [asyncDispose](): Promise<void> {
    // What `release` throws becomes a rejection.
    return new Promise((resolve) => {
      this[dispose]();
      resolve();
    });
  }

  #requireHeld(call: string): void {
    const { key, token, ended } = this.#settled();
    if (this.#released || ended === 'released') throw leaseReleased(call, key, token);
    if (ended === 'expired') throw this.#expired(call);
  }

  #settled(): Hold {
    this.#keeper.settle(this.#hold);
    return this.#hold;
  }

  #expired(call: string): GuardError {
    const { key, token, ttlMs } = this.#hold;
    return leaseExpired(call, key, token, ttlMs);
  }
}
