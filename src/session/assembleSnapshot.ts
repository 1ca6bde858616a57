import { changeResources } from '../core/resources.ts';
import { numberScopes } from '../core/runOrder.ts';
import {
  SNAPSHOT_SCHEMA,
  SNAPSHOT_VERSION,
  type Absent,
  type CleanupScope,
  type Problem,
  type ResourceEntry,
  type Snapshot,
  type SnapshotSession,
  type SnapshotStop,
} from '../core/snapshot.ts';
import type { Translate } from '../core/translate.ts';
import type { Stop } from '../dap/stopTracker.ts';
import type { MoreStacks, ReadResult, StackReading } from '../languages/cleanupSource.ts';
import { optional } from '../core/optional.ts';

export interface Facts {
  readonly session: SnapshotSession;
  readonly stop: Stop;
  readonly takenAt: Date;
}

/** Makes the document for what a source found. If nothing is pending, the document has a reason in place of stacks. */
export function assembleSnapshot(facts: Facts, result: ReadResult, t: Translate): Snapshot {
  const stop: SnapshotStop = {
    reason: facts.stop.reason,
    ...optional('threadId', facts.stop.threadId),
    ...optional('location', result.location),
  };
  const document = { schema: SNAPSHOT_SCHEMA, version: SNAPSHOT_VERSION, takenAt: facts.takenAt.toISOString() } as const;
  if (result.kind === 'absent') return { ...document, session: facts.session, stop, absent: result.absent, stacks: [], problems: [] };
  const session = { ...facts.session, ...optional('runtime', result.runtime) };
  const rest = {
    ...optional('moreStacks', result.moreStacks),
    ...optional('resources', result.resources),
    ...(result.history.length > 0 ? { history: result.history } : {}),
    problems: result.problems,
  };
  const isEmpty =
    result.moreStacks === undefined &&
    result.stacks.every((stack) => stack.scopes.length === 0 && stack.unread === undefined && stack.moreFrames !== true);
  if (isEmpty) {
    const isIncomplete = result.problems.some(({ code }) => code === 'incomplete' || code === 'not-followed');
    const absent: Absent = {
      reason: 'nothing-pending',
      message: isIncomplete
        ? t('Nothing that could be read is pending in this stack. See its problems.')
        : (result.nothing ?? t('Nothing is pending in this stack.')),
    };
    return { ...document, session, stop, absent, stacks: [], ...rest };
  }
  return { ...document, session, stop, stacks: result.stacks, ...rest };
}

/** A document that contains only a reason. */
export function absentSnapshot(session: SnapshotSession, absent: Absent, takenAt: Date): Snapshot {
  return {
    schema: SNAPSHOT_SCHEMA,
    version: SNAPSHOT_VERSION,
    takenAt: takenAt.toISOString(),
    session,
    stop: { reason: absent.reason },
    absent,
    stacks: [],
    problems: [],
  };
}

/** The same snapshot with more cleanups of a scope listed; those that are already there are left out. */
export function appendCleanups(
  snapshot: Snapshot,
  scopeId: string,
  more: readonly Omit<CleanupScope['cleanups'][number], 'order'>[],
): Snapshot {
  const stacks = snapshot.stacks.map((stack) => {
    if (!stack.scopes.some((scope) => scope.id === scopeId)) return stack;
    const scopes = stack.scopes.map((scope) => {
      if (scope.id !== scopeId) return scope;
      const known = new Set(scope.cleanups.map((cleanup) => cleanup.id));
      return { ...scope, cleanups: [...scope.cleanups, ...more.filter((cleanup) => !known.has(cleanup.id))] };
    });
    return { ...stack, scopes: numberScopes(scopes) };
  });
  return { ...snapshot, stacks };
}

/** The same snapshot with a stack that has been read, and the problems found in it. */
export function replaceStack(snapshot: Snapshot, { stack, history = [], problems }: StackReading): Snapshot {
  return {
    ...snapshot,
    ...(history.length > 0 ? { history } : {}),
    stacks: snapshot.stacks.map((one) => (one.id === stack.id ? stack : one)),
    problems: [...snapshot.problems.filter((problem) => problem.stack !== stack.id), ...problems],
  };
}

/** The same snapshot with more stacks listed. */
export function appendStacks(snapshot: Snapshot, more: MoreStacks): Snapshot {
  const known = new Set(snapshot.stacks.map((stack) => stack.id));
  const changed = {
    ...snapshot,
    stacks: [...snapshot.stacks, ...more.stacks.filter((stack) => !known.has(stack.id))],
    problems: [...snapshot.problems, ...more.problems],
  };
  if (more.left > 0) return { ...changed, moreStacks: more.left };
  delete changed.moreStacks;
  return changed;
}

/** The document as it is handed on: it says what was not read. */
export function nameOmissions(snapshot: Snapshot, t: Translate): Snapshot {
  const unread = snapshot.stacks.filter((stack) => stack.unread !== undefined).length;
  const problems: Problem[] = [];
  if (unread > 0)
    problems.push({
      code: 'incomplete',
      severity: 'info',
      message:
        unread === 1
          ? t('One stack holds pending cleanups that were not read in time')
          : t('{0} stacks hold pending cleanups that were not read in time', unread),
    });
  if (snapshot.moreStacks !== undefined)
    problems.push({
      code: 'incomplete',
      severity: 'info',
      message:
        snapshot.moreStacks === 1
          ? t('One more stack that may hold pending cleanups is not listed')
          : t('{0} more stacks that may hold pending cleanups are not listed', snapshot.moreStacks),
    });
  return problems.length === 0 ? snapshot : { ...snapshot, problems: [...snapshot.problems, ...problems] };
}

/** The same snapshot with more of a resource's entries listed. */
export function appendEntries(snapshot: Snapshot, resourceId: string, more: readonly ResourceEntry[]): Snapshot {
  if (snapshot.resources === undefined) return snapshot;
  const resources = changeResources(snapshot.resources, (one) =>
    one.id === resourceId ? { ...one, entries: [...one.entries, ...more] } : one,
  );
  return { ...snapshot, resources };
}
