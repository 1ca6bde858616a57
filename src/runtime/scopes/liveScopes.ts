/**
 * The scopes that are open now. A debugger finds them here, and none is kept alive that the program has let go of.
 *
 * Two lists, both in the order in which the scopes were made:
 * - `youngest` and the scopes linked to it by `older`: those of the job that is running now, held strongly. Until the job ends,
 *   this keeps no more alive than a WeakRef made now would (ECMAScript KeepDuringJob gives the same guarantee). Synchronous bodies
 *   are here too: they end with their function, before the job does.
 * - `grown`: the scopes that outlived the job in which they were made, each behind a WeakRef.
 *
 * A closed scope leaves at once if it is the youngest, which is the usual case. Any other stays, empty, until the job ends or there
 * are so many that a walk through the list pays off. So opening and closing a scope costs two stores each.
 */

import { append } from '../support/append.ts';
import { leakWatch } from '../support/leakWatch.ts';
import { Kind, type Ledger, State } from './ledger.ts';
import { recorder } from './recorder.ts';

const MIN_TIDY_SIZE = 64;
const JOBS_WAITED = 12;

let innermost: Ledger | undefined;
/** How many asynchronous bodies await their cleanups. */
let awaitedCount = 0;

let youngest: Ledger | undefined;
let staleCount = 0;
let tidyYoungAt = MIN_TIDY_SIZE;

let grown: WeakRef<Ledger>[] = [];
let tidyGrownAt = MIN_TIDY_SIZE;

/** Called for each scope that outlives the job in which it was made. */
let outliving: ((ledger: Ledger) => void) | undefined;
let isJobWatched = false;
let jobsWaited = 0;
const settled = Promise.resolve();
const { apply } = Reflect;
// The program may count its calls, or have replaced it by now.
// oxlint-disable-next-line typescript/unbound-method -- applied below
const { then } = Promise.prototype;
// Taken once, so that a debugger's look does not run a program's replacement. Engines without it have no debugger that looks.
const deref = typeof WeakRef === 'function' ? (WeakRef.prototype as { deref: () => unknown }).deref : undefined;

/** The scope whose body or cleanup is on top of the synchronous call stack; `undefined` outside of every scope. */
export function innermostScope(): Ledger | undefined {
  return innermost;
}

/** The scope that was made last in this job, if it is open. */
export function youngestScope(): Ledger | undefined {
  return youngest;
}

/** Whether a scope that outlived its job may be open. */
export function hasGrown(): boolean {
  return grown.length > 0;
}

export function setOutliving(hear: (ledger: Ledger) => void): void {
  outliving = hear;
}

/** Makes `ledger` the innermost scope; returns what {@link leave} needs to undo it. */
export function enter(ledger: Ledger): Ledger | undefined {
  const outer = innermost;
  innermost = ledger;
  recorder?.entered(ledger);
  return outer;
}

/**
 * The same for a scope whose cleanups run now, but only where it can matter: outside of every body, while no asynchronous body's
 * cleanups are awaited, nobody asks who is innermost. The two stores saved are a tenth of a short scope's whole cost.
 */
export function enterCleanups(ledger: Ledger): Ledger | undefined {
  const outer = innermost;
  if (outer !== undefined || awaitedCount > 0) innermost = ledger;
  recorder?.entered(ledger);
  return outer;
}

export function leave(outer: Ledger | undefined): void {
  if (innermost !== outer) innermost = outer;
  recorder?.left();
}

/** From now until {@link stopAwaiting}, `recover` may be called outside of every synchronous body. */
export function startAwaiting(): void {
  awaitedCount += 1;
}

export function stopAwaiting(): void {
  awaitedCount -= 1;
}

/** A scope was made. */
export function remember(ledger: Ledger): void {
  ledger.older = youngest;
  youngest = ledger;
  recorder?.opened(ledger);
  // A synchronous body ends with its function, whatever happens.
  if (leakWatch !== undefined && ledger.kind !== Kind.body)
    leakWatch.opened(ledger, (ledger.kind & Kind.asyncObject) === 0 ? 'scope' : 'async scope', ledger.note?.label);
  if (!isJobWatched && ledger.kind !== Kind.body) {
    isJobWatched = true;
    void apply(then, settled, [watchJobs]);
  }
}

/**
 * Waits for the jobs that are queued now, and for those that they queue: an engine clears what KeepDuringJob holds when the whole
 * queue is empty (HTML, "perform a microtask checkpoint"). A WeakRef costs ten times as much as waiting, and most asynchronous
 * scopes that need no input or output close within a few jobs. The waiting is bounded, so that it ends.
 *
 * This is not an async function: a debugger that steps at an `await` stops after it, and a person who steps into `new Scope()`
 * would be taken somewhere else.
 */
function watchJobs(): void {
  jobsWaited += 1;
  if (jobsWaited < JOBS_WAITED && youngest !== undefined) {
    void apply(then, settled, [watchJobs]);
    return;
  }
  jobsWaited = 0;
  isJobWatched = false;
  endJob();
}

/** It was closed. */
export function forget(ledger: Ledger): void {
  leakWatch?.closed(ledger);
  if (youngest !== ledger) {
    if (++staleCount >= tidyYoungAt) tidyYoung();
    return;
  }
  youngest = unlink(ledger);
  while (youngest?.state === State.closed) youngest = unlink(youngest);
}

/** Returns the next older scope and drops the link to it, because a program may hold a closed scope for a long time. */
function unlink(ledger: Ledger): Ledger | undefined {
  const { older } = ledger;
  ledger.older = undefined;
  return older;
}

/** Links the open scopes past the closed ones. */
function tidyYoung(): void {
  let kept = 0;
  for (let ledger = youngest; ledger !== undefined; ledger = ledger.older) {
    for (let next = ledger.older; next?.state === State.closed; next = ledger.older) {
      // This order keeps the list whole at every moment.
      ledger.older = next.older;
      next.older = undefined;
    }
    kept += 1;
  }
  staleCount = 0;
  tidyYoungAt = Math.max(MIN_TIDY_SIZE, kept);
}

/**
 * The job is over, so scopes that are still open are now remembered weakly. Each goes first into the one list, then out of the
 * other: a debugger that stops in between finds it in both and shows it once.
 */
function endJob(): void {
  if (grown.length >= tidyGrownAt) tidyGrown();
  const open = listYoung();
  for (let i = open.length - 1; i >= 0; i--) {
    const ledger = open[i];
    if (ledger === undefined || ledger.kind === Kind.body) continue;
    outliving?.(ledger);
    if (deref !== undefined) grown[grown.length] = new WeakRef(ledger);
  }
  keepBodies();
  staleCount = 0;
}

/** A body can only be open after a job if the program runs jobs within a job, as a vm context of its own can. */
function keepBodies(): void {
  let body: Ledger | undefined;
  for (let ledger = youngest; ledger !== undefined;) {
    const next: Ledger | undefined = ledger.older;
    if (ledger.kind === Kind.body && ledger.state !== State.closed) {
      if (body === undefined) youngest = ledger;
      else body.older = ledger;
      body = ledger;
    } else ledger.older = undefined;
    ledger = next;
  }
  if (body === undefined) youngest = undefined;
  else body.older = undefined;
}

/** Newest first. */
function listYoung(): Ledger[] {
  const open: Ledger[] = [];
  for (let ledger = youngest; ledger !== undefined; ledger = ledger.older) if (ledger.state !== State.closed) open[open.length] = ledger;
  return open;
}

/** Lets go of scopes that were closed or collected. This happens when the list has doubled, so that all scopes share its cost. */
function tidyGrown(): void {
  const open: WeakRef<Ledger>[] = [];
  for (let i = 0; i < grown.length; i++) {
    const ref = grown[i];
    if (ref !== undefined && follow(ref) !== undefined) open[open.length] = ref;
  }
  grown = open;
  tidyGrownAt = Math.max(MIN_TIDY_SIZE, open.length * 2);
}

/** The scope behind a reference, if it still exists and is open. */
function follow(ref: WeakRef<Ledger> | undefined): Ledger | undefined {
  const ledger = ref === undefined || deref === undefined ? undefined : (apply(deref, ref, []) as Ledger | undefined);
  return ledger?.state === State.closed ? undefined : ledger;
}

/** Lists every open scope, newest first. It uses no method that the program could have replaced. */
export function listLive(): readonly Ledger[] {
  const found: Ledger[] = [];
  let young = findOpen(youngest);
  for (let g = grown.length - 1; g >= 0; g--) {
    const old = follow(grown[g]);
    if (old === undefined) continue;
    for (; young !== undefined && young.id > old.id; young = findOpen(young.older)) append(found, young);
    // In the middle of `endJob`, a scope is in both lists.
    if (young === old) young = findOpen(young.older);
    append(found, old);
  }
  for (; young !== undefined; young = findOpen(young.older)) append(found, young);
  return found;
}

/** The first open one among a ledger and the older ones linked to it. */
function findOpen(ledger: Ledger | undefined): Ledger | undefined {
  let open = ledger;
  while (open?.state === State.closed) open = open.older;
  return open;
}
