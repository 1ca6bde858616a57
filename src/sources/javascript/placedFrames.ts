import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { LoadedSources } from '../../dap/loadedSources.ts';
import { toPath } from '../../syntax/sourceMap.ts';
import type { WireFrame } from '../../wire/javascriptReading.ts';

/** A paused frame with its place in a text that can be read, where that is known. */
export interface PlacedFrame {
  readonly frame: Dap.StackFrame;
  readonly running: WireFrame | undefined;
  /** The text that runs cannot be had: the place is that in the source. */
  readonly isInSource: boolean;
}

/**
 * Puts the frames that the debugger lists beside those that the probe saw. Vitest compiles a file in memory and runs the result under the
 * file's own path, and js-debug hands out the file for both: then where it says that the frame is paused in the file is the best that is
 * known. `paired` says for each frame seen which of those listed it is.
 */
export function placeFrames(listed: readonly Dap.StackFrame[], seen: readonly WireFrame[], paired: readonly (Dap.StackFrame | undefined)[], loaded: LoadedSources): PlacedFrame[] {
  return listed.map((frame): PlacedFrame => {
    const running = seen[paired.indexOf(frame)];
    const path = running === undefined ? undefined : toPath(running.url);
    const isMoved = running !== undefined && (running.line !== frame.line || running.column !== frame.column);
    if (!isMoved || path === undefined || path !== frame.source?.path || loaded.find(path) !== undefined) return { frame, running, isInSource: false };
    return { frame, running: { ...running, line: frame.line, column: frame.column }, isInSource: true };
  });
}
