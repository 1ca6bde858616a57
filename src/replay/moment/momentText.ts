/** Which moment a person means. */
export type MomentAsked =
  /** The event with that number; 1 is the first. */
  | { readonly kind: 'event'; readonly number: number }
  /** Milliseconds since the recording started. */
  | { readonly kind: 'time'; readonly ms: number };

const UNITS = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 } as const;

/**
 * What a person wrote: `#1234`, `617 ms`, `1.5 s`, `2 min`, `2:03.5`, a plain number of milliseconds, or a time of day in ISO 8601.
 * Undefined for anything else.
 */
export function readMoment(text: string, startedAt: string): MomentAsked | undefined {
  const words = text.trim();
  const event = /^#\s*(\d{1,9})$/.exec(words);
  if (event !== null) return { kind: 'event', number: Number(event[1]) };
  const span = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?$/i.exec(words);
  if (span !== null) return { kind: 'time', ms: Number(span[1]) * UNITS[(span[2]?.toLowerCase() ?? 'ms') as keyof typeof UNITS] };
  const clock = /^(?:(\d+):)?(\d{1,2}):(\d{2}(?:\.\d+)?)$/.exec(words);
  if (clock !== null) return { kind: 'time', ms: ((Number(clock[1] ?? 0) * 60 + Number(clock[2])) * 60 + Number(clock[3])) * 1000 };
  const instant = /^\d{4}-\d{2}-\d{2}T/.test(words) ? Date.parse(words) : Number.NaN;
  return Number.isNaN(instant) ? undefined : { kind: 'time', ms: Math.max(0, instant - Date.parse(startedAt)) };
}
