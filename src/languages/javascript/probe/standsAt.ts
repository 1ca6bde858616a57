/**
 * Whether a text has the part there. By index, because a method may be the program's; none beyond its ends, which `String.prototype` would
 * be asked for.
 */
export function standsAt(text: string, part: string, from: number): boolean {
  if (from < 0 || from + part.length > text.length) return false;
  for (let at = 0; at < part.length; at++) if (text[from + at] !== part[at]) return false;
  return true;
}
