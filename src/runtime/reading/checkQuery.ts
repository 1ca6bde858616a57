/** The part of a debugger's query that can be answered. */

import type { DoorQuery } from '../door/doorContract.ts';
import type { ReadQuery } from './readScope.ts';

const { getOwnPropertyDescriptor } = Reflect;

/** Never throws, whatever a debugger asks. */
export function checkQuery(asked: DoorQuery): ReadQuery {
  return {
    scopes: readNumber(asked, 'scopes') ?? 0,
    cleanups: readNumber(asked, 'cleanups') ?? 0,
    scope: readNumber(asked, 'scope'),
    skip: readNumber(asked, 'skip') ?? 0,
    resources: readNumber(asked, 'resources'),
    entries: readNumber(asked, 'entries') ?? 0,
    resource: readNumber(asked, 'resource'),
  };
}

/** Only the query's own properties count, because a program may have put anything on Object.prototype. */
function readNumber(query: unknown, key: keyof DoorQuery): number | undefined {
  const value: unknown = typeof query === 'object' && query !== null ? getOwnPropertyDescriptor(query, key)?.value : undefined;
  return typeof value === 'number' && value >= 0 ? value : undefined;
}
