/** What a scope keeps about itself. The scope object in the program's hands holds it in a private field. */

import { type Entry, entryId, type How, makeTag } from './entry.ts';
import type { Failure } from './failure.ts';
import type { Note } from './note.ts';
import { isWatched, keepsSites, setChecked } from '../door/observer.ts';
import { recorder } from './recorder.ts';
import type { ScopeNote } from './scopeNote.ts';
import { capture, CLEANUP_FRAMES } from '../door/trace.ts';

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

let lastId = 0;
/** The part `limit` refuses what it knows of, once it has made a limit. */
let registrationCheck: ((ledger: Ledger, how: How, fn: unknown) => void) | undefined;

/** @internal Has `check` asked before each registration; it throws when the call is not for that scope. */
export function setRegistrationCheck(check: typeof registrationCheck): void {
  registrationCheck = check;
  setChecked();
}

export class Ledger {
  /** Grows with each scope: the newer of two has the higher one. */
  readonly id: number;
  readonly kind: Kind;
  state: State;
  /** Runs next; the rest hangs below it. */
  head: Entry | undefined;
  running: Entry | undefined;
  failure: Failure | undefined;
  note: ScopeNote | undefined;
  /** The scope made before this one in the same job, while both are in that list (see liveScopes.ts). */
  older: Ledger | undefined;

  constructor(kind: Kind, note: ScopeNote | undefined) {
    this.id = ++lastId;
    this.kind = kind;
    this.state = State.open;
    this.head = undefined;
    this.running = undefined;
    this.failure = undefined;
    this.note = note;
    this.older = undefined;
  }
}

/** Names the next registration; `undefined` takes the name back. */
export function setNextLabel(ledger: Ledger, text: string | undefined): void {
  const { note } = ledger;
  if (note !== undefined) note.nextLabel = text;
  else if (text !== undefined)
    ledger.note = { label: undefined, trace: undefined, nextLabel: text, budget: undefined, budgetMs: undefined };
}

/** How many cleanups wait. */
export function countPending(ledger: Ledger): number {
  const { head, running } = ledger;
  return head === undefined ? 0 : entryId(head) - (head === running ? 1 : 0);
}

/** Puts one call on top of the ledger. Called by the scope's methods directly: the count of frames is known to `capture`. */
export function register(ledger: Ledger, how: How, fn: unknown, arg: unknown): void {
  const below = ledger.head;
  if (ledger.note === undefined && !isWatched()) ledger.head = { below, fn, arg, tag: makeTag(below, how), note: undefined };
  else registerWatched(ledger, how, fn, arg);
}

function registerWatched(ledger: Ledger, how: How, fn: unknown, arg: unknown): void {
  if (registrationCheck !== undefined) registrationCheck(ledger, how, fn);
  const note = ledger.note === undefined && !keepsSites() ? undefined : takeNote(ledger);
  const below = ledger.head;
  const entry = { below, fn, arg, tag: makeTag(below, how), note };
  ledger.head = entry;
  recorder?.registered(ledger, entry);
}

function takeNote(ledger: Ledger): Note | undefined {
  const label = ledger.note?.nextLabel;
  setNextLabel(ledger, undefined);
  // An error that tells of a cleanup which took too long tells where it was registered.
  const trace = keepsSites() || ledger.note?.budget !== undefined ? capture(CLEANUP_FRAMES, 4) : undefined;
  return label === undefined && trace === undefined ? undefined : { label, trace };
}
