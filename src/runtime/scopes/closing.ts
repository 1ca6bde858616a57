/** Runs a scope's cleanups: TC39 DisposeResources, with Go's panics and Zig's errdefer built in. */

import { callEntry, type Entry, entryHow, entryId, How, isOnError } from './entry.ts';
import { addFailure } from './failure.ts';
import { recordHistory } from './history.ts';
import { type Ledger, State } from './ledger.ts';
import { enter, enterCleanups, forget, leave, startAwaiting, stopAwaiting } from './liveScopes.ts';
import { isObserved, isWatched } from '../door/observer.ts';
import { recorder } from './recorder.ts';

/**
 * Runs the cleanups, last in, first out, and leaves what they throw in `ledger.failure`. It does nothing if the scope is already
 * closed, by `dispose()` in its own body or by `move()`.
 */
export function close(ledger: Ledger): void {
  if (ledger.state !== State.open) return;
  ledger.state = State.closing;
  if (ledger.head === undefined) return;
  const outer = enterCleanups(ledger);
  try {
    for (let entry = takeNext(ledger); entry !== undefined; entry = takeNext(ledger)) {
      if (isPassedOver(ledger, entry)) continue;
      if (isWatched()) recorder?.started(ledger, entry);
      try {
        callEntry(entry);
      } catch (error) {
        finishFailed(ledger, entry, error);
        continue;
      }
      finish(ledger, entry);
    }
  } finally {
    leave(outer);
  }
}

/**
 * Runs the cleanups, last in, first out, awaits each result, and rejects with what the scope then fails with. It awaits exactly as
 * often as the standard (TC39 DisposeResources): once for each call that returned, and once for all empty resources together if
 * nothing else was awaited.
 */
export async function endAsync(ledger: Ledger): Promise<void> {
  ledger.state = State.closing;
  startAwaiting();
  const budget = ledger.note?.budget;
  let hasEmpty = false;
  let hasAwaited = false;
  for (;;) {
    const entry = takeNext(ledger);
    if (entry === undefined) {
      if (!hasEmpty || hasAwaited) break;
      hasAwaited = true;
      // oxlint-disable-next-line typescript/await-thenable -- TC39 DisposeResources step 4: Await(undefined)
      await undefined;
      // This is not the end yet: a `use` whose getter started all this may have registered its resource in the meantime.
      continue;
    }
    if (entryHow(entry) === How.useNothing) {
      hasEmpty = true;
      continue;
    }
    if (isPassedOver(ledger, entry)) continue;
    if (isWatched()) recorder?.started(ledger, entry);
    try {
      const result = budget === undefined ? callInside(ledger, entry) : budget.callWithin(entry, () => callInside(ledger, entry));
      hasAwaited = true;
      await result;
    } catch (error) {
      finishFailed(ledger, entry, error);
      continue;
    }
    finish(ledger, entry);
  }
  stopAwaiting();
  end(ledger);
}

/** A closed scope is forgotten. What is still unwinding goes on. */
export function end(ledger: Ledger): void {
  ledger.state = State.closed;
  recorder?.closed(ledger);
  forget(ledger);
  const { failure } = ledger;
  if (failure === undefined) return;
  ledger.failure = undefined;
  throw failure.thrown;
}

/** The synchronous part of an awaited cleanup, with its scope as the innermost one. */
function callInside(ledger: Ledger, entry: Entry): unknown {
  const outer = enter(ledger);
  try {
    // TC39 GetDisposeMethod: what a synchronous disposer throws becomes a rejection; what it returns is not awaited.
    if (entryHow(entry) === How.useSync)
      return new Promise<void>((resolve) => {
        callEntry(entry);
        resolve();
      });
    return callEntry(entry);
  } finally {
    leave(outer);
  }
}

/** This is one statement, so that a debugger that stops here sees the entry either as waiting or as running (a reader skips it there). */
function takeNext(ledger: Ledger): Entry | undefined {
  const next = (ledger.running = ledger.head);
  if (next !== undefined) ledger.head = next.below;
  return next;
}

/** Zig's errdefer: this is decided when the entry's turn comes, not when it was registered. */
function isPassedOver(ledger: Ledger, entry: Entry): boolean {
  if (!isOnError(entry) || ledger.failure !== undefined) return false;
  if (isWatched()) tellEnd(ledger, entry, 'skipped');
  return true;
}

function finish(ledger: Ledger, entry: Entry): void {
  // A recovery takes effect when the cleanup that did it has returned.
  if (ledger.failure?.isRecovered === true) ledger.failure = undefined;
  if (isWatched()) tellEnd(ledger, entry, 'done');
}

function finishFailed(ledger: Ledger, entry: Entry, error: unknown): void {
  ledger.failure = addFailure(ledger.failure, error);
  if (isWatched()) tellEnd(ledger, entry, 'failed', error);
}

function tellEnd(ledger: Ledger, entry: Entry, how: 'done' | 'failed' | 'skipped', error?: unknown): void {
  recorder?.ended(ledger, entry, how, error);
  if (isObserved()) recordHistory(ledger, entryId(entry), entry, how, error);
}
