import { LABEL_LENGTH, toDisplayText, VALUE_LENGTH } from '../../core/displayText.ts';
import { findProblems } from '../../core/problems.ts';
import { groupResources } from '../../core/resources.ts';
import { numberScopes, type UnorderedCleanup, type UnorderedScope } from '../../core/runOrder.ts';
import {
  SNAPSHOT_SCHEMA,
  SNAPSHOT_VERSION,
  type Absent,
  type HistoryEntry,
  type Problem,
  type Resource,
  type ResourceEntry,
  type Resources,
  type Snapshot,
  type Stack,
} from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import { REPLAY_TYPE } from '../../wire/replayProtocol.ts';
import { optional } from '../../core/optional.ts';
import { describeMoment, labelOf, locateMoment, nameScope, scopeOf } from './describeLine.ts';
import type { RecordingHeader, ResourceEvent } from '../../runtime/record/recordedEvents.ts';
import type { CleanupRecord, RanRecord, ReplayState, ScopeRecord } from './replayState.ts';
import type { Moment, MomentIndex } from './momentIndex.ts';

/** As in a live session: how many cleanups of a scope are listed first, and how many scopes and entries of a resource at most. */
export const MAX_CLEANUPS = 100;
const MAX_SCOPES = 200;
const MAX_ENTRIES = 100;
/** How many levels of scopes in scopes are followed: nobody writes deeper nesting by hand. */
const MAX_SCOPE_LEVELS = 200;

export interface SnapshotQuery {
  readonly moment: Moment;
  readonly header: RecordingHeader;
  /** Reads other lines, such as the last debugger stop. */
  readonly moments: Pick<MomentIndex, 'line'>;
  readonly t: Translate;
}

/** What was pending at a moment of a recording, in the same form as from a live session. */
export function toSnapshot({ moment, header, moments, t }: SnapshotQuery): Snapshot {
  const { line, state } = moment;
  const document = {
    schema: SNAPSHOT_SCHEMA,
    version: SNAPSHOT_VERSION,
    takenAt: new Date(Date.parse(header.startedAt) + Math.min(state.t, 1e14)).toISOString(),
    session: {
      name: label(header.program.name === '' ? t('recording') : header.program.name),
      type: REPLAY_TYPE,
      ...optional('runtime', header.program.runtime === undefined ? undefined : label(header.program.runtime)),
    },
    stop: { reason: line.kind, threadId: 1, ...optional('location', locateMoment(moment)) },
  } as const;
  const stop = state.stop === undefined ? undefined : moments.line(state.stop);
  if (stop?.kind === 'stop') return { ...stop.snapshot, ...document, problems: [...findMissing(state, t), ...stop.snapshot.problems] };
  const listed = listScopes(moment);
  const stacks = listed.map((chain, at) => toStack(chain, at === 0 && chain.isCurrent, moment, t));
  const open = [...state.scopes.values()].filter((scope) => isWorthListing(scope)).length;
  const shown = listed.reduce((sum, chain) => sum + chain.scopes.filter(isWorthListing).length, 0);
  const problems = [
    ...findMissing(state, t),
    ...findNeverClosed(state, t),
    ...(open > shown ? [incomplete(t('{0} more open scopes are not listed', open - shown))] : []),
    ...findProblems(stacks, t),
  ];
  const rest = {
    ...optional('resources', toResources(state)),
    ...(state.ran.length > 0 ? { history: state.ran.map((one) => toHistory(one, t)) } : {}),
    problems,
  };
  if (stacks.every((stack) => stack.scopes.length === 0)) {
    const absent: Absent = { reason: 'nothing-pending', message: t('Nothing is pending in this stack.') };
    return { ...document, absent, stacks: [], ...rest };
  }
  return { ...document, stacks, ...rest };
}

/** The scopes around a moment, innermost first: the one that it is about, and those in which that was opened. */
export function chainOf({ line, state }: Moment): readonly ScopeRecord[] {
  const id = scopeOf(line);
  return id === undefined ? [] : followParents(id, state, new Set());
}

/** The next waiting cleanups of a scope, in run order. */
export function listCleanups(scope: ScopeRecord, skip: number, most: number, t: Translate): UnorderedCleanup[] {
  const found: UnorderedCleanup[] = [];
  let one = scope.top;
  for (let n = 0; one !== undefined && n < skip + most; n++, one = one.below) if (n >= skip) found.push(toCleanup(one, scope, t));
  return found;
}

/** The entries of a resource, and how many there are. */
export function listEntries(
  state: ReplayState,
  id: number,
  skip: number,
  most: number,
): { readonly entries: readonly ResourceEntry[]; readonly total: number } {
  const all = [...state.resources.values()].filter((event) => event.resource === id && event.entry !== undefined);
  return { entries: all.slice(skip, skip + most).map(toEntry), total: all.length };
}

/** The library's name for a scope of the recording in a snapshot. */
function scopeId(id: number): string {
  return `s${id}`;
}

interface Chain {
  readonly scopes: readonly ScopeRecord[];
  readonly isCurrent: boolean;
}

/** First the scopes around the moment, then the others that have something, the newest first, each with those around it. */
function listScopes(moment: Moment): Chain[] {
  const { state } = moment;
  const taken = new Set<number>();
  const current = chainOf(moment);
  for (const scope of current) taken.add(scope.event.scope);
  const chains: Chain[] = current.length > 0 ? [{ scopes: current, isCurrent: true }] : [];
  let left = MAX_SCOPES - current.length;
  for (const scope of [...state.scopes.values()].reverse()) {
    if (left <= 0) break;
    if (taken.has(scope.event.scope) || !isWorthListing(scope)) continue;
    const scopes = followParents(scope.event.scope, state, taken).slice(0, left);
    left -= scopes.length;
    chains.push({ scopes, isCurrent: false });
  }
  return chains;
}

function followParents(id: number, state: ReplayState, taken: Set<number>): ScopeRecord[] {
  const chain: ScopeRecord[] = [];
  for (
    let scope = state.scopes.get(id);
    scope !== undefined && chain.length < MAX_SCOPE_LEVELS;
    scope = scope.event.parent === undefined ? undefined : state.scopes.get(scope.event.parent)
  ) {
    if (taken.has(scope.event.scope)) break;
    taken.add(scope.event.scope);
    chain.push(scope);
  }
  return chain;
}

function isWorthListing(scope: ScopeRecord): boolean {
  return scope.pending > 0 || scope.running !== undefined;
}

function toStack({ scopes }: Chain, isCurrent: boolean, moment: Moment, t: Translate): Stack {
  const inner = scopes[0];
  const name = inner === undefined ? '' : nameScope(inner.event.scope, inner.event.name, t);
  const ended = moment.state.exit !== undefined;
  return {
    id: isCurrent ? 'now' : `task:${inner === undefined ? '' : scopeId(inner.event.scope)}`,
    kind: isCurrent || inner?.event.async !== true ? 'thread' : 'task',
    name: isCurrent ? describeMoment(moment, t) : name,
    current: isCurrent,
    status: isCurrent
      ? { kind: 'paused' }
      : ended
        ? { kind: 'ended', reason: t('its cleanups never ran') }
        : { kind: 'blocked', reason: inner?.running === undefined ? t('open') : t('awaiting a cleanup') },
    failures: scopes.flatMap((scope) =>
      scope.failures.map((failure) => ({
        kind: 'exception' as const,
        value: toDisplayText(failure.error, VALUE_LENGTH),
        recovered: failure.recovered,
      })),
    ),
    scopes: numberScopes(scopes.map((scope, depth) => toScope(scope, isCurrent ? depth + 2 : undefined, t))),
  };
}

/** `frameId`: the debug adapter's number of the frame; the line's own frame has 1. */
function toScope(scope: ScopeRecord, frameId: number | undefined, t: Translate): UnorderedScope {
  const { running } = scope;
  const first: UnorderedCleanup[] =
    running === undefined
      ? []
      : [
          {
            ...toCleanup(running.cleanup, scope, t),
            state: 'running',
            ...(running.isTimedOut ? { notes: [t('its time is up')] } : {}),
          },
        ];
  return {
    id: scopeId(scope.event.scope),
    kind: scope.event.form,
    name: nameScope(scope.event.scope, scope.event.name, t),
    ...optional('frameId', frameId),
    ...optional('location', scope.event.at),
    ...(scope.event.form === 'object' ? { ends: 'owner' } : {}),
    total: scope.pending,
    cleanups: [...first, ...listCleanups(scope, 0, MAX_CLEANUPS, t)],
  };
}

function toCleanup({ event }: CleanupRecord, scope: ScopeRecord, t: Translate): UnorderedCleanup {
  const name = labelOf(event.label, event.cleanup, t);
  return {
    id: `${scopeId(event.scope)}.c${event.cleanup}`,
    state: 'pending',
    label: name,
    callee: { name: name.replace(/(?<=.)\(.*$/, '') },
    ...optional('registeredAt', event.at),
    arguments: (event.args ?? []).map((one) => ({
      ...optional('name', text(one.name)),
      ...optional('type', text(one.type)),
      value: toDisplayText(one.value, VALUE_LENGTH),
      capture: 'value',
    })),
    ...optional('async', scope.event.async),
    ...optional('timeoutMs', event.timeoutMs === undefined ? undefined : Math.max(0, event.timeoutMs)),
    ...(event.onError === true ? { when: 'failure' } : {}),
  };
}

function toHistory({ scope, cleanup, label: name, at, outcome }: RanRecord, t: Translate): HistoryEntry {
  const error = outcome.kind === 'abandoned' ? t('abandoned: the scope went on without it') : outcome.error;
  return {
    id: `${scopeId(scope)}.c${cleanup}`,
    scope: scopeId(scope),
    state: outcome.kind === 'abandoned' || outcome.kind === 'timed-out' ? 'failed' : outcome.kind,
    label: labelOf(name, cleanup, t),
    ...optional('registeredAt', at),
    ...optional('error', error === undefined ? undefined : toDisplayText(error, VALUE_LENGTH)),
  };
}

function toResources(state: ReplayState): Resources | undefined {
  const all = [...state.resources.values()].filter(({ entry }) => entry === undefined);
  return groupResources(all.map((event) => ({ kind: event.form, resource: toResource(event, state) })));
}

function toResource(event: ResourceEvent, state: ReplayState): Resource {
  return {
    id: `r${event.resource}`,
    name: label(event.name ?? String(event.resource)),
    state: toDisplayText(event.state, LABEL_LENGTH),
    facts: [],
    ...listEntries(state, event.resource, 0, MAX_ENTRIES),
    ...optional('location', event.at),
  };
}

function toEntry(event: ResourceEvent): ResourceEntry {
  return {
    name: label(event.entry ?? ''),
    state: toDisplayText(event.state, LABEL_LENGTH),
    facts: [],
    ...optional('concern', event.concern === undefined ? undefined : toDisplayText(event.concern, VALUE_LENGTH)),
    ...optional('location', event.at),
  };
}

/** What is missing from the recording up to here; it is always mentioned. */
function findMissing(state: ReplayState, t: Translate): Problem[] {
  return [
    ...(state.unreadable > 0 ? [incomplete(t('{0} lines of the recording cannot be read and were left out', state.unreadable))] : []),
    ...(state.dropped > 0 ? [incomplete(t('{0} events are missing: the recorder had to drop them', state.dropped))] : []),
  ];
}

/** When the process has ended, whatever is waiting waits forever. */
function findNeverClosed(state: ReplayState, t: Translate): Problem[] {
  if (state.exit === undefined) return [];
  return [...state.scopes.values()]
    .filter((scope) => scope.pending > 0)
    .slice(-MAX_SCOPES)
    .map((scope) => ({
      code: 'never-closed',
      severity: 'error',
      message:
        scope.pending === 1
          ? t('1 cleanup never ran: {0} was open when the process ended', nameScope(scope.event.scope, scope.event.name, t))
          : t(
              '{0} cleanups never ran: {1} was open when the process ended',
              scope.pending,
              nameScope(scope.event.scope, scope.event.name, t),
            ),
      scope: scopeId(scope.event.scope),
      ...optional('location', scope.top?.event.at ?? scope.event.at),
    }));
}

function incomplete(message: string): Problem {
  return { code: 'incomplete', severity: 'warning', message };
}

function text(words: string | undefined): string | undefined {
  return words === undefined ? undefined : label(words);
}

function label(words: string): string {
  return toDisplayText(words === '' ? '?' : words, LABEL_LENGTH);
}
