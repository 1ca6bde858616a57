/** What a limit can be told, and the checks of it. */

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
import { describe } from '../support/words.ts';
import type { CleanupTimeoutError, LimitPolicy } from './timeoutError.ts';

/** A limit, and what happens when it passes. */
export interface LimitOptions {
  /** Milliseconds; left out: what the scope's budget and the signal leave. */
  readonly ms?: number | undefined;
  /** Left out: `abandon`. */
  readonly policy?: LimitPolicy | undefined;
  /** The limit has passed when this aborts: how a deadline comes in from outside. */
  readonly signal?: AbortSignalLike | undefined;
  /** For the policy `background`: who looks after it; left out: `background` of `deferscope/background`. */
  readonly supervisor?: Background | undefined;
  /** Told when the limit passes. Without it `wait` and `background` are reported (`setReporter`); `abandon` fails the scope. */
  readonly onTimeout?: ((error: CleanupTimeoutError) => void) | undefined;
  /** The time; left out: the real one. */
  readonly clock?: Clock | undefined;
}

/** The same, checked and whole. */
export interface LimitRules {
  readonly ms: number;
  readonly policy: LimitPolicy;
  readonly signal: AbortSignalLike | undefined;
  readonly supervisor: Background;
  readonly onTimeout: ((error: CleanupTimeoutError) => void) | undefined;
  readonly clock: Clock;
  /**
   * What the timer of the limit runs by. Where the rest of a scope goes on when the limit passes, it keeps the process alive: nothing
   * else may, and the rest would not run. A scope that only waits on gains nothing by it, so there the process may end; what it cuts
   * off is reported.
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
