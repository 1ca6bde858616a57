/** Time limits for cleanups, for one alone and for several together. */

import { type AbortSignalLike, makeSignal, type ProgramAbortSignal } from '../support/abortSignal.ts';
import { requireFunction } from '../support/argumentChecks.ts';
import { systemClock } from '../support/clock.ts';
import { nameCall, type How } from '../scopes/entry.ts';
import { Kind, type Ledger, setNextLabel, setRegistrationCheck } from '../scopes/ledger.ts';
import { findLimit, noteLimit, noteRunning } from '../scopes/limitNotes.ts';
import { innermostScope } from '../scopes/liveScopes.ts';
import { capture, CLEANUP_FRAMES } from '../door/trace.ts';
import { nameFunction } from '../support/describe.ts';
import type { BudgetInner } from './budget.ts';
import { awaitLimited } from './limitedCall.ts';
import { type LimitOptions, readLimit } from './limitOptions.ts';

export type { AbortSignalLike, ProgramAbortSignal } from '../support/abortSignal.ts';
export type { Clock, Timer } from '../support/clock.ts';
export { Budget, type BudgetOptions } from './budget.ts';
export type { LimitOptions } from './limitOptions.ts';
export { CleanupTimeoutError, type LimitPolicy } from './timeoutError.ts';

const CALL = 'within(limit, fn)';

/**
 * Gives a cleanup a time limit. Register the result in a scope whose cleanups are awaited. The policy says what happens when the
 * limit passes; until then nothing is different.
 *
 * The time starts when the cleanup starts, and ends with its scope's budget if that is earlier. A cleanup that has run out of time
 * before it starts is still called, with a signal that aborts at its first wait. A cleanup that does not wait cannot be cut short.
 *
 * A scope whose cleanups are not awaited (`scope`, `run`) refuses it at registration with a TypeError, because nobody there would
 * learn that the limit has passed.
 *
 * @param limit milliseconds, with the policy `abandon`, or options
 * @param fn what to call. It gets a signal that aborts when the limit passes, then the arguments that were given at registration
 * @returns the function to register, which takes the same arguments without the signal
 * @throws TypeError or RangeError if an argument has the wrong type or is out of range
 *
 * @example
 * ```ts
 * import { asyncScope } from 'deferscope';
 * import { within } from 'deferscope/limit';
 * import { setTimeout } from 'node:timers/promises';
 *
 * const s = asyncScope();
 * s.defer(console.log, 'closed all the same');
 * s.label('flush').defer(within(20, async (signal, log: string) => { await setTimeout(60_000, log, { signal }); }), 'app.log');
 * await s.disposeAsync().catch((error) => { console.log(error.name, error.label, error.limitMs); }); // CleanupTimeoutError flush 20
 * ```
 */
export function within<A extends readonly unknown[]>(
  limit: number | LimitOptions,
  fn: (signal: ProgramAbortSignal, ...args: A) => unknown,
): (...args: A) => unknown {
  const rules = readLimit(CALL, typeof limit === 'number' ? { ms: limit } : limit);
  requireFunction(CALL, 'fn', fn, 'async (signal) => { … }');
  if (findLimit(fn) !== undefined) throw new TypeError(`${CALL}: fn has a limit already. Give it one, the smaller of the two.`);
  const made = capture(CLEANUP_FRAMES, 1);
  setRegistrationCheck(requireAwaiting);
  const limited = (...args: A): unknown => {
    // If its scope calls it, it is that scope's innermost call now, and its entry has what was noted at registration.
    const ledger = innermostScope();
    const entry = ledger?.running?.fn === limited ? ledger.running : undefined;
    const budget = entry === undefined ? undefined : (ledger?.note?.budget?.inner as BudgetInner | undefined);
    const { clock, ms, signal } = rules;
    const left = budget?.remainingMs() ?? Infinity;
    const dueAt = clock.now() + Math.min(ms, left);
    const source = makeSignal();
    if (entry !== undefined)
      noteRunning(entry, { dueAt: clock === systemClock && dueAt < Infinity ? dueAt : undefined, signal: source.signal });
    const result = fn(source.signal, ...args);
    if (typeof result !== 'object' || result === null) return result;
    const isBudgets = budget !== undefined && left < ms;
    return awaitLimited(
      {
        entry,
        label: entry?.note?.label ?? nameFunction(fn),
        trace: entry?.note?.trace ?? made,
        rules,
        dueAt,
        limit: isBudgets ? budget.limit : { kind: 'own', ms },
        signals: listSignals(signal, budget?.signal),
        abort: (reason) => {
          source.abort(reason);
        },
      },
      result,
    );
  };
  Object.defineProperty(limited, 'name', { value: nameFunction(fn), configurable: true });
  noteLimit(limited, { fn, ms: rules.ms });
  return limited;
}

function requireAwaiting(ledger: Ledger, how: How, fn: unknown): void {
  if ((ledger.kind & Kind.asyncObject) !== 0 || findLimit(fn) === undefined) return;
  // The label was meant for this registration.
  setNextLabel(ledger, undefined);
  throw new TypeError(
    `${(ledger.kind & Kind.body) === 0 ? 'Scope' : 'RunScope'}.${nameCall(how)}: fn has a limit (within), and this scope's cleanups are not awaited, so nobody would hear when it passes. Use asyncScope() or runAsync(body), or register the function without its limit.`,
  );
}

function listSignals(...signals: readonly (AbortSignalLike | undefined)[]): readonly AbortSignalLike[] {
  return signals.filter((signal) => signal !== undefined);
}
