/** A pool as a debugger sees it. */

import { systemClock } from '../support/clock.ts';
import type { DoorEntry, DoorResource } from '../door/doorContract.ts';
import { readTrace } from '../door/trace.ts';
import type { Lending } from './custody.ts';
import type { PoolStats } from './poolOptions.ts';

/** What a pool tells about itself. */
export interface PoolReading {
  readonly label: string | undefined;
  readonly closed: boolean;
  readonly isScarce: boolean;
  readonly stats: PoolStats;
  readonly max: number;
  /** Who has which object is known only in debug mode. */
  readonly lendings: readonly Lending[] | undefined;
}

const { apply } = Reflect;
// Taken once, so that what the program puts in its place is not called.
const deref = typeof WeakRef === 'function' ? (WeakRef.prototype as { deref: () => unknown }).deref : undefined;

export function readPool({ label, closed, isScarce, stats, max, lendings = [] }: PoolReading, most: number): Omit<DoorResource, 'id'> {
  const entries: DoorEntry[] = [];
  for (let i = 0; i < lendings.length && entries.length < most; i++) {
    const lending = lendings[i];
    if (lending !== undefined) entries[entries.length] = readLending(lending, i + 1);
  }
  return {
    kind: 'pool',
    ...(label === undefined ? {} : { label }),
    state: closed ? 'closed' : isScarce ? 'dropping' : 'open',
    facts: [
      { name: 'lent', value: stats.lent },
      { name: 'idle', value: stats.idle },
      { name: 'keeps at most', value: max },
      { name: 'hits', value: stats.hits },
      { name: 'misses', value: stats.misses },
      { name: 'dropped', value: stats.dropped },
      ...(stats.doublePuts > 0 ? [{ name: 'put twice', value: stats.doublePuts }] : []),
    ],
    entries,
    entryCount: lendings.length,
  };
}

function readLending({ object, at, trace }: Lending, nth: number): DoorEntry {
  const value: unknown = deref === undefined ? undefined : apply(deref, object, []);
  const site = readTrace(trace);
  return {
    name: `lent ${nth}`,
    state: value === undefined ? 'lost' : 'lent',
    facts: [
      ...(value === undefined ? [] : [{ name: 'object', value }]),
      { name: 'lent for ms', value: Math.round(systemClock.now() - at) },
    ],
    ...(value === undefined ? { concern: 'its holder has forgotten it without putting it back' } : {}),
    ...(site === undefined ? {} : { site }),
  };
}
