/** Who holds which key, and who waits for it. A guard decides by this table, which checks no arguments and refuses nobody. */

import type { AbortSignalLike } from '../support/abortSignal.ts';
import { type Clock, LONGEST_TIMER } from '../support/clock.ts';
import { recorder } from '../scopes/recorder.ts';
import { report } from '../support/reportUnhandled.ts';
import type { Trace } from '../door/trace.ts';
import { leaseExpired, waitedTooLong } from './guardError.ts';
import type { ExpiredLease } from './guardOptions.ts';
import { Hold, type Owner } from './hold.ts';
import { Lease, type LeaseKeeper } from './lease.ts';
import { Slot, type Waiter } from './slot.ts';

/** Options for making a table. */
export interface LeaseTableOptions {
  readonly label: string | undefined;
  readonly reentrant: boolean;
  readonly firstToken: number;
  readonly onExpired: ((expired: ExpiredLease) => void) | undefined;
  readonly clock: Clock;
  /** A caller that waits keeps the process alive until the key is free; a holder alone does not. */
  readonly waitingClock: Clock;
}

/** @internal */
export class LeaseTable implements LeaseKeeper {
  readonly slots = new Map<string, Slot>();
  nextToken: number;
  /** How many callers wait, for any key. */
  waiting = 0;
  /** How many leases have expired so far. */
  expired = 0;
  readonly #guard: object;
  readonly #label: string | undefined;
  readonly #reentrant: boolean;
  readonly #onExpired: ((expired: ExpiredLease) => void) | undefined;
  readonly #clock: Clock;
  readonly #waitingClock: Clock;

  /** @param guard the guard that owns the table, for recordings */
  constructor(guard: object, { label, reentrant, firstToken, onExpired, clock, waitingClock }: LeaseTableOptions) {
    this.#guard = guard;
    this.#label = label;
    this.#reentrant = reentrant;
    this.nextToken = firstToken;
    this.#onExpired = onExpired;
    this.#clock = clock;
    this.#waitingClock = waitingClock;
  }

  now(): number {
    return this.#clock.now();
  }

  /** The key's slot. A hold whose time has passed is gone from it. */
  settledSlot(key: string): Slot {
    const before = this.slots.get(key);
    if (before?.hold !== undefined) this.settle(before.hold);
    // Telling the holder may have run any code, so what is there now counts.
    return this.slots.get(key) ?? new Slot(key);
  }

  /** Ends the hold if its time has passed and no timer has noticed yet, because the event loop was busy. */
  settle(hold: Hold): void {
    if (hold.ended === undefined && this.#clock.now() >= hold.expiresAt) this.#expire(hold);
  }

  /** Gives the key to the caller, if it may have it without waiting. */
  takeNow(slot: Slot, owner: Owner, ttlMs: number, trace: Trace | undefined): Lease | undefined {
    const { hold } = slot;
    if (hold === undefined) return slot.waiters.size > 0 ? undefined : this.#take(slot, owner, ttlMs, trace);
    if (!this.#reentrant || hold.owner !== owner) return undefined;
    return this.#enterAgain(hold, ttlMs);
  }

  #take(slot: Slot, owner: Owner, ttlMs: number, trace: Trace | undefined): Lease {
    const now = this.#clock.now();
    const hold = new Hold(slot.key, owner, this.nextToken++, now, ttlMs, now + ttlMs, trace);
    slot.hold = hold;
    this.slots.set(slot.key, slot);
    recorder?.changed(this.#guard, { form: 'guard', name: this.#label, entry: slot.key, state: 'held', trace });
    this.#arm(hold);
    return this.#lease(hold);
  }

  /** A second lease never shortens the first. */
  #enterAgain(hold: Hold, ttlMs: number): Lease {
    if (this.#clock.now() + ttlMs > hold.expiresAt) this.extend(hold, ttlMs);
    return this.#lease(hold);
  }

  #lease(hold: Hold): Lease {
    hold.leases += 1;
    return new Lease(this, hold);
  }

  /** Gives the key to the caller when all callers before it have had it. */
  wait(
    slot: Slot,
    ask: Omit<Waiter, 'grant' | 'refuse'> & { readonly waitMs: number | undefined; readonly signal: AbortSignalLike | undefined },
  ): Promise<Lease> {
    const { waitMs, signal } = ask;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        slot.waiters.delete(waiter);
        this.waiting -= 1;
        limit?.cancel();
        signal?.removeEventListener('abort', giveUp);
      };
      const waiter: Waiter = {
        ...ask,
        grant: (lease) => {
          leave();
          resolve(lease);
        },
        refuse: (reason) => {
          leave();
          if (slot.waiters.size === 0 && slot.hold !== undefined) this.#arm(slot.hold);
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- a signal aborts with whatever its owner says
          reject(reason);
        },
      };
      const giveUp = (): void => {
        waiter.refuse(signal?.reason);
      };
      const limit =
        waitMs === undefined || waitMs === Infinity
          ? undefined
          : this.#waitingClock.setTimeout(
              () => {
                waiter.refuse(waitedTooLong(slot.key, waitMs));
              },
              Math.min(waitMs, LONGEST_TIMER),
            );
      signal?.addEventListener('abort', giveUp);
      slot.waiters.add(waiter);
      this.waiting += 1;
      if (slot.waiters.size === 1 && slot.hold !== undefined) this.#arm(slot.hold);
    });
  }

  extend(hold: Hold, ttlMs: number): void {
    hold.ttlMs = ttlMs;
    hold.expiresAt = this.#clock.now() + ttlMs;
    this.#arm(hold);
  }

  /** One timer for each hold. If nobody waits, it lets the process end, and the lease ends with it. */
  #arm(hold: Hold): void {
    hold.timer?.cancel();
    hold.timer = undefined;
    if (hold.expiresAt === Infinity) return;
    const isAwaited = (this.slots.get(hold.key)?.waiters.size ?? 0) > 0;
    const clock = isAwaited ? this.#waitingClock : this.#clock;
    const wait = Math.max(0, hold.expiresAt - clock.now());
    hold.timer = clock.setTimeout(
      () => {
        hold.timer = undefined;
        // Timers may fire a little early, and the longest one is shorter than a lease may be.
        if (this.#clock.now() < hold.expiresAt) this.#arm(hold);
        else this.#expire(hold);
      },
      Math.min(wait, LONGEST_TIMER),
    );
  }

  drop(hold: Hold): void {
    hold.leases -= 1;
    if (hold.leases === 0) this.end(hold, 'released');
  }

  #expire(hold: Hold): void {
    this.expired += 1;
    this.end(hold, 'expired');
  }

  /** The key is free for the next one. */
  end(hold: Hold, how: 'released' | 'expired'): void {
    const slot = this.slots.get(hold.key);
    hold.ended = how;
    hold.timer?.cancel();
    hold.timer = undefined;
    recorder?.changed(this.#guard, { form: 'guard', name: this.#label, entry: hold.key, state: how, gone: true });
    if (slot === undefined) return;
    slot.hold = undefined;
    // The old holder hears of it before the next one starts. Nobody can push in: the key has no holder now, but it has its waiters.
    if (how === 'expired') this.#tell(hold);
    this.#grantNext(slot);
  }

  #tell(hold: Hold): void {
    const { key, owner, token, ttlMs, source } = hold;
    const heldMs = this.#clock.now() - hold.since;
    const error = leaseExpired('ResourceGuard', key, token, ttlMs);
    source?.abort(error);
    if (this.#onExpired === undefined) {
      if (source === undefined) report({ kind: 'lease-expired', message: error.message, error, label: this.#label });
      return;
    }
    try {
      this.#onExpired({ key, owner, token, heldMs });
    } catch (thrown) {
      report({
        kind: 'callback-failed',
        message: `onExpired of a ResourceGuard threw when it was told of the lease of '${key}' (token ${token})`,
        error: thrown,
        label: this.#label,
      });
    }
  }

  #grantNext(slot: Slot): void {
    for (const waiter of slot.waiters) {
      if (slot.hold === undefined) waiter.grant(this.#take(slot, waiter.owner, waiter.ttlMs, waiter.trace));
      // A caller that may enter again need not wait behind others for a key that its owner holds now.
      else if (this.#reentrant && slot.hold.owner === waiter.owner) waiter.grant(this.#enterAgain(slot.hold, waiter.ttlMs));
      else if (!this.#reentrant) break;
    }
    if (slot.hold !== undefined && slot.hold.timer !== undefined && slot.waiters.size === 0 && this.#waitingClock !== this.#clock)
      this.#arm(slot.hold);
    this.#forgetIfIdle(slot);
  }

  #forgetIfIdle(slot: Slot): void {
    if (slot.hold === undefined && slot.waiters.size === 0 && this.slots.get(slot.key) === slot) this.slots.delete(slot.key);
  }

  /** Refuses all waiting callers, each with the error that `sayWhy` makes for its key. */
  refuseAll(sayWhy: (key: string) => Error): void {
    for (const slot of [...this.slots.values()]) {
      for (const waiter of [...slot.waiters]) waiter.refuse(sayWhy(slot.key));
      this.#forgetIfIdle(slot);
    }
  }
}
