/** A limit for all cleanups of a scope together, as a scope sees it. The part `limit` makes it. */

import type { ProgramAbortSignal } from '../support/abortSignal.ts';
import type { Entry } from './entry.ts';
import { describe } from '../support/describe.ts';

/** What `new Budget(…)` of `deferscope/limit` makes. */
export interface ScopeBudget {
  /** Milliseconds, from the moment the first cleanup starts. */
  readonly ms: number;
  /** Aborts when the budget is spent. */
  readonly signal: ProgramAbortSignal;
  /** @internal Makes one call and returns what to await. */
  callWithin(entry: Entry, call: () => unknown): unknown;
  /** @internal What the part `limit` keeps with it; never read here. */
  readonly inner: unknown;
}

/** Reads the budget from unchecked options. */
export function readBudget(call: string, options: unknown): ScopeBudget | undefined {
  const { budget } = (typeof options === 'object' && options !== null ? options : {}) as { readonly budget?: unknown };
  if (budget === undefined) return undefined;
  const isBudget = typeof budget === 'object' && budget !== null && typeof (budget as Partial<ScopeBudget>).callWithin === 'function';
  if (!isBudget)
    throw new TypeError(
      `${call}: budget must be a Budget, got ${describe(budget)}. Make one: new Budget({ ms: 5000 }), from deferscope/limit.`,
    );
  return budget as ScopeBudget;
}

export function budgetNeedsAwaiting(call: string): TypeError {
  return new TypeError(
    `${call}: a budget is for scopes whose cleanups are awaited. Use asyncScope({ budget }) or runAsync({ budget }, body); a synchronous cleanup cannot be cut short.`,
  );
}
