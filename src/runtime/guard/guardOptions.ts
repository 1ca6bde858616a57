/** What programs say to a guard, and what it says of itself. */

import type { AbortSignalLike } from '../support/abortSignal.ts';
import type { Clock } from '../support/clock.ts';
import type { Owner } from './hold.ts';

/** How a guard is made. */
export interface GuardOptions {
  /** What it guards; a debugger shows it. */
  readonly label?: string | undefined;
  /** How long a lease lives unless its caller says otherwise, in milliseconds; `Infinity`: until it is released. Default 30 000. */
  readonly ttlMs?: number | undefined;
  /** Whether an owner may acquire a key that it holds already. Default `false`: it waits like anybody else. */
  readonly reentrant?: boolean | undefined;
  /** How many callers may wait for one key. Default `Infinity`. */
  readonly maxWaiting?: number | undefined;
  /** The first fencing token. For a store that outlives the process pass what has grown meanwhile, e.g. `Date.now() * 1000`. Default 1. */
  readonly firstToken?: number | undefined;
  /**
   * Told of each lease that expired, after its signal was aborted. Without it, and when nobody took the signal, the news is reported
   * (`setReporter`).
   */
  readonly onExpired?: ((expired: ExpiredLease) => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** A lease that ran past its time to live. */
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
  /** The lease's time to live in milliseconds; left out: the guard's. */
  readonly ttlMs?: number | undefined;
}

/** The same, and how long to wait for it. */
export interface AcquireOptions extends TryAcquireOptions {
  /** At most so many milliseconds. Default: without limit. */
  readonly waitMs?: number | undefined;
  /** Gives up waiting. The lease itself is not bound to it. */
  readonly signal?: AbortSignalLike | undefined;
}

/** One key that is held or waited for. */
export interface KeyStatus {
  readonly key: string;
  readonly owner: Owner;
  readonly token: number;
  readonly heldMs: number;
  /** Negative when a busy event loop has not taken the lease away yet. */
  readonly expiresInMs: number;
  /** How many leases its owner has of it; more than 1 only with re-entrance. */
  readonly leases: number;
  readonly waiting: number;
}
