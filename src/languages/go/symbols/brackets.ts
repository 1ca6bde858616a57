/** Replaces each outermost pair of brackets with a NUL. */
export function withoutBrackets(text: string): string {
  let depth = 0;
  let kept = '';
  for (const character of text) {
    if (character === '[') depth += 1;
    if (depth === 0) kept += character;
    if (character === ']') {
      depth -= 1;
      if (depth === 0) kept += '\0';
    }
  }
  return kept;
}
