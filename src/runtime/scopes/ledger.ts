/** What a scope keeps about itself. The scope object that the program has holds it in a private field. */

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
/** Once the part `limit` has made a limit, it refuses registrations that it knows cannot work. */
let registrationCheck: ((ledger: Ledger, how: How, fn: unknown) => void) | undefined;

/** @internal Has `check` called before each registration. It throws if the call is not for that scope. */
export function setRegistrationCheck(check: typeof registrationCheck): void {
  registrationCheck = check;
  setChecked();
}

export class Ledger {
  /** Grows with each scope: the newer of two scopes has the higher number. */
  readonly id: number;
  readonly kind: Kind;
  state: State;
  /** The entry that runs next; the others are linked below it. */
  head: Entry | undefined;
  running: Entry | undefined;
  failure: Failure | undefined;
  note: ScopeNote | undefined;
  /** The scope that was made before this one in the same job, while both are in that list (see liveScopes.ts). */
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

/** Puts one call on top of the ledger. Only the scope's methods call it, and directly, because `capture` must know the number of frames. */
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
  // An error about a cleanup that took too long says where it was registered.
  const trace = keepsSites() || ledger.note?.budget !== undefined ? capture(CLEANUP_FRAMES, 4) : undefined;
  return label === undefined && trace === undefined ? undefined : { label, trace };
}
