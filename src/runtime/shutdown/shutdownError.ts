/** Why a shutdown refused a call or did not finish. */

/**
 * - `STARTED`: it has begun, so nothing can be added to it
 * - `TIMEOUT`: its grace has passed before everything was over
 */
export type ShutdownErrorCode = 'STARTED' | 'TIMEOUT';

export class ShutdownError extends Error {
  override readonly name = 'ShutdownError';

  constructor(
    readonly code: ShutdownErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export function alreadyStarted(call: string): ShutdownError {
  return new ShutdownError(
    'STARTED',
    `${call}: the shutdown has begun, so no server can be added to it. Add servers when they are made: shutdown(signals, scope, { servers }).`,
  );
}

export function graceHasPassed(graceMs: number, left: string): ShutdownError {
  return new ShutdownError(
    'TIMEOUT',
    `shutdown(trigger, scope, options): ${graceMs} ms have passed, and it was still ${left}. Give it a longer grace, or give what holds it up a limit of its own.`,
  );
}
