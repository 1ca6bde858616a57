/** What a guard knows about one key: who holds it, and who waits. */

import type { Trace } from '../door/trace.ts';
import type { Hold, Owner } from './hold.ts';
import type { Lease } from './lease.ts';

/** One caller of `acquire` whose turn has not come. */
export interface Waiter {
  readonly owner: Owner;
  readonly ttlMs: number;
  readonly trace: Trace | undefined;
  readonly grant: (lease: Lease) => void;
  readonly refuse: (reason: unknown) => void;
}

/** One key that is held or waited for. It is removed when neither is true any more. */
export class Slot {
  hold: Hold | undefined;
  /** In the order in which they came. This is a set, so that a caller that gives up can leave at once from anywhere in the queue. */
  readonly waiters = new Set<Waiter>();

  constructor(readonly key: string) {}
}
