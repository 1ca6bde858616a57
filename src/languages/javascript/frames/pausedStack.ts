import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { DapPort } from '../../../dap/port.ts';
import { WIRE_LIMITS } from '../wire/javascriptReading.ts';
import { pausedFrames } from './frames.ts';

/** How many frames of a paused call stack are read; the probe reports as many. */
export const MAX_FRAMES: number = WIRE_LIMITS.frames;

/**
 * How many frames are requested first. Nearly every call stack is shorter, and js-debug follows async calls until it has as many as
 * requested.
 */
const PAGE_SIZE = 60;

/** A paused call stack as the debugger lists it. */
export interface PausedStack {
  /** The frames on which the program is paused, innermost first. */
  readonly frames: readonly Dap.StackFrame[];
  /** There are more frames further out, which were not requested. */
  readonly isCut: boolean;
}

/** Reads a thread's call stack, page by page, down to the first async boundary. */
export async function readPausedStack(port: DapPort, threadId: number, signal: AbortSignal): Promise<PausedStack> {
  const listed: Dap.StackFrame[] = [];
  while (listed.length < MAX_FRAMES) {
    const levels = listed.length === 0 ? PAGE_SIZE : MAX_FRAMES - listed.length;
    const { stackFrames, totalFrames } = await port.request('stackTrace', { threadId, startFrame: listed.length, levels }, signal);
    listed.push(...stackFrames.slice(0, levels));
    const frames = pausedFrames(listed);
    if (frames.length < listed.length || stackFrames.length === 0 || listed.length >= (totalFrames ?? listed.length))
      return { frames, isCut: false };
  }
  return { frames: pausedFrames(listed), isCut: true };
}
