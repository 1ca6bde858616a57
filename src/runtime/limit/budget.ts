/** A limit for all cleanups of a scope together. */

import { type AbortSignalLike, makeSignal, type ProgramAbortSignal, type SignalSource } from '../support/abortSignal.ts';
import { requireNumber, requireOptions } from '../support/argumentChecks.ts';
import { backgroundClock, LONGEST_TIMER, systemClock, type Timer } from '../support/clock.ts';
import type { Entry } from '../scopes/entry.ts';
import { findLimit, noteRunning, ownFunction } from '../scopes/limitNotes.ts';
import type { ScopeBudget } from '../scopes/scopeBudget.ts';
import { nameFunction } from '../support/words.ts';
import { awaitLimited } from './limitedCall.ts';
import { type LimitOptions, type LimitRules, readLimit } from './limitOptions.ts';
import { CleanupTimeoutError, type PassedLimit } from './timeoutError.ts';

/** A limit for all cleanups of a scope together, and what happens to those that it does not suffice for. */
export interface BudgetOptions extends LimitOptions {
  /** Milliseconds for all of them, from the moment the first one starts. */
  readonly ms: number;
}

/** @internal What a limit within a budget must know of it. */
export interface BudgetInner {
  /** By the budget's own clock. */
  remainingMs(): number;
  readonly limit: PassedLimit;
  readonly signal: AbortSignalLike | undefined;
}

const CONSTRUCTOR = 'new Budget(options)';

/**
 * Time that the cleanups of a scope share: each may take what those before it have left. Those it does not suffice for are called all
 * the same, and fare as the policy says. Give it to one scope, or to several that end together.
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
  /** How many calls are awaited: what passes then is their limit, and the signal aborts with it. */
  #awaited = 0;
  /** @internal */
  readonly inner: BudgetInner;

  /**
   * @throws TypeError or RangeError when an option is of the wrong type or out of range
   */
  constructor(options: BudgetOptions) {
    const { ms } = requireOptions<BudgetOptions>(CONSTRUCTOR, options, '{ ms: 5000 }');
    requireNumber(CONSTRUCTOR, 'ms', ms, 'milliseconds', { from: 0, unbounded: true });
    this.#rules = readLimit(CONSTRUCTOR, options);
    this.#limit = { kind: 'budget', ms };
    this.inner = { remainingMs: () => this.remainingMs, limit: this.#limit, signal: this.#rules.signal };
  }

  /** All there is, in milliseconds. */
  get ms(): number {
    return this.#rules.ms;
  }

  /** What is left, in milliseconds; all of it until the budget has started. */
  get remainingMs(): number {
    const { clock, ms } = this.#rules;
    return this.#startedAt === undefined ? ms : Math.max(0, this.#startedAt + ms - clock.now());
  }

  /**
   * Aborts when the budget is spent, with a {@link CleanupTimeoutError} as its reason; with the policy `background` only when the
   * supervisor says so. For cleanups to listen to, and for budgets within this one: `new Budget({ ms, signal: outer.signal })`.
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
   * Starts the time, if it has not started: by itself it does with the first cleanup. Call it when the end begins elsewhere, e.g. with a
   * signal to the process.
   */
  start(): void {
    if (this.#startedAt !== undefined) return;
    this.#startedAt = this.#rules.clock.now();
    this.#arm();
  }

  /** @internal */
  callWithin(entry: Entry, call: () => unknown): unknown {
    this.start();
    // A cleanup with a limit of its own looks after itself, within this one.
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

  /** For who listens while no cleanup is awaited. Never keeps the process alive. */
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
