import { isError, readData } from './describe.ts';

/**
 * Whether a failure only passes on an abort that somebody asked for: it is the reason itself, as with `fetch`, or an error that has
 * it as its cause, as with Node's own calls.
 */
export function isEcho(error: unknown, reason: unknown): boolean {
  return error === reason || (isError(error) && readData(error, 'cause') === reason);
}
