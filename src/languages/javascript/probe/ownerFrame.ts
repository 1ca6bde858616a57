import type { DoorFrame, DoorSite } from '../../../runtime/door/doorContract.ts';
import type { StackFrame } from './callStack.ts';

/**
 * Finds the frame of the paused stack that made a scope, from the call stack at the time when it was made.
 *
 * While the activation that made the scope is still on the stack, every call below it is exactly where it was then; only its own position
 * has moved on. That identifies the activation, even in a recursion. After an `await` the calls below are gone and the function itself is
 * the outermost one: then it can only be said that it is an activation of the same function. If the record was cut off, a recursion may
 * look the same at several heights. Calls above `innermost` are not candidates.
 */
export function findOwner(site: DoorSite, stack: ArrayLike<StackFrame>, innermost = 0): number | undefined {
  const made = site.frames[0];
  if (made === undefined) return undefined;
  const below = site.frames.length - 1;
  // If the whole stack was recorded, the activation can only be at the same height above the outermost call.
  const from = site.cut ? innermost : stack.length - 1 - below;
  const to = site.cut ? stack.length - 1 - below : from;
  for (let at = from < 0 ? 0 : from; at <= to && at < stack.length; at++)
    if (isSameFunction(made, stack[at] as StackFrame) && standsOnSameCalls(site, stack, at)) return at;
  return undefined;
}

function standsOnSameCalls(site: DoorSite, stack: ArrayLike<StackFrame>, at: number): boolean {
  for (let below = 1; below < site.frames.length; below++) {
    const then = site.frames[below] as DoorFrame;
    const now = stack[at + below];
    if (now === undefined || then.line !== now.line || then.column !== now.column || then.url !== now.url) return false;
  }
  return true;
}

function isSameFunction(a: DoorFrame, b: StackFrame): boolean {
  if (a.url !== b.url || a.name !== b.name) return false;
  if (a.functionLine === undefined || b.functionLine === undefined) return true;
  return a.functionLine === b.functionLine && a.functionColumn === b.functionColumn;
}
