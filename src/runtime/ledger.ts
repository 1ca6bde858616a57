/** What a scope keeps about itself. The scope object in the program's hands holds it in a private field. */

import { type Entry, entryId, type How, makeTag } from './entry.ts';
import type { Failure } from './failure.ts';
import type { Note } from './note.ts';
import { isObserved } from './observer.ts';
import { capture, CLEANUP_FRAMES } from './trace.ts';

export const enum State {
  open,
  /** Its cleanups are running; nothing can be registered any more. */
  closing,
  closed,
}

/** Two bits: whether the scope ends with a function's activation, and whether its cleanups are awaited. */
export const enum Kind {
  object = 0,
  body = 1,
  asyncObject = 2,
  asyncBody = 3,
}

/** One weakly remembered scope in the list of them (see liveScopes.ts). */
export interface WeakPlace {
  readonly ref: WeakRef<Ledger>;
  newer: WeakPlace | undefined;
  older: WeakPlace | undefined;
}

let lastId = 0;

export class Ledger {
  readonly id = ++lastId;
  state = State.open;
  /** Runs next; the rest hangs below it. */
  head: Entry | undefined = undefined;
  running: Entry | undefined = undefined;
  failure: Failure | undefined = undefined;
  /** The label for the next registration. */
  nextLabel: string | undefined = undefined;
  /** Neighbours among the scopes of this job (see liveScopes.ts); for a sync body `older` is the body around it. */
  newer: Ledger | undefined = undefined;
  older: Ledger | undefined = undefined;
  /** Where the scope is remembered after the job that made it. */
  place: WeakPlace | undefined = undefined;

  constructor(readonly kind: Kind, readonly note: Note | undefined) {}
}

/** How many cleanups wait. */
export function countPending(ledger: Ledger): number {
  const { head, running } = ledger;
  return head === undefined ? 0 : entryId(head) - (head === running ? 1 : 0);
}

/** Puts one call on top of the ledger. Called by the scope's methods directly: the count of frames is known to `capture`. */
export function register(ledger: Ledger, how: How, fn: unknown, arg: unknown): void {
  const note = ledger.nextLabel !== undefined || isObserved() ? takeNote(ledger) : undefined;
  const below = ledger.head;
  ledger.head = { below, fn, arg, tag: makeTag(below, how), note };
}

function takeNote(ledger: Ledger): Note | undefined {
  const label = ledger.nextLabel;
  ledger.nextLabel = undefined;
  const trace = isObserved() ? capture(CLEANUP_FRAMES, 3) : undefined;
  return label === undefined && trace === undefined ? undefined : { label, trace };
}
