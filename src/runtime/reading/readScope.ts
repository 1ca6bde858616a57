/** One scope as a debugger reads it: plain data around the program's own functions and values. Nothing is called on them. */

import { append } from '../support/append.ts';
import { systemClock } from '../support/clock.ts';
import type { DoorCleanup, DoorFailure, DoorScope } from '../door/doorContract.ts';
import { type Entry, entryHow, entryId, How } from '../scopes/entry.ts';
import { listFailures } from '../scopes/failure.ts';
import { countPending, Kind, type Ledger, State } from '../scopes/ledger.ts';
import { findLimit, findRunning, ownFunction } from '../scopes/limitNotes.ts';
import { readScopeTrace, readTrace } from '../door/trace.ts';

/** Two calls lie between the caller and the body: `run` and the function that enters the body. The same holds for `runAsync`. */
const BODY_ABOVE = 3;

/** A query whose fields are all its own. */
export interface ReadQuery {
  readonly scopes: number;
  readonly cleanups: number;
  readonly scope: number | undefined;
  readonly skip: number;
  readonly resources: number | undefined;
  readonly entries: number;
  readonly resource: number | undefined;
}

export function readScope(ledger: Ledger, query: ReadQuery): DoorScope {
  const label = ledger.note?.label;
  const site = readScopeTrace(ledger.note?.trace);
  return {
    id: ledger.id,
    kind: (ledger.kind & Kind.body) === 0 ? 'object' : 'function',
    ...(label === undefined ? {} : { label }),
    async: (ledger.kind & Kind.asyncObject) !== 0,
    state: ledger.state === State.open ? 'open' : 'closing',
    ...(site === undefined ? {} : { site }),
    ...((ledger.kind & Kind.body) === 0 ? {} : { bodyAbove: BODY_ABOVE }),
    failures: readFailures(ledger),
    pending: countPending(ledger),
    cleanups: readCleanups(ledger, query),
  };
}

function readFailures(ledger: Ledger): readonly DoorFailure[] {
  const recovered = ledger.failure?.isRecovered === true;
  const all = listFailures(ledger.failure);
  const found: DoorFailure[] = [];
  for (let i = 0; i < all.length; i++) append(found, { value: all[i]?.value, recovered });
  return found;
}

function readCleanups(ledger: Ledger, query: ReadQuery): readonly DoorCleanup[] {
  const found: DoorCleanup[] = [];
  const { running } = ledger;
  // Between two statements of `takeNext`, the running entry is still on top of the waiting ones.
  let entry = ledger.head === running ? running?.below : ledger.head;
  if (running !== undefined && query.cleanups > 0) append(found, readCleanup(ledger, running, 'running'));
  for (let left = query.skip; left > 0 && entry !== undefined; left--) entry = entry.below;
  for (; entry !== undefined && found.length < query.cleanups; entry = entry.below) append(found, readCleanup(ledger, entry, 'pending'));
  return found;
}

function readCleanup(ledger: Ledger, entry: Entry, state: DoorCleanup['state']): DoorCleanup {
  const label = entry.note?.label;
  const site = readTrace(entry.note?.trace);
  const how = entryHow(entry);
  return {
    id: entryId(entry),
    state,
    kind: nameKind(how),
    ...(label === undefined ? {} : { label }),
    fn: ownFunction(entry),
    ...(nameKind(how) === 'use' ? { receiver: entry.arg } : {}),
    args: addSignal(entry, listArguments(entry, how)),
    ...(site === undefined ? {} : { site }),
    ...readLimit(ledger, entry, state),
  };
}

/** Represents the signal that a cleanup with a limit gets as its first argument, until there is one: see DoorCleanup. */
const SIGNAL = Symbol.for('deferscope.signal');

/** Only if there are arguments, so that each one stays at its parameter. */
function addSignal(entry: Entry, args: readonly unknown[]): readonly unknown[] {
  if (args.length === 0 || findLimit(entry.fn) === undefined) return args;
  const all: unknown[] = [findRunning(entry)?.signal ?? SIGNAL];
  for (let i = 0; i < args.length; i++) append(all, args[i]);
  return all;
}

function readLimit({ note }: Ledger, entry: Entry, state: DoorCleanup['state']): Pick<DoorCleanup, 'timeoutMs' | 'deadlineInMs'> {
  const own = findLimit(entry.fn)?.ms ?? Infinity;
  const shared = note?.budgetMs ?? Infinity;
  const timeoutMs = own < shared ? own : shared;
  const dueAt = state === 'running' ? findRunning(entry)?.dueAt : undefined;
  return {
    ...(timeoutMs < Infinity ? { timeoutMs } : {}),
    ...(dueAt === undefined ? {} : { deadlineInMs: dueAt - systemClock.now() }),
  };
}

function nameKind(how: How): DoorCleanup['kind'] {
  switch (how) {
    case How.defer:
    case How.deferOne:
    case How.deferMany:
      return 'defer';
    case How.use:
    case How.useSync:
    case How.useNothing:
      return 'use';
    case How.adopt:
      return 'adopt';
    case How.onError:
    case How.onErrorOne:
    case How.onErrorMany:
      return 'onError';
  }
}

function listArguments(entry: Entry, how: How): readonly unknown[] {
  switch (how) {
    case How.deferOne:
    case How.onErrorOne:
    case How.adopt:
      return [entry.arg];
    case How.deferMany:
    case How.onErrorMany:
      return copy(entry.arg as readonly unknown[]);
    case How.defer:
    case How.onError:
    case How.use:
    case How.useSync:
    case How.useNothing:
      return [];
  }
}

/**
 * A debugger gets an array of its own, so that it cannot change what the call will get. No iterator is used, because it could be
 * the program's.
 */
function copy(all: readonly unknown[]): readonly unknown[] {
  const made: unknown[] = [];
  for (let i = 0; i < all.length; i++) append(made, all[i]);
  return made;
}
