/**
 * What the probe in a JavaScript program answers to `read`: one JSON text. It has a version, because the injected probe and the decoding
 * host may one day differ.
 */

import type { DoorResource } from '../../../runtime/door/doorContract.ts';

export const WIRE_VERSION = 1;

/** Limits that the probe keeps and the decoder enforces. */
export const WIRE_LIMITS = {
  /** Scopes of one library. */
  scopes: 200,
  /** Cleanups listed per scope: one page. */
  cleanups: 100,
  /** Cleanups listed in all. */
  cleanupsInAll: 2000,
  /** Arguments of one cleanup. */
  arguments: 20,
  /** Frames of the paused call stack. */
  frames: 1000,
  /** Async functions that wait for it. */
  waiting: 60,
  /** Values that the engine describes at once. */
  held: 100,
  /** UTF-16 units of a value's preview. */
  value: 200,
  /** UTF-16 units of a function's source text. */
  source: 400,
  /** UTF-16 units of a name or label. */
  name: 200,
  /** UTF-16 units of a path or URL. */
  url: 4096,
  /** Copies of libraries. */
  libraries: 16,
  /** Cleanups that already ran. */
  history: 100,
  /** Resources of one kind and one library. */
  resources: 50,
  /** Entries listed per resource: one page. */
  entries: 100,
  /** Entries listed in all. */
  entriesInAll: 2000,
  /** Facts of one resource or entry. */
  facts: 12,
  /** Concerns of one library. */
  concerns: 100,
  /** Replaced functions that are named. */
  replaced: 50,
} as const;

export interface WireReading {
  readonly wire: typeof WIRE_VERSION;
  /** The paused call stack, innermost first, without calls of built-in functions, in the positions of the running code. */
  readonly frames: readonly WireFrame[];
  /** The async functions that wait for it, each for the one before, as far as the engine follows them. */
  readonly waiting: readonly WireFrame[];
  readonly libraries: readonly WireLibrary[];
  /** Engine functions that reading needs and that the program has replaced with its own. */
  readonly replaced?: readonly string[];
  /** The calls come from the engine's text of the stack, because the program does not let them be read one by one. */
  readonly isStackWritten?: true;
  /** There are calls, but none could be read. */
  readonly isStackUnread?: true;
}

export interface WireFrame {
  readonly name: string;
  /** Empty for generated code without a name. */
  readonly url: string;
  readonly line: number;
  readonly column: number;
  /** For a paused frame: the SHA-256 of the running text, if the engine tells. */
  readonly hash?: string;
  /** For a paused frame: its place in that text, in UTF-16 units. */
  readonly offset?: number;
  /** For a paused frame: where its function begins. */
  readonly functionLine?: number;
  readonly functionColumn?: number;
}

export interface WireLibrary {
  /** Its place in the door's list. Together with a scope's id it identifies a scope. */
  readonly index: number;
  readonly name: string;
  readonly version: string;
  readonly scopeCount: number;
  /** Scopes that are left out because nobody knows whether their last cleanup still runs. */
  readonly unseen?: number;
  readonly scopes: readonly WireScope[];
  readonly history: readonly WireHistory[];
  readonly resources: readonly WireResource[];
  readonly resourceCount: number;
  readonly concerns: readonly WireConcern[];
  /** Why it could not be read. */
  readonly error?: string;
}

export interface WireScope {
  readonly id: number;
  readonly kind: 'function' | 'object';
  readonly label?: string;
  readonly async: boolean;
  readonly state: 'open' | 'closing';
  readonly site?: WireFrame;
  /** The frame of the paused stack that made the scope and is still there, as an index into `frames`. */
  readonly owner?: number;
  readonly failures: readonly WireFailure[];
  readonly pending: number;
  readonly cleanups: readonly WireCleanup[];
}

export interface WireFailure {
  readonly value: WireValue;
  readonly recovered: boolean;
}

export interface WireCleanup {
  readonly id: number;
  readonly state: 'pending' | 'running';
  readonly kind: 'defer' | 'use' | 'adopt' | 'onError';
  readonly label?: string;
  readonly fn: WireFunction;
  readonly receiver?: WireValue;
  /** The receiver is a scope that a library shows: `library:scope`. */
  readonly holds?: string;
  readonly args: readonly WireValue[];
  /** The total number of arguments. */
  readonly argCount: number;
  readonly site?: WireFrame;
  readonly timeoutMs?: number;
  /** Negative when the limit has passed. */
  readonly deadlineInMs?: number;
}

export interface WireResource {
  readonly id: number;
  readonly kind: DoorResource['kind'];
  readonly label?: string;
  readonly state: string;
  readonly facts: readonly WireFact[];
  readonly entries: readonly WireEntry[];
  readonly entryCount: number;
  readonly site?: WireFrame;
}

export interface WireFact {
  readonly name: string;
  readonly value: WireValue;
}

export interface WireEntry {
  readonly name: string;
  readonly state: string;
  readonly facts: readonly WireFact[];
  readonly concern?: string;
  readonly site?: WireFrame;
}

export const CONCERN_CODES = ['leak', 'expired', 'stuck', 'failed'] as const;

export interface WireConcern {
  readonly code: (typeof CONCERN_CODES)[number];
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly site?: WireFrame;
}

export interface WireFunction {
  readonly name: string;
  /** The beginning of its source text; empty for built-in and bound functions. */
  readonly source: string;
}

/** The kind of a value, as far as it can be told without running the program's code. */
export type WireValueType = 'string' | 'number' | 'bigint' | 'boolean' | 'symbol' | 'undefined' | 'null' | 'function' | 'object';

export interface WireValue {
  readonly type: WireValueType;
  /**
   * For a string: its beginning, unquoted. For a function: the beginning of its source text, or `ƒ` and its name. For anything else: a
   * preview.
   */
  readonly text: string;
  /** The text is cut off. */
  readonly cut: boolean;
  /** The full length of a string that is cut off. */
  readonly length?: number;
  /** The engine can say more than the text does, without running the program's code. */
  readonly describable?: true;
}

export interface WireHistory {
  readonly scope: number;
  readonly scopeLabel?: string;
  readonly cleanup: number;
  readonly name: string;
  readonly state: 'done' | 'failed' | 'skipped';
  readonly error?: string;
  readonly site?: WireFrame;
}
