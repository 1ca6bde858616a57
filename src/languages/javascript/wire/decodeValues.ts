import { WIRE_LIMITS as L, type WireFrame, type WireReading, type WireValue, type WireValueType } from './javascriptReading.ts';
import { readStackText } from './stackText.ts';
import { optional } from '../../../core/optional.ts';
import { asCount, asFields, asList, asOneOf, asText, type Fields } from '../../../wire/shape.ts';

/** The building blocks of all parts of a reading: places and previews of values. */

const VALUE_TYPES: readonly WireValueType[] = [
  'string',
  'number',
  'bigint',
  'boolean',
  'symbol',
  'undefined',
  'null',
  'function',
  'object',
];

export function asFrame(value: unknown): WireFrame | undefined {
  const fields = asFields(value);
  const line = asCount(fields?.['line']);
  // Both count from 1; a source map throws for anything less.
  if (fields === undefined || line === undefined || line < 1) return undefined;
  return {
    name: asText(fields['name'], L.name) ?? '',
    url: asText(fields['url'], L.url) ?? '',
    line,
    column: Math.max(1, asCount(fields['column']) ?? 1),
  };
}

export type Calls = Pick<WireReading, 'frames' | 'waiting' | 'replaced' | 'isStackWritten' | 'isStackUnread'>;

/** The paused call stack and what waits for it. Each call names the text that it runs by its number in the reading. */
export function asCalls(reading: Fields): Calls {
  const texts: readonly unknown[] = Array.isArray(reading['texts']) ? reading['texts'] : [];
  const asCall = (value: unknown): WireFrame | undefined => {
    const frame = asFrame(value);
    const fields = asFields(value);
    if (frame === undefined || fields === undefined) return undefined;
    const hash = texts[asCount(fields['text']) ?? -1];
    return {
      ...frame,
      ...optional('hash', typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) ? hash : undefined),
      ...optional('offset', asCount(fields['offset'])),
      ...optional('functionLine', asCount(fields['functionLine'])),
      ...optional('functionColumn', asCount(fields['functionColumn'])),
    };
  };
  const frames = asList(reading['frames'], L.frames, asCall);
  const waiting = asList(reading['waiting'], L.waiting, asCall);
  const replaced = asList(reading['replaced'], L.replaced, (name) => asText(name, L.name));
  const rest = replaced.length === 0 ? {} : { replaced };
  const text = frames.length > 0 ? undefined : asText(reading['stackText'], Infinity);
  if (text !== undefined) return { frames: readStackText(text).slice(0, L.frames), waiting, ...rest, isStackWritten: true };
  return { frames, waiting, ...rest, ...(reading['isStackUnread'] === true ? { isStackUnread: true as const } : {}) };
}

export function asValue(value: unknown): WireValue | undefined {
  const fields = asFields(value);
  const type = asOneOf(fields?.['type'], VALUE_TYPES);
  if (fields === undefined || type === undefined) return undefined;
  const text = asText(fields['text'], Infinity) ?? '';
  return {
    type,
    text: text.slice(0, L.value * 2),
    cut: fields['cut'] === true || text.length > L.value * 2,
    ...optional('length', asCount(fields['length'])),
    ...(fields['describable'] === true ? { describable: true as const } : {}),
  };
}

/** `library:scope`. */
export function asScopeId(value: unknown): string | undefined {
  const id = asText(value, 40);
  return id !== undefined && /^\d+:\d+$/.test(id) ? id : undefined;
}
