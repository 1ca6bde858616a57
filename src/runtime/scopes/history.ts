/** The cleanups that ran last, as text only, so that nothing of the program is kept alive. Filled while a debugger is attached. */

import { append } from '../support/append.ts';
import type { DoorHistory } from '../door/doorContract.ts';
import type { Entry } from './entry.ts';
import type { Ledger } from './ledger.ts';
import { ownFunction } from './limitNotes.ts';
import { readTrace } from '../door/trace.ts';
import { describe, nameFunction } from '../support/describe.ts';

const MAX_HISTORY = 100;
const ring: DoorHistory[] = [];
let recorded = 0;

export function recordHistory(ledger: Ledger, cleanup: number, entry: Entry, state: DoorHistory['state'], error?: unknown): void {
  const scopeLabel = ledger.note?.label;
  // The trace is read now, because an unread one would keep its functions alive.
  const site = readTrace(entry.note?.trace);
  ring[recorded % MAX_HISTORY] = {
    scope: ledger.id,
    ...(scopeLabel === undefined ? {} : { scopeLabel }),
    cleanup,
    name: entry.note?.label ?? nameFunction(ownFunction(entry)),
    state,
    ...(state === 'failed' ? { error: describe(error) } : {}),
    ...(site === undefined ? {} : { site }),
  };
  recorded += 1;
}

/** Newest first. */
export function listHistory(): readonly DoorHistory[] {
  const found: DoorHistory[] = [];
  for (let i = recorded - 1; i >= 0 && i >= recorded - MAX_HISTORY; i--) {
    const one = ring[i % MAX_HISTORY];
    if (one !== undefined) append(found, one);
  }
  return found;
}

export function forgetHistory(): void {
  ring.length = 0;
  recorded = 0;
}
