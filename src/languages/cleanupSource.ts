import type {
  Absent,
  Argument,
  Cleanup,
  HistoryEntry,
  Problem,
  ResourceEntry,
  Resources,
  SourceLocation,
  Stack,
} from '../core/snapshot.ts';
import type { Stop } from '../dap/stopTracker.ts';

/** What a source found at one stop. */
export type ReadResult =
  | {
      readonly kind: 'stacks';
      readonly stacks: readonly Stack[];
      readonly history: readonly HistoryEntry[];
      readonly problems: readonly Problem[];
      readonly resources?: Resources;
      readonly runtime?: string;
      readonly location?: SourceLocation;
      /** How many stacks are not listed; {@link CleanupSource.readMoreStacks} lists the next. */
      readonly moreStacks?: number;
      /** A sentence that says what was looked for, shown if nothing is pending. */
      readonly nothing?: string;
    }
  | { readonly kind: 'absent'; readonly absent: Absent; readonly location?: SourceLocation };

/** A stack with its scopes, and what a person should look at in it. */
export interface StackReading {
  readonly stack: Stack;
  /** If reading the stack revealed more cleanups that ran: all that ran, newest first. */
  readonly history?: readonly HistoryEntry[];
  readonly problems: readonly Problem[];
}

/** A page of stacks that were not listed at first, and how many remain. */
export interface MoreStacks {
  readonly stacks: readonly Stack[];
  readonly problems: readonly Problem[];
  readonly left: number;
}

/**
 * Reads one kind of program. It is made for one debug session and keeps nothing of a stop beyond the next one. It leaves out what it cannot
 * find out.
 */
export interface CleanupSource {
  /**
   * What is pending now.
   * @throws {DapError} when the adapter fails or `signal` is aborted; every other obstacle is an `absent` result.
   */
  read(stop: Stop, signal: AbortSignal): Promise<ReadResult>;
  /**
   * The next page of a scope's cleanups, in run order, not numbered across the stack; the first `skip` pending ones are left out. Only for
   * a source whose scopes have more than they list.
   */
  readMore?(scopeId: string, skip: number, signal: AbortSignal): Promise<readonly Omit<Cleanup, 'order'>[]>;
  /** Reads a stack that was listed unread; undefined if it no longer exists. Only for a source that lists unread stacks. */
  readStack?(stackId: string, signal: AbortSignal): Promise<StackReading | undefined>;
  /** Lists the next page of stacks, unread. Only for a source whose `read` leaves some out. */
  readMoreStacks?(signal: AbortSignal): Promise<MoreStacks>;
  /** The next page of a resource's entries; the first `skip` are left out. Only for a source that has resources. */
  readMoreEntries?(resourceId: string, skip: number, signal: AbortSignal): Promise<readonly ResourceEntry[]>;
  /** Whether the argument has children that {@link readChildren} can load. */
  hasChildren?(argument: Argument): boolean;
  /** Live children of an argument: what VS Code's Variables view would show. */
  readChildren?(argument: Argument, signal: AbortSignal): Promise<readonly LiveValue[]>;
  /** Children of a live value. */
  readLiveChildren?(variablesReference: number, signal: AbortSignal): Promise<readonly LiveValue[]>;
  /** The variables of outer functions that the cleanup's own function uses, with their present values. */
  readCaptured?(cleanup: Cleanup, signal: AbortSignal): Promise<readonly LiveValue[]>;
  /** Where the cleanup's function is defined. */
  findCallee?(cleanup: Cleanup, signal: AbortSignal): Promise<SourceLocation | undefined>;
  /** The id of the scope that a variable of a frame holds. */
  findScope?(variable: string, frameId: number, signal: AbortSignal): Promise<string | undefined>;
}

/** A value that the adapter holds for this stop. */
export interface LiveValue {
  readonly name: string;
  readonly type?: string;
  readonly value: string;
  readonly variablesReference: number;
  readonly evaluateName?: string;
}
