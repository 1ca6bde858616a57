import type { Problem, Stack } from '../../../core/snapshot.ts';
import type { Translate } from '../../../core/translate.ts';
import { GOROUTINE_STATUS, type Goroutine } from './goroutine.ts';

/** Operations that a goroutine never stops waiting for. */
const FOREVER = new Set(['chan receive (nil chan)', 'chan send (nil chan)', 'select (no cases)']);
/** Operations that only another goroutine ends: when all are asleep, nothing does. */
const ENDED_BY_OTHERS = /^(?:chan |select|sync\.|semacquire)/;

/** A goroutine with deferred calls, and how many, if that is known. */
export interface WaitingStack {
  readonly stack: Stack;
  readonly goroutine: Goroutine;
  readonly count: number | undefined;
}

/** Which goroutines will never continue, as far as that can be proved: their deferred calls may never run. */
export function findBlockedForever(waiting: readonly WaitingStack[], allAsleep: boolean, t: Translate): Problem[] {
  return waiting.flatMap(({ stack, goroutine, count }): Problem[] => {
    const { reason } = stack.status;
    if (count === 0 || stack.status.kind !== 'blocked' || reason === undefined || !isForever(reason, goroutine, allAsleep)) return [];
    const location = stack.scopes[0]?.location;
    const message =
      count === 1
        ? t('{0} waits forever ({1}): its deferred call may never run', stack.name, reason)
        : count === undefined
          ? t('{0} waits forever ({1}): its deferred calls may never run', stack.name, reason)
          : t('{0} waits forever ({1}): its {2} deferred calls may never run', stack.name, reason, count);
    return [{ code: 'blocked-forever', severity: 'warning', stack: stack.id, message, ...(location === undefined ? {} : { location }) }];
  });
}

function isForever(reason: string, { status, waitsFor }: Goroutine, allAsleep: boolean): boolean {
  // Go's own collector has found that nothing that could wake it up is reachable any more.
  if (status === GOROUTINE_STATUS.leaked || FOREVER.has(reason)) return true;
  // A select whose channels are all nil waits for none of them (`selectgo` in runtime/select.go leaves those out).
  if (reason === 'select' && waitsFor === 0n) return true;
  return allAsleep && ENDED_BY_OTHERS.test(reason);
}
