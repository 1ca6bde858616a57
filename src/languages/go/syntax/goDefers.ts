import type { Node } from '@vscode/tree-sitter-wasm';
import { describePart, oneLine, unwrap, type CallPart } from './callParts.ts';
import { callsRecover } from './goFunctions.ts';
import { enclosingFunction, functionAround, nodesOf } from './goScopes.ts';

/** The function literal that a statement defers. */
export interface DeferredLiteral {
  /** `func(k int)`. */
  readonly signature: string;
  readonly parameters: readonly string[];
  /** Its own body calls `recover`. */
  readonly recovers: boolean;
  /** It is on one line. */
  readonly isShort: boolean;
}

/** One `defer` statement. Lines and columns are 1-based. */
export interface DeferStatement {
  readonly line: number;
  readonly column: number;
  /** The call as it is in the source, on one line. */
  readonly call: string;
  readonly callee: CallPart;
  readonly arguments: readonly CallPart[];
  /** The last argument is spread: `xs...`. */
  readonly isSpread: boolean;
  readonly literal: DeferredLiteral | undefined;
}

/** All `defer` statements that begin on a line, in source order. */
export function findDefers(root: Node, line: number): DeferStatement[] {
  const row = line - 1;
  return nodesOf(root.descendantsOfType('defer_statement', { row, column: 0 }, { row: row + 1, column: 0 }))
    .filter((node) => node.startPosition.row === row)
    .flatMap(describeDefer);
}

/** The line of the innermost `defer` statement whose function literal contains a line, not counting functions inside that literal. */
export function findDeferAround(root: Node, line: number): number | undefined {
  const row = line - 1;
  const literals = nodesOf(root.descendantsOfType('func_literal')).filter(
    (node) => node.startPosition.row <= row && node.endPosition.row >= row,
  );
  const statement = literals.map((literal) => literal.parent?.parent).findLast((node) => node?.type === 'defer_statement');
  return statement === null || statement === undefined ? undefined : statement.startPosition.row + 1;
}

/** The statements of the function around a line that begin before it, the last first; those of nested functions do not count. */
export function findDefersBefore(root: Node, line: number, depth?: number): DeferStatement[] {
  const around = functionAround(root, line, depth);
  if (around === undefined) return [];
  return nodesOf(around.descendantsOfType('defer_statement'))
    .filter((node) => node.startPosition.row < line - 1 && enclosingFunction(node)?.id === around.id)
    .reverse()
    .flatMap(describeDefer);
}

/**
 * The statements in the bodies of `range` loops that begin on a line, not counting those of nested functions; undefined if no such loop
 * begins there.
 */
export function findDefersInRange(root: Node, line: number): DeferStatement[] | undefined {
  const row = line - 1;
  const loops = nodesOf(root.descendantsOfType('for_statement', { row, column: 0 }, { row: row + 1, column: 0 })).filter(
    (node) => node.startPosition.row === row && nodesOf(node.namedChildren).some((child) => child.type === 'range_clause'),
  );
  const found = loops.flatMap((loop) =>
    nodesOf(loop.descendantsOfType('defer_statement')).filter((node) => enclosingFunction(node)?.id === enclosingFunction(loop)?.id),
  );
  return loops.length === 0 ? undefined : [...new Map(found.map((node) => [node.id, node])).values()].flatMap(describeDefer);
}

function describeDefer(statement: Node): DeferStatement[] {
  const call = unwrap(nodesOf(statement.namedChildren).find((child) => child.type !== 'comment') ?? null);
  // `f[T](x)` could also be a conversion, and the grammar takes it for one.
  const callee = call?.childForFieldName('function') ?? call?.childForFieldName('type') ?? null;
  if (call === null || callee === null) return [];
  const operand = call.childForFieldName('operand');
  const given = nodesOf(call.childForFieldName('arguments')?.namedChildren ?? [operand]).filter((node) => node.type !== 'comment');
  const plain = unwrap(callee);
  return [
    {
      line: statement.startPosition.row + 1,
      column: statement.startPosition.column + 1,
      call: oneLine(call.text),
      callee: describePart(callee, 'callee'),
      arguments: given.map((node) => describePart(node.type === 'variadic_argument' ? (node.namedChildren[0] ?? node) : node, 'argument')),
      isSpread: given.at(-1)?.type === 'variadic_argument',
      literal: plain?.type === 'func_literal' ? describeLiteral(plain) : undefined,
    },
  ];
}

function describeLiteral(literal: Node): DeferredLiteral {
  const body = literal.childForFieldName('body');
  const parameters = nodesOf(literal.childForFieldName('parameters')?.namedChildren ?? []).flatMap((declaration) =>
    nodesOf(declaration.childrenForFieldName('name')).map((name) => name.text),
  );
  return {
    signature: oneLine(literal.text.slice(0, body === null ? undefined : body.startIndex - literal.startIndex)).trim(),
    parameters,
    isShort: !literal.text.includes('\n'),
    recovers: body !== null && callsRecover(body),
  };
}

/** The line on which the innermost `defer` statement begins that a line belongs to. */
export function findDeferOver(root: Node, line: number): number | undefined {
  const row = line - 1;
  const statement = nodesOf(root.descendantsOfType('defer_statement'))
    .filter((node) => node.startPosition.row <= row && node.endPosition.row >= row)
    .at(-1);
  return statement === undefined ? undefined : statement.startPosition.row + 1;
}
