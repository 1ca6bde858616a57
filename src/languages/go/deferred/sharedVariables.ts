import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import { siteKey } from '../../../core/problems.ts';
import type { UnorderedCleanup, UnorderedScope } from '../../../core/runOrder.ts';
import { shortLocation } from '../../../core/sourceName.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { findLoopVariables } from '../syntax/goFunctions.ts';

/** A scope whose cleanups say what they share, and which of it is a trap. */
export interface SharingScope {
  readonly scope: UnorderedScope;
  readonly problems: readonly Problem[];
}

/**
 * Marks the variables that closures deferred several times by one statement have in common: all of them see the value that the variable has
 * in the end. For a loop variable, that is hardly ever intended. `sharedBy` gives addresses by name.
 */
export async function noteSharing(
  scope: UnorderedScope,
  stack: string,
  sharedBy: (id: string) => ReadonlyMap<string, bigint> | undefined,
  { sources, t }: CleanupContext,
): Promise<SharingScope> {
  const problems: Problem[] = [];
  const shared = new Map<string, string[]>();
  for (const { name, cleanups } of findShared(scope.cleanups, sharedBy)) {
    for (const { id } of cleanups) shared.set(id, [...(shared.get(id) ?? []), name]);
    const location = cleanups[0]?.registeredAt;
    if (location === undefined || (await sources.askFile(location.path, (root) => findLoopVariables(root, location)))?.has(name) !== true)
      continue;
    problems.push({
      code: 'shared-variable',
      severity: 'warning',
      stack,
      scope: scope.id,
      cleanups: cleanups.map(({ id }) => id),
      location,
      message: t(
        'The calls deferred at {0} share the loop variable {1}: all of them will see its last value',
        shortLocation(location),
        name,
      ),
    });
  }
  const cleanups = scope.cleanups.map((cleanup) => {
    const names = shared.get(cleanup.id);
    if (names === undefined) return cleanup;
    return {
      ...cleanup,
      notes: [
        ...(cleanup.notes ?? []),
        t('shares {0} with other calls deferred here: all of them will see the same value', toDisplayText(names.join(', '), LABEL_LENGTH)),
      ],
    };
  });
  return { scope: { ...scope, cleanups }, problems };
}

/** The variables that more than one cleanup of a site holds. */
function findShared(
  cleanups: readonly UnorderedCleanup[],
  sharedBy: (id: string) => ReadonlyMap<string, bigint> | undefined,
): { readonly name: string; readonly cleanups: readonly UnorderedCleanup[] }[] {
  const found = new Map<string, { readonly name: string; readonly cleanups: UnorderedCleanup[] }>();
  for (const cleanup of cleanups) {
    if (cleanup.state !== 'pending' || cleanup.registeredAt === undefined) continue;
    for (const [name, address] of sharedBy(cleanup.id) ?? []) {
      const key = `${siteKey(cleanup.registeredAt)} ${name} ${address}`;
      const same = found.get(key) ?? { name, cleanups: [] };
      found.set(key, same);
      same.cleanups.push(cleanup);
    }
  }
  return [...found.values()].filter((one) => one.cleanups.length > 1);
}
