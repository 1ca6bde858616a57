/** Shows whatever a debugged program says as one line of bounded, visible text. */

/** The longest label, in UTF-16 units; see "What people see". */
export const LABEL_LENGTH = 60;
/** The longest value. */
export const VALUE_LENGTH = 1000;

const ELLIPSIS = '…';

/**
 * Characters that are invisible or move other text: controls, line separators, lone surrogates, bidi controls, zero-width characters, tags,
 * fillers and variation selectors (except the one that makes a symbol an emoji).
 */
const INVISIBLE =
  /(?!(?<=\p{Extended_Pictographic})\ufe0f)[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\ufff9-\ufffb]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0' };

function makeVisible(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/**
 * One line of visible text, at most `length` UTF-16 units long, with an ellipsis at the end if it was cut. Controls, lone surrogates and
 * characters that reorder text are written as escapes.
 */
export function toDisplayText(raw: string, length: number): string {
  // Cut the raw text first: there is no point in escaping megabytes to show sixty characters.
  const visible = raw.slice(0, length + 1).replace(INVISIBLE, makeVisible);
  return cutText(visible, length);
}

/** Cuts to `length` UTF-16 units with an ellipsis, never in the middle of a surrogate pair. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = Math.max(0, length - ELLIPSIS.length);
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return text.slice(0, end) + ELLIPSIS;
}
