import { asConcern, asResource } from './decodeResources.ts';
import { asFrame, asCalls, asScopeId, asValue } from './decodeValues.ts';
import {
  WIRE_LIMITS as L,
  WIRE_VERSION,
  type WireCleanup,
  type WireFailure,
  type WireFunction,
  type WireHistory,
  type WireLibrary,
  type WireReading,
  type WireScope,
} from './javascriptReading.ts';
import { RESOURCE_KINDS } from '../../../runtime/door/doorContract.ts';
import { optional } from '../../../core/optional.ts';
import { asCount, asFields, asList, asNumber, asOneOf, asText } from '../../../wire/shape.ts';

export type DecodedReading =
  | { readonly kind: 'reading'; readonly reading: WireReading }
  /** The program has no door: the library is not loaded, at least not in this realm. */
  | { readonly kind: 'no-door' }
  | { readonly kind: 'malformed'; readonly why: string };

/** The longest answer that is parsed, in UTF-16 units. */
const MAX_ANSWER_LENGTH = 16 * 1024 * 1024;

/** Decodes the probe's answer. Never throws: what comes out of a debugged program may be anything. */
export function decodeReading(text: string): DecodedReading {
  if (text.length > MAX_ANSWER_LENGTH) return { kind: 'malformed', why: `the answer is ${text.length} characters long` };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { kind: 'malformed', why: `the answer is not JSON: ${text.slice(0, 80)}` };
  }
  const fields = asFields(parsed);
  if (fields === undefined) return { kind: 'malformed', why: 'the answer is not an object' };
  if (fields['wire'] !== WIRE_VERSION)
    return { kind: 'malformed', why: `the answer has version ${asText(JSON.stringify(fields['wire']), 80) ?? 'none'}` };
  const door = asOneOf(fields['door'], ['none', 'open', 'broken']);
  if (door === 'none') return { kind: 'no-door' };
  if (door !== 'open') return { kind: 'malformed', why: asText(fields['why'], L.value) ?? 'the door cannot be read' };
  return {
    kind: 'reading',
    reading: {
      wire: WIRE_VERSION,
      ...asCalls(fields),
      libraries: asList(fields['libraries'], L.libraries, asLibrary),
    },
  };
}

function asLibrary(value: unknown): WireLibrary | undefined {
  const fields = asFields(value);
  const index = asCount(fields?.['index']);
  if (fields === undefined || index === undefined) return undefined;
  const scopes = asList(fields['scopes'], L.scopes, asScope);
  const resources = asList(fields['resources'], L.resources * RESOURCE_KINDS.length, asResource);
  return {
    index,
    name: asText(fields['name'], L.name) ?? '',
    version: asText(fields['version'], L.name) ?? '',
    scopeCount: Math.max(asCount(fields['scopeCount']) ?? 0, scopes.length),
    ...optional('unseen', asCount(fields['unseen'])),
    scopes,
    history: asList(fields['history'], L.history, asHistory),
    resources,
    resourceCount: Math.max(asCount(fields['resourceCount']) ?? 0, resources.length),
    concerns: asList(fields['concerns'], L.concerns, asConcern),
    ...optional('error', asText(fields['error'], L.value)),
  };
}

function asScope(value: unknown): WireScope | undefined {
  const fields = asFields(value);
  const id = asCount(fields?.['id']);
  if (fields === undefined || id === undefined) return undefined;
  const cleanups = asList(fields['cleanups'], L.cleanups + 1, asCleanup);
  const listed = cleanups.filter((cleanup) => cleanup.state === 'pending').length;
  return {
    id,
    kind: asOneOf(fields['kind'], ['function', 'object']) ?? 'object',
    ...optional('label', asText(fields['label'], L.name)),
    async: fields['async'] === true,
    state: asOneOf(fields['state'], ['open', 'closing']) ?? 'open',
    ...optional('site', asFrame(fields['site'])),
    ...optional('owner', asCount(fields['owner'])),
    failures: asList(fields['failures'], L.arguments, asFailure),
    pending: Math.max(asCount(fields['pending']) ?? 0, listed),
    cleanups,
  };
}

function asFailure(value: unknown): WireFailure | undefined {
  const fields = asFields(value);
  const thrown = asValue(fields?.['value']);
  return fields === undefined || thrown === undefined ? undefined : { value: thrown, recovered: fields['recovered'] === true };
}

function asCleanup(value: unknown): WireCleanup | undefined {
  const fields = asFields(value);
  const id = asCount(fields?.['id']);
  if (fields === undefined || id === undefined) return undefined;
  const args = asList(fields['args'], L.arguments, asValue);
  return {
    id,
    state: asOneOf(fields['state'], ['pending', 'running']) ?? 'pending',
    kind: asOneOf(fields['kind'], ['defer', 'use', 'adopt', 'onError']) ?? 'defer',
    ...optional('label', asText(fields['label'], L.name)),
    fn: asFunction(fields['fn']),
    ...optional('receiver', asValue(fields['receiver'])),
    ...optional('holds', asScopeId(fields['holds'])),
    args,
    argCount: Math.max(asCount(fields['argCount']) ?? 0, args.length),
    ...optional('site', asFrame(fields['site'])),
    ...optional('timeoutMs', asPositive(fields['timeoutMs'])),
    ...optional('deadlineInMs', asNumber(fields['deadlineInMs'])),
  };
}

/** A limit in milliseconds. */
function asPositive(value: unknown): number | undefined {
  const number = asNumber(value);
  return number === undefined || number < 0 ? undefined : number;
}

function asFunction(value: unknown): WireFunction {
  const fields = asFields(value) ?? {};
  return { name: asText(fields['name'], L.name) ?? '', source: asText(fields['source'], L.source) ?? '' };
}

function asHistory(value: unknown): WireHistory | undefined {
  const fields = asFields(value);
  const state = asOneOf(fields?.['state'], ['done', 'failed', 'skipped']);
  if (fields === undefined || state === undefined) return undefined;
  return {
    scope: asCount(fields['scope']) ?? 0,
    ...optional('scopeLabel', asText(fields['scopeLabel'], L.name)),
    cleanup: asCount(fields['cleanup']) ?? 0,
    name: asText(fields['name'], L.name) ?? '',
    state,
    ...optional('error', asText(fields['error'], L.value)),
    ...optional('site', asFrame(fields['site'])),
  };
}
