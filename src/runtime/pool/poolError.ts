/** Why a pool refused a call. */

/**
 * - `DOUBLE_PUT`: the object is already in the pool
 * - `FOREIGN_OBJECT`: the pool did not give this object out
 * - `USED_WHILE_POOLED`: somebody changed the object after giving it back
 * - `RETURNED`: the loan has ended
 * - `CLOSED`: the pool was closed
 */
export type PoolErrorCode = 'DOUBLE_PUT' | 'FOREIGN_OBJECT' | 'USED_WHILE_POOLED' | 'RETURNED' | 'CLOSED';

/** A refusal of a {@link Pool}. `code` says why; the message also says what to do. */
export class PoolError extends Error {
  override readonly name = 'PoolError';

  constructor(
    readonly code: PoolErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export function doublePut(call: string): PoolError {
  return new PoolError(
    'DOUBLE_PUT',
    `${call}: the object is in the pool already. Two holders would get it: put it back once, preferably with using pool.lend() or pool.borrow(scope).`,
  );
}

export function foreignObject(call: string): PoolError {
  return new PoolError(
    'FOREIGN_OBJECT',
    `${call}: this pool did not give that object out, or it was put back and given to somebody else's pool. Put back what pool.get() returned, once.`,
  );
}

export function usedWhilePooled(change: string): PoolError {
  return new PoolError(
    'USED_WHILE_POOLED',
    `Pool.get(): an object was changed while it was in the pool (${change}): whoever put it back goes on using it. The object is thrown away; look for a reference that is kept after put().`,
  );
}

export function loanEnded(call: string): PoolError {
  return new PoolError(
    'RETURNED',
    `${call}: the object was given back, and somebody else may have it by now. Use the value before the loan ends, and take a new loan afterwards.`,
  );
}

export function poolClosed(call: string): PoolError {
  return new PoolError('CLOSED', `${call}: the pool was closed, so it gives out nothing. Get before pool.close(), or make a new pool.`);
}
