/**
 * The names of a function's parameters, read from the beginning of its source text. A parameter is `undefined` if it has no single name (a
 * pattern), could not be read, or is cut off with the text.
 */
export function parameterNames(source: string): (string | undefined)[] {
  const text = source.replace(TEXT_OR_COMMENT, (part) => (part.startsWith('/') ? ' ' : part));
  // A class cannot be called without `new`, and its first parenthesis may belong to anything.
  if (/^\s*class\b/.test(text)) return [];
  const single = /^\s*(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(text);
  if (single !== null) return [single[1]];
  const open = findOpening(text);
  if (open < 0) return [];
  const names: (string | undefined)[] = [];
  let part = '';
  let depth = 0;
  for (let at = open + 1; at < text.length; at++) {
    const character = text[at] ?? '';
    if (depth === 0 && (character === ',' || character === ')')) {
      if (part.trim() !== '') names.push(nameOf(part));
      if (character === ')') return names;
      part = '';
      continue;
    }
    if ('"\'`'.includes(character)) {
      const end = closeQuote(text, at);
      part += text.slice(at, end + 1);
      at = end;
      continue;
    }
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    part += character;
  }
  return names;
}

/** A comment, or a string or template, in which no comment can begin. */
const TEXT_OR_COMMENT = /(["'`])(?:\\[^]|(?!\1)[^\\])*(?:\1|$)|\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*/g;

/** The parenthesis before the parameters, skipping those in a method's name, such as `"a (b)"` or `[name(x)]`. */
function findOpening(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if ('"\'`'.includes(character)) at = closeQuote(text, at);
    else if (character === '[') depth += 1;
    else if (character === ']') depth -= 1;
    else if (character === '(' && depth === 0) return at;
  }
  return -1;
}

/** `...rest`, `a = 1` and `a` have a name, `{ a }` does not. */
function nameOf(parameter: string): string | undefined {
  return /^\s*(?:\.\.\.)?\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(parameter)?.[1];
}

function closeQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[open]) return at;
  }
  return text.length;
}
