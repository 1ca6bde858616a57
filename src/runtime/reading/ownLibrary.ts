/** This copy of the library, as the debugger's door lists it. */

import { append } from '../support/append.ts';
import { ownsAsyncScope, findAsyncLedger } from '../scopes/asyncScope.ts';
import type { DoorLibrary, DoorQuery, DoorReading, DoorScope } from '../door/doorContract.ts';
import { joinDoor } from '../door/joinDoor.ts';
import { checkQuery } from './checkQuery.ts';
import { forgetHistory, listHistory } from '../scopes/history.ts';
import { listLive } from '../scopes/liveScopes.ts';
import { isObserved, setObserved } from '../door/observer.ts';
import { readScope } from './readScope.ts';
import { readConcerns, readResources } from '../door/resourceRegistry.ts';
import { findLedger, ownsScope } from '../scopes/scope.ts';
import { renewBudget } from '../door/trace.ts';

declare const DEFERSCOPE_VERSION: string;

const library: DoorLibrary = Object.freeze({ name: 'deferscope', version: DEFERSCOPE_VERSION, read, own, observe });

/** Uses the door that is there, or makes one. */
export function enterDoor(): void {
  joinDoor(library);
}

function read(asked: DoorQuery): DoorReading {
  const query = checkQuery(asked);
  const live = listLive();
  const scopes: DoorScope[] = [];
  for (let i = 0; i < live.length && scopes.length < query.scopes; i++) {
    const ledger = live[i];
    if (ledger !== undefined && (query.scope === undefined || query.scope === ledger.id)) append(scopes, readScope(ledger, query));
  }
  return {
    scopes,
    scopeCount: live.length,
    ...(isObserved() ? { history: listHistory() } : {}),
    ...(query.resources === undefined
      ? {}
      : { ...readResources(query.resources, query.entries, query.resource), concerns: readConcerns() }),
  };
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
