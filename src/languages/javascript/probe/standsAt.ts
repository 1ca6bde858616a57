/**
 * Whether a text has the part at that place. Compares by index, because the program may have replaced the methods, and never beyond the
 * text's ends, where `String.prototype` would be asked.
 */
export function standsAt(text: string, part: string, from: number): boolean {
  if (from < 0 || from + part.length > text.length) return false;
  for (let at = 0; at < part.length; at++) if (text[from + at] !== part[at]) return false;
  return true;
}
