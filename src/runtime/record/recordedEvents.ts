/**
 * The file format `deferscope.recording` version 1 as data: JSON Lines, a header, then one event in each line. The types of these lines
 * are here because the library writes them and imports nothing from outside. Readers import them from here.
 * `media/recording.schema.json` is the same contract as JSON Schema.
 */

import type { ResourceForm } from '../scopes/recorder.ts';

export const RECORDING_SCHEMA = 'deferscope.recording';
export const RECORDING_VERSION = 1;
/** The file extension of recordings. */
export const RECORDING_SUFFIX = '.deferscope.jsonl';

/** The first line. */
export interface RecordingHeader {
  readonly schema: typeof RECORDING_SCHEMA;
  readonly version: typeof RECORDING_VERSION;
  /** ISO 8601; every event's time counts from here. */
  readonly startedAt: string;
  readonly program: RecordedProgram;
}

export interface RecordedProgram {
  readonly name: string;
  readonly pid?: number;
  /** What wrote the recording, e.g. `deferscope 0.1.0`. */
  readonly runtime?: string;
}

/** A place in a source file. Lines and columns are counted from 1. */
export interface RecordedPlace {
  /** An absolute path, or a URL if the source is not a file. */
  readonly path: string;
  readonly line: number;
  readonly column?: number;
}

export const SCOPE_FORMS = ['function', 'block', 'object'] as const;
type RecordedScopeForm = (typeof SCOPE_FORMS)[number];

export interface Timed {
  /** Milliseconds since the recording started. */
  readonly t: number;
}

/** A scope was opened. Ids are numbers, unique within the recording. */
export interface ScopeOpened extends Timed {
  readonly kind: 'scope-opened';
  readonly scope: number;
  readonly form: RecordedScopeForm;
  readonly name?: string;
  readonly async?: boolean;
  /** The scope in whose body or cleanup it was opened, also across awaits. */
  readonly parent?: number;
  readonly at?: RecordedPlace;
}

/** Everything that `scope` had now belongs to `to`; `scope` is closed. */
export interface ScopeMoved extends Timed {
  readonly kind: 'scope-moved';
  readonly scope: number;
  readonly to: number;
}

export interface ScopeClosed extends Timed {
  readonly kind: 'scope-closed';
  readonly scope: number;
}

/** What a cleanup will be called with, as text. */
export interface RecordedArgument {
  readonly name?: string;
  readonly type?: string;
  readonly value: string;
}

export interface Registered extends Timed {
  readonly kind: 'registered';
  readonly scope: number;
  /** Unique within its scope. */
  readonly cleanup: number;
  readonly label: string;
  readonly args?: readonly RecordedArgument[];
  readonly at?: RecordedPlace;
  /** It runs only if the scope fails. */
  readonly onError?: boolean;
  readonly timeoutMs?: number;
}

export interface Started extends Timed {
  readonly kind: 'started';
  readonly scope: number;
  readonly cleanup: number;
}

export type OutcomeKind = 'done' | 'failed' | 'abandoned' | 'skipped';

/**
 * What became of a cleanup. `timed-out` is not its end: `failed` or `abandoned` follows, or `done` if it finishes late. `abandoned`: the
 * scope continues without it.
 */
export interface Outcome extends Timed {
  readonly kind: OutcomeKind | 'timed-out';
  readonly scope: number;
  readonly cleanup: number;
  /** How long it ran, in milliseconds. */
  readonly ms?: number;
  readonly error?: string;
}

/** Something unwinds the scope from now on, or a cleanup has stopped the unwinding. */
export interface FailureEvent extends Timed {
  readonly kind: 'thrown' | 'recovered';
  readonly scope: number;
  readonly error?: string;
}

/** A resource, or with `entry` one thing in it, is in that state from now on. */
export interface ResourceEvent extends Timed {
  readonly kind: 'resource';
  readonly resource: number;
  readonly form: ResourceForm;
  readonly name?: string;
  readonly entry?: string;
  readonly state: string;
  /** It no longer exists. */
  readonly gone?: boolean;
  /** Why a person should look at it. */
  readonly concern?: string;
  readonly at?: RecordedPlace;
}

/** The process ends. */
export interface ExitEvent extends Timed {
  readonly kind: 'exit';
  readonly code?: number;
  /** How many cleanups never ran, in how many scopes. */
  readonly pending: number;
  readonly scopes: number;
}

export const GAP_REASONS = ['backpressure', 'rotated', 'bounded'] as const;

/** Events are missing here. */
export interface GapEvent extends Timed {
  readonly kind: 'gap';
  readonly count: number;
  /**
   * `backpressure`: the disk was too slow. `rotated`: they are in the file before this one. `bounded`: a recorder that keeps them in memory
   * dropped the oldest.
   */
  readonly reason: (typeof GAP_REASONS)[number];
}

/** What a library writes, one event in each line. */
export type LibraryEvent =
  ScopeOpened | ScopeMoved | ScopeClosed | Registered | Started | Outcome | FailureEvent | ResourceEvent | ExitEvent | GapEvent;
