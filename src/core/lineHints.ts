import { describePending, describeTurn } from './describe.ts';
import { hasEveryStack, type PlacedCleanup } from './runOrder.ts';
import type { Cleanup, Snapshot } from './snapshot.ts';
import type { Translate } from './translate.ts';

/** What stands beside a source line that registered cleanups. */
export interface LineHint {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/** The hints for one file: when the cleanups that each line registered will run. */
export function hintsFor(snapshot: Snapshot, path: string, t: Translate): LineHint[] {
  // The lines of an edited source are not the lines of the program.
  if (snapshot.problems.some(({ code, location }) => code === 'source-differs' && location?.path === path)) return [];
  const byLine = new Map<number, PlacedCleanup[]>();
  const scopes = snapshot.stacks.flatMap((stack) => stack.scopes);
  // Stacks that have not been read yet may also have registered cleanups on these lines.
  const isComplete = hasEveryStack(snapshot) && scopes.every((scope) => scope.total <= scope.cleanups.filter(isPending).length);
  for (const placed of snapshot.stacks.flatMap((stack) =>
    stack.scopes.flatMap((scope) => scope.cleanups.map((cleanup) => ({ stack, scope, cleanup }))),
  )) {
    const at = placed.cleanup.registeredAt;
    if (at?.path !== path) continue;
    const same = byLine.get(at.line);
    if (same === undefined) byLine.set(at.line, [placed]);
    else same.push(placed);
  }
  return [...byLine].map(([line, cleanups]) => ({ line, text: describeLine(cleanups, { isComplete, t }) })).sort((a, b) => a.line - b.line);
}

/** If a scope is only partly listed, more of its cleanups may come from the same line. */
function describeLine(
  cleanups: readonly PlacedCleanup[],
  { isComplete, t }: { readonly isComplete: boolean; readonly t: Translate },
): string {
  const pending = cleanups.filter(({ cleanup }) => isPending(cleanup));
  const parts: string[] = [];
  if (pending.length < cleanups.length) parts.push(t('running now'));
  const first = pending[0];
  if (first !== undefined) {
    const when = describeTurn(first, t);
    if (pending.length === 1) parts.push(when);
    else if (first.cleanup.when === 'failure')
      parts.push(isComplete ? describePending(pending.length, t) : t('at least {0} pending', pending.length), when);
    else
      parts.push(
        isComplete ? t('{0} pending, the first {1}', pending.length, when) : t('at least {0} pending, the first {1}', pending.length, when),
      );
  }
  return parts.join(' · ');
}

function isPending(cleanup: Cleanup): boolean {
  return cleanup.state === 'pending';
}
