/** The options of a limit, and their checks. */

import type { AbortSignalLike } from '../support/abortSignal.ts';
import {
  requireClockIfAny,
  requireFunctionIfAny,
  requireNumberIfAny,
  requireOptions,
  requireSignalIfAny,
} from '../support/argumentChecks.ts';
import { Background, background } from '../background/background.ts';
import { backgroundClock, type Clock, systemClock } from '../support/clock.ts';
import { describe } from '../support/describe.ts';
import type { CleanupTimeoutError, LimitPolicy } from './timeoutError.ts';

/** A limit, and what happens when it passes. */
export interface LimitOptions {
  /** Milliseconds. If left out, only the scope's budget and the signal limit the time. */
  readonly ms?: number | undefined;
  /** Default `abandon`. */
  readonly policy?: LimitPolicy | undefined;
  /** The limit has passed when this aborts. This is how a deadline comes in from outside. */
  readonly signal?: AbortSignalLike | undefined;
  /** The supervisor for the policy `background`. Default: `background` of `deferscope/background`. */
  readonly supervisor?: Background | undefined;
  /** Called when the limit passes. Without it, `wait` and `background` are reported (`setReporter`), and `abandon` fails the scope. */
  readonly onTimeout?: ((error: CleanupTimeoutError) => void) | undefined;
  /** The clock. Default: real time. */
  readonly clock?: Clock | undefined;
}

/** The same options, checked and complete. */
export interface LimitRules {
  readonly ms: number;
  readonly policy: LimitPolicy;
  readonly signal: AbortSignalLike | undefined;
  readonly supervisor: Background;
  readonly onTimeout: ((error: CleanupTimeoutError) => void) | undefined;
  readonly clock: Clock;
  /**
   * The clock of the limit's timer. If the scope goes on with the rest when the limit passes, the timer keeps the process alive:
   * otherwise nothing might, and the rest would not run. A scope that only keeps waiting gains nothing from that, so the process
   * may end, and what that cuts off is reported.
   */
  readonly timerClock: Clock;
}

export function readLimit(call: string, options: LimitOptions): LimitRules {
  const {
    ms,
    policy = 'abandon',
    signal,
    supervisor,
    onTimeout,
    clock,
  } = requireOptions<LimitOptions>(call, options, "{ ms: 500, policy: 'abandon' }");
  requireNumberIfAny(call, 'ms', ms, 'milliseconds', { from: 0, unbounded: true });
  requirePolicy(call, policy);
  requireSignalIfAny(call, signal);
  if (supervisor !== undefined && !(supervisor instanceof Background))
    throw new TypeError(
      `${call}: supervisor must be a Background, got ${describe(supervisor)}. Make one: new Background(), from deferscope/background.`,
    );
  requireFunctionIfAny(call, 'onTimeout', onTimeout, '(error) => …');
  requireClockIfAny(call, clock);
  return {
    ms: ms ?? Infinity,
    policy,
    signal,
    supervisor: supervisor ?? background,
    onTimeout: options.onTimeout,
    clock: options.clock ?? systemClock,
    timerClock: options.clock ?? (policy === 'wait' ? backgroundClock : systemClock),
  };
}

function requirePolicy(call: string, got: unknown): asserts got is LimitPolicy {
  if (got !== 'wait' && got !== 'abandon' && got !== 'background')
    throw new TypeError(`${call}: policy must be 'wait', 'abandon' or 'background', got ${describe(got)}.`);
}
