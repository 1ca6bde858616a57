import { isError, readData } from './words.ts';

/**
 * Whether a failure is only the echo of the abort that somebody asked for: the reason itself, as `fetch` rejects with, or an error
 * that has it as its cause, as Node's own calls do.
 */
export function isEcho(error: unknown, reason: unknown): boolean {
  return error === reason || (isError(error) && readData(error, 'cause') === reason);
}
