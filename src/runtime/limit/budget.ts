/** A limit for all cleanups of a scope together. */

import { type AbortSignalLike, makeSignal, type ProgramAbortSignal, type SignalSource } from '../support/abortSignal.ts';
import { requireNumber, requireOptions } from '../support/argumentChecks.ts';
import { backgroundClock, LONGEST_TIMER, systemClock, type Timer } from '../support/clock.ts';
import type { Entry } from '../scopes/entry.ts';
import { findLimit, noteRunning, ownFunction } from '../scopes/limitNotes.ts';
import type { ScopeBudget } from '../scopes/scopeBudget.ts';
import { nameFunction } from '../support/describe.ts';
import { awaitLimited } from './limitedCall.ts';
import { type LimitOptions, type LimitRules, readLimit } from './limitOptions.ts';
import { CleanupTimeoutError, type PassedLimit } from './timeoutError.ts';

/** A limit for all cleanups of a scope together, and what happens to cleanups when it is used up. */
export interface BudgetOptions extends LimitOptions {
  /** Milliseconds for all of them together, from the moment when the first one starts. */
  readonly ms: number;
}

/** @internal What a limit within a budget must know about the budget. */
export interface BudgetInner {
  /** By the budget's own clock. */
  remainingMs(): number;
  readonly limit: PassedLimit;
  readonly signal: AbortSignalLike | undefined;
}

const CONSTRUCTOR = 'new Budget(options)';

/**
 * Time that the cleanups of a scope share: each may use what those before it left. When the time is used up, the remaining cleanups
 * are still called, and the policy says what happens to them. Give a budget to one scope, or to several that end together.
 *
 * @example
 * ```ts
 * import { asyncScope } from 'deferscope';
 * import { Budget } from 'deferscope/limit';
 * import { setTimeout } from 'node:timers/promises';
 *
 * const budget = new Budget({ ms: 20 });
 * const s = asyncScope({ label: 'request', budget });
 * s.defer(console.log, 'closed all the same');
 * s.label('flush').defer(async () => { await setTimeout(60_000, undefined, { signal: budget.signal }); });
 * await s.disposeAsync().catch((error) => { console.log(error.name, error.label); }); // CleanupTimeoutError flush
 * ```
 */
export class Budget implements ScopeBudget {
  readonly #rules: LimitRules;
  readonly #limit: PassedLimit;
  #startedAt: number | undefined;
  #source: SignalSource | undefined;
  #timer: Timer | undefined;
  #spent: CleanupTimeoutError | undefined;
  /** How many calls are awaited. While there are some, their limits end the time and abort the signal. */
  #awaited = 0;
  /** @internal */
  readonly inner: BudgetInner;

  /**
   * @throws TypeError or RangeError if an option has the wrong type or is out of range
   */
  constructor(options: BudgetOptions) {
    const { ms } = requireOptions<BudgetOptions>(CONSTRUCTOR, options, '{ ms: 5000 }');
    requireNumber(CONSTRUCTOR, 'ms', ms, 'milliseconds', { from: 0, unbounded: true });
    this.#rules = readLimit(CONSTRUCTOR, options);
    this.#limit = { kind: 'budget', ms };
    this.inner = { remainingMs: () => this.remainingMs, limit: this.#limit, signal: this.#rules.signal };
  }

  /** The whole budget, in milliseconds. */
  get ms(): number {
    return this.#rules.ms;
  }

  /** What is left of the budget, in milliseconds; all of it until the budget has started. */
  get remainingMs(): number {
    const { clock, ms } = this.#rules;
    return this.#startedAt === undefined ? ms : Math.max(0, this.#startedAt + ms - clock.now());
  }

  /**
   * Aborts when the budget is used up, with a {@link CleanupTimeoutError} as its reason. With the policy `background`, it aborts
   * only when the supervisor says so. Cleanups can listen to it, and budgets within this one can use it:
   * `new Budget({ ms, signal: outer.signal })`.
   */
  get signal(): ProgramAbortSignal {
    if (this.#source === undefined) {
      this.#source = makeSignal();
      if (this.#spent !== undefined) this.#source.abort(this.#spent);
      else this.#arm();
    }
    return this.#source.signal;
  }

  /**
   * Starts the time, if it has not started. Otherwise it starts with the first cleanup. Call this if the end begins elsewhere, e.g.
   * with a signal to the process.
   */
  start(): void {
    if (this.#startedAt !== undefined) return;
    this.#startedAt = this.#rules.clock.now();
    this.#arm();
  }

  /** @internal */
  callWithin(entry: Entry, call: () => unknown): unknown {
    this.start();
    // A cleanup with a limit of its own applies that limit itself, within this budget.
    if (findLimit(entry.fn) !== undefined) return call();
    const rules = this.#rules;
    const dueAt = (this.#startedAt ?? 0) + rules.ms;
    noteRunning(entry, { dueAt: rules.clock === systemClock && dueAt < Infinity ? dueAt : undefined, signal: undefined });
    const result = call();
    if (typeof result !== 'object' || result === null) return result;
    this.#awaited += 1;
    this.#disarm();
    const outcome = awaitLimited(
      {
        entry,
        label: entry.note?.label ?? nameFunction(ownFunction(entry)),
        trace: entry.note?.trace,
        rules,
        dueAt,
        limit: this.#limit,
        signals: rules.signal === undefined ? [] : [rules.signal],
        abort: (reason) => {
          this.#abort(reason);
        },
      },
      result,
    );
    const leave = (): void => {
      this.#awaited -= 1;
      this.#arm();
    };
    outcome.then(leave, leave);
    return outcome;
  }

  /** Times the signal while no cleanup is awaited. This never keeps the process alive. */
  #arm(): void {
    const { clock, ms, policy } = this.#rules;
    this.#disarm();
    if (
      this.#source === undefined ||
      this.#startedAt === undefined ||
      this.#spent !== undefined ||
      this.#awaited > 0 ||
      ms === Infinity ||
      policy === 'background'
    )
      return;
    const quiet = clock === systemClock ? backgroundClock : clock;
    this.#timer = quiet.setTimeout(
      () => {
        this.#timer = undefined;
        // Timers may fire a little early, and the longest one is shorter than a budget may be.
        if (this.remainingMs > 0) this.#arm();
        else this.#abort(new CleanupTimeoutError('all cleanups of the scope', undefined, policy, this.#limit));
      },
      Math.min(this.remainingMs, LONGEST_TIMER),
    );
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #abort(reason: unknown): void {
    this.#disarm();
    if (reason instanceof CleanupTimeoutError) this.#spent ??= reason;
    this.#source?.abort(reason);
  }
}
