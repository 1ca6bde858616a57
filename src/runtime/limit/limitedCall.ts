/** One cleanup that was called and is awaited, but not forever. */

import { isEcho } from '../support/abortEcho.ts';
import type { AbortSignalLike } from '../support/abortSignal.ts';
import { LONGEST_TIMER } from '../support/clock.ts';
import type { Entry } from '../scopes/entry.ts';
import { unwatchExit, watchExit } from '../support/exitWatch.ts';
import { recorder } from '../scopes/recorder.ts';
import { report } from '../support/reportUnhandled.ts';
import { siteText } from '../door/siteText.ts';
import type { Trace } from '../door/trace.ts';
import type { LimitRules } from './limitOptions.ts';
import { CleanupTimeoutError, type PassedLimit } from './timeoutError.ts';

/** What is known about the call. */
export interface LimitedCall {
  /** What is awaited, if it is a scope's cleanup. */
  readonly entry: Entry | undefined;
  readonly label: string;
  readonly trace: Trace | undefined;
  readonly rules: LimitRules;
  /** By the rules' clock; Infinity means never. */
  readonly dueAt: number;
  /** The limit that passes at `dueAt`. */
  readonly limit: PassedLimit;
  /** When one of these aborts, the limit has passed. */
  readonly signals: readonly AbortSignalLike[];
  /** Aborts the cleanup's signal, and others that must know. */
  abort(reason: unknown): void;
}

/**
 * Waits for what a cleanup returned, for as long as its limit allows.
 *
 * @returns a promise that settles as the cleanup does or, when the limit passes, as its policy says
 */
export function awaitLimited(call: LimitedCall, result: object): Promise<unknown> {
  const { label, trace, rules } = call;
  return new Promise((resolve, reject) => {
    let passed: CleanupTimeoutError | undefined;
    const watched = {
      tellUnfinished: () => ({
        kind: 'unfinished',
        message: `The cleanup '${label}' had not finished when the process ended`,
        label,
        site: siteText(trace),
      }),
    };
    const stopTiming = startTiming(call, (limit) => {
      stopTiming();
      passed = new CleanupTimeoutError(label, siteText(trace), rules.policy, limit);
      if (call.entry !== undefined) recorder?.timedOut(call.entry, rules.policy !== 'wait');
      switch (rules.policy) {
        case 'wait':
          break;
        case 'abandon':
          // Whoever ends the scope has been told, so there is nothing more to report when the process ends.
          unwatchExit(watched);
          reject(passed);
          break;
        case 'background':
          unwatchExit(watched);
          rules.supervisor.supervise({
            label,
            trace,
            result: settled,
            abort: (reason) => {
              call.abort(reason);
            },
          });
          resolve(undefined);
          break;
      }
      tell(rules, passed);
      // In the background it has all the time it needs. There its supervisor says when to stop.
      if (rules.policy !== 'background') call.abort(passed);
    });
    watchExit(watched);
    const settled = Promise.resolve(result);
    settled.then(
      (value) => {
        stopTiming();
        unwatchExit(watched);
        resolve(value);
      },
      (error: unknown) => {
        stopTiming();
        unwatchExit(watched);
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- a cleanup rejects with whatever it likes
        reject(error);
        if (passed !== undefined && rules.policy === 'abandon' && !isEcho(error, passed))
          report({
            kind: 'late-cleanup-failed',
            message: `The cleanup '${label}' failed after its scope had gone on without it`,
            error,
            label,
            site: siteText(trace),
          });
      },
    );
  });
}

function tell({ policy, onTimeout }: LimitRules, error: CleanupTimeoutError): void {
  const { message, label, site } = error;
  // The message already names the site, but a reporter that uses the single fields needs it too.
  if (onTimeout === undefined) {
    if (policy !== 'abandon') report({ kind: 'cleanup-timeout', message, label, site });
    return;
  }
  try {
    onTimeout(error);
  } catch (thrown) {
    report({ kind: 'cleanup-timeout-listener-failed', message: `onTimeout of the cleanup '${label}' threw`, error: thrown, label, site });
  }
}

/** Calls `pass` once, but never immediately; returns the function that stops it. */
function startTiming(
  { rules: { clock, timerClock }, dueAt, limit, signals }: LimitedCall,
  pass: (passed: PassedLimit) => void,
): () => void {
  const aborted = signals.find((signal) => signal.aborted);
  // A limit that has already run out passes in the next turn, so that what a cleanup does at once, and what has settled, counts as in time.
  const at = aborted === undefined ? dueAt : -Infinity;
  const due: PassedLimit = aborted === undefined ? limit : { kind: 'signal', reason: aborted.reason };
  const arm = (): { cancel(): void } | undefined =>
    at === Infinity
      ? undefined
      : timerClock.setTimeout(
          () => {
            // Timers may fire a little early, and the longest one is shorter than a limit may be.
            if (clock.now() < at) timer = arm();
            else pass(due);
          },
          Math.min(Math.max(0, at - clock.now()), LONGEST_TIMER),
        );
  let timer = arm();
  const listeners = signals
    .filter((signal) => !signal.aborted)
    .map((signal) => {
      const listener = (): void => {
        pass({ kind: 'signal', reason: signal.reason });
      };
      signal.addEventListener('abort', listener);
      return { signal, listener };
    });
  return () => {
    timer?.cancel();
    timer = undefined;
    for (const { signal, listener } of listeners) signal.removeEventListener('abort', listener);
  };
}
