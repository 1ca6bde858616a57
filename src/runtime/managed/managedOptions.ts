/** The options of a manager of resources, and what it reports about them. */

import type { AbortSignalLike, ProgramAbortSignal } from '../support/abortSignal.ts';
import type { Clock } from '../support/clock.ts';

/** Where a resource is in its life cycle. `pending` means that it was added and nothing was done yet. */
export type ManagedState = 'pending' | 'stopped' | 'running' | 'destroyed' | 'error';

/** The calls that can be made on a resource. */
export type ManagedCall = 'create' | 'start' | 'stop' | 'destroy' | 'fail' | 'recover';

/** The argument of each method of a resource. */
export interface ManagedContext {
  readonly id: string;
  /**
   * Aborts when the caller's signal does and, while creating, starting or recovering, also when the manager is shut down. A method
   * that gives up and rejects with the signal's reason (or with an error whose `cause` it is) has undone what it did, and the
   * resource is back in its previous state.
   */
  readonly signal: ProgramAbortSignal;
  /**
   * Says that the resource has broken by itself; use it for `error` events. It never throws. A failure that comes too late is
   * reported (`setReporter`).
   */
  readonly fail: (reason: unknown) => void;
}

/**
 * Anything that has a life cycle. Each method may be left out. Its result is awaited; what it throws leads to the state `error`.
 * Calls never overlap.
 */
export interface Managed {
  /** Makes what it needs to start. */
  create?(context: ManagedContext): unknown;
  start?(context: ManagedContext): unknown;
  stop?(context: ManagedContext): unknown;
  /**
   * Releases everything. It is not called if `create` was never done. From `error` it is called without `stop` before it, even if
   * the resource was running.
   */
  destroy?(context: ManagedContext): unknown;
  /** Takes the resource from `error` to `stopped`. If left out, `destroy` is called and then `create`. */
  recover?(context: ManagedContext): unknown;
  /** Returns, synchronously, what the resource says about itself. {@link ManagedResources.status} passes it on. */
  status?(): unknown;
}

/** Options for making a manager. */
export interface ManagedOptions {
  /** What the resources form together; a debugger shows it. */
  readonly label?: string | undefined;
  /** The clock. Default: real time. */
  readonly clock?: Clock | undefined;
}

/** Options for adding a resource. */
export interface AddOptions {
  /** The ids of the resources that this one depends on. They may be added later. */
  readonly dependsOn?: readonly string[] | undefined;
}

/** Options for a call. */
export interface CallOptions {
  /** Before the call's turn has come, this gives the call up, and nothing has happened. After that, it is passed to the resource. */
  readonly signal?: AbortSignalLike | undefined;
}

/** One change of a state. */
export interface ManagedChange {
  readonly id: string;
  readonly from: ManagedState;
  readonly to: ManagedState;
  readonly call: ManagedCall;
  /** With `to: 'error'`, what has failed. */
  readonly error?: unknown;
}

/** What a manager knows about a resource. */
export interface ManagedStatus {
  readonly id: string;
  readonly state: ManagedState;
  /** How many milliseconds it has been in that state. */
  readonly sinceMs: number;
  /** What is being done with it now. */
  readonly busy: ManagedCall | undefined;
  /** How many calls wait for their turn. */
  readonly waiting: number;
  readonly dependsOn: readonly string[];
  /** What has failed. Only in the state `error`. */
  readonly error?: unknown;
}
