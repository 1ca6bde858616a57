/** What a guard knows of one key: who holds it, and who waits. */

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

/** One key that is held or waited for. It goes when neither is true any more. */
export class Slot {
  hold: Hold | undefined;
  /** In the order of their coming. A set, so that one who gives up leaves at once, from anywhere in the queue. */
  readonly waiters = new Set<Waiter>();

  constructor(readonly key: string) {}
}
