/** What programs say to a manager of resources, and what it says of them. */

import type { AbortSignalLike, ProgramAbortSignal } from '../support/abortSignal.ts';
import type { Clock } from '../support/clock.ts';

/** Where a resource is in its life. `pending`: added, and nothing done yet. */
export type ManagedState = 'pending' | 'stopped' | 'running' | 'destroyed' | 'error';

/** What can be done with a resource. */
export type ManagedCall = 'create' | 'start' | 'stop' | 'destroy' | 'fail' | 'recover';

/** What each method of a resource gets. */
export interface ManagedContext {
  readonly id: string;
  /**
   * Aborts when the caller's signal does; while creating, starting or recovering also when the manager is shut down. A method that
   * gives up and rejects with the signal's reason (or with an error whose `cause` it is) has undone what it did: the resource is
   * then where it was before.
   */
  readonly signal: ProgramAbortSignal;
  /** Says that the resource has broken by itself: for `error` events. Never throws; what comes too late is reported (`setReporter`). */
  readonly fail: (reason: unknown) => void;
}

/**
 * Anything that has a life. Each method may be left out; what it returns is awaited; what it throws leads to the state `error`. Calls
 * never overlap.
 */
export interface Managed {
  /** Makes what it needs to start. */
  create?(context: ManagedContext): unknown;
  start?(context: ManagedContext): unknown;
  stop?(context: ManagedContext): unknown;
  /** Releases all there is. Not called when `create` was never done. From `error` it is called alone, also where it was running. */
  destroy?(context: ManagedContext): unknown;
  /** From `error` to `stopped`. Left out: `destroy`, then `create`. */
  recover?(context: ManagedContext): unknown;
  /** What the resource says of itself, at once: {@link ManagedResources.status} passes it on. */
  status?(): unknown;
}

/** How a manager is made. */
export interface ManagedOptions {
  /** What the resources make together; a debugger shows it. */
  readonly label?: string | undefined;
  /** The time; left out: the real one. */
  readonly clock?: Clock | undefined;
}

/** How a resource is added. */
export interface AddOptions {
  /** The ids of what must be there for this one; they may be added later. */
  readonly dependsOn?: readonly string[] | undefined;
}

/** How a call is made. */
export interface CallOptions {
  /** Before the call's turn has come: gives it up, and nothing has happened. After that it is passed to the resource. */
  readonly signal?: AbortSignalLike | undefined;
}

/** One change of a state. */
export interface ManagedChange {
  readonly id: string;
  readonly from: ManagedState;
  readonly to: ManagedState;
  readonly call: ManagedCall;
  /** With `to: 'error'`: what has failed. */
  readonly error?: unknown;
}

/** What a manager knows of a resource. */
export interface ManagedStatus {
  readonly id: string;
  readonly state: ManagedState;
  /** For how many milliseconds it has been in that state. */
  readonly sinceMs: number;
  /** What is being done with it now. */
  readonly busy: ManagedCall | undefined;
  /** How many calls wait for their turn. */
  readonly waiting: number;
  readonly dependsOn: readonly string[];
  /** What has failed; only in the state `error`. */
  readonly error?: unknown;
}
