import type { Cleanup, CleanupScope, Problem, SourceLocation, Stack } from './snapshot.ts';
import type { Translate } from './translate.ts';
import { shortLocation } from './sourceName.ts';

/** This many cleanups pending at one site of one scope mean that the site is in a loop. */
const LOOP_THRESHOLD = 3;

/** Finds what a person should look at in the stacks of one stop. */
export function findProblems(stacks: readonly Stack[], t: Translate): Problem[] {
  return stacks.flatMap((stack) => stack.scopes.flatMap((scope) => [...findRepeatedSites(stack, scope, t)]));
}

function* findRepeatedSites(stack: Stack, scope: CleanupScope, t: Translate): Generator<Problem> {
  const bySite = new Map<string, Cleanup[]>();
  for (const cleanup of scope.cleanups) {
    if (cleanup.state !== 'pending' || cleanup.kind === 'finally' || cleanup.registeredAt === undefined) continue;
    const site = siteKey(cleanup.registeredAt);
    const same = bySite.get(site);
    if (same === undefined) bySite.set(site, [cleanup]);
    else same.push(cleanup);
  }
  const unlisted = scope.total - scope.cleanups.filter((cleanup) => cleanup.state === 'pending').length;
  for (const same of bySite.values()) {
    const location = same[0]?.registeredAt;
    if (same.length < LOOP_THRESHOLD || location === undefined) continue;
    const where = shortLocation(location);
    yield {
      code: 'repeated-site',
      severity: 'warning',
      message:
        unlisted > 0
          ? t(
              'At least {0} cleanups pending at {1}: a cleanup that is registered in a loop runs only when its scope ends',
              same.length,
              where,
            )
          : t('{0} cleanups pending at {1}: a cleanup that is registered in a loop runs only when its scope ends', same.length, where),
      stack: stack.id,
      scope: scope.id,
      cleanups: same.map((cleanup) => cleanup.id),
      location,
    };
  }
}

/** Distinguishes two places in the source. */
export function siteKey(location: SourceLocation): string {
  return `${location.path}:${location.line}:${location.column ?? 0}`;
}
