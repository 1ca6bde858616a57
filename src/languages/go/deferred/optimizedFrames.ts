import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import type { UnorderedScope } from '../../../core/runOrder.ts';
import type { PossibleCleanup, Problem } from '../../../core/snapshot.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { frameLocation, type FrameStack } from '../frames/frames.ts';
import { isRuntime } from '../symbols/symbolKinds.ts';
import { shortTitleOfFunction } from '../symbols/functionNames.ts';
import { findDefersBefore } from '../syntax/goDefers.ts';

/** How many frames are checked: people rarely ask about those further out. */
const MAX_FRAMES = 30;
/** How many statements of one function are named. */
const MAX_NAMED = 100;

/** A frame of an optimized function, by its index, and what it may have deferred. */
export interface OptimizedFrame {
  readonly at: number;
  readonly scope: UnorderedScope & { readonly possible: readonly PossibleCleanup[] };
}

/**
 * Frames of optimized functions that may have deferred calls that no list has: the compiler has put them into the code ("open-coded"), and
 * they could not be read there. It cannot be told which of them are pending, so they are named as possible and never listed. `listed` are
 * the frames whose calls the list has; a function is open-coded as a whole or not at all. `unreadable` are the frames that may hold some;
 * undefined if that is not known for any frame.
 */
export async function findOptimized(
  frames: FrameStack,
  { listed, unreadable }: { readonly listed: ReadonlySet<number>; readonly unreadable: ReadonlySet<number> | undefined },
  { program, evaluator, sources }: CleanupContext,
): Promise<OptimizedFrame[]> {
  const found: OptimizedFrame[] = [];
  for (const [at, frame] of frames.frames.slice(0, MAX_FRAMES).entries()) {
    const location = frameLocation(frame);
    if (location === undefined || isRuntime(frame.name) || listed.has(at) || unreadable?.has(at) === false) continue;
    const statements = (await sources.askFunction({ location, symbol: frame.name }, findDefersBefore)) ?? [];
    if (statements.length === 0 || !(await program.isOptimized(frame.name, evaluator.in(frame.id)))) continue;
    const possible = statements.slice(0, MAX_NAMED).map((statement): PossibleCleanup => ({
      label: toDisplayText(statement.call, LABEL_LENGTH),
      registeredAt: { path: location.path, line: statement.line, column: statement.column },
    }));
    const name = shortTitleOfFunction(frame.name);
    found.push({
      at,
      scope: {
        id: `optimized:${frames.frames.length - at}`,
        kind: 'function',
        name,
        frameId: frame.id,
        location,
        total: 0,
        cleanups: [],
        possible,
      },
    });
  }
  return found;
}

/** Whether the function of a frame was optimized; its code does not tell where the values of its variables are then. */
export async function isOptimizedFrame(
  { name, id }: Pick<Dap.StackFrame, 'name' | 'id'>,
  { program, evaluator, memory }: CleanupContext,
): Promise<boolean> {
  return !(await program.settings(evaluator, memory)).isPlain && program.isOptimized(name, evaluator.in(id));
}

/** Says why these calls are only possible, and what to do. */
export function explainOptimized(found: readonly OptimizedFrame[], stack: string, { t }: CleanupContext): Problem[] {
  const [first, ...others] = found;
  if (first === undefined) return [];
  const { name, location } = first.scope;
  return [
    {
      code: 'incomplete',
      severity: 'info',
      stack,
      ...(location === undefined ? {} : { location }),
      message:
        others.length === 0
          ? t(
              '{0} was built with optimization: it is not known which of its defer statements are pending. Build with -gcflags=all="-N -l" to see it.',
              name,
            )
          : t(
              '{0} and {1} more functions on the stack were built with optimization: it is not known which of their defer statements are pending. Build with -gcflags=all="-N -l" to see it.',
              name,
              others.length,
            ),
    },
  ];
}
