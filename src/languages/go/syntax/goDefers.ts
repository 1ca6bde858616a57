import type { Node } from '@vscode/tree-sitter-wasm';
import { enclosingFunction, freeNames, functionAround, functionsAround, isDeclaredAround, loopVariables, nodesOf } from './goScopes.ts';

/** What a part of a deferred call is, as far as the source tells. */
export type PartKind =
  /** Written out: a number, a string, `nil`, `true`. */
  | 'literal'
  /** It may be the name of a variable, a constant, a function or a package. */
  | 'name'
  /** Certainly evaluated by the statement. */
  | 'computed'
  /** `T{a, b}`: its elements are evaluated one by one, or the whole of it. */
  | 'composite';

/** A part of a deferred call that is evaluated when the statement runs. */
export interface CallPart {
  readonly role: 'callee' | 'argument';
  readonly kind: PartKind;
  /** As it stands in the source, on one line. */
  readonly text: string;
  /** Of a composite literal. */
  readonly elements: readonly CompositeElement[];
  /** The type of a composite literal as it is written, or as the literal around it says. */
  readonly type?: string;
  /** A call of something: as the only argument it may stand for several values. */
  readonly isCall: boolean;
}

/** A value in a composite literal, with what stands before its colon. */
export interface CompositeElement extends CallPart {
  readonly key?: string;
}

/** The function literal that a statement defers. */
export interface DeferredLiteral {
  /** `func(k int)`. */
  readonly signature: string;
  readonly parameters: readonly string[];
  /** Its own body calls `recover`. */
  readonly recovers: boolean;
  /** It stands in one line. */
  readonly isShort: boolean;
}

/** One `defer` statement. Lines and columns are 1-based. */
export interface DeferStatement {
  readonly line: number;
  readonly column: number;
  /** The call as it stands in the source, on one line. */
  readonly call: string;
  readonly callee: CallPart;
  readonly arguments: readonly CallPart[];
  /** The last argument is spread: `xs...`. */
  readonly isSpread: boolean;
  readonly literal: DeferredLiteral | undefined;
}

/** All `defer` statements that begin in a line, in the order of the source. */
export function findDefers(root: Node, line: number): DeferStatement[] {
  const row = line - 1;
  return nodesOf(root.descendantsOfType('defer_statement', { row, column: 0 }, { row: row + 1, column: 0 }))
    .filter((node) => node.startPosition.row === row)
    .flatMap(describeDefer);
}

/** The line of the innermost `defer` statement whose function literal contains a line; functions inside of that literal are others. */
export function findDeferAround(root: Node, line: number): number | undefined {
  const row = line - 1;
  const literals = nodesOf(root.descendantsOfType('func_literal')).filter(
    (node) => node.startPosition.row <= row && node.endPosition.row >= row,
  );
  const statement = literals.map((literal) => literal.parent?.parent).findLast((node) => node?.type === 'defer_statement');
  return statement === null || statement === undefined ? undefined : statement.startPosition.row + 1;
}

/** The statements of the function around a line that begin before it, the last first; those of functions inside it are not its own. */
export function findDefersBefore(root: Node, line: number, depth?: number): DeferStatement[] {
  const around = functionAround(root, line, depth);
  if (around === undefined) return [];
  return nodesOf(around.descendantsOfType('defer_statement'))
    .filter((node) => node.startPosition.row < line - 1 && enclosingFunction(node)?.id === around.id)
    .reverse()
    .flatMap(describeDefer);
}

/**
 * The statements in the bodies of `range` loops that begin in a line, but for those of functions inside them; undefined where
 * no such loop begins.
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

/** The variables of the loops around a place, in its function. Lines and columns are 1-based. */
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

function describeDefer(statement: Node): DeferStatement[] {
  const call = unwrap(nodesOf(statement.namedChildren).find((child) => child.type !== 'comment') ?? null);
  // `f[T](x)` could be a conversion too, and the grammar takes it for one.
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

/** Whether the body calls `recover` itself: a call in a function inside it recovers nothing. */
function callsRecover(body: Node): boolean {
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

/**
 * Whether the function that begins in a line calls `recover` itself; undefined when none begins there, or several do that
 * differ in it.
 */
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
 * Whether a function of the file calls `recover` itself, by its name in the package: `use`, `(*Pool).Get`; undefined where the
 * file declares none of that name.
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

/** Whether the function around a line calls `recover` itself. */
export function recoversAround(root: Node, line: number, depth?: number): boolean {
  const around = functionAround(root, line, depth);
  return around !== undefined && recoversItself(around);
}

function recoversItself(node: Node): boolean {
  const body = node.childForFieldName('body');
  return body !== null && callsRecover(body);
}

/** Names that the function literal around a line may have captured, each with whether another variable hides it there. */
export function freeNamesAround(root: Node, line: number, depth?: number): Map<string, boolean> {
  const around = functionAround(root, line, depth);
  return around?.type === 'func_literal' ? freeNames(around, line - 1) : new Map<string, boolean>();
}

/** The line in which the function literal around a line begins; undefined where it is no literal. */
export function findLiteralAround(root: Node, line: number, depth?: number): number | undefined {
  const around = functionAround(root, line, depth);
  return around?.type === 'func_literal' ? around.startPosition.row + 1 : undefined;
}

/** Whether a function literal begins in a line. */
export function hasLiteral(root: Node, line: number): boolean {
  const row = line - 1;
  return nodesOf(root.descendantsOfType('func_literal', { row, column: 0 }, { row: row + 1, column: 0 })).some(
    (literal) => literal.startPosition.row === row,
  );
}

/** How many function literals stand in the function around a line itself, not in one of those; it begins in a line before. */
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

/** The line in which the innermost `defer` statement begins that a line belongs to. */
export function findDeferOver(root: Node, line: number): number | undefined {
  const row = line - 1;
  const statement = nodesOf(root.descendantsOfType('defer_statement'))
    .filter((node) => node.startPosition.row <= row && node.endPosition.row >= row)
    .at(-1);
  return statement === undefined ? undefined : statement.startPosition.row + 1;
}

const LITERALS = new Set([
  'int_literal',
  'float_literal',
  'imaginary_literal',
  'rune_literal',
  'interpreted_string_literal',
  'raw_string_literal',
  'nil',
  'true',
  'false',
  'iota',
]);

function describePart(node: Node, role: CallPart['role']): CallPart {
  const plain = unwrap(node) ?? node;
  const kind = kindOf(plain);
  const composite =
    kind === 'composite' ? { elements: elementsOf(plain), type: oneLine(plain.childForFieldName('type')?.text ?? '') } : { elements: [] };
  return { role, kind, text: oneLine(node.text), isCall: plain.type === 'call_expression', ...composite };
}

function kindOf(node: Node): PartKind {
  if (LITERALS.has(node.type)) return 'literal';
  switch (node.type) {
    case 'composite_literal':
    // Without its type, inside of another one.
    case 'literal_value':
      return 'composite';
    case 'identifier':
    case 'selector_expression':
    case 'generic_type':
    case 'type_instantiation_expression':
      return 'name';
    // Constant if all of it is: then the compiler has put a literal in its place.
    case 'unary_expression':
      return node.childForFieldName('operator')?.text === '<-' || node.childForFieldName('operator')?.text === '&'
        ? 'computed'
        : weakest([node.childForFieldName('operand')]);
    case 'binary_expression':
      return weakest([node.childForFieldName('left'), node.childForFieldName('right')]);
    // A conversion of a constant, `len` of an array: or any call, which cannot be told from it here.
    case 'call_expression':
      return weakest(nodesOf(node.childForFieldName('arguments')?.namedChildren ?? []), 'name');
    default:
      return 'computed';
  }
}

function weakest(parts: readonly (Node | null)[], best: 'literal' | 'name' = 'literal'): PartKind {
  const kinds = parts.map((part) => (part === null ? 'computed' : kindOf(unwrap(part) ?? part)));
  if (parts.length === 0 || kinds.some((kind) => kind === 'computed' || kind === 'composite')) return 'computed';
  return kinds.every((kind) => kind === 'literal') ? best : 'name';
}

/** The values of a composite literal, with their keys. */
function elementsOf(literal: Node): CompositeElement[] {
  const body = literal.type === 'literal_value' ? literal : literal.childForFieldName('body');
  const toldType = /^\[[^\]]*\](.+)$/.exec(oneLine(literal.childForFieldName('type')?.text ?? ''))?.[1];
  return nodesOf(body?.namedChildren ?? [])
    .filter((node) => node.type !== 'comment')
    .flatMap((element): CompositeElement[] => {
      const [key, keyed] = element.type === 'keyed_element' ? nodesOf(element.namedChildren) : [];
      const value = element.type === 'keyed_element' ? keyed : element;
      const inner = value?.type === 'literal_element' ? value.namedChildren[0] : value;
      if (inner === null || inner === undefined) return [];
      const part = describePart(inner, 'argument');
      const told = inner.type === 'literal_value' ? toldType : undefined;
      // `{a, b}` in a list of pointers is the address of a new structure.
      const whole = told?.startsWith('*') === true ? { kind: 'computed' as const, elements: [] } : {};
      return [
        { ...part, ...(told === undefined ? {} : { type: told }), ...whole, ...(key === undefined ? {} : { key: oneLine(key.text) }) },
      ];
    });
}

/** Without the parentheses around it. */
function unwrap(node: Node | null): Node | null {
  let inner = node;
  while (inner?.type === 'parenthesized_expression') inner = inner.namedChildren[0] ?? null;
  return inner;
}

/** The text on one line, as it would stand there. */
function oneLine(text: string): string {
  return text
    .replace(/([.(])\s*\n\s*/g, '$1')
    .replace(/,\s*\n\s*\)/g, ')')
    .replace(/\s*\n\s*/g, ' ');
}
