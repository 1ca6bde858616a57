/**
 * Takes bounded, typed pieces out of an unknown value. No function here throws: what does not fit becomes `undefined`, the fallback, or a
 * shorter list.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** The value of a JSON text; undefined if the text is not valid JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller treats it as no answer.
    return undefined;
  }
}

export function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** A string of at most `length` UTF-16 units. */
export function asText(value: unknown, length: number): string | undefined {
  return typeof value === 'string' ? value.slice(0, length) : undefined;
}

/** A whole number from 0 up that JavaScript holds exactly. */
export function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Any finite number. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function asOneOf<T extends string>(value: unknown, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === value);
}

/** The first `most` elements that `decode` accepts. */
export function asList<T>(value: unknown, most: number, decode: (element: unknown) => T | undefined): T[] {
  if (!Array.isArray(value)) return [];
  const list: T[] = [];
  for (const element of value.slice(0, most)) {
    const decoded = decode(element);
    if (decoded !== undefined) list.push(decoded);
  }
  return list;
}
