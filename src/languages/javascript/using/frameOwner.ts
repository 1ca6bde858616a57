import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { baseName } from '../../../core/sourceName.ts';
import { frameLocation, frameName } from '../frames/frames.ts';
import type { RunningFrame } from '../frames/placedFrames.ts';
import type { UsingQuery } from './usingReading.ts';

/** A frame whose declarations are read, with its place in the running code. */
export interface NamedFrame {
  readonly frame: Dap.StackFrame;
  readonly running: RunningFrame;
}

/** The paused function, by its name in the source. */
export async function nameOwner({ frame, running }: NamedFrame, { nameFunction }: UsingQuery): Promise<string> {
  const location = frameLocation(frame);
  const isElsewhere = location !== undefined && baseName(location.path) !== baseName(running.url);
  const isNamed = frame.name !== '' && !/anonymous/.test(frame.name);
  const named = location !== undefined && (isElsewhere || !isNamed) ? await nameFunction(location) : undefined;
  return named ?? (isNamed ? frameName(frame) : baseName(location?.path ?? running.url));
}
