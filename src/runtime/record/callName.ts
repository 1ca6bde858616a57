import { type Entry, entryHow, How } from '../scopes/entry.ts';
import { nameFunction, readData } from '../support/describe.ts';
import { className, cutText } from './preview.ts';
import { MAX_LABEL_UNITS } from './recordedTexts.ts';

/** The call as a person would write it. */
export function nameCall(entry: Entry, fn: unknown, args: readonly string[]): string {
  const how = entryHow(entry);
  if (how === How.use || how === How.useSync)
    return `${typeof entry.arg === 'object' && entry.arg !== null ? (className(entry.arg) ?? 'resource') : 'resource'}[${how === How.use && isAwaited(fn) ? 'Symbol.asyncDispose' : 'Symbol.dispose'}]()`;
  const name = typeof fn === 'function' ? readData(fn, 'name') : undefined;
  // Without a name, a function is written as its first words, with its arguments beside them.
  return typeof name === 'string' && name !== '' ? `${cutText(name, MAX_LABEL_UNITS)}(${args.join(', ')})` : nameFunction(fn);
}

function isAwaited(fn: unknown): boolean {
  const name = typeof fn === 'function' ? readData(fn, 'name') : undefined;
  return name === '[Symbol.asyncDispose]';
}
