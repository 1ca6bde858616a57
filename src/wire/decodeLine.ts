import { fileURLToPath } from 'node:url';
import type { SourceLocation } from '../core/snapshot.ts';
import { decodeSnapshot } from './decodeSnapshot.ts';
import { optional } from '../core/optional.ts';
import { asCount, asFields, asList, asNumber, asOneOf, asText, type Fields } from './shape.ts';
import {
  GAP_REASONS,
  RECORDING_SCHEMA,
  RECORDING_VERSION,
  SCOPE_FORMS,
  type RecordedArgument,
  type RecordingHeader,
} from '../runtime/record/recordedEvents.ts';
import { RESOURCE_FORMS } from '../runtime/scopes/recorder.ts';
import type { RecordedEvent, RecordedLine } from './recordingFormat.ts';

/** The longest name, label or path that is kept, in UTF-16 units; longer ones are cut off. */
const MAX_TEXT_LENGTH = 4000;
const MAX_ARGUMENTS = 20;

/** What a line says. Never throws: for a line that is not an event the result says so. */
export function decodeLine(text: string): RecordedLine {
  const fields = asFields(parse(text));
  if (fields === undefined) return { kind: 'unreadable', reason: 'no JSON' };
  return decodeEvent(fields) ?? { kind: 'unreadable', reason: 'no event' };
}

/** The header in the first line; `other-version` for a header of another version, undefined for any other text. */
export function decodeHeader(text: string): RecordingHeader | 'other-version' | undefined {
  const fields = asFields(parse(text));
  if (fields?.['schema'] !== RECORDING_SCHEMA) return undefined;
  if (fields['version'] !== RECORDING_VERSION) return 'other-version';
  const program = asFields(fields['program']);
  return {
    schema: RECORDING_SCHEMA,
    version: RECORDING_VERSION,
    startedAt: readTime(fields['startedAt']),
    program: {
      name: asText(program?.['name'], MAX_TEXT_LENGTH) ?? '',
      ...optional('pid', asCount(program?.['pid'])),
      ...optional('runtime', asText(program?.['runtime'], MAX_TEXT_LENGTH)),
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut off, damaged, or never JSON: the caller counts it.
    return undefined;
  }
}

function readTime(value: unknown): string {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return new Date(Number.isNaN(time) ? 0 : time).toISOString();
}

function decodeEvent(fields: Fields): RecordedEvent | undefined {
  const t = Math.max(0, asNumber(fields['t']) ?? 0);
  const { kind } = fields;
  switch (kind) {
    case 'exit':
      return {
        kind,
        t,
        ...optional('code', asNumber(fields['code'])),
        pending: asCount(fields['pending']) ?? 0,
        scopes: asCount(fields['scopes']) ?? 0,
      };
    case 'gap':
      return {
        kind,
        t,
        count: asCount(fields['count']) ?? 0,
        reason: asOneOf(fields['reason'], GAP_REASONS) ?? 'backpressure',
      };
    case 'resource':
      return decodeResource(fields, t);
    case 'stop': {
      const snapshot = decodeSnapshot(fields['snapshot']);
      return snapshot === undefined ? undefined : { kind, t, snapshot };
    }
  }
  const scope = asCount(fields['scope']);
  return scope === undefined ? undefined : decodeScopeEvent(fields, t, scope);
}

function decodeScopeEvent(fields: Fields, t: number, scope: number): RecordedEvent | undefined {
  const { kind } = fields;
  switch (kind) {
    case 'scope-opened':
      return {
        kind,
        t,
        scope,
        form: asOneOf(fields['form'], SCOPE_FORMS) ?? 'object',
        ...named(fields),
        ...flag(fields, 'async'),
        ...optional('parent', asCount(fields['parent'])),
        ...placed(fields),
      };
    case 'scope-moved': {
      const to = asCount(fields['to']);
      return to === undefined ? undefined : { kind, t, scope, to };
    }
    case 'scope-closed':
      return { kind, t, scope };
    case 'thrown':
    case 'recovered':
      return { kind, t, scope, ...optional('error', asText(fields['error'], MAX_TEXT_LENGTH)) };
  }
  const cleanup = asCount(fields['cleanup']);
  if (cleanup === undefined) return undefined;
  switch (kind) {
    case 'registered': {
      const args = asList(fields['args'], MAX_ARGUMENTS, decodeArgument);
      return {
        kind,
        t,
        scope,
        cleanup,
        label: asText(fields['label'], MAX_TEXT_LENGTH) ?? '',
        ...(args.length > 0 ? { args } : {}),
        ...placed(fields),
        ...flag(fields, 'onError'),
        ...optional('timeoutMs', asNumber(fields['timeoutMs'])),
      };
    }
    case 'started':
      return { kind, t, scope, cleanup };
    case 'done':
    case 'failed':
    case 'timed-out':
    case 'abandoned':
    case 'skipped':
      return {
        kind,
        t,
        scope,
        cleanup,
        ...optional('ms', asNumber(fields['ms'])),
        ...optional('error', asText(fields['error'], MAX_TEXT_LENGTH)),
      };
    default:
      return undefined;
  }
}

function decodeResource(fields: Fields, t: number): RecordedEvent | undefined {
  const resource = asCount(fields['resource']);
  const form = asOneOf(fields['form'], RESOURCE_FORMS);
  if (resource === undefined || form === undefined) return undefined;
  return {
    kind: 'resource',
    t,
    resource,
    form,
    ...named(fields),
    ...optional('entry', asText(fields['entry'], MAX_TEXT_LENGTH)),
    state: asText(fields['state'], MAX_TEXT_LENGTH) ?? '',
    ...flag(fields, 'gone'),
    ...optional('concern', asText(fields['concern'], MAX_TEXT_LENGTH)),
    ...placed(fields),
  };
}

function decodeArgument(value: unknown): RecordedArgument | undefined {
  const fields = asFields(value);
  const text = asText(fields?.['value'], MAX_TEXT_LENGTH);
  return fields === undefined || text === undefined
    ? undefined
    : { ...named(fields), ...optional('type', asText(fields['type'], MAX_TEXT_LENGTH)), value: text };
}

function named(fields: Fields): { readonly name?: string } {
  const name = asText(fields['name'], MAX_TEXT_LENGTH);
  return name === undefined || name === '' ? {} : { name };
}

function flag<K extends string>(fields: Fields, key: K): { readonly [P in K]?: boolean } {
  return optional(key, fields[key] === true ? true : undefined);
}

function placed(fields: Fields): { readonly at?: SourceLocation } {
  const at = asFields(fields['at']);
  const path = asText(at?.['path'], MAX_TEXT_LENGTH);
  const line = asCount(at?.['line']);
  const column = asCount(at?.['column']);
  if (path === undefined || path === '' || line === undefined || line < 1) return {};
  return { at: { path: toPath(path), line, ...(column === undefined || column < 1 ? {} : { column }) } };
}

const paths = new Map<string, string>();
/** How many files a program is expected to have; a recording with more paths than this was not written by a program. */
const MAX_PATHS = 10_000;

/** Engines name modules by URL, editors name files by path. */
function toPath(text: string): string {
  if (!text.startsWith('file:')) return text;
  let found = paths.get(text);
  if (found === undefined) {
    found = convert(text);
    if (paths.size >= MAX_PATHS) paths.clear();
    paths.set(text, found);
  }
  return found;
}

function convert(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    // This kind of machine cannot have such a file, so the URL is kept.
    return url;
  }
}
