/** Keyed, exclusive leases: one holder per key at a time, for a limited time. */

import type { AbortSignalLike } from '../abortSignal.ts';
import {
  requireBooleanIfAny, requireClockIfAny, requireFunctionIfAny, requireNumber, requireNumberIfAny, requireOptions, requireSignalIfAny, requireText, requireTextIfAny,
} from '../argumentChecks.ts';
import { backgroundClock, type Clock, LONGEST_TIMER, systemClock } from '../clock.ts';
import type { DoorResource } from '../door.ts';
import { keepsSites } from '../observer.ts';
import { recorder } from '../recorder.ts';
import { report } from '../reportUnhandled.ts';
import { announceResource, type ReadableResource } from '../resourceRegistry.ts';
import { dispose } from '../symbols.ts';
import { capture, CLEANUP_FRAMES, type Trace } from '../trace.ts';
import { describe } from '../words.ts';
import { guardClosed, leaseExpired, notHeld, notOwner, queueFull, staleToken, waitedTooLong } from './guardError.ts';
import type { AcquireOptions, ExpiredLease, GuardOptions, KeyStatus, TryAcquireOptions } from './guardOptions.ts';
import { Hold, type Owner } from './hold.ts';
import { Lease, type LeaseKeeper } from './lease.ts';
import { readGuard } from './readGuard.ts';
import { Slot, type Waiter } from './slot.ts';

export type { ProgramAbortSignal } from '../abortSignal.ts';
export type { Clock, Timer } from '../clock.ts';
export { GuardError, type GuardErrorCode } from './guardError.ts';
export type { AcquireOptions, ExpiredLease, GuardOptions, KeyStatus, TryAcquireOptions } from './guardOptions.ts';
export type { Owner } from './hold.ts';
export { Lease } from './lease.ts';

const CONSTRUCTOR = 'new ResourceGuard(options)';
const ACQUIRE = 'ResourceGuard.acquire(key, options)';
const TRY_ACQUIRE = 'ResourceGuard.tryAcquire(key, options)';
const RELEASE = 'ResourceGuard.release(key, holder)';

/**
 * Gives out exclusive leases of keys: to one holder at a time, for a limited time, in the order of asking. All within one
 * process: for several, use its fencing tokens with a store that checks them, and a lock service.
 *
 * @example
 * ```ts
 * import { scope } from 'deferscope';
 * import { ResourceGuard } from 'deferscope/guard';
 *
 * const guard = new ResourceGuard({ label: 'accounts', ttlMs: 5000 });
 * const s = scope();
 * const lease = s.use(await guard.acquire('alice', { owner: 'transfer 1', waitMs: 1000 }));
 * console.log(lease.key, lease.token); // alice 1
 * console.log(guard.tryAcquire('alice', { owner: 'transfer 2' })); // undefined
 * s.dispose();
 * console.log(guard.tryAcquire('alice', { owner: 'transfer 2' })?.token); // 2
 * ```
 */
export class ResourceGuard implements Disposable, ReadableResource {
  readonly #label: string | undefined;
  readonly #ttlMs: number;
  readonly #reentrant: boolean;
  readonly #maxWaiting: number;
  readonly #onExpired: ((expired: ExpiredLease) => void) | undefined;
  readonly #clock: Clock;
  /** Somebody who waits wants the process to live until the key is free; a holder alone does not. */
  readonly #waitingClock: Clock;
  readonly #slots = new Map<string, Slot>();
  readonly #keeper: LeaseKeeper;
  #nextToken: number;
  #waiting = 0;
  #expired = 0;
  #closed = false;

  /**
   * @throws TypeError or RangeError when an option is of the wrong type or out of range
   */
  constructor(options: GuardOptions = {}) {
    const { label, ttlMs, reentrant, maxWaiting, firstToken, onExpired, clock } = requireOptions<GuardOptions>(CONSTRUCTOR, options, '{ ttlMs: 5000 }');
    requireTextIfAny(CONSTRUCTOR, 'label', label, 'accounts');
    requireNumberIfAny(CONSTRUCTOR, 'ttlMs', ttlMs, 'milliseconds', { from: 1, unbounded: true });
    requireBooleanIfAny(CONSTRUCTOR, 'reentrant', reentrant);
    requireNumberIfAny(CONSTRUCTOR, 'maxWaiting', maxWaiting, 'callers', { from: 0, unbounded: true, whole: true });
    requireNumberIfAny(CONSTRUCTOR, 'firstToken', firstToken, 'its kind', { from: 1, whole: true });
    requireFunctionIfAny(CONSTRUCTOR, 'onExpired', onExpired, '({ key, token }) => …');
    requireClockIfAny(CONSTRUCTOR, clock);
    this.#label = options.label;
    this.#ttlMs = ttlMs ?? 30_000;
    this.#reentrant = options.reentrant ?? false;
    this.#maxWaiting = maxWaiting ?? Infinity;
    this.#nextToken = firstToken ?? 1;
    this.#onExpired = options.onExpired;
    this.#clock = options.clock ?? backgroundClock;
    this.#waitingClock = options.clock ?? systemClock;
    this.#keeper = {
      now: () => this.#clock.now(),
      settle: (hold) => { this.#settle(hold); },
      extend: (hold, ms) => { this.#extend(hold, ms); },
      drop: (hold) => { this.#drop(hold); },
    };
    announceResource(this);
  }

  /** Whether {@link ResourceGuard.close} was called. */
  get closed(): boolean { return this.#closed; }

  /** How many keys are held or waited for. */
  get size(): number { return this.#slots.size; }

  /**
   * Takes the key, waiting for it if need be. Callers get it in the order in which they asked.
   *
   * @param key what to hold
   * @param options who asks, and how long the lease and the wait may be
   * @returns the lease; its time to live starts when it is granted
   * @throws GuardError `TIMEOUT`, `QUEUE_FULL` or `CLOSED`
   * @throws the signal's reason when it aborts first
   * @throws TypeError or RangeError when an argument is of the wrong type or out of range
   */
  async acquire(key: string, options: AcquireOptions): Promise<Lease> {
    const { owner, ttlMs } = this.#readAsk(ACQUIRE, key, options);
    const { waitMs, signal } = options;
    requireNumberIfAny(ACQUIRE, 'waitMs', waitMs, 'milliseconds', { from: 0, unbounded: true });
    requireSignalIfAny(ACQUIRE, signal);
    if (signal?.aborted === true) throw signal.reason;
    const trace = keepsSites() ? capture(CLEANUP_FRAMES, 1) : undefined;
    const slot = this.#settledSlot(key);
    if (this.#closed) throw guardClosed(ACQUIRE, key);
    const lease = this.#takeNow(slot, owner, ttlMs, trace);
    if (lease !== undefined) return lease;
    if (waitMs === 0) throw waitedTooLong(key, waitMs);
    if (slot.waiters.size >= this.#maxWaiting) throw queueFull(key, this.#maxWaiting);
    return this.#wait(slot, { owner, ttlMs, trace, waitMs, signal });
  }

  /**
   * Takes the key if it is free and nobody waits for it.
   *
   * @returns the lease, or `undefined`
   * @throws GuardError `CLOSED`
   * @throws TypeError or RangeError when an argument is of the wrong type or out of range
   */
  tryAcquire(key: string, options: TryAcquireOptions): Lease | undefined {
    const { owner, ttlMs } = this.#readAsk(TRY_ACQUIRE, key, options);
    const trace = keepsSites() ? capture(CLEANUP_FRAMES, 1) : undefined;
    const slot = this.#settledSlot(key);
    if (this.#closed) throw guardClosed(TRY_ACQUIRE, key);
    return this.#takeNow(slot, owner, ttlMs, trace);
  }

  /**
   * Ends what is held of a key, with all its leases: for a holder who has its name and token, but not the lease.
   *
   * @param holder the owner, and its token where the owner may have held the key more than once
   * @throws GuardError `NOT_HELD`, `NOT_OWNER` or `STALE_TOKEN`
   * @throws TypeError or RangeError when an argument is of the wrong type
   */
  release(key: string, holder: { readonly owner: Owner; readonly token?: number }): void {
    requireText(RELEASE, 'key', key, 'alice');
    const { owner, token } = requireOptions<{ owner: Owner; token?: number }>(RELEASE, holder, "{ owner: 'transfer 1' }");
    requireOwner(RELEASE, owner);
    requireNumberIfAny(RELEASE, 'token', token, 'its kind', { from: 1, whole: true });
    const hold = this.#settledHold(key);
    if (hold === undefined) throw notHeld(RELEASE, key);
    if (hold.owner !== owner) throw notOwner(RELEASE, key);
    if (token !== undefined && token !== hold.token) throw staleToken(RELEASE, key, token, hold.token);
    this.#end(hold, 'released');
  }

  /** Whether the key is held under this token now. What a store in the same process asks before it writes. */
  isCurrent(key: string, token: number): boolean {
    requireText('ResourceGuard.isCurrent(key, token)', 'key', key, 'alice');
    requireNumber('ResourceGuard.isCurrent(key, token)', 'token', token, 'its kind', { from: 1, whole: true });
    return this.#settledHold(key)?.token === token;
  }

  /** All keys that are held, those first that have been in use longest. */
  status(): readonly KeyStatus[] {
    const now = this.#clock.now();
    return [...this.#slots.values()].flatMap(({ hold, waiters }) => hold === undefined ? [] : [{
      key: hold.key, owner: hold.owner, token: hold.token, heldMs: now - hold.since, expiresInMs: hold.expiresAt - now, leases: hold.leases, waiting: waiters.size,
    }]);
  }

  /** Refuses everybody who waits, and all who come. Leases that are held stay so until they are released or expire. Again: nothing. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    recorder?.changed(this, { form: 'guard', name: this.#label, state: 'closed' });
    for (const slot of [...this.#slots.values()]) {
      for (const waiter of [...slot.waiters]) waiter.refuse(guardClosed(ACQUIRE, slot.key));
      this.#forgetIfIdle(slot);
    }
  }

  /** The same as {@link ResourceGuard.close}. */
  [dispose](): void { this.close(); }

  /** @internal */
  readForDoor({ entries }: { readonly entries: number }): Omit<DoorResource, 'id'> {
    return readGuard({
      label: this.#label, closed: this.#closed, slots: this.#slots, count: this.#slots.size, waiting: this.#waiting, expired: this.#expired,
      nextToken: this.#nextToken,
      // A clock that was passed in is the program's code.
      now: this.#clock === backgroundClock ? this.#clock.now() : undefined,
    }, entries);
  }

  #readAsk(call: string, key: string, options: TryAcquireOptions): { readonly owner: Owner; readonly ttlMs: number } {
    requireText(call, 'key', key, 'alice');
    const { owner, ttlMs } = requireOptions<TryAcquireOptions>(call, options, "{ owner: 'transfer 1' }");
    requireOwner(call, owner);
    requireNumberIfAny(call, 'ttlMs', ttlMs, 'milliseconds', { from: 1, unbounded: true });
    if (this.#closed) throw guardClosed(call, key);
    return { owner, ttlMs: ttlMs ?? this.#ttlMs };
  }

  /** The key's slot, with a hold whose time has passed already gone. */
  #settledSlot(key: string): Slot {
    const before = this.#slots.get(key);
    if (before?.hold !== undefined) this.#settle(before.hold);
    // Telling the holder may have run anything: what is there now counts.
    return this.#slots.get(key) ?? new Slot(key);
  }

  #settledHold(key: string): Hold | undefined {
    return this.#settledSlot(key).hold;
  }

  #settle(hold: Hold): void {
    if (hold.ended === undefined && this.#clock.now() >= hold.expiresAt) this.#expire(hold);
  }

  #takeNow(slot: Slot, owner: Owner, ttlMs: number, trace: Trace | undefined): Lease | undefined {
    const { hold } = slot;
    if (hold === undefined) return slot.waiters.size > 0 ? undefined : this.#take(slot, owner, ttlMs, trace);
    if (!this.#reentrant || hold.owner !== owner) return undefined;
    return this.#enterAgain(hold, ttlMs);
  }

  #take(slot: Slot, owner: Owner, ttlMs: number, trace: Trace | undefined): Lease {
    const now = this.#clock.now();
    const hold = new Hold(slot.key, owner, this.#nextToken++, now, ttlMs, now + ttlMs, trace);
    slot.hold = hold;
    this.#slots.set(slot.key, slot);
    recorder?.changed(this, { form: 'guard', name: this.#label, entry: slot.key, state: 'held', trace });
    this.#arm(hold);
    return this.#lease(hold);
  }

  /** A second lease never shortens the first. */
  #enterAgain(hold: Hold, ttlMs: number): Lease {
    if (this.#clock.now() + ttlMs > hold.expiresAt) this.#extend(hold, ttlMs);
    return this.#lease(hold);
  }

  #lease(hold: Hold): Lease {
    hold.leases += 1;
    return new Lease(this.#keeper, hold);
  }

  #wait(slot: Slot, ask: Omit<Waiter, 'grant' | 'refuse'> & { readonly waitMs: number | undefined; readonly signal: AbortSignalLike | undefined }): Promise<Lease> {
    const { waitMs, signal } = ask;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        slot.waiters.delete(waiter);
        this.#waiting -= 1;
        limit?.cancel();
        signal?.removeEventListener('abort', giveUp);
      };
      const waiter: Waiter = {
        ...ask,
        grant: (lease) => { leave(); resolve(lease); },
        refuse: (reason) => {
          leave();
          if (slot.waiters.size === 0 && slot.hold !== undefined) this.#arm(slot.hold);
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a signal aborts with whatever its owner says
          reject(reason);
        },
      };
      const giveUp = (): void => { waiter.refuse(signal?.reason); };
      const limit = waitMs === undefined || waitMs === Infinity ? undefined : this.#waitingClock.setTimeout(() => { waiter.refuse(waitedTooLong(slot.key, waitMs)); }, Math.min(waitMs, LONGEST_TIMER));
      signal?.addEventListener('abort', giveUp);
      slot.waiters.add(waiter);
      this.#waiting += 1;
      if (slot.waiters.size === 1 && slot.hold !== undefined) this.#arm(slot.hold);
    });
  }

  #extend(hold: Hold, ttlMs: number): void {
    hold.ttlMs = ttlMs;
    hold.expiresAt = this.#clock.now() + ttlMs;
    this.#arm(hold);
  }

  /** One timer per hold. Where nobody waits it lets the process end: then the lease ends with it. */
  #arm(hold: Hold): void {
    hold.timer?.cancel();
    hold.timer = undefined;
    if (hold.expiresAt === Infinity) return;
    const isAwaited = (this.#slots.get(hold.key)?.waiters.size ?? 0) > 0;
    const clock = isAwaited ? this.#waitingClock : this.#clock;
    const wait = Math.max(0, hold.expiresAt - clock.now());
    hold.timer = clock.setTimeout(() => {
      hold.timer = undefined;
      // Timers may fire a little early, and the longest one is shorter than a lease may be.
      if (this.#clock.now() < hold.expiresAt) this.#arm(hold);
      else this.#expire(hold);
    }, Math.min(wait, LONGEST_TIMER));
  }

  #drop(hold: Hold): void {
    hold.leases -= 1;
    if (hold.leases === 0) this.#end(hold, 'released');
  }

  #expire(hold: Hold): void {
    this.#expired += 1;
    this.#end(hold, 'expired');
  }

  #end(hold: Hold, how: 'released' | 'expired'): void {
    const slot = this.#slots.get(hold.key);
    hold.ended = how;
    hold.timer?.cancel();
    hold.timer = undefined;
    recorder?.changed(this, { form: 'guard', name: this.#label, entry: hold.key, state: how, gone: true });
    if (slot === undefined) return;
    slot.hold = undefined;
    // The old holder hears it before the next one starts. Nobody can push in: the key has no holder now, but its waiters.
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
      report({ kind: 'callback-failed', message: `onExpired of a ResourceGuard threw when it was told of the lease of '${key}' (token ${token})`, error: thrown, label: this.#label });
    }
  }

  #grantNext(slot: Slot): void {
    for (const waiter of slot.waiters) {
      if (slot.hold === undefined) waiter.grant(this.#take(slot, waiter.owner, waiter.ttlMs, waiter.trace));
      // Whoever may enter again need not wait behind others for what its owner holds now.
      else if (this.#reentrant && slot.hold.owner === waiter.owner) waiter.grant(this.#enterAgain(slot.hold, waiter.ttlMs));
      else if (!this.#reentrant) break;
    }
    if (slot.hold !== undefined && slot.hold.timer !== undefined && slot.waiters.size === 0 && this.#waitingClock !== this.#clock) this.#arm(slot.hold);
    this.#forgetIfIdle(slot);
  }

  #forgetIfIdle(slot: Slot): void {
    if (slot.hold === undefined && slot.waiters.size === 0 && this.#slots.get(slot.key) === slot) this.#slots.delete(slot.key);
  }
}

function requireOwner(call: string, got: unknown): asserts got is Owner {
  const fits = (typeof got === 'string' && got !== '') || typeof got === 'symbol' || (typeof got === 'object' && got !== null);
  if (!fits) throw new TypeError(`${call}: owner must be a name, a symbol or an object, got ${got === '' ? 'an empty string' : describe(got)}. Say who asks, as in { owner: 'transfer 1' }.`);
}
