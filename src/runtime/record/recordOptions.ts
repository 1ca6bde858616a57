/** The options of a recording. */

import { requireBooleanIfAny, requireFunctionIfAny, requireNumberIfAny, requireOptions, requireText } from '../support/argumentChecks.ts';

/** What kind of text a recording is about to write. */
export type RecordedText = 'value' | 'label' | 'error';

export interface RecordOptions {
  /**
   * The file to write, preferably with a name that ends in `.deferscope.jsonl`. It replaces an existing recording that nobody is
   * writing.
   */
  readonly file: string;
  /** `false` leaves out arguments and the messages of errors. */
  readonly values?: boolean | undefined;
  /**
   * Returns the text to write instead of one that may hold a secret: the preview of a `value`, the program's own `label` for
   * something, the message of an `error`. It is called synchronously for each. If it throws or does not return a string,
   * `[redacted]` is written.
   */
  readonly redact?: ((text: string, kind: RecordedText) => string) | undefined;
  /** How large the recording may get, in bytes. Default 268435456 (256 MiB). See {@link record}. */
  readonly maxBytes?: number | undefined;
  /** How long an event may wait in memory until it is written, in milliseconds. Default 100. */
  readonly flushMs?: number | undefined;
}

const CALL = 'record(options)';
const DEFAULT_BYTES = 256 * 1024 * 1024;
const DEFAULT_FLUSH_MS = 100;
/** The smallest useful recording: the header and some events. */
const MIN_BYTES = 64 * 1024;

/** Options that were checked, with the defaults filled in. */
export interface CheckedOptions {
  readonly file: string;
  readonly values: boolean;
  readonly redact: RecordOptions['redact'];
  readonly maxBytes: number;
  readonly flushMs: number;
}

/** @throws TypeError or RangeError if an option has the wrong type or is out of range */
export function readRecordOptions(options: RecordOptions): CheckedOptions {
  const { file, values, redact, maxBytes, flushMs } = requireOptions<RecordOptions>(CALL, options, "{ file: 'run.deferscope.jsonl' }");
  requireText(CALL, 'file', file, 'run.deferscope.jsonl');
  if (file === '') throw new TypeError(`${CALL}: file must not be empty. Write it as in 'run.deferscope.jsonl'.`);
  requireBooleanIfAny(CALL, 'values', values);
  requireFunctionIfAny(CALL, 'redact', redact, '(text) => text.replace(secret, "…")');
  requireNumberIfAny(CALL, 'maxBytes', maxBytes, 'bytes', { from: MIN_BYTES, whole: true });
  requireNumberIfAny(CALL, 'flushMs', flushMs, 'milliseconds', { from: 1 });
  return {
    file,
    values: options.values ?? true,
    redact: options.redact,
    maxBytes: options.maxBytes ?? DEFAULT_BYTES,
    flushMs: options.flushMs ?? DEFAULT_FLUSH_MS,
  };
}
