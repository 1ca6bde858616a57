import type { UnorderedScope } from '../../../core/runOrder.ts';
import type { Problem } from '../../../core/snapshot.ts';
import { baseName } from '../../../core/sourceName.ts';
import { findExitsAhead, type GoExit } from '../syntax/goExits.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';

/** A scope, and the symbol of its function. */
export interface PausedScope {
  readonly scope: UnorderedScope;
  readonly symbol: string;
}

/** How many functions are checked: people rarely ask about those further out. */
const MAX_SCOPES = 30;

/** Calls like `os.Exit` ahead in functions that hold deferred calls, which will not run then. A recursive function is named once. */
export async function findExits(frames: readonly PausedScope[], stack: string, context: CleanupContext): Promise<Problem[]> {
  const { sources, t } = context;
  const problems = new Map<string, Problem>();
  for (const { scope, symbol } of frames.slice(0, MAX_SCOPES)) {
    const { location } = scope;
    if (location === undefined) continue;
    const exits: GoExit[] = [];
    for (const exit of (await sources.askFunction({ location, symbol }, findExitsAhead)) ?? [])
      if (exit.receiver === undefined || (await isLogger(exit.receiver, scope, context))) exits.push(exit);
    const [first] = exits;
    if (first === undefined) continue;
    const at = { path: location.path, line: first.line };
    const place = `${baseName(at.path)}:${at.line}`;
    const key = `${at.path}:${at.line}`;
    if (problems.has(key)) continue;
    problems.set(key, {
      code: 'exit-ahead',
      severity: 'info',
      stack,
      scope: scope.id,
      location: at,
      message:
        exits.length === 1
          ? t('{0} at {1} would end the program without running the deferred calls of {2}', first.name, place, scope.name)
          : t(
              '{0} at {1}, and {3} more like it, would end the program without running the deferred calls of {2}',
              first.name,
              place,
              scope.name,
              exits.length - 1,
            ),
    });
  }
  return [...problems.values()];
}

/** The debugger knows what a variable is. */
async function isLogger(expression: string, { frameId }: UnorderedScope, { evaluator }: CleanupContext): Promise<boolean> {
  const answer = frameId === undefined ? undefined : await evaluator.in(frameId).evaluate(expression);
  return answer?.type === '*log.Logger' || answer?.type === 'log.Logger';
}
