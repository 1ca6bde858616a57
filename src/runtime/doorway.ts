/** This copy of the library, as it stands in the debugger's door. */

import { ownsAsyncScope, findAsyncLedger } from './asyncScope.ts';
import { type Door, DOOR_KEY, DOOR_VERSION, type DoorLibrary, type DoorQuery, type DoorReading } from './door.ts';
import { forgetHistory, listHistory } from './history.ts';
import { listLive } from './liveScopes.ts';
import { isObserved, setObserved } from './observer.ts';
import { readScope, type ReadQuery } from './reading.ts';
import { readConcerns, readResources } from './resourceRegistry.ts';
import { findLedger, ownsScope } from './scope.ts';
import { renewBudget } from './trace.ts';

declare const DEFERSCOPE_VERSION: string;

const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
const { isArray } = Array;
const { push } = Array.prototype;

const library: DoorLibrary = Object.freeze({ name: 'deferscope', version: DEFERSCOPE_VERSION, read, own, observe });

/** Goes through the door that is there, or makes one. A door that somebody broke or locked stays as it is. */
export function enterDoor(): void {
  try {
    const there = getOwnPropertyDescriptor(globalThis, DOOR_KEY);
    const libraries = there === undefined ? makeDoor() : findLibraries(there.value);
    if (libraries !== undefined) apply(push, libraries, [library]);
  } catch {
    // The list is frozen, or a proxy that refuses: then no debugger finds us, and the program runs on.
  }
}

function makeDoor(): DoorLibrary[] | undefined {
  const libraries: DoorLibrary[] = [];
  const door: Door = { version: DOOR_VERSION, libraries };
  return defineProperty(globalThis, DOOR_KEY, { value: door, configurable: true }) ? libraries : undefined;
}

function findLibraries(door: unknown): unknown[] | undefined {
  if (typeof door !== 'object' || door === null) return undefined;
  const { version, libraries } = door as { readonly version?: unknown; readonly libraries?: unknown };
  return version === DOOR_VERSION && isArray(libraries) ? libraries : undefined;
}

function read(asked: DoorQuery): DoorReading {
  const query = checkQuery(asked);
  const live = listLive();
  const scopes = [];
  for (let i = 0; i < live.length && scopes.length < query.scopes; i++) {
    const ledger = live[i];
    if (ledger !== undefined && (query.scope === undefined || query.scope === ledger.id)) scopes[scopes.length] = readScope(ledger, query);
  }
  return {
    scopes,
    scopeCount: live.length,
    ...(isObserved() ? { history: listHistory() } : {}),
    ...(query.resources === undefined ? {} : { ...readResources(query.resources, query.entries, query.resource), concerns: readConcerns() }),
  };
}

/** Never throws, whatever another program's debugger asks. */
function checkQuery(asked: DoorQuery): ReadQuery {
  return {
    scopes: readNumber(asked, 'scopes') ?? 0, cleanups: readNumber(asked, 'cleanups') ?? 0, scope: readNumber(asked, 'scope'), skip: readNumber(asked, 'skip') ?? 0,
    resources: readNumber(asked, 'resources'), entries: readNumber(asked, 'entries') ?? 0, resource: readNumber(asked, 'resource'),
  };
}

/** Only what the query itself says: a program may have put anything on Object.prototype. */
function readNumber(query: unknown, key: keyof DoorQuery): number | undefined {
  const value: unknown = typeof query === 'object' && query !== null ? getOwnPropertyDescriptor(query, key)?.value : undefined;
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

function own(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (ownsScope(value)) return findLedger(value, 'own').id;
  return ownsAsyncScope(value) ? findAsyncLedger(value, 'own').id : undefined;
}

function observe(on: boolean): void {
  if (on && !isObserved()) renewBudget();
  if (!on) forgetHistory();
  setObserved(on);
}
