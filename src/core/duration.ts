import type { Translate } from './translate.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A length of time as people say it: `250 ms`, `2.5 s`, `3 min`; with a minus sign for a time that has passed. */
export function describeDuration(milliseconds: number, t: Translate): string {
  const length = Math.abs(milliseconds);
  const sign = milliseconds < 0 ? '-' : '';
  if (Math.round(length) < SECOND) return t('{0} ms', `${sign}${Math.round(length)}`);
  if (Math.round(length / 100) < 600) return t('{0} s', `${sign}${Math.round(length / 100) / 10}`);
  if (Math.round(length / MINUTE) < 60) return t('{0} min', `${sign}${Math.round(length / MINUTE)}`);
  return t('{0} h', `${sign}${Math.round((length / HOUR) * 10) / 10}`);
}
