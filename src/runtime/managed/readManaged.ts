/** Managed resources as a debugger sees them. */

import type { DoorEntry, DoorFact, DoorResource } from '../door/doorContract.ts';
import { listMap, listSet } from '../door/doorLists.ts';
import { readTrace } from '../door/trace.ts';
import type { ManagedState } from './managedOptions.ts';
import type { Member } from './member.ts';
import { nameDoing } from './transitions.ts';

/** What they tell about themselves. */
export interface ManagedReading {
  readonly label: string | undefined;
  readonly state: string;
  readonly members: ReadonlyMap<string, Member>;
  readonly count: number;
  /** `undefined` if the program has its own clock, which is not called. */
  readonly now: number | undefined;
}

/** How long one call may take while others wait for it, before a person should look at it. */
const LONG_MS = 10_000;
const SHOWN: readonly ManagedState[] = ['running', 'stopped', 'error', 'pending', 'destroyed'];

export function readManaged({ label, state, members, count, now }: ManagedReading, most: number): Omit<DoorResource, 'id'> {
  const counts: Record<ManagedState, number> = { running: 0, stopped: 0, error: 0, pending: 0, destroyed: 0 };
  listMap(members, Infinity, (member) => {
    counts[member.state] += 1;
  });
  const facts: DoorFact[] = [];
  for (let i = 0; i < SHOWN.length; i++) {
    const name = SHOWN[i] as ManagedState;
    facts[i] = { name: name === 'error' ? 'failed' : name, value: counts[name] };
  }
  return {
    kind: 'managed',
    ...(label === undefined ? {} : { label }),
    state,
    facts,
    entries: listMap(members, most, (member) => readMember(member, members, now)),
    entryCount: count,
  };
}

function readMember(member: Member, members: ReadonlyMap<string, Member>, now: number | undefined): DoorEntry {
  const { id, state, doing, dependsOn, failure, since, turns, trace } = member;
  const facts: DoorFact[] = [];
  if (now !== undefined && doing === undefined) facts[0] = { name: 'for ms', value: Math.round(now - since) };
  if (now !== undefined && doing !== undefined) facts[0] = { name: 'for ms', value: Math.round(now - doing.since) };
  if (dependsOn.length > 0) facts[facts.length] = { name: 'depends on', value: listWords(dependsOn) };
  const waiting = countOf(turns);
  if (waiting > 0) facts[facts.length] = { name: 'waiting', value: waiting };
  if (failure !== undefined) facts[facts.length] = { name: 'error', value: failure.error };
  const site = readTrace(trace);
  const concern = findConcern(member, members, waiting, now);
  return {
    name: id,
    state: doing === undefined ? state : nameDoing(doing.call),
    facts,
    ...(concern === undefined ? {} : { concern }),
    ...(site === undefined ? {} : { site }),
  };
}

function findConcern(
  { state, doing, failure, dependsOn }: Member,
  members: ReadonlyMap<string, Member>,
  waiting: number,
  now: number | undefined,
): string | undefined {
  if (failure !== undefined && state === 'error') return `failed: ${failure.text}`;
  const doingMs = doing === undefined || now === undefined ? 0 : now - doing.since;
  if (doing !== undefined && doingMs > LONG_MS && waiting > 0)
    return `${nameDoing(doing.call)} for ${Math.round(doingMs / 1000)} s, and ${waiting === 1 ? 'a call waits' : `${waiting} calls wait`} for it`;
  if (state !== 'running') return undefined;
  let broken: string | undefined;
  listMap(members, Infinity, (other) => {
    for (let i = 0; i < dependsOn.length; i++) if (dependsOn[i] === other.id && other.state === 'error') broken ??= other.id;
  });
  return broken === undefined ? undefined : `runs, but depends on '${broken}', which has failed`;
}

/** This uses no `join` and no `size`, because a program may have replaced them. */
function listWords(words: readonly string[]): string {
  let text = '';
  for (let i = 0; i < words.length; i++) text = i === 0 ? `${words[i]}` : `${text}, ${words[i]}`;
  return text;
}

function countOf(turns: Member['turns']): number {
  return listSet(turns).length;
}
