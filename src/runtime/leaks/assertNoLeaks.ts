/** The check for tests: whatever a test opens it closes. */

import { requireBooleanIfAny, requireClockIfAny, requireFunction, requireNumberIfAny, requireOptions } from '../support/argumentChecks.ts';
import { type Clock, systemClock } from '../support/clock.ts';
import { describe } from '../support/words.ts';
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
  /** How long to wait for what closes by and by, such as sockets, in milliseconds. Default 1000. */
  readonly settleMs?: number | undefined;
  /** Whether timers, sockets, servers, files and the like count. Default `true`. */
  readonly handles?: boolean | undefined;
  readonly clock?: Clock | undefined;
}

/** Something was left open. Its message has one line for each. */
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
// Taken once: a test may have put another in its place, and left it there.
const { setImmediate: later } = globalThis as { readonly setImmediate?: (fn: () => void) => void };

/**
 * Fails when something is left open: a scope, an owned value, a timer, a socket, a server, a file.
 *
 * @param body a function whose work is checked; what it returns is passed on
 * @param hooks of a test runner: then each test is checked that follows in the suite
 * @param options what counts, and how long to wait for it
 * @throws LeakError with all that was left open, and where it was made
 * @throws what the body throws
 * @throws TypeError or RangeError when an argument is of the wrong type or out of range
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
  // For good: the runner's own timers are known only if they are seen to be made.
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
  /** Without looking: the body has failed, and that is what counts. */
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
  // Only what is opened from now on; told by this check, and by nobody else.
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

/** Without a timer: that would count as one. */
async function settle(
  detector: LeakDetector,
  before: ReadonlyMap<string, number> | undefined,
  { until, clock }: { readonly until: number; readonly clock: Clock },
): Promise<void> {
  for (let turn = 0; ; turn++) {
    const { open, collected } = detector.report();
    const left = before === undefined ? [] : findMore(before, countOpen());
    if (open.length + collected.length + left.length === 0) return;
    // Node tells of what was closed just now a turn later.
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
