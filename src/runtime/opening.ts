/** How a scope is opened: what its maker says about it, and, while a debugger looks on, where. */

import { type Kind, Ledger } from './ledger.ts';
import { remember } from './liveScopes.ts';
import { notALabel, notOptions } from './misuse.ts';
import type { ScopeNote } from './note.ts';
import { isObserved } from './observer.ts';
import { capture, SCOPE_FRAMES } from './trace.ts';

/** What a scope can be told when it is made. */
export interface ScopeOptions {
  /** What the scope is for, in the program's own words; a debugger shows it. */
  readonly label?: string | undefined;
}

/** @internal Options that were read already: made by the functions of this library, on the way to a constructor of it. */
export class Opening implements ScopeOptions {
  /** In `note`; declared so that an opening goes where options go. */
  declare readonly label?: undefined;

  constructor(readonly kind: Kind, readonly note: ScopeNote | undefined) {}
}

/** @internal Reads options once. `inside`: how many calls of the library lie between this one and the program. */
export function readOptions(call: string, options: ScopeOptions | undefined, inside: number): ScopeNote | undefined {
  const label = options === undefined ? undefined : readLabel(call, options);
  const trace = isObserved() ? capture(SCOPE_FRAMES, inside + 1) : undefined;
  return label === undefined && trace === undefined ? undefined : { label, trace, nextLabel: undefined };
}

function readLabel(call: string, options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null) throw notOptions(call, options);
  const { label } = options as { readonly label?: unknown };
  if (label !== undefined && typeof label !== 'string') throw notALabel(call, label);
  return label;
}

/** @internal The ledger of a scope under construction. Called by constructors only: the count of calls is known to `capture`. */
export function openLedger(options: ScopeOptions | undefined, kind: Kind, call: string): Ledger {
  let ledger: Ledger;
  if (options === undefined && !isObserved()) ledger = new Ledger(kind, undefined);
  else if (options instanceof Opening) ledger = new Ledger(options.kind, options.note);
  else ledger = new Ledger(kind, readOptions(call, options, 2));
  remember(ledger);
  return ledger;
}
