/** The end of all managed resources. */

import type { AbortSignalLike } from '../support/abortSignal.ts';
import { addFailure, type Failure } from '../scopes/failure.ts';
import { orderOfEnd } from './dependencies.ts';
import type { Lifecycle } from './lifecycle.ts';
import { managerClosed } from './managedError.ts';
import { findTarget } from './transitions.ts';

/**
 * Refuses whoever waits, tells what comes up to give up, and then stops and destroys one after the other. One that fails holds up no other.
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
            // Whatever state it has come to by now. What could not be stopped is destroyed all the same.
            const to = findTarget(call, member.state);
            return to === undefined || to === member.state ? undefined : life.do(member, call, to, { signal, caller });
          },
          () => closed,
        );
      } catch (error) {
        failure = addFailure(failure, error);
        // It gave up stopping: then it is destroyed as it is.
        if (member.state === 'running') life.enter(member, 'error', call, error);
      }
    }
  }
  return failure;
}
