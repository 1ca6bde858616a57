/** Why an owned value refused a call. */

/**
 * - `MOVED`: another handle owns the value now
 * - `RELEASED`: the value was released, and belongs to whoever took it
 * - `DISPOSED`: the value was deleted at the end of its block or scope
 * - `EMPTY`: `reset()` has deleted the value and has put no other in its place
 * - `SAME_VALUE`: the handle already owns that very value
 */
export type OwnErrorCode = 'MOVED' | 'RELEASED' | 'DISPOSED' | 'EMPTY' | 'SAME_VALUE';

/** A refusal of an owned value. `code` says why; the message also says what to do. */
export class OwnError extends Error {
  override readonly name = 'OwnError';

  constructor(
    readonly code: OwnErrorCode,
    message: string,
  ) {
    super(message);
  }
}

const WHY: Readonly<Record<'MOVED' | 'RELEASED' | 'DISPOSED' | 'EMPTY', string>> = {
  MOVED: 'the value was moved to another handle. Use the one that move() returned',
  RELEASED: 'the value was released, and belongs to whoever called release(). Use what it returned',
  DISPOSED: 'the value was deleted when the handle was disposed of. Use it before its block or scope ends, or move() it out',
  EMPTY: 'reset() has deleted the value. Put one in with reset(value) first',
};

export function notOwned(call: string, code: keyof typeof WHY, label: string | undefined): OwnError {
  return new OwnError(code, `${call}: ${label === undefined ? '' : `'${label}': `}${WHY[code]}.`);
}

export function sameValue(call: string): OwnError {
  return new OwnError(
    'SAME_VALUE',
    `${call}: the handle owns that very value already, and would delete it. Leave the call out, or release() the value first.`,
  );
}
