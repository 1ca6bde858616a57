import type { Node } from '@vscode/tree-sitter-wasm';
import type { ScopeMention } from '../../mention.ts';
import type { TextPosition, TextRange } from '../../../syntax/textRange.ts';

/**
 * The `defer` statement whose keyword or called function is at a position. Like an editor's words, a word that ends at the position counts.
 * The arguments and the body of a function literal do not count as the statement.
 */
export function findDeferMention(root: Node, position: TextPosition): ScopeMention | undefined {
  const here = mentionAt(root, position);
  return here === undefined && position.column > 0 ? mentionAt(root, { line: position.line, column: position.column - 1 }) : here;
}

function mentionAt(root: Node, position: TextPosition): ScopeMention | undefined {
  const word = root.descendantForPosition({ row: position.line, column: position.column });
  if (word === null || word.namedChildCount > 0) return undefined;
  for (let node: Node | null = word; node !== null; node = node.parent) {
    if (node.type === 'argument_list' || node.type === 'block' || node.type === 'parameter_list') return undefined;
    if (node.type === 'defer_statement')
      return word.type === 'defer' || /identifier$/.test(word.type) || word.type === 'func' ? describe(node, word) : undefined;
  }
  return undefined;
}

function describe(statement: Node, word: Node): ScopeMention {
  const site = rangeOf(statement);
  return { kind: 'registration', scope: '', method: 'defer', site, word: rangeOf(word) };
}

function rangeOf(node: Node): TextRange {
  return {
    start: { line: node.startPosition.row, column: node.startPosition.column },
    end: { line: node.endPosition.row, column: node.endPosition.column },
  };
}
