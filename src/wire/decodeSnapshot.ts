import { toDisplayText } from '../core/displayText.ts';
import { buildResources } from '../core/resources.ts';
import {
  ABSENT_REASONS,
  FAILURE_KINDS,
  PROBLEM_CODES,
  SCOPE_KINDS,
  SNAPSHOT_SCHEMA,
  SNAPSHOT_VERSION,
  STACK_KINDS,
  STATUS_KINDS,
  type Absent,
  type Argument,
  type Cleanup,
  type CleanupScope,
  type Fact,
  type Failure,
  type HistoryEntry,
  type PossibleCleanup,
  type Problem,
  type Resource,
  type ResourceEntry,
  type Resources,
  type Snapshot,
  type SourceLocation,
  type Stack,
  type UnreadStack,
} from '../core/snapshot.ts';
import { optional } from '../core/optional.ts';
import { asCount, asFields, asList, asNumber, asOneOf, asText, type Fields } from './shape.ts';

/** As the schema has them. */
const MAX_LABEL_LENGTH = 400;
const MAX_VALUE_LENGTH = 1000;
const MAX_ITEMS = {
  stacks: 2000,
  scopes: 2000,
  cleanups: 10_000,
  arguments: 50,
  resources: 1000,
  entries: 10_000,
  facts: 50,
  history: 1000,
  problems: 2000,
  notes: 50,
};

/** A saved snapshot, with each part checked and bounded; undefined for anything else. Never throws. */
export function decodeSnapshot(value: unknown): Snapshot | undefined {
  const fields = asFields(value);
  if (fields?.['schema'] !== SNAPSHOT_SCHEMA || fields['version'] !== SNAPSHOT_VERSION) return undefined;
  const session = asFields(fields['session']);
  const stop = asFields(fields['stop']);
  const absent = decodeAbsent(fields['absent']);
  const takenAt = Date.parse(asText(fields['takenAt'], 40) ?? '');
  const history = asList(fields['history'], MAX_ITEMS.history, decodeHistory);
  return {
    schema: SNAPSHOT_SCHEMA,
    version: SNAPSHOT_VERSION,
    takenAt: new Date(Number.isNaN(takenAt) ? 0 : takenAt).toISOString(),
    session: {
      name: label(session, 'name'),
      type: label(session, 'type'),
      ...optional('adapter', line(session?.['adapter'])),
      ...optional('runtime', line(session?.['runtime'])),
    },
    stop: {
      reason: label(stop, 'reason'),
      ...optional('threadId', asCount(stop?.['threadId'])),
      ...optional('location', decodeLocation(stop?.['location'])),
    },
    ...optional('absent', absent),
    stacks: absent === undefined ? asList(fields['stacks'], MAX_ITEMS.stacks, decodeStack) : [],
    ...optional('moreStacks', absent === undefined ? asPositive(fields['moreStacks']) : undefined),
    ...optional('resources', decodeResources(fields['resources'])),
    ...(history.length > 0 ? { history } : {}),
    problems: asList(fields['problems'], MAX_ITEMS.problems, decodeProblem),
  };
}

function decodeLocation(value: unknown): SourceLocation | undefined {
  const fields = asFields(value);
  const path = asText(fields?.['path'], 4000);
  const at = asPositive(fields?.['line']);
  if (path === undefined || path === '' || at === undefined) return undefined;
  return { path, line: at, ...optional('column', asPositive(fields?.['column'])) };
}

/** One cleanup; its order is kept. */
export function decodeCleanup(value: unknown): Cleanup | undefined {
  const fields = asFields(value);
  if (fields === undefined) return undefined;
  const state = asOneOf(fields['state'], ['pending', 'running', 'done', 'failed', 'skipped']) ?? 'pending';
  const callee = asFields(fields['callee']);
  const notes = asList(fields['notes'], MAX_ITEMS.notes, line);
  return {
    id: label(fields, 'id'),
    ...(fields['kind'] === 'finally' ? { kind: 'finally' } : {}),
    order: state === 'pending' ? Math.max(1, asCount(fields['order']) ?? 1) : 0,
    ...(state === 'pending' && fields['orLater'] === true ? { orLater: true } : {}),
    state,
    label: label(fields, 'label'),
    callee: { name: label(callee, 'name'), ...optional('location', decodeLocation(callee?.['location'])) },
    ...optional('registeredAt', decodeLocation(fields['registeredAt'])),
    arguments: asList(fields['arguments'], MAX_ITEMS.arguments, decodeArgument),
    ...(fields['when'] === 'failure' ? { when: 'failure' } : {}),
    ...optional('recovers', asFlag(fields['recovers'])),
    ...optional('async', asFlag(fields['async'])),
    ...optional('timeoutMs', asLength(fields['timeoutMs'])),
    ...(fields['holds'] === undefined ? {} : { holds: label(fields, 'holds') }),
    ...optional('error', line(fields['error'], MAX_VALUE_LENGTH)),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

/** One thing in a resource. */
export function decodeEntry(value: unknown): ResourceEntry | undefined {
  const fields = asFields(value);
  if (fields === undefined) return undefined;
  return {
    name: line(fields['name']) ?? '',
    state: line(fields['state']) ?? '',
    facts: asList(fields['facts'], MAX_ITEMS.facts, decodeFact),
    ...optional('concern', line(fields['concern'], MAX_VALUE_LENGTH)),
    ...optional('location', decodeLocation(fields['location'])),
  };
}

function decodeAbsent(value: unknown): Absent | undefined {
  const fields = asFields(value);
  return fields === undefined
    ? undefined
    : { reason: asOneOf(fields['reason'], ABSENT_REASONS) ?? 'failed', message: label(fields, 'message') };
}

function decodeStack(value: unknown): Stack | undefined {
  const fields = asFields(value);
  if (fields === undefined) return undefined;
  const status = asFields(fields['status']);
  const unread = decodeUnread(fields['unread']);
  return {
    id: label(fields, 'id'),
    kind: asOneOf(fields['kind'], STACK_KINDS) ?? 'thread',
    name: label(fields, 'name'),
    current: fields['current'] === true,
    status: {
      kind: asOneOf(status?.['kind'], STATUS_KINDS) ?? 'paused',
      ...optional('reason', line(status?.['reason'])),
      ...optional('sinceMs', asLength(status?.['sinceMs'])),
      ...optional('stops', asPositive(status?.['stops'])),
    },
    failures: asList(fields['failures'], MAX_ITEMS.notes, decodeFailure),
    // A stack cannot have scopes and be unread: nothing is claimed of it then.
    scopes: unread === undefined ? asList(fields['scopes'], MAX_ITEMS.scopes, decodeScope) : [],
    ...(fields['moreFrames'] === true ? { moreFrames: true as const } : {}),
    ...optional('unread', unread),
  };
}

function decodeUnread(value: unknown): UnreadStack | undefined {
  const fields = asFields(value);
  return fields === undefined ? undefined : optional('pending', asCount(fields['pending']));
}

function decodeFailure(value: unknown): Failure | undefined {
  const fields = asFields(value);
  if (fields === undefined) return undefined;
  return {
    kind: asOneOf(fields['kind'], FAILURE_KINDS) ?? 'exception',
    ...optional('value', line(fields['value'], MAX_VALUE_LENGTH)),
    recovered: fields['recovered'] === true,
  };
}

function decodeScope(value: unknown): CleanupScope | undefined {
  const fields = asFields(value);
  if (fields === undefined) return undefined;
  const cleanups = asList(fields['cleanups'], MAX_ITEMS.cleanups, decodeCleanup);
  const possible = asList(fields['possible'], MAX_ITEMS.cleanups, decodePossible);
  const notes = asList(fields['notes'], MAX_ITEMS.notes, (note) => line(note));
  return {
    id: label(fields, 'id'),
    kind: asOneOf(fields['kind'], SCOPE_KINDS) ?? 'object',
    name: label(fields, 'name'),
    ...optional('frameId', asCount(fields['frameId'])),
    ...optional('location', decodeLocation(fields['location'])),
    ...(fields['ends'] === 'owner' ? { ends: 'owner' } : {}),
    total: Math.max(asCount(fields['total']) ?? 0, cleanups.filter((cleanup) => cleanup.state === 'pending').length),
    ...(fields['unknown'] === true ? { unknown: true } : {}),
    cleanups,
    ...(notes.length > 0 ? { notes } : {}),
    ...(possible.length > 0 ? { possible } : {}),
  };
}

function decodePossible(value: unknown): PossibleCleanup | undefined {
  const fields = asFields(value);
  const registeredAt = decodeLocation(fields?.['registeredAt']);
  return fields === undefined || registeredAt === undefined ? undefined : { label: label(fields, 'label'), registeredAt };
}

function decodeArgument(value: unknown): Argument | undefined {
  const fields = asFields(value);
  if (fields === undefined) return undefined;
  return {
    ...optional('name', line(fields['name'])),
    ...optional('type', line(fields['type'])),
    value: line(fields['value'], MAX_VALUE_LENGTH) ?? '',
    capture: asOneOf(fields['capture'], ['value', 'reference', 'literal', 'unknown']) ?? 'unknown',
  };
}

function decodeHistory(value: unknown): HistoryEntry | undefined {
  const fields = asFields(value);
  if (fields === undefined) return undefined;
  return {
    id: label(fields, 'id'),
    scope: label(fields, 'scope'),
    state: asOneOf(fields['state'], ['done', 'failed', 'skipped']) ?? 'done',
    label: line(fields['label']) ?? '',
    ...optional('registeredAt', decodeLocation(fields['registeredAt'])),
    ...optional('error', line(fields['error'], MAX_VALUE_LENGTH)),
  };
}

function decodeProblem(value: unknown): Problem | undefined {
  const fields = asFields(value);
  const code = asOneOf(fields?.['code'], PROBLEM_CODES);
  if (fields === undefined || code === undefined) return undefined;
  const cleanups = asList(fields['cleanups'], MAX_ITEMS.cleanups, (id) => line(id));
  return {
    code,
    severity: asOneOf(fields['severity'], ['error', 'warning', 'info']) ?? 'warning',
    message: label(fields, 'message', MAX_VALUE_LENGTH),
    ...optional('stack', line(fields['stack'])),
    ...optional('scope', line(fields['scope'])),
    ...(cleanups.length > 0 ? { cleanups } : {}),
    ...optional('resource', line(fields['resource'])),
    ...optional('location', decodeLocation(fields['location'])),
  };
}

function decodeResources(value: unknown): Resources | undefined {
  const fields = asFields(value);
  if (fields === undefined) return undefined;
  return buildResources((list) => {
    const given = fields[list];
    return Array.isArray(given) ? asList(given, MAX_ITEMS.resources, decodeResource) : undefined;
  });
}

function decodeResource(value: unknown): Resource | undefined {
  const fields = asFields(value);
  if (fields === undefined) return undefined;
  const entries = asList(fields['entries'], MAX_ITEMS.entries, decodeEntry);
  return {
    id: label(fields, 'id'),
    name: label(fields, 'name'),
    state: line(fields['state']) ?? '',
    facts: asList(fields['facts'], MAX_ITEMS.facts, decodeFact),
    entries,
    total: Math.max(asCount(fields['total']) ?? 0, entries.length),
    ...optional('location', decodeLocation(fields['location'])),
  };
}

function decodeFact(value: unknown): Fact | undefined {
  const fields = asFields(value);
  if (fields === undefined) return undefined;
  return {
    name: label(fields, 'name'),
    value: line(fields['value'], MAX_VALUE_LENGTH) ?? '',
    ...optional('milliseconds', asNumber(fields['milliseconds'])),
  };
}

/** One line of visible text; a placeholder if the schema requires a text and there is none. */
function label(fields: Fields | undefined, key: string, length = MAX_LABEL_LENGTH): string {
  return line(fields?.[key], length) ?? '?';
}

function line(value: unknown, length = MAX_LABEL_LENGTH): string | undefined {
  const text = asText(value, length + 1);
  return text === undefined || text === '' ? undefined : toDisplayText(text, length);
}

function asFlag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** A count of at least one, or a line or column. */
function asPositive(value: unknown): number | undefined {
  const count = asCount(value);
  return count === 0 ? undefined : count;
}

/** A number of milliseconds that is not negative. */
function asLength(value: unknown): number | undefined {
  const number = asNumber(value);
  return number === undefined || number < 0 ? undefined : number;
}
