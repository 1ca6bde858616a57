/** One piece of work that goes on in the background. */

import type { Unfinished } from '../support/exitWatch.ts';
import type { Trace } from '../door/trace.ts';

/** @internal Work that has started and now belongs to the supervisor. */
export interface StartedWork {
  /** What the work is, for people. */
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
