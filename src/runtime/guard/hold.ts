/** Who holds a key. */

import type { SignalSource } from '../support/abortSignal.ts';
import type { Timer } from '../support/clock.ts';
import type { Trace } from '../door/trace.ts';

/** What distinguishes one holder from another. Compared with `===`. */
export type Owner = string | symbol | object;

/** One tenure of one key, from the moment when it is granted until it is released or expires. Leases are the program's handles to it. */
export class Hold {
  /** How many of its leases are not released; more than one only with re-entrance. */
  leases = 0;
  ended: 'released' | 'expired' | undefined;
  timer: Timer | undefined;
  /** Made when somebody asks for it, because most holders never do. */
  source: SignalSource | undefined;

  constructor(
    readonly key: string,
    readonly owner: Owner,
    readonly token: number,
    /** By the guard's clock, like all times here. */
    readonly since: number,
    public ttlMs: number,
    public expiresAt: number,
    readonly trace: Trace | undefined,
  ) {}
}
