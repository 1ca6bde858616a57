/** What is unwinding a scope: the value that was thrown last, and the failures that it replaced. */

import { append } from '../support/append.ts';
import { suppress } from './suppressedError.ts';
import { describe, isError, readData } from '../support/describe.ts';

/** @internal */
export interface Failure {
  /** The value that was thrown last. It may be `undefined`, because `throw undefined` is a throw too. */
  readonly value: unknown;
  /** What leaves the scope: `value`, or a SuppressedError that joins it with what it replaced. */
  readonly thrown: unknown;
  /** The two failures that `thrown` joins. */
  readonly parts: { readonly later: Failure; readonly earlier: Failure } | undefined;
  /** The chain as Go prints it. Made when it is first needed. */
  text: string | undefined;
  /** A cleanup has recovered it and has not returned yet. */
  isRecovered: boolean;
}

/** The SuppressedErrors that were made here, so that a chain that crosses scopes is recognized. */
const chains = new WeakMap<object, Failure>();

/** @internal What unwinds the scope after `thrown` was added to what was unwinding it before. */
export function addFailure(earlier: Failure | undefined, thrown: unknown): Failure {
  const later = toFailure(thrown);
  // After a recovery, what was recovered is dealt with, and a new value leaves as it is (Go: a new panic).
  return earlier === undefined || earlier.isRecovered ? later : join(later, earlier);
}

function toFailure(thrown: unknown): Failure {
  const known = typeof thrown === 'object' && thrown !== null ? chains.get(thrown) : undefined;
  return { value: known === undefined ? thrown : known.value, thrown, parts: known?.parts, text: known?.text, isRecovered: false };
}

/** TC39 DisposeResources step 3.e.iii: `error` is the later failure, `suppressed` the earlier. */
function join(later: Failure, earlier: Failure): Failure {
  // The engine joins these texts as ropes, so a scope with ten thousand failing cleanups does not build ten thousand growing texts.
  const text = `${textOf(earlier)}\n\t${textOf(later)}`;
  const thrown = suppress(later.thrown, earlier.thrown, text);
  const failure: Failure = { value: later.value, thrown, parts: { later, earlier }, text, isRecovered: false };
  chains.set(thrown, failure);
  return failure;
}

/** @internal The single failures of the chain, newest first. */
export function listFailures(failure: Failure | undefined): readonly Failure[] {
  const found: Failure[] = [];
  const waiting: (Failure | undefined)[] = [failure];
  for (let top = 0; top >= 0;) {
    const next = waiting[top--];
    if (next?.parts === undefined) {
      if (next !== undefined) append(found, next);
      continue;
    }
    waiting[++top] = next.parts.earlier;
    waiting[++top] = next.parts.later;
  }
  return found;
}

function textOf(failure: Failure): string {
  return (failure.text ??= formatFailure(failure.thrown));
}

/**
 * Formats a failure as Go prints an uncaught panic: one line for each value on its way out, the oldest first.
 *
 * An error becomes its message (after its kind, unless it is a plain `Error`), a string becomes itself, and anything else becomes a
 * few clear words. Whatever the value is, this runs none of its code and throws nothing.
 *
 * @param error what was caught: any value; a SuppressedError of any origin is shown as a chain
 * @returns e.g. `panic: disk full\n\tpanic: cannot close the log`
 * @see https://go.dev/ref/spec#Handling_panics
 *
 * @example
 * ```ts
 * import { formatFailure, run } from 'deferscope';
 *
 * try {
 *   run((s) => {
 *     s.defer(() => { throw new Error('cannot close the log'); });
 *     throw new Error('disk full');
 *   });
 * } catch (e) {
 *   console.log(formatFailure(e));
 * }
 * // panic: disk full
 * // 	panic: cannot close the log
 * ```
 */
export function formatFailure(error: unknown): string {
  const known = typeof error === 'object' && error !== null ? chains.get(error)?.text : undefined;
  if (known !== undefined) return known;
  const lines: string[] = [];
  const waiting: unknown[] = [error];
  // A chain that contains itself, or is absurdly long, is cut with a remark.
  for (let left = 1000; waiting.length > 0; left--) {
    const next = waiting.pop();
    if (left === 0) {
      lines.push('… and so on');
      break;
    }
    const parts = readParts(next);
    if (parts === undefined) lines.push(`panic: ${describe(next).replaceAll('\n', '\n\t')}`);
    else waiting.push(parts.error, parts.suppressed);
  }
  return lines.join('\n\t');
}

/** A SuppressedError of any origin (native, polyfill, another realm) is recognized by its two own properties. */
function readParts(value: unknown): { readonly error: unknown; readonly suppressed: unknown } | undefined {
  if (!isError(value)) return undefined;
  const error = Object.getOwnPropertyDescriptor(value, 'error');
  const suppressed = Object.getOwnPropertyDescriptor(value, 'suppressed');
  if (error === undefined || suppressed === undefined || readData(value, 'name') !== 'SuppressedError') return undefined;
  return { error: error.value as unknown, suppressed: suppressed.value as unknown };
}
