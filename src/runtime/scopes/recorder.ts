/** Who writes down what happens: the part `record`, while a recording is made. */

import type { Entry } from './entry.ts';
import type { Note } from './note.ts';

/** A scope's ledger, as far as a recorder reads it. */
export interface RecordedScope {
  readonly id: number;
  /** Two bits; see `Kind` in ledger.ts. */
  readonly kind: number;
  readonly note: (Note & { readonly budgetMs: number | undefined }) | undefined;
}

/** One change of something that outlives a scope. */
export interface ResourceChange {
  readonly form: 'guard' | 'managed' | 'pool' | 'gate' | 'owned' | 'background';
  /** The program's name for the resource. */
  readonly name: string | undefined;
  /** One thing in it; left out: the resource itself. */
  readonly entry?: string;
  readonly state: string;
  /** It is no longer there. */
  readonly gone?: boolean;
  /** Why a person should look at it. */
  readonly concern?: string;
  /** Where it came to be. */
  readonly trace?: Note['trace'];
}

/** Told of everything at the moment at which it happens. Never throws, and runs no code of the program but its redaction hook. */
export interface Recorder {
  opened(scope: RecordedScope): void;
  /** All that `from` has is `to`'s from now on; `from` is closed. */
  moved(from: RecordedScope, to: RecordedScope): void;
  closed(scope: RecordedScope): void;
  registered(scope: RecordedScope, entry: Entry): void;
  started(scope: RecordedScope, entry: Entry): void;
  ended(scope: RecordedScope, entry: Entry, how: 'done' | 'failed' | 'skipped', error?: unknown): void;
  /** The cleanup's time is over; `isLeft`: its scope goes on without it. */
  timedOut(entry: Entry, isLeft: boolean): void;
  /** The body has thrown. */
  thrown(scope: RecordedScope, error: unknown): void;
  recovered(scope: RecordedScope, error: unknown): void;
  /** The scope's body or one of its cleanups is called: what it starts, also later, is its own. */
  entered(scope: RecordedScope): void;
  /** That call has returned. */
  left(): void;
  changed(resource: object, change: ResourceChange): void;
}

/** `undefined`: nobody. Read in place by those who would tell: while nothing is recorded, that is all it costs. */
export let recorder: Recorder | undefined;

export function setRecorder(next: Recorder | undefined): void {
  recorder = next;
}
