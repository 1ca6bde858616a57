/** The end of all managed resources. */

import type { AbortSignalLike } from '../support/abortSignal.ts';
import { addFailure, type Failure } from '../scopes/failure.ts';
import { orderOfEnd } from './dependencies.ts';
import type { Lifecycle } from './lifecycle.ts';
import { managerClosed } from './managedError.ts';
import { findTarget } from './transitions.ts';

/**
 * Refuses waiting calls, tells resources that are coming up to give up, and then stops and destroys one after the other. A resource
 * that fails does not hold up the others.
 *
 * @returns what has failed
 */
export async function endAll(life: Lifecycle, signal: AbortSignalLike | undefined): Promise<Failure | undefined> {
  const closed = managerClosed('ManagedResources', undefined);
  for (const { doing, turns } of life.members.values()) {
    for (const turn of [...turns]) turn.close();
    if (doing?.call === 'create' || doing?.call === 'start' || doing?.call === 'recover') doing.abort(closed);
  }
  await Promise.all([...life.members.values()].map((member) => member.whenIdle()));
  let failure: Failure | undefined;
  for (const member of orderOfEnd(life.members)) {
    for (const call of ['stop', 'destroy'] as const) {
      try {
        await life.enqueue(
          member,
          undefined,
          (caller) => {
            // The state that it is in by now counts. What could not be stopped is still destroyed.
            const to = findTarget(call, member.state);
            return to === undefined || to === member.state ? undefined : life.do(member, call, to, { signal, caller });
          },
          () => closed,
        );
      } catch (error) {
        failure = addFailure(failure, error);
        // It gave up stopping, so it is destroyed as it is.
        if (member.state === 'running') life.enter(member, 'error', call, error);
      }
    }
  }
  return failure;
}
