/** A piece of a line, 0-based; `end` is exclusive. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The expression at a column (0-based) that VS Code evaluates for a hover in a language without a provider of expressions: `a.b` in `a.b.c`
 * when the pointer is on `b`. It follows VS Code's getExactExpressionStartAndEnd (src/vs/workbench/contrib/debug/common/debugUtils.ts) step
 * by step: as soon as somebody provides expressions for a language, VS Code no longer applies this rule itself, not even if the provider
 * returns nothing.
 */
export function findExpression(line: string, column: number): LineRange | undefined {
  for (const { 0: whole, index } of line.matchAll(/(?:[^()[\]{}<>\s+\-/%~#^;=|,`!]|->)+/g)) {
    if (index > column || index + whole.length < column) continue;
    const spread = /^\.\.\.(?=.)/.test(whole) ? 3 : 0;
    const start = index + spread;
    const expression = whole.slice(spread);
    // What comes after the word at the column is left out; as in VS Code, a word includes one column past its end.
    for (const word of expression.matchAll(/[\w\p{L}]+/gu)) {
      const end = word.index + word[0].length;
      if (start + end + 1 >= column) return { start, end: start + end };
    }
    return { start, end: start + expression.length };
  }
  return undefined;
}
