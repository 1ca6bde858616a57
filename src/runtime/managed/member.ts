/** One managed resource: where it is in its life cycle, and which calls wait for it. */

import type { Trace } from '../door/trace.ts';
import type { Managed, ManagedCall, ManagedState } from './managedOptions.ts';
import { nameDoing } from './transitions.ts';

/** One call that waits for its turn. */
export interface Turn {
  begin(): void;
  /** There will be no turn, because the manager is shut down. */
  close(): void;
}

/** What is being done with a resource now. */
export interface Doing {
  readonly call: ManagedCall;
  readonly since: number;
  /** Tells the resource to give up. */
  abort(reason: unknown): void;
}

/** What a resource has failed with: the value for the program, the text for a debugger. */
export interface MemberFailure {
  readonly error: unknown;
  readonly text: string;
}

/** @internal */
export class Member {
  state: ManagedState = 'pending';
  /** Whether there is something to destroy. */
  created = false;
  doing: Doing | undefined;
  failure: MemberFailure | undefined;
  /** Callers in the order in which they came. */
  readonly turns = new Set<Turn>();
  /** Called when nothing is being done and nobody waits. */
  readonly idlers: (() => void)[] = [];

  constructor(
    readonly id: string,
    readonly resource: Managed,
    readonly dependsOn: readonly string[],
    readonly trace: Trace | undefined,
    /** When it entered its state. */
    public since: number,
    /** Grows when it is added, created and started: the member with the higher rank came later. */
    public rank: number,
  ) {}

  /** What is being done, or else the state, as text. */
  get condition(): string {
    return this.doing === undefined ? this.state : nameDoing(this.doing.call);
  }

  /** Gives the next caller its turn, if nothing is being done. */
  goOn(): void {
    if (this.doing !== undefined) return;
    for (const turn of this.turns) {
      this.turns.delete(turn);
      turn.begin();
      // A call that was refused, or had nothing to do, is already over.
      if (this.isBusy()) return;
    }
    for (const tell of this.idlers.splice(0)) tell();
  }

  /** Resolves when nothing is being done and nobody waits. */
  whenIdle(): Promise<void> {
    return this.doing === undefined && this.turns.size === 0
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.idlers.push(resolve);
        });
  }

  /** This is a method, because the type checker does not know that a turn sets `doing`. */
  isBusy(): boolean {
    return this.doing !== undefined;
  }
}
