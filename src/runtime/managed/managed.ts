/** Resources with a life: created, started, stopped, destroyed, in an order that what depends on them can live with. */

import type { AbortSignalLike } from '../support/abortSignal.ts';
import {
  requireClockIfAny,
  requireFunction,
  requireFunctionIfAny,
  requireOptions,
  requireSignalIfAny,
  requireText,
  requireTextIfAny,
} from '../support/argumentChecks.ts';
import { backgroundClock, type Clock } from '../support/clock.ts';
import type { DoorResource } from '../door/doorContract.ts';
import { addFailure, type Failure } from '../scopes/failure.ts';
import { keepsSites } from '../door/observer.ts';
import { announceResource, type ReadableResource } from '../door/resourceRegistry.ts';
import { asyncDispose, dispose } from '../scopes/symbols.ts';
import { capture, CLEANUP_FRAMES } from '../door/trace.ts';
import { describe } from '../support/words.ts';
import { isCalledBy } from './callers.ts';
import { findCycle, listDependents } from './dependencies.ts';
import { endAll } from './endAll.ts';
import { Lifecycle } from './lifecycle.ts';
import { cycle, dependentsInTheWay, duplicateId, illegalCall, managerClosed, unknownId, waitsForItself } from './managedError.ts';
import type { AddOptions, CallOptions, Managed, ManagedCall, ManagedChange, ManagedOptions, ManagedStatus } from './managedOptions.ts';
import { Member } from './member.ts';
import { readManaged } from './readManaged.ts';

export type { ProgramAbortSignal } from '../support/abortSignal.ts';
export type { Clock, Timer } from '../support/clock.ts';
export { ManagedError, type ManagedErrorCode } from './managedError.ts';
export type {
  AddOptions,
  CallOptions,
  Managed,
  ManagedCall,
  ManagedChange,
  ManagedContext,
  ManagedOptions,
  ManagedState,
  ManagedStatus,
} from './managedOptions.ts';

const CONSTRUCTOR = 'new ManagedResources(options)';
const ADD = 'ManagedResources.add(id, resource, options)';
const METHODS = ['create', 'start', 'stop', 'destroy', 'recover', 'status'] as const;

/**
 * Resources with a life, by id. What is done with one resource is done one after the other, in the order of the calls; what is done
 * with different ones goes on at the same time. A resource is not started before what it depends on runs, nor stopped before what
 * depends on it has stopped.
 *
 * | call | from | to |
 * |---|---|---|
 * | `create` | pending | stopped |
 * | `start` | stopped (running: nothing to do) | running |
 * | `stop` | running (stopped: nothing to do) | stopped |
 * | `destroy` | pending, stopped, error | destroyed |
 * | `fail`, or a method that throws | stopped, running; pending while it is created | error |
 * | `recover` | error | stopped |
 *
 * @example
 * ```ts
 * import { asyncScope } from 'deferscope';
 * import { ManagedResources } from 'deferscope/managed';
 *
 * const s = asyncScope();
 * const services = s.use(new ManagedResources({ label: 'services' }));
 * services.add('server', { start() { console.log('listen'); }, stop() { console.log('close'); } }, { dependsOn: ['database'] });
 * services.add('database', { start() { console.log('connect'); }, stop() { console.log('disconnect'); } });
 * await services.startAll(); // connect, listen
 * console.log(services.status('server').state); // running
 * await s.disposeAsync(); // close, disconnect
 * ```
 */
export class ManagedResources implements AsyncDisposable, ReadableResource {
  readonly #label: string | undefined;
  readonly #clock: Clock;
  readonly #life: Lifecycle;
  #state: 'open' | 'shutting down' | 'closed' = 'open';
  #ending: Promise<void> | undefined;

  /**
   * @throws TypeError when an option is of the wrong type
   */
  constructor(options: ManagedOptions = {}) {
    const { label, clock } = requireOptions<ManagedOptions>(CONSTRUCTOR, options, "{ label: 'services' }");
    requireTextIfAny(CONSTRUCTOR, 'label', label, 'services');
    requireClockIfAny(CONSTRUCTOR, clock);
    this.#label = options.label;
    this.#clock = options.clock ?? backgroundClock;
    this.#life = new Lifecycle(this.#clock, this.#label);
    announceResource(this);
  }

  /** `closed` once {@link ManagedResources.shutdown} is over. */
  get state(): 'open' | 'shutting down' | 'closed' {
    return this.#state;
  }

  /** How many resources there are, in whatever state. */
  get size(): number {
    return this.#life.members.size;
  }

  /**
   * Adds a resource in the state `pending`. Nothing of it is called yet.
   *
   * @param id by which it is called from now on; that of a destroyed resource is free again
   * @param resource what it does at each step of its life
   * @throws ManagedError `DUPLICATE`, `CYCLE` (the path is in the message) or `CLOSED`
   * @throws TypeError when an argument is of the wrong type
   */
  add(id: string, resource: Managed, options: AddOptions = {}): void {
    requireText(ADD, 'id', id, 'database');
    const given = requireOptions<Managed>(ADD, resource, '{ start() { … }, stop() { … } }');
    for (const method of METHODS) requireFunctionIfAny(ADD, `${method} of '${id}'`, given[method], '() => …');
    const { dependsOn = [] } = requireOptions<AddOptions>(ADD, options, "{ dependsOn: ['network'] }");
    if (!Array.isArray(dependsOn))
      throw new TypeError(`${ADD}: dependsOn must be an array of ids, got ${describe(dependsOn)}. Write it as in dependsOn: ['network'].`);
    for (const on of dependsOn as readonly unknown[]) requireText(ADD, 'each id in dependsOn', on, 'network');
    if (this.#state !== 'open') throw managerClosed(ADD, id);
    const before = this.#life.members.get(id);
    if (before !== undefined && (before.state !== 'destroyed' || before.isBusy() || before.turns.size > 0)) throw duplicateId(ADD, id);
    const ids = [...new Set(dependsOn as readonly string[])];
    const path = findCycle(this.#life.members, id, ids);
    if (path !== undefined) throw cycle(ADD, path);
    const trace = keepsSites() ? capture(CLEANUP_FRAMES, 1) : undefined;
    // At the end of the map: it comes last now.
    this.#life.members.delete(id);
    this.#life.members.set(id, new Member(id, resource, ids, trace, this.#clock.now(), this.#life.nextRank()));
  }

  /**
   * Forgets a resource that is pending or destroyed, and on which no other depends.
   *
   * @throws ManagedError `UNKNOWN`, `ILLEGAL` or `DEPENDENTS`
   */
  remove(id: string): void {
    const call = 'ManagedResources.remove(id)';
    const member = this.#find(call, id);
    if (member.isBusy() || (member.state !== 'pending' && member.state !== 'destroyed'))
      throw illegalCall(call, id, member.condition, 'Destroy it first.');
    const [dependent] = listDependents(this.#life.members, id);
    if (dependent !== undefined) throw dependentsInTheWay(call, id, dependent.id, dependent.condition, 'Remove');
    this.#life.members.delete(id);
  }

  /**
   * From `pending` to `stopped`: what it depends on must have been created.
   *
   * @returns rejects with what the resource's method failed with: then it is in the state `error`; with a ManagedError when the call
   * was refused, also because it was made within a method of that very resource, which it would have to wait for (`DEADLOCK`); with the
   * signal's reason when the call was given up: then nothing has changed
   */
  create(id: string, options: CallOptions = {}): Promise<void> {
    return this.#call('create', id, options);
  }

  /** From `stopped` to `running`: what it depends on must run. Of what runs: nothing to do. Rejects as {@link ManagedResources.create}. */
  start(id: string, options: CallOptions = {}): Promise<void> {
    return this.#call('start', id, options);
  }

  /**
   * From `running` to `stopped`: what depends on it must not run. Of what is stopped: nothing to do. Rejects as {@link
   * ManagedResources.create}.
   */
  stop(id: string, options: CallOptions = {}): Promise<void> {
    return this.#call('stop', id, options);
  }

  /**
   * From `pending`, `stopped` or `error` to `destroyed`: what depends on it must be pending or destroyed. Rejects as {@link
   * ManagedResources.create}.
   */
  destroy(id: string, options: CallOptions = {}): Promise<void> {
    return this.#call('destroy', id, options);
  }

  /** From `error` to `stopped`. Rejects as {@link ManagedResources.create}. */
  recover(id: string, options: CallOptions = {}): Promise<void> {
    return this.#call('recover', id, options);
  }

  /**
   * Says that a resource has broken: from `stopped` or `running` to `error`. Of one that had failed before the first reason stays,
   * and the second is reported.
   *
   * @param reason what has happened
   * @returns resolves when it is known; within a method of that resource at once, because it is known only after that has returned
   */
  fail(id: string, reason: unknown, options: CallOptions = {}): Promise<void> {
    return this.#call('fail', id, options, reason);
  }

  /**
   * Creates and starts all that are pending or stopped: each as soon as all that it depends on runs.
   *
   * @returns rejects when all that can be started is, with what the others failed with
   */
  async startAll(options: CallOptions = {}): Promise<void> {
    const call = 'ManagedResources.startAll(options)';
    requireSignalIfAny(call, requireOptions<CallOptions>(call, options, '{ signal }').signal);
    if (this.#state !== 'open') throw managerClosed(call, undefined);
    let failure: Failure | undefined;
    const begun = new Map<string, Promise<boolean>>();
    const bring = (member: Member): Promise<boolean> => {
      const running = begun.get(member.id) ?? begin(member);
      begun.set(member.id, running);
      return running;
    };
    const begin = async (member: Member): Promise<boolean> => {
      const needed = member.dependsOn.flatMap((id) => this.#life.members.get(id) ?? []);
      if ((await Promise.all(needed.map(bring))).includes(false)) return false;
      try {
        if (member.state === 'pending') await this.create(member.id, options);
        await this.start(member.id, options);
        return true;
      } catch (error) {
        failure = addFailure(failure, error);
        return false;
      }
    };
    await Promise.all([...this.#life.members.values()].filter(({ state }) => state !== 'destroyed').map(bring));
    throwIfAny(failure);
  }

  /**
   * What is known of a resource, and under `detail` what it says of itself.
   *
   * @throws ManagedError `UNKNOWN`
   * @throws what the resource's own `status` throws
   */
  status(id: string): ManagedStatus & { readonly detail?: unknown } {
    const member = this.#find('ManagedResources.status(id)', id);
    const told = this.#tell(member);
    return member.resource.status === undefined ? told : { ...told, detail: member.resource.status() };
  }

  /** All resources, in the order in which they were added. */
  list(): readonly ManagedStatus[] {
    return [...this.#life.members.values()].map((member) => this.#tell(member));
  }

  /**
   * Has `fn` told of each change of a state, at once. What it throws is reported (`setReporter`).
   *
   * @returns dispose of it to hear no more
   * @throws TypeError when `fn` is not a function
   */
  onChange(fn: (change: ManagedChange) => void): Disposable {
    requireFunction('ManagedResources.onChange(fn)', 'fn', fn, '({ id, to }) => …');
    const listener = { fn };
    this.#life.listeners.add(listener);
    return {
      [dispose]: () => {
        this.#life.listeners.delete(listener);
      },
    };
  }

  /**
   * Stops and destroys everything: whoever was started last first, but nobody before what depends on it. Calls that wait are
   * refused; what is being created or started is told to give up, and waited for. One that fails holds up no other.
   *
   * @param options its signal is passed to the resources, to tell them to hurry; all are stopped in any case
   * @returns the same promise when called again; rejects with what failed
   */
  // Not `async`: a second call gets the same promise.
  shutdown(options: CallOptions = {}): Promise<void> {
    const call = 'ManagedResources.shutdown(options)';
    if (this.#ending === undefined) {
      requireSignalIfAny(call, requireOptions<CallOptions>(call, options, '{ signal }').signal);
      this.#state = 'shutting down';
      this.#ending = this.#end(options.signal);
    }
    return this.#ending;
  }

  /** The same as {@link ManagedResources.shutdown}: for `await using` and `s.use(services)`. */
  [asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  /** @internal */
  readForDoor({ entries }: { readonly entries: number }): Omit<DoorResource, 'id'> {
    return readManaged(
      {
        label: this.#label,
        state: this.#state,
        members: this.#life.members,
        count: this.#life.members.size,
        // A clock that was passed in is the program's code.
        now: this.#clock === backgroundClock ? this.#clock.now() : undefined,
      },
      entries,
    );
  }

  #find(call: string, id: string): Member {
    requireText(call, 'id', id, 'database');
    const found = this.#life.members.get(id);
    if (found === undefined) throw unknownId(call, id);
    return found;
  }

  #tell({ id, state, since, doing, turns, dependsOn, failure }: Member): ManagedStatus {
    return {
      id,
      state,
      sinceMs: this.#clock.now() - since,
      busy: doing?.call,
      waiting: turns.size,
      dependsOn,
      ...(failure === undefined ? {} : { error: failure.error }),
    };
  }

  async #call(call: ManagedCall, id: string, options: CallOptions, reason?: unknown): Promise<void> {
    const name = `ManagedResources.${call}(id${call === 'fail' ? ', reason' : ''}, options)`;
    const { signal } = requireOptions<CallOptions>(name, options, '{ signal }');
    requireSignalIfAny(name, signal);
    const member = this.#find(name, id);
    if (this.#state !== 'open') throw managerClosed(name, id, reason);
    if (signal?.aborted === true) throw signal.reason;
    if (member.doing !== undefined && isCalledBy(member.doing)) {
      if (call !== 'fail') throw waitsForItself(name, id, member.doing.call);
      this.#life.failLater(member, reason);
      return;
    }
    await this.#life.enqueue(
      member,
      signal,
      (caller) => this.#life.perform(member, call, name, { signal, reason, caller }),
      () => managerClosed(name, id, reason),
    );
  }

  async #end(signal: AbortSignalLike | undefined): Promise<void> {
    const failure = await endAll(this.#life, signal);
    this.#state = 'closed';
    throwIfAny(failure);
  }
}

function throwIfAny(failure: Failure | undefined): void {
  if (failure !== undefined) throw failure.thrown;
}
