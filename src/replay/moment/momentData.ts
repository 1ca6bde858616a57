import type { Translate } from '../../core/translate.ts';
import { describeMoment, locateMoment, nameScope, scopeOf } from './describeLine.ts';
import type { Value } from './expression.ts';
import type { Registered } from '../../runtime/record/recordedEvents.ts';
import type { RecordedLine } from '../../wire/recordingFormat.ts';
import type { Moment } from './momentIndex.ts';

/** The word for a cleanup's state in conditions. */
function stateOf(kind: RecordedLine['kind']): string | undefined {
  switch (kind) {
    case 'registered':
      return 'pending';
    case 'started':
      return 'running';
    case 'done':
    case 'failed':
    case 'timed-out':
    case 'abandoned':
    case 'skipped':
      return kind;
    default:
      return undefined;
  }
}

/** What a breakpoint's condition can ask about: the line, and what the line is about. */
export function lineData(line: RecordedLine, origin: RecordedLine | undefined): Record<string, Value> {
  const registered = (line.kind === 'registered' ? line : origin?.kind === 'registered' ? origin : undefined) satisfies
    Registered | undefined;
  return {
    kind: line.kind,
    time: line.kind === 'unreadable' ? undefined : line.t,
    name: registered?.label ?? ('name' in line ? line.name : undefined),
    state: line.kind === 'resource' ? line.state : stateOf(line.kind),
    duration: 'ms' in line ? line.ms : undefined,
    error: 'error' in line ? line.error : undefined,
    scope: scopeOf(line),
    cleanup: 'cleanup' in line ? line.cleanup : undefined,
    timeout: registered?.timeoutMs,
    code: line.kind === 'exit' ? line.code : undefined,
    args: Object.fromEntries((registered?.args ?? []).map((one, at) => [one.name ?? String(at), one.value])),
  };
}

/** The same for a moment of the replay, with what was pending. */
export function momentData(moment: Moment, t: Translate): Record<string, Value> {
  const { line, state, index } = moment;
  const origin = state.origin === undefined ? undefined : ({ kind: 'registered', t: 0, ...state.origin.event } as const);
  const id = scopeOf(line);
  const scope = id === undefined ? undefined : state.scopes.get(id);
  const at = locateMoment(moment);
  return {
    ...lineData(line, origin),
    event: describeMoment(moment, t),
    index,
    path: at?.path,
    line: at?.line,
    scopeName: id === undefined ? undefined : nameScope(id, scope?.event.name, t),
    pending: [...state.scopes.values()].reduce((sum, one) => sum + one.pending, 0),
    pendingHere: scope?.pending,
    open: state.scopes.size,
    dropped: state.dropped,
    unreadable: state.unreadable,
  };
}
