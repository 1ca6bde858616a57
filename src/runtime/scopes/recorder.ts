/** The recorder writes down what happens. It is set by the part `record` while a recording is made. */

import type { Entry } from './entry.ts';
import type { Note } from './note.ts';

/** The part of a scope's ledger that a recorder reads. */
export interface RecordedScope {
  readonly id: number;
  /** Two bits; see `Kind` in ledger.ts. */
  readonly kind: number;
  readonly note: (Note & { readonly budgetMs: number | undefined }) | undefined;
}

/** The kinds of resources whose changes are recorded. */
export const RESOURCE_FORMS = ['guard', 'managed', 'pool', 'gate', 'owned', 'background'] as const;
export type ResourceForm = (typeof RESOURCE_FORMS)[number];

/** One change to something that outlives a scope. */
export interface ResourceChange {
  readonly form: ResourceForm;
  /** The program's name for the resource. */
  readonly name: string | undefined;
  /** One thing in it; if left out, the change is about the resource itself. */
  readonly entry?: string;
  readonly state: string;
  /** It is gone. */
  readonly gone?: boolean;
  /** Why a person should look at it. */
  readonly concern?: string;
  /** Where it was made. */
  readonly trace?: Note['trace'];
}

/** Is called for everything at the moment when it happens. It never throws, and runs no code of the program except its redaction hook. */
export interface Recorder {
  opened(scope: RecordedScope): void;
  /** Everything that `from` had now belongs to `to`; `from` is closed. */
  moved(from: RecordedScope, to: RecordedScope): void;
  closed(scope: RecordedScope): void;
  registered(scope: RecordedScope, entry: Entry): void;
  started(scope: RecordedScope, entry: Entry): void;
  ended(scope: RecordedScope, entry: Entry, how: 'done' | 'failed' | 'skipped', error?: unknown): void;
  /** The cleanup has run out of time. `isLeft` means that its scope goes on without it. */
  timedOut(entry: Entry, isLeft: boolean): void;
  /** The body has thrown. */
  thrown(scope: RecordedScope, error: unknown): void;
  recovered(scope: RecordedScope, error: unknown): void;
  /** The scope's body or one of its cleanups is called. What it starts, now or later, belongs to it. */
  entered(scope: RecordedScope): void;
  /** That call has returned. */
  left(): void;
  changed(resource: object, change: ResourceChange): void;
}

/** `undefined` while nothing is recorded. Callers read this variable directly, so a program without a recording pays only for that. */
export let recorder: Recorder | undefined;

export function setRecorder(next: Recorder | undefined): void {
  recorder = next;
}
