/** Resources with a life cycle: created, started, stopped and destroyed, in the order of their dependencies. */

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
import { describe } from '../support/describe.ts';
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
 * Resources with a life cycle, by id. Calls on one resource run one after the other, in the order in which they were made; calls on
 * different resources run at the same time. A resource is not started before everything that it depends on is running, and not
 * stopped before everything that depends on it has stopped.
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
   * @throws TypeError if an option has the wrong type
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

  /** How many resources there are, in any state. */
  get size(): number {
    return this.#life.members.size;
  }

  /**
   * Adds a resource in the state `pending`. None of its methods is called yet.
   *
   * @param id the name of the resource from now on; the id of a destroyed resource is free again
   * @param resource what it does at each step of its life cycle
   * @throws ManagedError `DUPLICATE`, `CYCLE` (the path is in the message) or `CLOSED`
   * @throws TypeError if an argument has the wrong type
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
    // It goes to the end of the map, because it comes last now.
    this.#life.members.delete(id);
    this.#life.members.set(id, new Member(id, resource, ids, trace, this.#clock.now(), this.#life.nextRank()));
  }

  /**
   * Forgets a resource that is pending or destroyed and that no other resource depends on.
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
   * Takes a resource from `pending` to `stopped`. Its dependencies must have been created.
   *
   * @returns a promise. It rejects with what the resource's method failed with, and the resource is then in the state `error`; with
   * a ManagedError if the call was refused, also if it was made within a method of that very resource, for which it would have to
   * wait (`DEADLOCK`); with the signal's reason if the call was given up, and nothing has changed then
   */
  create(id: string, options: CallOptions = {}): Promise<void> {
    return this.#call('create', id, options);
  }

  /**
   * Takes a resource from `stopped` to `running`. Its dependencies must be running. Does nothing if it is already running. Rejects
   * like {@link ManagedResources.create}.
   */
  start(id: string, options: CallOptions = {}): Promise<void> {
    return this.#call('start', id, options);
  }

  /**
   * Takes a resource from `running` to `stopped`. Nothing that depends on it may be running. Does nothing if it is already stopped.
   * Rejects like {@link ManagedResources.create}.
   */
  stop(id: string, options: CallOptions = {}): Promise<void> {
    return this.#call('stop', id, options);
  }

  /**
   * Takes a resource from `pending`, `stopped` or `error` to `destroyed`. Everything that depends on it must be pending or
   * destroyed. Rejects like {@link ManagedResources.create}.
   */
  destroy(id: string, options: CallOptions = {}): Promise<void> {
    return this.#call('destroy', id, options);
  }

  /** Takes a resource from `error` to `stopped`. Rejects like {@link ManagedResources.create}. */
  recover(id: string, options: CallOptions = {}): Promise<void> {
    return this.#call('recover', id, options);
  }

  /**
   * Says that a resource has broken, and takes it from `stopped` or `running` to `error`. If it had already failed, it keeps the
   * first reason, and the second one is reported.
   *
   * @param reason what happened
   * @returns a promise that resolves when the failure has taken effect. Within a method of that resource it resolves at once,
   * because the failure takes effect only after the method has returned
   */
  fail(id: string, reason: unknown, options: CallOptions = {}): Promise<void> {
    return this.#call('fail', id, options, reason);
  }

  /**
   * Creates and starts all resources that are pending or stopped, each as soon as all its dependencies are running.
   *
   * @returns a promise. It rejects once everything that can be started is running, with what the others failed with
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
   * What is known about a resource and, under `detail`, what it says about itself.
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
   * Has `fn` called at once for each change of a state. What it throws is reported (`setReporter`).
   *
   * @returns a disposable that ends this
   * @throws TypeError if `fn` is not a function
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
   * Stops and destroys everything: the last one started comes first, but none before what depends on it. Waiting calls are refused.
   * What is being created or started is told to give up, and awaited. A resource that fails does not hold up the others.
   *
   * @param options its signal is passed to the resources, to tell them to hurry; all are stopped anyway
   * @returns a promise that rejects with what failed; a second call returns the same promise
   */
  // This is not `async`, so that a second call gets the same promise.
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
