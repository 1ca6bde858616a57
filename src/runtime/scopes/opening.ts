/** How a scope is opened: what its maker says about it and, while a debugger is attached, where. */

import { Kind, Ledger } from './ledger.ts';
import { remember } from './liveScopes.ts';
import { notALabel, notOptions } from './misuse.ts';
import { keepsSites } from '../door/observer.ts';
import { budgetNeedsAwaiting, readBudget, type ScopeBudget } from './scopeBudget.ts';
import type { ScopeNote } from './scopeNote.ts';
import { capture, SCOPE_FRAMES } from '../door/trace.ts';

/** Options for making a scope. */
export interface ScopeOptions {
  /** What the scope is for, in the program's own words; a debugger shows it. */
  readonly label?: string | undefined;
}

/** Options for making a scope whose cleanups are awaited. */
export interface AsyncScopeOptions extends ScopeOptions {
  /** The time that all its cleanups share: a `Budget` of `deferscope/limit`. */
  readonly budget?: ScopeBudget | undefined;
}

/** @internal Options that were already read. The library's own functions make them for its constructors. */
export class Opening implements ScopeOptions {
  /** The label is in `note`. This declaration lets an opening pass as options. */
  declare readonly label?: undefined;

  constructor(
    readonly kind: Kind,
    readonly note: ScopeNote | undefined,
  ) {}
}

/** @internal Reads options once. `inside` is the number of library calls between this one and the program. */
export function readOptions(call: string, options: AsyncScopeOptions | undefined, kind: Kind, inside: number): ScopeNote | undefined {
  const label = options === undefined ? undefined : readLabel(call, options);
  const budget = options === undefined ? undefined : readBudget(call, options);
  if (budget !== undefined && (kind & Kind.asyncObject) === 0) throw budgetNeedsAwaiting(call);
  const trace = keepsSites() ? capture(SCOPE_FRAMES, inside + 1) : undefined;
  return label === undefined && trace === undefined && budget === undefined
    ? undefined
    : { label, trace, nextLabel: undefined, budget, budgetMs: budget?.ms };
}

function readLabel(call: string, options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null) throw notOptions(call, options);
  const { label } = options as { readonly label?: unknown };
  if (label !== undefined && typeof label !== 'string') throw notALabel(call, label);
  return label;
}

/** @internal The ledger of a scope under construction. Only constructors call it, because `capture` must know the number of calls. */
export function openLedger(options: ScopeOptions | undefined, kind: Kind, call: string): Ledger {
  let ledger: Ledger;
  if (options === undefined && !keepsSites()) ledger = new Ledger(kind, undefined);
  else if (options instanceof Opening) ledger = new Ledger(options.kind, options.note);
  else ledger = new Ledger(kind, readOptions(call, options, kind, 2));
  remember(ledger);
  return ledger;
}
