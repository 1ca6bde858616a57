/**
 * The vocabulary of Deferscope as data, and the document `deferscope.snapshot` version 1 that every surface draws,
 * saves and compares. `media/snapshot.schema.json` is the same contract as JSON Schema; a test holds the two together.
 *
 * Lines and columns are 1-based. Every `value`, `label` and `name` is display text: one line, bounded, ending in an
 * ellipsis where it was cut.
 */

export const SNAPSHOT_SCHEMA = 'deferscope.snapshot';
export const SNAPSHOT_VERSION = 1;

/** A place in a source file. */
export interface SourceLocation {
  /** An absolute path, or a URL if the source is not a file. */
  readonly path: string;
  readonly line: number;
  readonly column?: number;
}

/** How an argument is held: frozen at registration, still shared with the program, written in the source, or not known. */
export type Capture = 'value' | 'reference' | 'literal' | 'unknown';

export interface Argument {
  readonly name?: string;
  readonly type?: string;
  readonly value: string;
  readonly capture: Capture;
  /** Greater than 0 if the adapter has children for it; valid only for the stop that it came from. */
  readonly variablesReference?: number;
}

export type CleanupState = 'pending' | 'running' | 'done' | 'failed' | 'skipped';

/** The function that a cleanup calls. */
export interface Callee {
  readonly name: string;
  readonly location?: SourceLocation;
}

/** A call that was registered and runs when its scope ends, or a `finally` clause that runs when its `try` block ends. */
export interface Cleanup {
  readonly id: string;
  /** A clause written in the program: it was not registered and takes no arguments. */
  readonly kind?: 'finally';
  /**
   * Its number within its stack, across all scopes that end with the stack; or within its scope, if the owner ends that scope. 1 runs next,
   * 0 is running. A cleanup that runs only on failure has the number of its place, and the next ordinary cleanup has the same number.
   */
  readonly order: number;
  /** It has this number or a later one, because not everything that runs before it is known. */
  readonly orLater?: true;
  readonly state: CleanupState;
  /** The call as a person would write it. */
  readonly label: string;
  readonly callee: Callee;
  readonly registeredAt?: SourceLocation;
  readonly arguments: readonly Argument[];
  /** It runs only when its scope fails; the numbers of the others ignore it. */
  readonly when?: 'failure';
  /** It can stop an unwinding: its body calls `recover`. */
  readonly recovers?: boolean;
  /** It is awaited. */
  readonly async?: boolean;
  readonly timeoutMs?: number;
  /** The scope that it ends: the cleanups of that scope run as part of this one, before the next. */
  readonly holds?: string;
  readonly error?: string;
  readonly notes?: readonly string[];
}

/** A statement that may have registered something; the program does not say whether it has. */
export interface PossibleCleanup {
  /** The call as it stands in the source. */
  readonly label: string;
  readonly registeredAt: SourceLocation;
}

export const SCOPE_KINDS = ['function', 'block', 'object'] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** What owns cleanups and ends. */
export interface CleanupScope {
  readonly id: string;
  readonly kind: ScopeKind;
  readonly name: string;
  /** The frame of the stop that owns it, if known. */
  readonly frameId?: number;
  /** Where its frame is paused; for an object, where it was made. */
  readonly location?: SourceLocation;
  /** Its owner ends it by hand: its cleanups have numbers of their own, and nobody knows when their turn comes. */
  readonly ends?: 'owner';
  /** How many cleanups are pending here, including those that are not listed, without the running one. */
  readonly total: number;
  /** Nobody can know what is registered on it: nothing in it is counted or listed. */
  readonly unknown?: true;
  /** In run order, the running one first. */
  readonly cleanups: readonly Cleanup[];
  /** Other facts about it, at most a sentence each. */
  readonly notes?: readonly string[];
  /** What may also be pending, the last statement first. Not counted and without an order, because nobody knows whether it is. */
  readonly possible?: readonly PossibleCleanup[];
}

export const STACK_KINDS = ['goroutine', 'thread', 'task'] as const;
export type StackKind = (typeof STACK_KINDS)[number];

export const STATUS_KINDS = ['paused', 'running', 'blocked', 'ended'] as const;

export interface StackStatus {
  readonly kind: (typeof STATUS_KINDS)[number];
  readonly reason?: string;
  /** The least time that it has waited, in milliseconds. It differs at every stop. */
  readonly sinceMs?: number;
  /** At how many stops in a row it was found blocked at the same place, including this one. */
  readonly stops?: number;
}

export const FAILURE_KINDS = ['panic', 'exception', 'goexit'] as const;

/** What is unwinding a stack. */
export interface Failure {
  readonly kind: (typeof FAILURE_KINDS)[number];
  readonly value?: string;
  readonly recovered: boolean;
}

/** A goroutine, a thread or an async task: its scopes, innermost first. */
export interface Stack {
  readonly id: string;
  readonly kind: StackKind;
  readonly name: string;
  /** It is the stack that the debugger stopped. */
  readonly current: boolean;
  readonly status: StackStatus;
  /** Newest first. */
  readonly failures: readonly Failure[];
  readonly scopes: readonly CleanupScope[];
  /** The debug adapter's thread; valid for this stop. */
  readonly threadId?: number;
  /** Only the innermost calls were read: what the calls further out hold is neither listed nor counted. */
  readonly moreFrames?: true;
  /** Its scopes are not here because reading them takes time; they are read when somebody looks. */
  readonly unread?: UnreadStack;
}

/** What is known about a stack whose scopes were not read. */
export interface UnreadStack {
  /** How many cleanups are pending in it, if known. */
  readonly pending?: number;
}

/** One fact about a resource or an entry: a name and its present value. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** For a length of time, the same in milliseconds. It differs at every stop. */
  readonly milliseconds?: number;
}

/** One thing inside a resource: a guard's key, a managed resource, a lent object, a tenant. */
export interface ResourceEntry {
  readonly name: string;
  /** One word that the library chose. */
  readonly state: string;
  readonly facts: readonly Fact[];
  /** Why a person should look at it. */
  readonly concern?: string;
  readonly location?: SourceLocation;
}

/** Something that is held, lent or shared beyond one scope. */
export interface Resource {
  readonly id: string;
  /** The program's name for it, or a number. */
  readonly name: string;
  /** One word that the library chose, e.g. `open`. */
  readonly state: string;
  readonly facts: readonly Fact[];
  readonly entries: readonly ResourceEntry[];
  /** How many entries there are, including those that are not listed. */
  readonly total: number;
  /** Where it was made. */
  readonly location?: SourceLocation;
}

/** What the program holds besides scopes, by kind; within a kind, in the order in which it was made. */
export interface Resources {
  readonly guards: readonly Resource[];
  readonly managed: readonly Resource[];
  readonly pools: readonly Resource[];
  readonly gates?: readonly Resource[];
  readonly owned?: readonly Resource[];
  /** Cleanups that continue after their scope has ended. */
  readonly background?: readonly Resource[];
  /** The end of the program, awaited or in progress. */
  readonly shutdowns?: readonly Resource[];
  /** What was never released. */
  readonly leaks?: readonly Resource[];
}

export const PROBLEM_CODES = [
  'repeated-site',
  'shared-variable',
  'blocked-forever',
  'never-closed',
  'exit-ahead',
  'incomplete',
  'leak',
  'expired',
  'stuck',
  'failed',
  'resource',
  'not-followed',
  'source-differs',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Something that a person should look at. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /** Ids of the cleanups that it is about. */
  readonly stack?: string;
  readonly scope?: string;
  readonly cleanups?: readonly string[];
  readonly resource?: string;
  readonly location?: SourceLocation;
}

export const ABSENT_REASONS = [
  'running',
  'nothing-pending',
  'library-not-loaded',
  'adapter-not-supported',
  'optimized-build',
  'no-frame',
  'ended',
  'failed',
] as const;
export type AbsentReason = (typeof ABSENT_REASONS)[number];

/** Why there is nothing to show. */
export interface Absent {
  readonly reason: AbsentReason;
  /** One sentence that says what to do. */
  readonly message: string;
}

/** A cleanup that ran while the debugger was attached. */
export interface HistoryEntry {
  readonly id: string;
  readonly scope: string;
  readonly state: 'done' | 'failed' | 'skipped';
  readonly label: string;
  readonly registeredAt?: SourceLocation;
  readonly error?: string;
}

export interface SnapshotSession {
  readonly name: string;
  /** The debug type, e.g. `pwa-node`. */
  readonly type: string;
  readonly adapter?: string;
  /** What is debugged, e.g. `deferscope 1.2.0`. */
  readonly runtime?: string;
}

export interface SnapshotStop {
  readonly reason: string;
  readonly threadId?: number;
  readonly location?: SourceLocation;
}

export interface Snapshot {
  readonly schema: typeof SNAPSHOT_SCHEMA;
  readonly version: typeof SNAPSHOT_VERSION;
  /** ISO 8601. */
  readonly takenAt: string;
  readonly session: SnapshotSession;
  readonly stop: SnapshotStop;
  readonly absent?: Absent;
  readonly stacks: readonly Stack[];
  /** How many stacks that may hold something are not listed; left out if there are none. */
  readonly moreStacks?: number;
  /** Left out if there are none. */
  readonly resources?: Resources;
  /** Newest first. */
  readonly history?: readonly HistoryEntry[];
  readonly problems: readonly Problem[];
}
