/** One piece of work that goes on behind the program's back. */

import type { Unfinished } from '../exitWatch.ts';
import type { Trace } from '../trace.ts';
import { isError, readData } from '../words.ts';

/** @internal Work that has been started and is now the supervisor's. */
export interface StartedWork {
  /** What it is, for people. */
  readonly label: string;
  readonly trace: Trace | undefined;
  /** Settles when the work is over. */
  readonly result: PromiseLike<unknown>;
  /** Tells the work to stop. */
  abort(reason: unknown): void;
}

/** @internal The same, as a supervisor keeps it. */
export interface Task extends Omit<StartedWork, 'result'>, Unfinished {
  /** By the supervisor's clock. */
  readonly since: number;
  /** Why it was told to stop, if it was. */
  stop: { readonly reason: unknown } | undefined;
}

/**
 * Whether a failure is only the echo of the abort that somebody asked for: the reason itself, as `fetch` rejects with, or an error
 * that has it as its cause, as Node's own calls do.
 */
export function isEcho(error: unknown, reason: unknown): boolean {
  return error === reason || (isError(error) && readData(error, 'cause') === reason);
}
