import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { DapPort } from '../../../dap/port.ts';
import { WIRE_LIMITS } from '../wire/javascriptReading.ts';
import { pausedFrames } from './frames.ts';

/** Frames of a paused call stack that are read at most: as many as the probe tells of. */
export const MAX_FRAMES: number = WIRE_LIMITS.frames;

/** Frames asked for at first: nearly every call stack is shorter, and js-debug follows async calls until it has as many as asked for. */
const PAGE_SIZE = 60;

/** A paused call stack as the debugger lists it. */
export interface PausedStack {
  /** The frames on which the program is paused, innermost first. */
  readonly frames: readonly Dap.StackFrame[];
  /** There are more, further out, which were not asked for. */
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
