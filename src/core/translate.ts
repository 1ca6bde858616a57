/**
 * Turns a sentence with `{0}` placeholders into the reader's language. The extension passes VS Code's `l10n.t`;
 * everywhere else {@link inEnglish} does.
 */
export type Translate = (sentence: string, ...values: (string | number)[]) => string;

/** The sentence itself, its placeholders filled in. */
export const inEnglish: Translate = (sentence, ...values) =>
  sentence.replace(/\{(\d+)\}/g, (whole, at: string) => String(values[Number(at)] ?? whole));
