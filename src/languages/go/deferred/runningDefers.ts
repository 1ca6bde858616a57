import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { isRuntime } from '../symbols/symbolKinds.ts';

/** A deferred call that is under way: the frames of the call and of what runs it. */
export interface RunningDefer {
  /** Index of the frame that the runtime has called: the deferred function, or the compiler's wrapper around it. */
  readonly frame: number;
  /** Index of the frame whose function has deferred it; undefined if a panic runs it. */
  readonly owner: number | undefined;
  /** Which panic of the goroutine runs it, counted from the newest. */
  readonly panic: number | undefined;
}

/** The functions of Go's runtime that call deferred functions while a panic or a Goexit unwinds. */
const UNWINDING = new Set(['runtime.gopanic', 'runtime.Goexit']);

/** Finds running deferred calls by the functions that call them, because they are no longer in any list. Innermost first. */
export function findRunning(frames: readonly Dap.StackFrame[]): RunningDefer[] {
  const running: RunningDefer[] = [];
  let panic = 0;
  frames.forEach((frame, at) => {
    const isPanic = UNWINDING.has(frame.name);
    if (isPanic || frame.name === 'runtime.deferreturn') {
      const called = calledBy(frames, at);
      if (called !== undefined) running.push({ frame: called, owner: isPanic ? undefined : at + 1, panic: isPanic ? panic : undefined });
    }
    if (isPanic) panic += 1;
  });
  return running;
}

/** The user's function above a frame of the runtime, directly or behind the runtime's helpers (before Go 1.22). */
function calledBy(frames: readonly Dap.StackFrame[], at: number): number | undefined {
  for (let above = at - 1; above >= 0; above -= 1) {
    const name = frames[above]?.name ?? '';
    if (/^runtime\.(?:deferCallSave|runOpenDeferFrame|reflectcall\w*)$/.test(name)) continue;
    // A panic that nobody recovers, or that the runtime raises, is not a deferred call.
    return isRuntime(name) ? undefined : above;
  }
  return undefined;
}
