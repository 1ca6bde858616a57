/** A guard as a debugger sees it. */

import type { DoorEntry, DoorFact, DoorResource } from '../door/doorContract.ts';
import { listMap, listSet } from '../door/doorLists.ts';
import { readTrace } from '../door/trace.ts';
import type { Slot } from './slot.ts';

/** What a guard tells about itself. */
export interface GuardReading {
  readonly label: string | undefined;
  readonly closed: boolean;
  readonly slots: ReadonlyMap<string, Slot>;
  readonly count: number;
  readonly waiting: number;
  readonly expired: number;
  readonly nextToken: number;
  /** `undefined` if the program has its own clock, which is not called. */
  readonly now: number | undefined;
}

export function readGuard(
  { label, closed, slots, count, waiting, expired, nextToken, now }: GuardReading,
  most: number,
): Omit<DoorResource, 'id'> {
  return {
    kind: 'guard',
    ...(label === undefined ? {} : { label }),
    state: closed ? 'closed' : 'open',
    facts: [
      { name: 'held', value: count },
      { name: 'waiting', value: waiting },
      { name: 'expired so far', value: expired },
      { name: 'next token', value: nextToken },
    ],
    entries: listMap(slots, most, (slot) => readSlot(slot, now)),
    entryCount: count,
  };
}

function readSlot({ key, hold, waiters }: Slot, now: number | undefined): DoorEntry {
  const waiting: DoorFact[] = [];
  const owners = listSet(waiters);
  if (owners.length > 0) waiting[0] = { name: 'waiting', value: owners.length };
  if (owners[0] !== undefined) waiting[1] = { name: 'next', value: owners[0].owner };
  // This happens only in the moment between two holders.
  if (hold === undefined) return { name: key, state: 'free', facts: waiting };
  const overdueMs = now === undefined ? 0 : now - hold.expiresAt;
  const times: DoorFact[] =
    now === undefined
      ? []
      : [
          { name: 'held for ms', value: Math.round(now - hold.since) },
          { name: 'expires in ms', value: Math.round(hold.expiresAt - now) },
        ];
  const leases: DoorFact[] = hold.leases > 1 ? [{ name: 'leases', value: hold.leases }] : [];
  const site = readTrace(hold.trace);
  return {
    name: key,
    state: overdueMs > 0 ? 'overdue' : 'held',
    facts: [{ name: 'owner', value: hold.owner }, { name: 'token', value: hold.token }, ...times, ...leases, ...waiting],
    ...(overdueMs > 0 ? { concern: `held ${inWords(overdueMs)} past its time to live of ${inWords(hold.ttlMs)}` } : {}),
    ...(site === undefined ? {} : { site }),
  };
}

function inWords(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}
