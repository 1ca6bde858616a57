/** What a recording can be told. */

import { requireBooleanIfAny, requireFunctionIfAny, requireNumberIfAny, requireOptions, requireText } from '../support/argumentChecks.ts';

/** What a text is that a recording is about to write. */
export type RecordedText = 'value' | 'label' | 'error';

export interface RecordOptions {
  /** Where to, at best a name that ends in `.deferscope.jsonl`. A recording that is there and that nobody writes is replaced. */
  readonly file: string;
  /** `false`: arguments and the messages of errors are left out. */
  readonly values?: boolean | undefined;
  /**
   * Gives the text to write in the place of one that may hold a secret: the preview of a `value`, the program's own `label` for
   * something, the message of an `error`. Called at once for each; where it throws, or returns no string, `[redacted]` is written.
   */
  readonly redact?: ((text: string, kind: RecordedText) => string) | undefined;
  /** How large the recording may get, in bytes; 268435456 (256 MiB) when left out. See {@link record}. */
  readonly maxBytes?: number | undefined;
  /** How long what happened may wait in memory until it is written, in milliseconds; 100 when left out. */
  readonly flushMs?: number | undefined;
}

const CALL = 'record(options)';
export const DEFAULT_BYTES = 256 * 1024 * 1024;
export const DEFAULT_FLUSH_MS = 100;
/** Less is no recording: the header and some events. */
const LEAST_BYTES = 64 * 1024;

/** Options that were checked, with what holds where nothing was said. */
export interface CheckedOptions {
  readonly file: string;
  readonly values: boolean;
  readonly redact: RecordOptions['redact'];
  readonly maxBytes: number;
  readonly flushMs: number;
}

/** @throws TypeError or RangeError when an option is of the wrong type or out of range */
export function readRecordOptions(options: RecordOptions): CheckedOptions {
  const { file, values, redact, maxBytes, flushMs } = requireOptions<RecordOptions>(CALL, options, "{ file: 'run.deferscope.jsonl' }");
  requireText(CALL, 'file', file, 'run.deferscope.jsonl');
  if (file === '') throw new TypeError(`${CALL}: file must not be empty. Write it as in 'run.deferscope.jsonl'.`);
  requireBooleanIfAny(CALL, 'values', values);
  requireFunctionIfAny(CALL, 'redact', redact, '(text) => text.replace(secret, "…")');
  requireNumberIfAny(CALL, 'maxBytes', maxBytes, 'bytes', { from: LEAST_BYTES, whole: true });
  requireNumberIfAny(CALL, 'flushMs', flushMs, 'milliseconds', { from: 1 });
  return {
    file,
    values: options.values ?? true,
    redact: options.redact,
    maxBytes: options.maxBytes ?? DEFAULT_BYTES,
    flushMs: options.flushMs ?? DEFAULT_FLUSH_MS,
  };
}
