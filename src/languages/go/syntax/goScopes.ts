import type { Node } from '@vscode/tree-sitter-wasm';

/** The nodes of functions that contain their own statements. */
const FUNCTIONS = new Set(['func_literal', 'function_declaration', 'method_declaration']);

/** The function literal or declaration around a node. */
export function enclosingFunction(node: Node): Node | undefined {
  for (let outer = node.parent; outer !== null; outer = outer.parent) if (FUNCTIONS.has(outer.type)) return outer;
  return undefined;
}

/**
 * The innermost function literal or declaration that a line belongs to. If `depth` is given, the innermost one that is in this many
 * literals, including itself: the call of a literal is on its last line, and belongs to the function around it.
 */
export function functionAround(root: Node, line: number, depth?: number): Node | undefined {
  const around = functionsAround(root, line);
  return around.findLast((node) => countLiteralsAround(node) === depth) ?? around.at(-1);
}

/** All of them, the innermost last. */
export function functionsAround(root: Node, line: number): Node[] {
  const row = line - 1;
  return nodesOf(root.descendantsOfType([...FUNCTIONS])).filter((node) => node.startPosition.row <= row && node.endPosition.row >= row);
}

function countLiteralsAround(node: Node): number {
  let count = 0;
  for (let outer: Node | undefined = node; outer !== undefined; outer = enclosingFunction(outer))
    if (outer.type === 'func_literal') count += 1;
  return count;
}

/**
 * Whether a name is declared in the blocks around a node, so that it does not mean a package, a built-in function of Go, or a variable
 * further out. Blocks outside of `limit` are not searched.
 */
export function isDeclaredAround(node: Node, name: string, limit?: Node): boolean {
  let inner = node;
  for (let outer = node.parent; outer !== null; inner = outer, outer = outer.parent) {
    if (declaredBy(outer, inner).includes(name)) return true;
    if (outer.id === limit?.id) return false;
  }
  return false;
}

/** Names that a node declares for its child `inner`: those declared before it in the same list, or in the node's head. */
function declaredBy(outer: Node, inner: Node): string[] {
  switch (outer.type) {
    case 'func_literal':
    case 'function_declaration':
    case 'method_declaration':
      return ['receiver', 'parameters', 'result'].flatMap((field) => parameterNames(outer.childForFieldName(field)));
    case 'statement_list':
    case 'source_file':
      return nodesOf(outer.namedChildren).flatMap((child) =>
        outer.type === 'statement_list' && child.startIndex >= inner.startIndex ? [] : namesOf(child),
      );
    case 'if_statement':
    case 'expression_switch_statement':
    case 'type_switch_statement':
      return [
        ...namesOf(outer.childForFieldName('initializer')),
        ...(outer.type === 'type_switch_statement' ? identifiersOf(outer.childForFieldName('alias')) : []),
      ];
    case 'communication_case':
      return namesOf(outer.childForFieldName('communication'));
    case 'for_statement':
      return nodesOf(outer.namedChildren).flatMap((child) =>
        child.type === 'range_clause' ? namesOf(child) : child.type === 'for_clause' ? namesOf(child.childForFieldName('initializer')) : [],
      );
    default:
      return [];
  }
}

/** Names that a statement declares. */
function namesOf(statement: Node | null): string[] {
  switch (statement?.type) {
    case 'short_var_declaration':
      return identifiersOf(statement.childForFieldName('left'));
    case 'range_clause':
    case 'receive_statement':
      return hasToken(statement, ':=') ? identifiersOf(statement.childForFieldName('left')) : [];
    case 'var_declaration':
    case 'const_declaration':
    case 'type_declaration':
      return nodesOf(statement.descendantsOfType(['var_spec', 'const_spec', 'type_spec', 'type_alias'])).flatMap((spec) =>
        nodesOf(spec.childrenForFieldName('name')).map((name) => name.text),
      );
    case 'function_declaration':
      return [statement.childForFieldName('name')?.text ?? ''];
    case 'labeled_statement':
      return namesOf(statement.namedChildren.at(-1) ?? null);
    default:
      return [];
  }
}

function parameterNames(list: Node | null): string[] {
  return list?.type === 'parameter_list'
    ? nodesOf(list.namedChildren).flatMap((declaration) => nodesOf(declaration.childrenForFieldName('name')).map((name) => name.text))
    : [];
}

function identifiersOf(list: Node | null): string[] {
  return nodesOf(list?.namedChildren ?? [])
    .filter((node) => node.type === 'identifier')
    .map((node) => node.text);
}

function hasToken(node: Node, token: string): boolean {
  return nodesOf(node.children).some((child) => child.type === token);
}

/** The variables that a loop iterates with, whether it declares them or only assigns to them. */
export function loopVariables(loop: Node): string[] {
  return nodesOf(loop.namedChildren).flatMap((child) => {
    if (child.type === 'range_clause') return identifiersOf(child.childForFieldName('left'));
    if (child.type !== 'for_clause') return [];
    const first = child.childForFieldName('initializer');
    const update = child.childForFieldName('update');
    return [
      ...identifiersOf(first?.childForFieldName('left') ?? null),
      ...(update?.type.endsWith('c_statement') === true ? identifiersOf(update) : identifiersOf(update?.childForFieldName('left') ?? null)),
    ];
  });
}

/**
 * Names that a function literal uses and does not declare itself, among them the variables that it may have captured. Each with whether one
 * of its own variables hides it in a row.
 */
export function freeNames(literal: Node, row: number): Map<string, boolean> {
  const body = literal.childForFieldName('body');
  if (body === null) return new Map();
  const here = statementAt(body, row) ?? body;
  const free = nodesOf(body.descendantsOfType('identifier'))
    .filter((node) => !declaresItself(node) && !isDeclaredAround(node, node.text, literal))
    .map((node) => node.text);
  return new Map(free.map((name) => [name, isDeclaredAround(here, name, literal)]));
}

/** Whether an identifier is in its declaration. */
function declaresItself(identifier: Node): boolean {
  const { parent } = identifier;
  if (parent === null) return false;
  if (/^(?:var_spec|const_spec|parameter_declaration|variadic_parameter_declaration)$/.test(parent.type))
    return parent.childrenForFieldName('name').some((name) => name?.id === identifier.id);
  const statement = parent.type === 'expression_list' ? parent.parent : null;
  return statement !== null && namesOf(statement).length > 0 && statement.childForFieldName('left')?.id === parent.id;
}

/** The innermost statement that begins in a row, otherwise the innermost one around it. */
export function statementAt(body: Node, row: number): Node | undefined {
  const statements = nodesOf(body.descendantsOfType('statement_list')).flatMap((list) => nodesOf(list.namedChildren));
  return (
    statements.filter((node) => node.startPosition.row === row).at(-1) ??
    statements.filter((node) => node.startPosition.row <= row && node.endPosition.row >= row).at(-1)
  );
}

export function nodesOf(nodes: readonly (Node | null)[]): Node[] {
  return nodes.filter((node) => node !== null);
}
