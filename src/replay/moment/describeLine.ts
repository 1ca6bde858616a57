import { assertNever } from '../../core/assertNever.ts';
import { LABEL_LENGTH, toDisplayText } from '../../core/displayText.ts';
import type { SourceLocation } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import type { GapEvent } from '../../runtime/record/recordedEvents.ts';
import type { RecordedLine } from '../../wire/recordingFormat.ts';
import type { Moment } from './momentIndex.ts';

/** What a line says, in a few words: `close(db) failed`. */
export function describeMoment({ line, state }: Moment, t: Translate): string {
  switch (line.kind) {
    case 'unreadable':
      return t('a line that cannot be read: {0}', line.reason);
    case 'scope-opened':
      return t('scope opened: {0}', nameScope(line.scope, line.name, t));
    case 'scope-moved':
      return t('cleanups moved to {0}', nameScope(line.to, state.scopes.get(line.to)?.event.name, t));
    case 'scope-closed':
      return t('scope closed: {0}', nameScope(line.scope, undefined, t));
    case 'registered':
      return t('registered: {0}', short(line.label));
    case 'started':
      return t('started: {0}', labelOf(state.origin?.event.label, line.cleanup, t));
    case 'done':
      return t('done: {0}', labelOf(state.origin?.event.label, line.cleanup, t));
    case 'failed':
      return t('failed: {0}', labelOf(state.origin?.event.label, line.cleanup, t));
    case 'timed-out':
      return t('timed out: {0}', labelOf(state.origin?.event.label, line.cleanup, t));
    case 'abandoned':
      return t('abandoned: {0}', labelOf(state.origin?.event.label, line.cleanup, t));
    case 'skipped':
      return t('skipped: {0}', labelOf(state.origin?.event.label, line.cleanup, t));
    case 'thrown':
      return t('failure thrown: {0}', short(line.error ?? ''));
    case 'recovered':
      return t('failure recovered: {0}', short(line.error ?? ''));
    case 'resource':
      return line.entry === undefined
        ? `${short(line.name ?? String(line.resource))}: ${short(line.state)}`
        : `${short(line.name ?? String(line.resource))}, ${short(line.entry)}: ${short(line.state)}`;
    case 'exit':
      return t('the process ended with {0} pending', line.pending);
    case 'gap':
      return describeGap(line, t);
    case 'stop':
      return t('the debugger stopped: {0}', short(line.snapshot.stop.reason));
    default:
      return assertNever(line);
  }
}

/** A scope by its name, otherwise by its number. */
export function nameScope(id: number, name: string | undefined, t: Translate): string {
  return name === undefined ? t('scope {0}', id) : short(name);
}

export function labelOf(label: string | undefined, cleanup: number, t: Translate): string {
  return label === undefined || label === '' ? t('cleanup {0}', cleanup) : short(label);
}

/** Where in the source a line belongs; for a cleanup that ran, where it was registered. */
export function locateMoment({ line, state }: Moment): SourceLocation | undefined {
  switch (line.kind) {
    case 'scope-opened':
    case 'registered':
    case 'resource':
      return line.at;
    case 'started':
    case 'done':
    case 'failed':
    case 'timed-out':
    case 'abandoned':
    case 'skipped':
      return state.origin?.event.at;
    case 'thrown':
    case 'recovered':
      return state.scopes.get(line.scope)?.event.at;
    case 'stop':
      return line.snapshot.stop.location;
    case 'scope-moved':
      return state.scopes.get(line.to)?.event.at;
    case 'scope-closed':
    case 'exit':
    case 'gap':
    case 'unreadable':
      return undefined;
    default:
      return assertNever(line);
  }
}

/** The scope in which a line happened. */
export function scopeOf(line: RecordedLine): number | undefined {
  if (line.kind === 'scope-moved') return line.to;
  return 'scope' in line ? line.scope : undefined;
}

function short(text: string): string {
  return toDisplayText(text, LABEL_LENGTH);
}

function describeGap({ reason, count }: GapEvent, t: Translate): string {
  switch (reason) {
    case 'rotated':
      return t('{0} events are in the file before this one', count);
    case 'backpressure':
      return t('{0} events were dropped: the disk was too slow', count);
    case 'bounded':
      return t('{0} events before this one were not kept', count);
    default:
      return assertNever(reason);
  }
}
