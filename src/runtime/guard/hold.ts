/** What a guard knows of one key: who holds it, and who waits. */

import type { SignalSource } from '../abortSignal.ts';
import type { Timer } from '../clock.ts';
import type { Trace } from '../trace.ts';
import type { Lease } from './lease.ts';

/** What tells one holder from another. Compared with `===`. */
export type Owner = string | symbol | object;

/** One tenure of one key: from the moment it is granted until it is released or expires. Leases are the program's handles to it. */
export class Hold {
  /** How many leases of it are not released; more than one only with re-entrance. */
  leases = 0;
  ended: 'released' | 'expired' | undefined;
  timer: Timer | undefined;
  /** Made when somebody asks for it: most holders never look. */
  source: SignalSource | undefined;

  constructor(
    readonly key: string,
    readonly owner: Owner,
    readonly token: number,
    /** By the guard's clock, as all times here. */
    readonly since: number,
    public ttlMs: number,
    public expiresAt: number,
    readonly trace: Trace | undefined,
  ) {}
}

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
