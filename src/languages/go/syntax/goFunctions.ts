import type { Node } from '@vscode/tree-sitter-wasm';
import { enclosingFunction, freeNames, functionAround, functionsAround, isDeclaredAround, loopVariables, nodesOf } from './goScopes.ts';

/** Whether the body itself calls `recover`: a call in a nested function recovers nothing. */
export function callsRecover(body: Node): boolean {
  return nodesOf(body.descendantsOfType('call_expression')).some((call) => {
    const callee = call.childForFieldName('function');
    return (
      callee?.type === 'identifier' &&
      callee.text === 'recover' &&
      enclosingFunction(call)?.id === body.parent?.id &&
      !isDeclaredAround(call, 'recover')
    );
  });
}

/** Whether the function that begins on a line itself calls `recover`; undefined if none begins there, or several that differ in this. */
export function recoversAt(root: Node, line: number): boolean | undefined {
  const row = line - 1;
  const found = nodesOf(
    root.descendantsOfType(['func_literal', 'function_declaration', 'method_declaration'], { row, column: 0 }, { row: row + 1, column: 0 }),
  )
    .filter((node) => node.startPosition.row === row)
    .map(recoversItself);
  return found.every((one) => one === found[0]) ? found[0] : undefined;
}

/**
 * Whether a function of the file itself calls `recover`, by its name in the package: `use`, `(*Pool).Get`; undefined if the file declares
 * none of that name.
 */
export function recoversByName(root: Node, name: string): boolean | undefined {
  const [, pointer, receiver, method] = /^(?:\(?(\*?)([\p{L}\p{N}_]+)\)?\.)?([\p{L}\p{N}_]+)$/u.exec(name) ?? [];
  const found = nodesOf(root.descendantsOfType(receiver === undefined ? 'function_declaration' : 'method_declaration')).filter((node) => {
    if (node.childForFieldName('name')?.text !== method) return false;
    const type = node
      .childForFieldName('receiver')
      ?.namedChildren.find((child) => child?.type === 'parameter_declaration')
      ?.childForFieldName('type');
    return receiver === undefined || type?.text.replace(/\[.*\]$/s, '') === `${pointer ?? ''}${receiver}`;
  });
  const [only, ...others] = found;
  return only === undefined || others.length > 0 ? undefined : recoversItself(only);
}

/** Whether the function around a line itself calls `recover`. */
export function recoversAround(root: Node, line: number, depth?: number): boolean {
  const around = functionAround(root, line, depth);
  return around !== undefined && recoversItself(around);
}

function recoversItself(node: Node): boolean {
  const body = node.childForFieldName('body');
  return body !== null && callsRecover(body);
}

/** Names of functions that the file declares. */
export function findFunctions(root: Node): Set<string> {
  return new Set(nodesOf(root.descendantsOfType('function_declaration')).flatMap((node) => node.childForFieldName('name')?.text ?? []));
}

/** Names that the file declares as constants, in any of its blocks. */
export function findConstants(root: Node): Set<string> {
  return new Set(
    nodesOf(root.descendantsOfType('const_spec')).flatMap((spec) => nodesOf(spec.childrenForFieldName('name')).map((name) => name.text)),
  );
}

/** Other names that the file gives to types, each with the type as it is written. */
export function findAliases(root: Node): Map<string, string> {
  return new Map(
    nodesOf(root.descendantsOfType('type_alias')).map((node) => [
      node.childForFieldName('name')?.text ?? '',
      node.childForFieldName('type')?.text ?? '',
    ]),
  );
}

/** Names that the function literal around a line may have captured, each with whether another variable hides it there. */
export function freeNamesAround(root: Node, line: number, depth?: number): Map<string, boolean> {
  const around = functionAround(root, line, depth);
  return around?.type === 'func_literal' ? freeNames(around, line - 1) : new Map<string, boolean>();
}

/** The line on which the function literal around a line begins; undefined if the function is not a literal. */
export function findLiteralAround(root: Node, line: number, depth?: number): number | undefined {
  const around = functionAround(root, line, depth);
  return around?.type === 'func_literal' ? around.startPosition.row + 1 : undefined;
}

/** Whether a function literal begins on a line. */
export function hasLiteral(root: Node, line: number): boolean {
  const row = line - 1;
  return nodesOf(root.descendantsOfType('func_literal', { row, column: 0 }, { row: row + 1, column: 0 })).some(
    (literal) => literal.startPosition.row === row,
  );
}

/**
 * How many function literals are directly in the function around a line, not nested in one another; the function begins before the line.
 */
export function countLiterals(root: Node, line: number): number {
  const around = functionsAround(root, line).findLast((node) => node.startPosition.row < line - 1);
  const isOwn = (literal: Node): boolean => {
    let outer = literal.parent;
    while (outer !== null && !/^(?:func_literal|function_declaration|method_declaration)$/.test(outer.type)) outer = outer.parent;
    return outer?.id === around?.id;
  };
  return around === undefined
    ? 0
    : nodesOf(around.descendantsOfType('func_literal')).filter((literal) => literal.id !== around.id && isOwn(literal)).length;
}

/** The variables of the loops around a place, within its function. Lines and columns are 1-based. */
export function findLoopVariables(root: Node, { line, column = 1 }: { readonly line: number; readonly column?: number }): Set<string> {
  const names = new Set<string>();
  for (
    let node = root.descendantForPosition({ row: line - 1, column: column - 1 });
    node !== null && !/^(?:func_literal|function_declaration|method_declaration)$/.test(node.type);
    node = node.parent
  )
    if (node.type === 'for_statement') for (const name of loopVariables(node)) names.add(name);
  return names;
}
