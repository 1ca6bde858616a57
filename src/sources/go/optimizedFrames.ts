import { LABEL_LENGTH, toDisplayText } from '../../core/displayText.ts';
import type { Problem } from '../../core/snapshot.ts';
import { baseName } from '../../core/sourceName.ts';
import type { CleanupContext } from './cleanups.ts';
import { frameLocation, isRuntime, shortFunctionName, type FrameStack } from './frames.ts';
import { readableSymbol } from './functionCode.ts';

/** Frames that are looked at: what is further out is rarely asked for. */
const FRAMES = 30;
/** Statements that are named. */
const NAMED = 5;

/**
 * Frames of optimized functions that may have deferred calls which no list has: the compiler has put them into the code
 * ("open-coded"). Which of them are pending cannot be told, so they are named as possible, never listed. `listed` are the
 * frames whose calls the list has; a function is open-coded as a whole or not at all.
 */
export async function findOptimized(frames: FrameStack, listed: ReadonlySet<number>, context: CleanupContext): Promise<Problem[]> {
  const { evaluator, sources, t } = context;
  const problems: Problem[] = [];
  for (const frame of frames.frames.slice(0, FRAMES)) {
    const location = frameLocation(frame);
    if (location === undefined || isRuntime(frame.name) || listed.has(frame.id)) continue;
    const possible = await sources.defersBefore(location);
    if (possible.length === 0 || !(await evaluator.in(frame.id).isOptimized())) continue;
    const named = possible.slice(0, NAMED).map((statement) => `${toDisplayText(statement.call, LABEL_LENGTH)} (${baseName(location.path)}:${statement.line})`).join(', ');
    const name = shortFunctionName(readableSymbol(frame.name));
    problems.push({
      code: 'incomplete', severity: 'info', location,
      message: possible.length > NAMED
        ? t('{0} was built with optimization, so its deferred calls are not listed. Possibly pending: {1}, and {2} more. Build with -gcflags=all="-N -l" to see them.', name, named, possible.length - NAMED)
        : t('{0} was built with optimization, so its deferred calls are not listed. Possibly pending: {1}. Build with -gcflags=all="-N -l" to see them.', name, named),
    });
  }
  return problems;
}
