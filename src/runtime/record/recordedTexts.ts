import { type Entry, entryHow, How } from '../scopes/entry.ts';
import { describe } from '../support/describe.ts';
import { className, cutText, preview } from './preview.ts';
import type { RecordedText, RecordOptions } from './recordOptions.ts';

export const MAX_LABEL_UNITS = 200;
export const MAX_ERROR_UNITS = 1000;
const MAX_ARGUMENTS = 10;
const REDACTED = '[redacted]';

const { stringify } = JSON;

/** What a recording says of the program's values and errors: bounded, and without what the program wants hidden. */
export class RecordedTexts {
  #values: boolean;
  #redact: RecordOptions['redact'];
  #isRedacting = false;

  constructor({ values, redact }: Pick<RecordOptions, 'values' | 'redact'>) {
    this.#values = values !== false;
    this.#redact = redact;
  }

  /** Whether the program's own hook is under way. */
  get isRedacting(): boolean {
    return this.#isRedacting;
  }

  /** Leaves out more from now on. What was left out before stays out. */
  restrict({ values, redact }: Pick<RecordOptions, 'values' | 'redact'>): void {
    if (values === false) this.#values = false;
    const before = this.#redact;
    if (redact !== undefined) this.#redact = before === undefined ? redact : (text, kind) => redact(before(text, kind), kind);
  }

  listArguments(entry: Entry): readonly string[] {
    if (!this.#values) return [];
    switch (entryHow(entry)) {
      case How.deferOne:
      case How.onErrorOne:
      case How.adopt:
      case How.use:
      case How.useSync:
        return [this.redact(preview(entry.arg), 'value', MAX_LABEL_UNITS)];
      case How.deferMany:
      case How.onErrorMany: {
        const all = entry.arg as readonly unknown[];
        const told: string[] = [];
        for (let i = 0; i < all.length && i < MAX_ARGUMENTS; i++) told[i] = this.redact(preview(all[i]), 'value', MAX_LABEL_UNITS);
        if (all.length > MAX_ARGUMENTS) told[MAX_ARGUMENTS] = `… ${all.length - MAX_ARGUMENTS} more`;
        return told;
      }
      case How.defer:
      case How.onError:
      case How.useNothing:
        return [];
    }
  }

  /** As JSON. Without values, only the kind of the error. */
  encodeError(error: unknown): string {
    if (!this.#values) return stringify(typeof error === 'object' && error !== null ? (className(error) ?? 'an object') : typeof error);
    return stringify(this.redact(describe(error), 'error', MAX_ERROR_UNITS));
  }

  redact(text: string, kind: RecordedText, longest: number): string {
    const redact = this.#redact;
    const bounded = cutText(text, longest);
    if (redact === undefined) return bounded;
    // What the hook itself opens and registers is not recorded, and is not passed to it.
    this.#isRedacting = true;
    try {
      const given: unknown = redact(bounded, kind);
      return typeof given === 'string' ? cutText(given, longest) : REDACTED;
    } catch {
      // It is better to write nothing than what should be hidden.
      return REDACTED;
    } finally {
      this.#isRedacting = false;
    }
  }
}
