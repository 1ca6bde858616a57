/** The options of a guard, and what it reports about itself. */

import type { AbortSignalLike } from '../support/abortSignal.ts';
import type { Clock } from '../support/clock.ts';
import type { Owner } from './hold.ts';

/** Options for making a guard. */
export interface GuardOptions {
  /** What it guards; a debugger shows it. */
  readonly label?: string | undefined;
  /**
   * How long a lease lives unless its caller says otherwise, in milliseconds. With `Infinity` it lives until it is released.
   * Default 30 000.
   */
  readonly ttlMs?: number | undefined;
  /** Whether an owner may acquire a key that it already holds. Default `false`: it waits like anybody else. */
  readonly reentrant?: boolean | undefined;
  /** How many callers may wait for one key. Default `Infinity`. */
  readonly maxWaiting?: number | undefined;
  /**
   * The first fencing token. If the store outlives the process, pass a number that has grown in the meantime, e.g.
   * `Date.now() * 1000`. Default 1.
   */
  readonly firstToken?: number | undefined;
  /**
   * Called for each lease that expired, after its signal was aborted. Without it, and if nobody took the signal, the expiry is
   * reported (`setReporter`).
   */
  readonly onExpired?: ((expired: ExpiredLease) => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** A lease that outlived its time to live. */
export interface ExpiredLease {
  readonly key: string;
  readonly owner: Owner;
  readonly token: number;
  /** For how many milliseconds it was held. */
  readonly heldMs: number;
}

/** Who wants a key, and for how long. */
export interface TryAcquireOptions {
  /** Who holds the lease: a name, a symbol, or the object itself; compared with `===`. */
  readonly owner: Owner;
  /** The lease's time to live in milliseconds. If left out, the guard's. */
  readonly ttlMs?: number | undefined;
}

/** Who wants a key, for how long, and how long to wait for it. */
export interface AcquireOptions extends TryAcquireOptions {
  /** How long to wait at most, in milliseconds. Default: without limit. */
  readonly waitMs?: number | undefined;
  /** Ends the waiting. It does not end the lease. */
  readonly signal?: AbortSignalLike | undefined;
}

/** One key that is held or waited for. */
export interface KeyStatus {
  readonly key: string;
  readonly owner: Owner;
  readonly token: number;
  readonly heldMs: number;
  /** Negative if a busy event loop has not taken the lease away yet. */
  readonly expiresInMs: number;
  /** How many leases of it its owner has; more than 1 only with re-entrance. */
  readonly leases: number;
  readonly waiting: number;
}
