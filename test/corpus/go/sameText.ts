/**
 * Whether two texts of a value agree as far as both tell it: each may be cut at an ellipsis, or leave out what another depth of loading
 * shows.
 */
export function agree(a: string, b: string): boolean {
  if (a === b) return true;
  return matchFrom(tokens(a), tokens(b));
}

const TOKEN = /"(?:[^"\\]|\\.)*"?|…|\.\.\.|[[\]{}(),:&]|[^\s"[\]{}(),:&…]+/g;

function tokens(text: string): readonly string[] {
  return text.match(TOKEN) ?? [];
}

function isCut(token: string | undefined): boolean {
  return token === '…' || token === '...' || (token?.endsWith('...') ?? false);
}

/** Walks both, and skips the rest of a bracket on both sides where one of them is cut. */
function matchFrom(a: readonly string[], b: readonly string[]): boolean {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (isCut(a[i]) || isCut(b[j])) {
      i = skip(a, i);
      j = skip(b, j);
      continue;
    }
    const left = a[i] ?? '';
    const right = b[j] ?? '';
    if (left !== right && !(left.startsWith('"') && right.startsWith('"') && (sharesStart(left, right) || sharesStart(right, left))))
      return false;
    i += 1;
    j += 1;
  }
  return i === a.length || j === b.length ? isCut(a.at(-1)) || isCut(b.at(-1)) || (i === a.length && j === b.length) : false;
}

function sharesStart(cut: string, whole: string): boolean {
  return !/[^\\]"$/.test(cut) && whole.startsWith(cut);
}

/** The end of the bracket that a position is in. */
function skip(some: readonly string[], from: number): number {
  let depth = 0;
  for (let at = from; at < some.length; at += 1) {
    const token = some[at] ?? '';
    if ('[{('.includes(token)) depth += 1;
    else if (']})'.includes(token)) {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return some.length;
}
