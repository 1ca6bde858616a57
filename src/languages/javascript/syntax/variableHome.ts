import type { Node } from '@vscode/tree-sitter-wasm';
import type { TextPosition, TextRange } from '../../../syntax/textRange.ts';

const FUNCTIONS = new Set([
  'arrow_function',
  'function_expression',
  'function_declaration',
  'generator_function',
  'generator_function_declaration',
  'method_definition',
]);

/**
 * The function that a variable mentioned at a position belongs to, or the whole text for one that no function around it
 * declares: only a frame that is paused inside knows this variable by this name. For a field of `this` it is the class.
 */
export function findVariableHome(root: Node, position: TextPosition, name: string): TextRange {
  for (let node = root.descendantForPosition({ row: position.line, column: position.column }); node !== null; node = node.parent)
    if (name.startsWith('this.') ? node.type === 'class_body' : FUNCTIONS.has(node.type) && declares(node, name)) return rangeOf(node);
  return rangeOf(root);
}

function declares(owner: Node, name: string): boolean {
  const parameters = owner.childForFieldName('parameters') ?? owner.childForFieldName('parameter');
  if (parameters !== null && binds(parameters, name)) return true;
  const body = owner.childForFieldName('body');
  const declarators = body?.descendantsOfType(['variable_declarator', 'catch_clause', 'for_in_statement']) ?? [];
  return declarators.some((declarator) => {
    const target =
      declarator?.childForFieldName('name') ?? declarator?.childForFieldName('parameter') ?? declarator?.childForFieldName('left');
    return (
      declarator !== null && target !== null && target !== undefined && functionAround(declarator)?.id === owner.id && binds(target, name)
    );
  });
}

/** Whether a name or a pattern binds the name. A default value in a pattern that mentions it counts too: that is rare, and harmless. */
function binds(pattern: Node, name: string): boolean {
  return [pattern, ...pattern.descendantsOfType(['identifier', 'shorthand_property_identifier_pattern'])].some(
    (node) => node !== null && /identifier/.test(node.type) && node.text === name,
  );
}

function functionAround(node: Node): Node | undefined {
  for (let at = node.parent; at !== null; at = at.parent) if (FUNCTIONS.has(at.type)) return at;
  return undefined;
}

function rangeOf(node: Node): TextRange {
  return {
    start: { line: node.startPosition.row, column: node.startPosition.column },
    end: { line: node.endPosition.row, column: node.endPosition.column },
  };
}
