/**
 * The scopes that are open now, so that a debugger can find them, without keeping one alive that the program let go of.
 *
 * Three places, all linked through the ledgers themselves, so that opening and closing a scope allocates nothing here:
 * - `bodies`: synchronous `run` bodies. They end with their function, so a strong link is no leak.
 * - `fresh`: scopes made in the job that is running now. A strong link until the job ends keeps nothing alive that a
 *   WeakRef made now would not (ECMAScript KeepDuringJob gives the same guarantee).
 * - `places`: scopes that outlived the job in which they were made, each behind a WeakRef.
 */

import { Kind, type Ledger, State, type WeakPlace } from './ledger.ts';

let innermost: Ledger | undefined;
let bodies: Ledger | undefined;
let fresh: Ledger | undefined;
let places: WeakPlace | undefined;

let placeCount = 0;
let sweepAt = 64;
let isDemotionDue = false;
const settled = Promise.resolve();
const { apply } = Reflect;
// `prototype.deref` is taken once, so that a program that replaces it is not run by a debugger's look.
const deref = typeof WeakRef === 'function' ? (WeakRef.prototype as { deref: () => unknown }).deref : undefined;

/** The scope whose body or cleanup is on top of the synchronous call stack; `undefined` outside of all. */
export function innermostScope(): Ledger | undefined {
  return innermost;
}

/** Makes `ledger` the innermost one; gives what {@link leave} needs to undo it. */
export function enter(ledger: Ledger): Ledger | undefined {
  const outer = innermost;
  innermost = ledger;
  return outer;
}

export function leave(outer: Ledger | undefined): void {
  innermost = outer;
}

/** A synchronous body starts. Bodies nest, so the list is a stack. */
export function enterBody(ledger: Ledger): void {
  ledger.older = bodies;
  bodies = ledger;
}

export function leaveBody(ledger: Ledger): void {
  bodies = ledger.older;
  ledger.older = undefined;
}

/** A scope was made that ends when someone says so. */
export function remember(ledger: Ledger): void {
  ledger.older = fresh;
  if (fresh !== undefined) fresh.newer = ledger;
  fresh = ledger;
  if (!isDemotionDue) {
    isDemotionDue = true;
    void settled.then(demote);
  }
}

/** It ended. A body that was closed before its end stays until it leaves. */
export function forget(ledger: Ledger): void {
  if (ledger.kind === Kind.body) return;
  const { place } = ledger;
  if (place !== undefined) {
    ledger.place = undefined;
    dropPlace(place);
    return;
  }
  const { newer, older } = ledger;
  if (newer !== undefined) newer.older = older;
  else if (fresh === ledger) fresh = older;
  if (older !== undefined) older.newer = newer;
  ledger.newer = ledger.older = undefined;
}

function dropPlace(place: WeakPlace): void {
  const { newer, older } = place;
  if (newer !== undefined) newer.older = older;
  else if (places === place) places = older;
  if (older !== undefined) older.newer = newer;
  placeCount -= 1;
}

/** The job is over: whoever is still open is from now on remembered weakly. */
function demote(): void {
  isDemotionDue = false;
  let oldest = fresh;
  while (oldest?.older !== undefined) oldest = oldest.older;
  for (let ledger = oldest; ledger !== undefined;) {
    const next: Ledger | undefined = ledger.newer;
    // One statement, so that a debugger that stops in here finds the scope in one list or the other.
    if (deref !== undefined) places = ledger.place = keep(new WeakRef(ledger));
    ledger.newer = ledger.older = undefined;
    ledger = next;
  }
  fresh = undefined;
  if (placeCount > sweepAt) sweep();
}

function keep(ref: WeakRef<Ledger>): WeakPlace {
  const place: WeakPlace = { ref, newer: undefined, older: places };
  if (places !== undefined) places.newer = place;
  placeCount += 1;
  return place;
}

/** Drops the places of scopes that were collected. Done when the list has doubled, so its cost is shared by all. */
function sweep(): void {
  for (let place = places; place !== undefined;) {
    const { older } = place;
    if (follow(place) === undefined) dropPlace(place);
    place = older;
  }
  sweepAt = Math.max(64, placeCount * 2);
}

function follow(place: WeakPlace): Ledger | undefined {
  return deref === undefined ? undefined : apply(deref, place.ref, []) as Ledger | undefined;
}

/** Every open scope, newest first. Uses no method that the program could have replaced. */
export function listLive(): readonly Ledger[] {
  const found: Ledger[] = [];
  let body = bodies;
  let young = fresh;
  let place = places;
  let old: Ledger | undefined;
  for (;;) {
    while (place !== undefined && old === undefined) {
      old = follow(place);
      place = place.older;
    }
    const newest = newer(newer(body, young), old);
    if (newest === undefined) return found;
    // Not `else`: in the middle of `demote` one scope may be in two lists.
    if (newest === body) body = body.older;
    if (newest === young) young = young.older;
    if (newest === old) old = undefined;
    if (newest.state !== State.closed) found[found.length] = newest;
  }
}

function newer(a: Ledger | undefined, b: Ledger | undefined): Ledger | undefined {
  if (a === undefined) return b;
  return b === undefined || a.id > b.id ? a : b;
}
