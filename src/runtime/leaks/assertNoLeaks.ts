/** The check for tests: a test must close whatever it opens. */

import { requireBooleanIfAny, requireClockIfAny, requireFunction, requireNumberIfAny, requireOptions } from '../support/argumentChecks.ts';
import { type Clock, systemClock } from '../support/clock.ts';
import { describe } from '../support/describe.ts';
import { findMore } from './handles.ts';
import { countOpen, startWatching, stopWatching } from './handleWatch.ts';
import { describeLeak, type Leak } from './leakRecords.ts';
import { detectLeaks, type LeakDetector } from './leakDetector.ts';

/** What test runners have in common: `node:test`, Mocha and Vitest, and others. */
export interface TestHooks {
  readonly beforeEach: (fn: () => void) => unknown;
  readonly afterEach: (fn: () => Promise<void>) => unknown;
}

export interface NoLeaksOptions {
  /** How long to wait for things that take a moment to close, such as sockets, in milliseconds. Default 1000. */
  readonly settleMs?: number | undefined;
  /** Whether timers, sockets, servers, files and the like count. Default `true`. */
  readonly handles?: boolean | undefined;
  readonly clock?: Clock | undefined;
}

/** Something was left open. The message has one line for each thing. */
export class LeakError extends Error {
  override readonly name = 'LeakError';

  constructor(
    readonly leaks: readonly Leak[],
    readonly handles: readonly string[],
  ) {
    super(
      `${leaks.length + handles.length} left open:\n${[...leaks.map(describeLeak), ...handles].map((line) => `  ${line}`).join('\n')}\nClose each where it is made: using, s.use(…), s.adopt(…), or finally.`,
    );
  }
}

const CALL = 'assertNoLeaks(bodyOrHooks, options)';
// Taken once, because a test may replace it and leave the replacement there.
const { setImmediate: later } = globalThis as { readonly setImmediate?: (fn: () => void) => void };

/**
 * Fails if something is left open: a scope, an owned value, a timer, a socket, a server, a file.
 *
 * @param body a function to check; what it returns is passed on
 * @param hooks those of a test runner; each test that follows in the suite is checked
 * @param options what counts, and how long to wait for it to close
 * @throws LeakError with everything that was left open, and where it was made
 * @throws what the body throws
 * @throws TypeError or RangeError if an argument has the wrong type or is out of range
 *
 * @example
 * ```ts
 * import { scope } from 'deferscope';
 * import { assertNoLeaks, LeakError } from 'deferscope/leaks';
 *
 * await assertNoLeaks(() => { scope({ label: 'kept' }).dispose(); });
 * try {
 *   await assertNoLeaks(() => { scope({ label: 'forgotten' }); }, { settleMs: 0 });
 * } catch (error) {
 *   if (error instanceof LeakError) console.log(error.leaks[0]?.label); // forgotten
 * }
 * ```
 */
export function assertNoLeaks<T>(body: () => T | PromiseLike<T>, options?: NoLeaksOptions): Promise<T>;
export function assertNoLeaks(hooks: TestHooks, options?: NoLeaksOptions): void;
export function assertNoLeaks<T>(first: (() => T | PromiseLike<T>) | TestHooks, options: NoLeaksOptions = {}): Promise<T> | undefined {
  const { settleMs, handles, clock } = requireOptions<NoLeaksOptions>(CALL, options, '{ settleMs: 1000 }');
  requireNumberIfAny(CALL, 'settleMs', settleMs, 'milliseconds', { from: 0 });
  requireBooleanIfAny(CALL, 'handles', handles);
  requireClockIfAny(CALL, clock);
  if (typeof first === 'function') return runChecked(first, options);
  const given: unknown = first;
  if (typeof given !== 'object' || given === null)
    throw new TypeError(
      `${CALL}: expected a function, or the hooks of a test runner, got ${describe(given)}. Write it as in assertNoLeaks({ beforeEach, afterEach }).`,
    );
  requireFunction(CALL, 'beforeEach', first.beforeEach, 'beforeEach');
  requireFunction(CALL, 'afterEach', first.afterEach, 'afterEach');
  let check: Check | undefined;
  // This stays on, because the runner's own timers are known only if we see them made.
  if (options.handles !== false) startWatching();
  first.beforeEach(() => {
    check = beginCheck(options);
  });
  first.afterEach(async () => {
    const begun = check;
    check = undefined;
    await begun?.end();
  });
  return undefined;
}

interface Check {
  readonly end: () => Promise<void>;
  /** Ends without looking, because the body has failed, and that is what counts. */
  readonly drop: () => void;
}

async function runChecked<T>(body: () => T | PromiseLike<T>, options: NoLeaksOptions): Promise<T> {
  const check = beginCheck(options);
  let result: T;
  try {
    result = await body();
  } catch (error) {
    check.drop();
    throw error;
  }
  await check.end();
  return result;
}

function beginCheck({ settleMs = 1000, handles = true, clock = systemClock }: NoLeaksOptions): Check {
  if (handles) startWatching();
  const before = handles ? countOpen() : undefined;
  // It sees only what is opened from now on. Only this check reports it.
  const detector = detectLeaks({ everyMs: Infinity, onLeak: () => {} });
  const leave = (): void => {
    detector.dispose();
    if (handles) stopWatching();
  };
  return {
    drop: leave,
    end: async () => {
      try {
        await settle(detector, before, { until: clock.now() + settleMs, clock });
      } finally {
        leave();
      }
    },
  };
}

/** Waits without a timer, which would count as one. */
async function settle(
  detector: LeakDetector,
  before: ReadonlyMap<string, number> | undefined,
  { until, clock }: { readonly until: number; readonly clock: Clock },
): Promise<void> {
  for (let turn = 0; ; turn++) {
    const { open, collected } = detector.report();
    const left = before === undefined ? [] : findMore(before, countOpen());
    if (open.length + collected.length + left.length === 0) return;
    // Node shows a turn later what was closed just now.
    if (turn >= 2 && clock.now() >= until) throw new LeakError([...collected, ...open], left);
    await nextTurn();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (later === undefined) systemClock.setTimeout(resolve, 0);
    else later(resolve);
  });
}
