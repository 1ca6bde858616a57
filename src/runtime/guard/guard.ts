/** Keyed, exclusive leases: one holder per key at a time, for a limited time. */

import {
  requireBooleanIfAny,
  requireClockIfAny,
  requireFunctionIfAny,
  requireNumber,
  requireNumberIfAny,
  requireOptions,
  requireSignalIfAny,
  requireText,
  requireTextIfAny,
} from '../support/argumentChecks.ts';
import { backgroundClock, type Clock, systemClock } from '../support/clock.ts';
import type { DoorResource } from '../door/doorContract.ts';
import { keepsSites } from '../door/observer.ts';
import { recorder } from '../scopes/recorder.ts';
import { announceResource, type ReadableResource } from '../door/resourceRegistry.ts';
import { dispose } from '../scopes/symbols.ts';
import { capture, CLEANUP_FRAMES } from '../door/trace.ts';
import { describe } from '../support/describe.ts';
import { guardClosed, notHeld, notOwner, queueFull, staleToken, waitedTooLong } from './guardError.ts';
import type { AcquireOptions, GuardOptions, KeyStatus, TryAcquireOptions } from './guardOptions.ts';
import type { Owner } from './hold.ts';
import type { Lease } from './lease.ts';
import { LeaseTable } from './leaseTable.ts';
import { readGuard } from './readGuard.ts';

export type { ProgramAbortSignal } from '../support/abortSignal.ts';
export type { Clock, Timer } from '../support/clock.ts';
export { GuardError, type GuardErrorCode } from './guardError.ts';
export type { AcquireOptions, ExpiredLease, GuardOptions, KeyStatus, TryAcquireOptions } from './guardOptions.ts';
export type { Owner } from './hold.ts';
export type { Lease } from './lease.ts';

const CONSTRUCTOR = 'new ResourceGuard(options)';
const ACQUIRE = 'ResourceGuard.acquire(key, options)';
const TRY_ACQUIRE = 'ResourceGuard.tryAcquire(key, options)';
const RELEASE = 'ResourceGuard.release(key, holder)';

/**
 * Gives out exclusive leases of keys: to one holder at a time, for a limited time, in the order of asking. It works within one
 * process. Between processes, use a lock service, and its fencing tokens with a store that checks them.
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
  readonly #maxWaiting: number;
  readonly #clock: Clock;
  readonly #table: LeaseTable;
  #closed = false;

  /**
   * @throws TypeError or RangeError if an option has the wrong type or is out of range
   */
  constructor(options: GuardOptions = {}) {
    const { label, ttlMs, reentrant, maxWaiting, firstToken, onExpired, clock } = requireOptions<GuardOptions>(
      CONSTRUCTOR,
      options,
      '{ ttlMs: 5000 }',
    );
    requireTextIfAny(CONSTRUCTOR, 'label', label, 'accounts');
    requireNumberIfAny(CONSTRUCTOR, 'ttlMs', ttlMs, 'milliseconds', { from: 1, unbounded: true });
    requireBooleanIfAny(CONSTRUCTOR, 'reentrant', reentrant);
    requireNumberIfAny(CONSTRUCTOR, 'maxWaiting', maxWaiting, 'callers', { from: 0, unbounded: true, whole: true });
    requireNumberIfAny(CONSTRUCTOR, 'firstToken', firstToken, 'its kind', { from: 1, whole: true });
    requireFunctionIfAny(CONSTRUCTOR, 'onExpired', onExpired, '({ key, token }) => …');
    requireClockIfAny(CONSTRUCTOR, clock);
    this.#label = options.label;
    this.#ttlMs = ttlMs ?? 30_000;
    this.#maxWaiting = maxWaiting ?? Infinity;
    this.#clock = options.clock ?? backgroundClock;
    this.#table = new LeaseTable(this, {
      label: options.label,
      reentrant: options.reentrant ?? false,
      firstToken: firstToken ?? 1,
      onExpired: options.onExpired,
      clock: this.#clock,
      waitingClock: options.clock ?? systemClock,
    });
    announceResource(this);
  }

  /** Whether {@link ResourceGuard.close} was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /** How many keys are held or waited for. */
  get size(): number {
    return this.#table.slots.size;
  }

  /**
   * Takes the key, and waits for it if necessary. Callers get it in the order in which they asked.
   *
   * @param key what to hold
   * @param options who asks, and how long the lease and the wait may be
   * @returns the lease; its time to live starts when it is granted
   * @throws GuardError `TIMEOUT`, `QUEUE_FULL` or `CLOSED`
   * @throws the signal's reason if it aborts first
   * @throws TypeError or RangeError if an argument has the wrong type or is out of range
   */
  async acquire(key: string, options: AcquireOptions): Promise<Lease> {
    const { owner, ttlMs } = this.#readAsk(ACQUIRE, key, options);
    const { waitMs, signal } = options;
    requireNumberIfAny(ACQUIRE, 'waitMs', waitMs, 'milliseconds', { from: 0, unbounded: true });
    requireSignalIfAny(ACQUIRE, signal);
    if (signal?.aborted === true) throw signal.reason;
    const trace = keepsSites() ? capture(CLEANUP_FRAMES, 1) : undefined;
    const slot = this.#table.settledSlot(key);
    if (this.#closed) throw guardClosed(ACQUIRE, key);
    const lease = this.#table.takeNow(slot, owner, ttlMs, trace);
    if (lease !== undefined) return lease;
    if (waitMs === 0) throw waitedTooLong(key, waitMs);
    if (slot.waiters.size >= this.#maxWaiting) throw queueFull(key, this.#maxWaiting);
    return this.#table.wait(slot, { owner, ttlMs, trace, waitMs, signal });
  }

  /**
   * Takes the key if it is free and nobody waits for it.
   *
   * @returns the lease, or `undefined`
   * @throws GuardError `CLOSED`
   * @throws TypeError or RangeError if an argument has the wrong type or is out of range
   */
  tryAcquire(key: string, options: TryAcquireOptions): Lease | undefined {
    const { owner, ttlMs } = this.#readAsk(TRY_ACQUIRE, key, options);
    const trace = keepsSites() ? capture(CLEANUP_FRAMES, 1) : undefined;
    const slot = this.#table.settledSlot(key);
    if (this.#closed) throw guardClosed(TRY_ACQUIRE, key);
    return this.#table.takeNow(slot, owner, ttlMs, trace);
  }

  /**
   * Ends the hold on a key with all its leases. This is for a holder who has its name and token, but not the lease.
   *
   * @param holder the owner, and its token if the owner may have held the key more than once
   * @throws GuardError `NOT_HELD`, `NOT_OWNER` or `STALE_TOKEN`
   * @throws TypeError or RangeError if an argument has the wrong type
   */
  release(key: string, holder: { readonly owner: Owner; readonly token?: number }): void {
    requireText(RELEASE, 'key', key, 'alice');
    const { owner, token } = requireOptions<{ owner: Owner; token?: number }>(RELEASE, holder, "{ owner: 'transfer 1' }");
    requireOwner(RELEASE, owner);
    requireNumberIfAny(RELEASE, 'token', token, 'its kind', { from: 1, whole: true });
    const hold = this.#table.settledSlot(key).hold;
    if (hold === undefined) throw notHeld(RELEASE, key);
    if (hold.owner !== owner) throw notOwner(RELEASE, key);
    if (token !== undefined && token !== hold.token) throw staleToken(RELEASE, key, token, hold.token);
    this.#table.end(hold, 'released');
  }

  /** Whether the key is held under this token now. A store in the same process calls this before it writes. */
  isCurrent(key: string, token: number): boolean {
    requireText('ResourceGuard.isCurrent(key, token)', 'key', key, 'alice');
    requireNumber('ResourceGuard.isCurrent(key, token)', 'token', token, 'its kind', { from: 1, whole: true });
    return this.#table.settledSlot(key).hold?.token === token;
  }

  /** All keys that are held; those in use longest come first. */
  status(): readonly KeyStatus[] {
    const now = this.#clock.now();
    return [...this.#table.slots.values()].flatMap(({ hold, waiters }) =>
      hold === undefined
        ? []
        : [
            {
              key: hold.key,
              owner: hold.owner,
              token: hold.token,
              heldMs: now - hold.since,
              expiresInMs: hold.expiresAt - now,
              leases: hold.leases,
              waiting: waiters.size,
            },
          ],
    );
  }

  /**
   * Refuses everybody who waits, and everybody who comes later. Current leases last until they are released or expire. A second
   * call does nothing.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    recorder?.changed(this, { form: 'guard', name: this.#label, state: 'closed' });
    this.#table.refuseAll((key) => guardClosed(ACQUIRE, key));
  }

  /** The same as {@link ResourceGuard.close}. */
  [dispose](): void {
    this.close();
  }

  /** @internal */
  readForDoor({ entries }: { readonly entries: number }): Omit<DoorResource, 'id'> {
    return readGuard(
      {
        label: this.#label,
        closed: this.#closed,
        slots: this.#table.slots,
        count: this.#table.slots.size,
        waiting: this.#table.waiting,
        expired: this.#table.expired,
        nextToken: this.#table.nextToken,
        // A clock that was passed in is the program's code.
        now: this.#clock === backgroundClock ? this.#clock.now() : undefined,
      },
      entries,
    );
  }

  #readAsk(call: string, key: string, options: TryAcquireOptions): { readonly owner: Owner; readonly ttlMs: number } {
    requireText(call, 'key', key, 'alice');
    const { owner, ttlMs } = requireOptions<TryAcquireOptions>(call, options, "{ owner: 'transfer 1' }");
    requireOwner(call, owner);
    requireNumberIfAny(call, 'ttlMs', ttlMs, 'milliseconds', { from: 1, unbounded: true });
    if (this.#closed) throw guardClosed(call, key);
    return { owner, ttlMs: ttlMs ?? this.#ttlMs };
  }
}

function requireOwner(call: string, got: unknown): asserts got is Owner {
  const fits = (typeof got === 'string' && got !== '') || typeof got === 'symbol' || (typeof got === 'object' && got !== null);
  if (!fits)
    throw new TypeError(
      `${call}: owner must be a name, a symbol or an object, got ${got === '' ? 'an empty string' : describe(got)}. Say who asks, as in { owner: 'transfer 1' }.`,
    );
}
