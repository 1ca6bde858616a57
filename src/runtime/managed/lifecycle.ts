/** Performs the calls on managed resources: one after the other for each resource, and only what its dependencies and dependents allow. */

import { isEcho } from '../support/abortEcho.ts';
import { type AbortSignalLike, makeSignal, type ProgramAbortSignal, type SignalSource } from '../support/abortSignal.ts';
import type { Clock } from '../support/clock.ts';
import { recorder } from '../scopes/recorder.ts';
import { report } from '../support/reportUnhandled.ts';
import { describe } from '../support/describe.ts';
import { type Caller, findCaller, runAs } from './callers.ts';
import { listDependents } from './dependencies.ts';
import { dependencyMissing, dependencyNotReady, dependentsInTheWay, illegalCall, managerClosed } from './managedError.ts';
import type { ManagedCall, ManagedChange, ManagedContext, ManagedState } from './managedOptions.ts';
import type { Doing, Member, Turn } from './member.ts';
import { adviseInstead, findTarget } from './transitions.ts';

/** @internal */
export class Lifecycle {
  readonly members = new Map<string, Member>();
  readonly listeners = new Set<{ readonly fn: (change: ManagedChange) => void }>();
  readonly #clock: Clock;
  readonly #label: string | undefined;
  #rank = 0;

  constructor(clock: Clock, label: string | undefined) {
    this.#clock = clock;
    this.#label = label;
  }

  /** Higher with each call. */
  nextRank(): number {
    return ++this.#rank;
  }

  /** Waits for the call's turn and then calls `act` with the caller; if no call is before it, at once. */
  enqueue(
    member: Member,
    signal: AbortSignalLike | undefined,
    act: (caller: Caller | undefined) => Promise<void> | undefined,
    sayClosed: () => Error,
  ): Promise<void> {
    const caller = findCaller();
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        member.turns.delete(turn);
        signal?.removeEventListener('abort', giveUp);
      };
      const turn: Turn = {
        begin: () => {
          leave();
          try {
            resolve(act(caller));
          } catch (error) {
            // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what a signal aborts with, or a refusal
            reject(error);
          }
        },
        close: () => {
          leave();
          reject(sayClosed());
        },
      };
      const giveUp = (): void => {
        leave();
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- as above
        reject(signal?.reason);
        // Somebody may be waiting for this last waiting call to go.
        member.goOn();
      };
      signal?.addEventListener('abort', giveUp);
      member.turns.add(turn);
      if (!member.isBusy()) member.goOn();
    });
  }

  /** The call's turn has come. Everything up to the resource's own method happens synchronously, so no other call can come between. */
  perform(
    member: Member,
    call: ManagedCall,
    name: string,
    {
      signal,
      reason,
      caller,
    }: { readonly signal: AbortSignalLike | undefined; readonly reason: unknown; readonly caller: Caller | undefined },
  ): Promise<void> | undefined {
    const to = findTarget(call, member.state);
    if (to === undefined) throw illegalCall(name, member.id, member.state, adviseInstead(call, member.state), reason);
    if (call === 'fail') this.#fail(member, reason);
    if (call === 'fail' || to === member.state) return undefined;
    this.#requireOthers(member, call, name);
    return this.do(member, call, to, { signal, caller });
  }

  /** Checks that its dependencies and dependents allow the call. */
  #requireOthers({ id, dependsOn }: Member, call: ManagedCall, name: string): void {
    if (call === 'create' || call === 'start' || call === 'recover')
      for (const on of dependsOn) {
        const other = this.members.get(on);
        if (other === undefined) throw dependencyMissing(name, id, on);
        const isReady = !other.isBusy() && (other.state === 'running' || (call !== 'start' && other.state === 'stopped'));
        if (!isReady) throw dependencyNotReady(name, id, on, other.condition, call === 'start' ? 'Start' : 'Create');
      }
    if (call === 'stop' || call === 'destroy')
      for (const other of listDependents(this.members, id)) {
        const isInTheWay =
          other.isBusy() || other.state === 'running' || (call === 'destroy' && (other.state === 'stopped' || other.state === 'error'));
        if (isInTheWay) throw dependentsInTheWay(name, id, other.id, other.condition, call === 'stop' ? 'Stop' : 'Destroy');
      }
  }

  async do(
    member: Member,
    call: Exclude<ManagedCall, 'fail'>,
    to: ManagedState,
    { signal: given, caller }: { readonly signal: AbortSignalLike | undefined; readonly caller: Caller | undefined },
  ): Promise<void> {
    const source = makeSignal();
    const abort = (): void => {
      source.abort(given?.reason);
    };
    given?.addEventListener('abort', abort);
    const doing: Doing = {
      call,
      since: this.#clock.now(),
      abort: (reason) => {
        source.abort(reason);
      },
    };
    member.doing = doing;
    const finish = (): void => {
      given?.removeEventListener('abort', abort);
      member.doing = undefined;
    };
    try {
      if (given?.aborted === true) abort();
      await runAs(doing, caller, () => this.#callResource(member, call, source));
    } catch (error) {
      finish();
      const isGivenUp = source.signal.aborted && isEcho(error, source.signal.reason);
      if (!isGivenUp) this.enter(member, 'error', call, error);
      member.goOn();
      throw error;
    }
    finish();
    if (call === 'create' || call === 'start') member.rank = this.nextRank();
    this.enter(member, to, call);
    member.goOn();
  }

  async #callResource(member: Member, call: Exclude<ManagedCall, 'fail'>, source: SignalSource): Promise<void> {
    const { resource } = member;
    const context = this.#contextOf(member, source.signal);
    switch (call) {
      case 'create':
        await resource.create?.(context);
        member.created = true;
        return;
      case 'start':
        await resource.start?.(context);
        return;
      case 'stop':
        await resource.stop?.(context);
        return;
      case 'destroy':
        if (!member.created) return;
        await resource.destroy?.(context);
        member.created = false;
        return;
      case 'recover':
        if (member.created && resource.recover !== undefined) {
          await resource.recover(context);
          return;
        }
        if (member.created) await resource.destroy?.(context);
        member.created = false;
        await resource.create?.(context);
        member.created = true;
    }
  }

  #contextOf(member: Member, signal: ProgramAbortSignal): ManagedContext {
    return {
      id: member.id,
      signal,
      fail: (reason) => {
        this.failLater(member, reason);
      },
    };
  }

  /**
   * Fails the resource after what is being done with it, because only then is it known whether there is anything left to fail.
   * Nobody waits for this.
   */
  failLater(member: Member, reason: unknown): void {
    const sayLate = (): void => {
      report({ kind: 'resource-failed', message: `'${member.id}' failed when it was ${member.state}`, error: reason, label: this.#label });
    };
    this.enqueue(
      member,
      undefined,
      () => {
        if (findTarget('fail', member.state) === undefined) sayLate();
        else this.#fail(member, reason);
        return undefined;
      },
      () => managerClosed('fail(reason)', member.id),
    ).catch(sayLate);
  }

  #fail(member: Member, reason: unknown): void {
    if (member.state !== 'error') this.enter(member, 'error', 'fail', reason);
    else
      report({ kind: 'resource-failed', message: `'${member.id}' had failed before, and failed again`, error: reason, label: this.#label });
  }

  enter(member: Member, to: ManagedState, call: ManagedCall, error?: unknown): void {
    const from = member.state;
    member.state = to;
    member.since = this.#clock.now();
    member.failure = to === 'error' ? { error, text: describe(error) } : undefined;
    recorder?.changed(this, {
      form: 'managed',
      name: this.#label,
      entry: member.id,
      state: to,
      ...(to === 'error' ? { concern: describe(error) } : {}),
    });
    const change: ManagedChange = { id: member.id, from, to, call, ...(to === 'error' ? { error } : {}) };
    for (const { fn } of [...this.listeners]) {
      try {
        fn(change);
      } catch (thrown) {
        report({
          kind: 'listener-failed',
          message: `a listener of ManagedResources.onChange threw when '${member.id}' became ${to}`,
          error: thrown,
          label: this.#label,
        });
      }
    }
  }
}
