/** Why a guard refused a call. */

/**
 * - `EXPIRED`: the lease outlived its time to live and was taken away
 * - `RELEASED`: the lease was already released
 * - `NOT_HELD`: nobody holds the key
 * - `NOT_OWNER`: somebody else holds the key
 * - `STALE_TOKEN`: the key is held, but by a later lease
 * - `TIMEOUT`: the key was not free within the caller's wait limit
 * - `QUEUE_FULL`: the largest number of callers that the guard allows already wait for the key
 * - `CLOSED`: the guard was closed
 */
export type GuardErrorCode = 'EXPIRED' | 'RELEASED' | 'NOT_HELD' | 'NOT_OWNER' | 'STALE_TOKEN' | 'TIMEOUT' | 'QUEUE_FULL' | 'CLOSED';

/** A refusal of a {@link ResourceGuard}. `code` says why; the message also says what to do. */
export class GuardError extends Error {
  override readonly name = 'GuardError';

  constructor(
    readonly code: GuardErrorCode,
    readonly key: string | undefined,
    message: string,
  ) {
    super(message);
  }
}

export function leaseExpired(call: string, key: string, token: number, ttlMs: number): GuardError {
  return new GuardError(
    'EXPIRED',
    key,
    `${call}: the lease of '${key}' (token ${token}) has expired; its time to live was ${ttlMs} ms. Somebody else may hold the key by now: stop using what it guards, and next time renew the lease in time, give it a longer ttlMs, or watch lease.signal.`,
  );
}

export function leaseReleased(call: string, key: string, token: number): GuardError {
  return new GuardError(
    'RELEASED',
    key,
    `${call}: the lease of '${key}' (token ${token}) was already released. Release a lease once, preferably with using or s.use(lease).`,
  );
}

export function notHeld(call: string, key: string): GuardError {
  return new GuardError(
    'NOT_HELD',
    key,
    `${call}: nobody holds '${key}'. The lease was released before, or it expired; guard.status() lists the keys that are held.`,
  );
}

export function notOwner(call: string, key: string): GuardError {
  return new GuardError(
    'NOT_OWNER',
    key,
    `${call}: '${key}' is held by another owner, and only that owner can release it. If this owner held it before, that lease has expired.`,
  );
}

export function staleToken(call: string, key: string, token: number, current: number): GuardError {
  return new GuardError(
    'STALE_TOKEN',
    key,
    `${call}: '${key}' is held under token ${current}, not ${token}: the lease with token ${token} has ended. Release with the token of the lease that is held now.`,
  );
}

export function waitedTooLong(key: string, waitMs: number): GuardError {
  return new GuardError(
    'TIMEOUT',
    key,
    `ResourceGuard.acquire(key, options): '${key}' was not free within ${waitMs} ms. Try again later, or raise waitMs.`,
  );
}

export function queueFull(key: string, maxWaiting: number): GuardError {
  return new GuardError(
    'QUEUE_FULL',
    key,
    `ResourceGuard.acquire(key, options): ${maxWaiting} callers wait for '${key}' already, and the guard allows no more. Try again later, or raise maxWaiting.`,
  );
}

export function guardClosed(call: string, key: string | undefined): GuardError {
  return new GuardError(
    'CLOSED',
    key,
    `${call}: the guard was closed, so nothing can be acquired from it. Acquire before guard.close(), or make a new guard.`,
  );
}
