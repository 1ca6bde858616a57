import { asFrame, asValue } from './decodeValues.ts';
import {
  CONCERN_CODES,
  WIRE_LIMITS as L,
  type WireConcern,
  type WireEntry,
  type WireFact,
  type WireResource,
} from './javascriptReading.ts';
import { RESOURCE_KINDS } from '../../../runtime/door/doorContract.ts';
import { optional } from '../../../core/optional.ts';
import { asCount, asFields, asList, asOneOf, asText } from '../../../wire/shape.ts';

/** The resources that a library holds beside scopes. Unknown kinds are left out. */
export function asResource(value: unknown): WireResource | undefined {
  const fields = asFields(value);
  const id = asCount(fields?.['id']);
  const kind = asOneOf(fields?.['kind'], RESOURCE_KINDS);
  if (fields === undefined || id === undefined || kind === undefined) return undefined;
  const entries = asList(fields['entries'], L.entries, asEntry);
  return {
    id,
    kind,
    ...optional('label', asText(fields['label'], L.name)),
    state: asText(fields['state'], L.name) ?? '',
    facts: asList(fields['facts'], L.facts, asFact),
    entries,
    entryCount: Math.max(asCount(fields['entryCount']) ?? 0, entries.length),
    ...optional('site', asFrame(fields['site'])),
  };
}

function asFact(value: unknown): WireFact | undefined {
  const fields = asFields(value);
  const name = asText(fields?.['name'], L.name);
  const held = asValue(fields?.['value']);
  return name === undefined || name === '' || held === undefined ? undefined : { name, value: held };
}

function asEntry(value: unknown): WireEntry | undefined {
  const fields = asFields(value);
  if (fields === undefined) return undefined;
  return {
    name: asText(fields['name'], L.name) ?? '',
    state: asText(fields['state'], L.name) ?? '',
    facts: asList(fields['facts'], L.facts, asFact),
    ...optional('concern', asText(fields['concern'], L.value)),
    ...optional('site', asFrame(fields['site'])),
  };
}

export function asConcern(value: unknown): WireConcern | undefined {
  const fields = asFields(value);
  const code = asOneOf(fields?.['code'], CONCERN_CODES);
  const message = asText(fields?.['message'], L.value * 2);
  if (fields === undefined || code === undefined || message === undefined || message === '') return undefined;
  return {
    code,
    severity: asOneOf(fields['severity'], ['error', 'warning', 'info']) ?? 'warning',
    message,
    ...optional('site', asFrame(fields['site'])),
  };
}
