/** A piece of a line, 0-based, `end` not included. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The expression at a column (0-based) that VS Code evaluates for a hover in a language without a provider of expressions:
 * `a.b` in `a.b.c` when the pointer is on `b`. The rule is that of VS Code's getExactExpressionStartAndEnd
 * (src/vs/workbench/contrib/debug/common/debugUtils.ts), step by step: VS Code no longer applies it itself for a
 * language in which somebody provides expressions, not even where that one has nothing to say.
 */
export function findExpression(line: string, column: number): LineRange | undefined {
  for (const { 0: whole, index } of line.matchAll(/(?:[^()[\]{}<>\s+\-/%~#^;=|,`!]|->)+/g)) {
    if (index > column || index + whole.length < column) continue;
    const spread = /^\.\.\.(?=.)/.test(whole) ? 3 : 0;
    const start = index + spread;
    const expression = whole.slice(spread);
    // What comes after the word at the column is left out; a word counts up to one past its end, as it does there.
    for (const word of expression.matchAll(/[\w\p{L}]+/gu)) {
      const end = word.index + word[0].length;
      if (start + end + 1 >= column) return { start, end: start + end };
    }
    return { start, end: start + expression.length };
  }
  return undefined;
}
