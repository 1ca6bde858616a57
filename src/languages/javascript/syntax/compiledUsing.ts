import type { BlockStatement, Expression, File, Node, TryStatement } from '@babel/types';
import { registrationsIn, type CompiledStack } from './compiledRegistrations.ts';
import { declaredIn } from './declaredNames.ts';
import { contains, isBefore, isFunctionBoundary, nodesIn, pathTo, rangeOf } from './javascriptNodes.ts';
import type { TextPosition, TextRange } from '../../../syntax/textRange.ts';
import type { UsingDeclaration } from './usingDeclarations.ts';

/** A block with `using` declarations as a compiler writes it for engines without them. */
export interface CompiledUsingBlock {
  readonly kind: 'body' | 'block' | 'module';
  readonly stack: CompiledStack;
  /** An inner block around the position has a variable of that name. The engine may show its value from an earlier turn of a loop. */
  readonly isStackHidden: boolean;
  readonly range: TextRange;
  /** The position does not tell what is registered; only the list does. */
  readonly isListOnly?: true;
  /** The block itself was left: its resources are being disposed of. */
  readonly leaving: boolean;
  /** The position is after the first statement of the `finally` clause, which calls the helper. */
  readonly isDone: boolean;
  /** In the next statement: the variable with the helper's result, a promise while something is still being disposed of. */
  readonly result?: string;
  /** All declarations, in source order. */
  readonly declarations: readonly UsingDeclaration[];
}

/**
 * The compiled blocks of the paused function around a position, innermost first. They are recognised by their shape, so a minifier's names
 * do not matter: a list is created empty, a `finally` clause passes the list's variable on, and the `try` block has declarations whose
 * values are passed on together with the same variable. What that variable holds decides in the end.
 */
export function findCompiledUsing(file: File, text: string, position: TextPosition): CompiledUsingBlock[] {
  const found: CompiledUsingBlock[] = [];
  const inner = new Set<string>();
  const path = pathTo(file, position).reverse();
  for (const [at, node] of path.entries()) {
    const block = node.type === 'TryStatement' ? readBlock(node, path.slice(at + 1), text, position) : undefined;
    if (block !== undefined)
      found.push({
        kind: kindOf(path[at + 1], path[at + 2]),
        ...block,
        isStackHidden: inner.has(block.stack.name),
        declarations: block.declarations.map((one) => ({ ...one, hidden: one.hidden || inner.has(one.name) })),
      });
    const outer = path[at + 1];
    // The declarations of a `try` block itself are its resources: they hide only those of the blocks around it.
    const declaring =
      node.type === 'TryStatement' && path[at - 1] === node.block
        ? node.block
        : outer?.type === 'TryStatement' && outer.block === node
          ? undefined
          : node;
    if (declaring !== undefined) for (const name of declaredIn(declaring)) inner.add(name);
    if (isFunctionBoundary(node)) break;
  }
  return found;
}

/** Whether a compiler wrote a `try` for a block with `using` declarations; `outer` has the nodes around it, innermost first. */
export function isCompiledUsing(node: TryStatement, outer: readonly Node[], text: string, position: TextPosition): boolean {
  return readBlock(node, outer, text, position) !== undefined;
}

function readBlock(
  node: TryStatement,
  outer: readonly Node[],
  text: string,
  position: TextPosition,
): Omit<CompiledUsingBlock, 'kind' | 'isStackHidden'> | undefined {
  if (!node.finalizer) return undefined;
  for (const stack of stacksIn(node.finalizer)) {
    if (!isMadeEmpty(stack, node, outer[0])) continue;
    const query = { stack, text, position, path: [node.block, ...outer] };
    const declarations = node.block.body.flatMap((statement) => registrationsIn(statement, query));
    if (declarations.length > 0)
      return {
        stack,
        range: rangeOf(node.block),
        leaving: !contains(node.block, position),
        isDone: isPast(node.finalizer, position),
        ...resultOf(node.finalizer, position),
        declarations,
      };
  }
  return undefined;
}

/** Whether a position is in a clause and after its first statement. */
function isPast({ body }: BlockStatement, position: TextPosition): boolean {
  const [first] = body;
  return first !== undefined && !isBefore(position, rangeOf(first).end);
}

/** `const result = f(S)`, if the position is in the next statement, which waits for the result. */
function resultOf({ body: [first, second] }: BlockStatement, position: TextPosition): { readonly result?: string } {
  const id =
    first?.type === 'VariableDeclaration' && second !== undefined && contains(second, position) ? first.declarations[0]?.id : undefined;
  return id?.type === 'Identifier' ? { result: id.name } : {};
}

/**
 * `var S = []` or `const S = { stack: [], … }` is before the `try`. In code for old engines, which declare their variables further out, it
 * has no `var`. Babel's `var S = f()` is the first statement of the `try`.
 */
function isMadeEmpty(stack: CompiledStack, node: TryStatement, parent: Node | undefined): boolean {
  return siblingsOf(stack, node, parent).some((statement) =>
    madeIn(statement).some(
      ({ name, value }) =>
        name === stack.name &&
        (stack.kind === 'context' ? value?.type === 'CallExpression' && value.arguments.length === 0 : isEmptyList(value)),
    ),
  );
}

function siblingsOf({ kind }: CompiledStack, node: TryStatement, parent: Node | undefined): readonly Node[] {
  if (kind === 'context') return node.block.body;
  if (parent?.type === 'BlockStatement' || parent?.type === 'Program' || parent?.type === 'StaticBlock') return parent.body;
  return parent?.type === 'SwitchCase' ? parent.consequent : [];
}

interface Made {
  readonly name: string;
  readonly value: Expression | null | undefined;
}

/** The variables to which a statement assigns a value. */
function madeIn(statement: Node): Made[] {
  const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  if (declared?.type === 'VariableDeclaration')
    return declared.declarations.flatMap(({ id, init }) => (id.type === 'Identifier' ? [{ name: id.name, value: init }] : []));
  const assigned = declared?.type === 'ExpressionStatement' ? declared.expression : undefined;
  const parts = assigned?.type === 'SequenceExpression' ? assigned.expressions : [assigned];
  return parts.flatMap((part) =>
    part?.type === 'AssignmentExpression' && part.left.type === 'Identifier' ? [{ name: part.left.name, value: part.right }] : [],
  );
}

/** `[]`, or an object with such a list. */
export function isEmptyList(init: Expression | null | undefined): boolean {
  if (init?.type === 'ArrayExpression') return init.elements.length === 0;
  return (
    init?.type === 'ObjectExpression' &&
    init.properties.some(
      (property) => property.type === 'ObjectProperty' && property.value.type === 'ArrayExpression' && property.value.elements.length === 0,
    )
  );
}

function kindOf(parent: Node | undefined, grandparent: Node | undefined): CompiledUsingBlock['kind'] {
  if (parent?.type === 'Program') return 'module';
  return grandparent !== undefined && isFunctionBoundary(grandparent) ? 'body' : 'block';
}

/**
 * Variables that a `finally` clause passes to a helper, `f(S, …)`, or tells to dispose, `S.d()`. If a minifier has inlined the helper: the
 * variables that its code empties, `T = S; … T.stack.pop()`.
 */
function* stacksIn(node: Node): Generator<CompiledStack> {
  for (const inner of nodesIn(node)) {
    if (inner.type === 'CallExpression') {
      const { callee } = inner;
      const [first] = inner.arguments;
      if (first?.type === 'Identifier') yield { name: first.name, kind: 'list' };
      else if (
        callee.type === 'MemberExpression' &&
        callee.property.type === 'Identifier' &&
        callee.property.name === 'pop' &&
        listOf(callee.object) !== undefined
      )
        yield { name: listOf(callee.object) ?? '', kind: 'list' };
      else if (inner.arguments.length === 0 && callee.type === 'MemberExpression' && callee.object.type === 'Identifier')
        yield { name: callee.object.name, kind: 'context' };
    }
    if (inner.type === 'VariableDeclarator' && inner.init?.type === 'Identifier') yield { name: inner.init.name, kind: 'list' };
    if (!isFunctionBoundary(inner)) yield* stacksIn(inner);
  }
}

/** `S` of `S.stack`, or of `S`. */
function listOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.property.type === 'Identifier' &&
    node.property.name === 'stack'
    ? node.object.name
    : undefined;
}

/** The variables of a helper that disposes of a list's resources one by one: `E` of `E = list.pop()`, and `list` if that is a variable. */
export interface PoppedEntry {
  readonly entry: string;
  readonly list?: string;
}

/** The variables with which the function around a position takes resources from a compiler's list; undefined for any other function. */
export function findPoppedEntry(file: File, position: TextPosition): PoppedEntry | undefined {
  const around = pathTo(file, position).findLast(isFunctionBoundary);
  return around === undefined ? undefined : popIn(around);
}

function popIn(node: Node): PoppedEntry | undefined {
  for (const inner of nodesIn(node)) {
    const [target, value] =
      inner.type === 'AssignmentExpression' ? [inner.left, inner.right] : inner.type === 'VariableDeclarator' ? [inner.id, inner.init] : [];
    if (
      target?.type === 'Identifier' &&
      value?.type === 'CallExpression' &&
      value.callee.type === 'MemberExpression' &&
      value.callee.property.type === 'Identifier' &&
      value.callee.property.name === 'pop'
    )
      return { entry: target.name, ...(value.callee.object.type === 'Identifier' ? { list: value.callee.object.name } : {}) };
    const found = isFunctionBoundary(inner) ? undefined : popIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
