import type { BlockStatement, CallExpression, Expression, File, Node, TryStatement, VariableDeclarator } from '@babel/types';
import { declaredIn } from './declaredNames.ts';
import { contains, isBefore, isFunctionBoundary, nodesIn, pathTo, rangeOf, sliceOf } from './javascriptNodes.ts';
import type { TextPosition, TextRange } from './scopeCalls.ts';
import type { UsingDeclaration } from './usingDeclarations.ts';

/** A block with `using` declarations as a compiler writes it for engines without them. */
export interface CompiledUsingBlock {
  readonly kind: 'body' | 'block' | 'module';
  /**
   * The variable that holds the block's resources: `list` for TypeScript's, swc's and esbuild's, which the program's own helper
   * empties as it disposes of them; `context` for Babel's, which keeps them to itself.
   */
  readonly stack: { readonly name: string; readonly kind: 'list' | 'context' };
  /** An inner block around the position has a variable of that name. The engine may have its value of an earlier turn of a loop. */
  readonly isStackHidden: boolean;
  readonly range: TextRange;
  /** The block itself was left: its resources are being disposed of. */
  readonly leaving: boolean;
  /** The position stands behind the `finally` clause's first statement, which calls the helper. */
  readonly isDone: boolean;
  /** In the statement behind that the variable that holds what the helper gave: a promise, while something is still being disposed of. */
  readonly result?: string;
  /** All of them, as they stand. */
  readonly declarations: readonly UsingDeclaration[];
}

/**
 * The compiled blocks of the paused function around a position, innermost first. They are known by their shape, so that a minifier's
 * names do not matter: a list that is made empty, a `try` whose `finally` passes the list's variable on, and in it declarations whose values
 * are passed on together with the same variable. What that variable holds decides in the end.
 */
export function findCompiledUsing(file: File, text: string, position: TextPosition): CompiledUsingBlock[] {
  const found: CompiledUsingBlock[] = [];
  const inner = new Set<string>();
  const path = pathTo(file, position).reverse();
  for (const [at, node] of path.entries()) {
    const block = node.type === 'TryStatement' ? readBlock(node, path[at + 1], text, position) : undefined;
    if (block !== undefined) found.push({ kind: kindOf(path[at + 1], path[at + 2]), ...block, isStackHidden: inner.has(block.stack.name), declarations: block.declarations.map((one) => ({ ...one, hidden: one.hidden || inner.has(one.name) })) });
    const outer = path[at + 1];
    // What a `try` block itself declares are its resources: they hide only those of the blocks around it.
    const declaring = node.type === 'TryStatement' && path[at - 1] === node.block ? node.block : outer?.type === 'TryStatement' && outer.block === node ? undefined : node;
    if (declaring !== undefined) for (const name of declaredIn(declaring)) inner.add(name);
    if (isFunctionBoundary(node)) break;
  }
  return found;
}

/** Whether a compiler wrote a `try` for a block with `using` declarations. */
export function isCompiledUsing(node: TryStatement, parent: Node | undefined, text: string, position: TextPosition): boolean {
  return readBlock(node, parent, text, position) !== undefined;
}

function readBlock(node: TryStatement, parent: Node | undefined, text: string, position: TextPosition): Omit<CompiledUsingBlock, 'kind' | 'isStackHidden'> | undefined {
  if (!node.finalizer) return undefined;
  for (const stack of stacksIn(node.finalizer)) {
    if (!isMadeEmpty(stack, node, parent)) continue;
    const declarations = node.block.body.flatMap((statement) => [...declarationsIn(statement, stack, text), ...inlinedIn(statement, stack, text, position)]);
    if (declarations.length > 0) return { stack, range: rangeOf(node.block), leaving: !contains(node.block, position), isDone: isPast(node.finalizer, position), ...resultOf(node.finalizer, position), declarations };
  }
  return undefined;
}

/** Whether a position is in a clause and behind its first statement. */
function isPast({ body }: BlockStatement, position: TextPosition): boolean {
  const [first] = body;
  return first !== undefined && !isBefore(position, rangeOf(first).end);
}

/** `const result = f(S)`, at a position in the statement behind it, which waits for that. */
function resultOf({ body: [first, second] }: BlockStatement, position: TextPosition): { readonly result?: string } {
  const id = first?.type === 'VariableDeclaration' && second !== undefined && contains(second, position) ? first.declarations[0]?.id : undefined;
  return id?.type === 'Identifier' ? { result: id.name } : {};
}

/** `var S = []` or `const S = { stack: [], … }` stands before the `try`; Babel's `var S = f()` is its first statement. */
function isMadeEmpty(stack: CompiledUsingBlock['stack'], node: TryStatement, parent: Node | undefined): boolean {
  const siblings = stack.kind === 'context' ? node.block.body : parent?.type === 'BlockStatement' || parent?.type === 'Program' || parent?.type === 'StaticBlock' ? parent.body : parent?.type === 'SwitchCase' ? parent.consequent : [];
  return siblings.some((statement) => (statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement)?.type === 'VariableDeclaration'
    && nodesOf(statement).some(({ id, init }) => id.type === 'Identifier' && id.name === stack.name && (stack.kind === 'context' ? init?.type === 'CallExpression' && init.arguments.length === 0 : isEmptyList(init))));
}

function nodesOf(statement: Node): readonly VariableDeclarator[] {
  const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  return declared?.type === 'VariableDeclaration' ? declared.declarations : [];
}

function isEmptyList(init: Expression | null | undefined): boolean {
  if (init?.type === 'ArrayExpression') return init.elements.length === 0;
  return init?.type === 'ObjectExpression' && init.properties.some((property) => property.type === 'ObjectProperty' && property.value.type === 'ArrayExpression' && property.value.elements.length === 0);
}

function kindOf(parent: Node | undefined, grandparent: Node | undefined): CompiledUsingBlock['kind'] {
  if (parent?.type === 'Program') return 'module';
  return grandparent !== undefined && isFunctionBoundary(grandparent) ? 'body' : 'block';
}

/** Variables that a `finally` clause passes to a helper, `f(S, …)`, or asks to dispose, `S.d()`. */
function* stacksIn(node: Node): Generator<CompiledUsingBlock['stack']> {
  for (const inner of nodesIn(node)) {
    if (inner.type === 'CallExpression') {
      const { callee } = inner;
      const [first] = inner.arguments;
      if (first?.type === 'Identifier') yield { name: first.name, kind: 'list' };
      else if (inner.arguments.length === 0 && callee.type === 'MemberExpression' && callee.object.type === 'Identifier') yield { name: callee.object.name, kind: 'context' };
    }
    if (!isFunctionBoundary(inner)) yield* stacksIn(inner);
  }
}

function declarationsIn(statement: Node, stack: CompiledUsingBlock['stack'], text: string): UsingDeclaration[] {
  const read = (target: Node, value: Expression | null | undefined, whole: Node): UsingDeclaration[] => {
    const resource = value?.type === 'CallExpression' && target.type === 'Identifier' ? resourceOf(value, stack) : undefined;
    if (resource === undefined || target.type !== 'Identifier') return [];
    return [{ name: target.name, awaited: resource.awaited, range: rangeOf(whole), initializer: sliceOf(resource.value, text), hidden: false }];
  };
  if (statement.type === 'VariableDeclaration') return statement.kind === 'using' || statement.kind === 'await using' ? [] : statement.declarations.flatMap((one) => read(one.id, one.init, one));
  // Where the binding was hoisted: at the top level of a module, and for old engines.
  if (statement.type !== 'ExpressionStatement') return [];
  const parts = statement.expression.type === 'SequenceExpression' ? statement.expression.expressions : [statement.expression];
  return parts.flatMap((part) => (part.type === 'AssignmentExpression' ? read(part.left, part.right, part) : []));
}

/**
 * Resources whose variable a minifier has done away with, `g(S.u(value))`: they have no name. Such a one is registered as soon as the call
 * around it is made, which stands before it.
 */
function inlinedIn(statement: Node, stack: CompiledUsingBlock['stack'], text: string, position: TextPosition): UsingDeclaration[] {
  const found: UsingDeclaration[] = [];
  const walk = (node: Node, calls: readonly CallExpression[]): void => {
    for (const inner of nodesIn(node)) {
      if (isFunctionBoundary(inner) || inner.type === 'TryStatement') continue;
      const resource = inner.type === 'CallExpression' && node.type !== 'VariableDeclarator' && node.type !== 'AssignmentExpression' ? resourceOf(inner, stack) : undefined;
      if (resource === undefined) {
        walk(inner, inner.type === 'CallExpression' ? [...calls, inner] : calls);
        continue;
      }
      const range = rangeOf(inner);
      const isGiven = calls.some((call) => contains(call.callee, position) || isEndOf(call.callee, position));
      found.push({ name: '', awaited: resource.awaited, range: isGiven ? { start: range.start, end: position } : range, initializer: sliceOf(resource.value, text), hidden: true });
    }
  };
  walk(statement, []);
  return found;
}

/** The engine's place of a call is that of its function, or right behind it. */
function isEndOf(node: Node, { line, column }: TextPosition): boolean {
  const { end } = rangeOf(node);
  return end.line === line && end.column === column;
}

/** `f(S, value, isAwaited)`, or Babel's `S.u(value)` and `S.a(value)`. */
function resourceOf(call: CallExpression, stack: CompiledUsingBlock['stack']): { readonly value: Node; readonly awaited: boolean } | undefined {
  const [first, second, third] = call.arguments;
  if (stack.kind === 'list')
    return first?.type === 'Identifier' && first.name === stack.name && second !== undefined && call.arguments.length <= 3 ? { value: second, awaited: third !== undefined && isTrue(third) } : undefined;
  const { callee } = call;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || callee.object.name !== stack.name || first === undefined) return undefined;
  return { value: first, awaited: callee.property.type === 'Identifier' && callee.property.name === 'a' };
}

/** The variables of a helper that disposes of a list's resources one by one: `E` of `E = list.pop()`, and `list` where that is a variable. */
export interface PoppedEntry {
  readonly entry: string;
  readonly list?: string;
}

/** The variables with which the function around a position takes resources from a compiler's list; undefined for a function that does not. */
export function findPoppedEntry(file: File, position: TextPosition): PoppedEntry | undefined {
  const around = pathTo(file, position).findLast(isFunctionBoundary);
  return around === undefined ? undefined : popIn(around);
}

function popIn(node: Node): PoppedEntry | undefined {
  for (const inner of nodesIn(node)) {
    const [target, value] = inner.type === 'AssignmentExpression' ? [inner.left, inner.right] : inner.type === 'VariableDeclarator' ? [inner.id, inner.init] : [];
    if (target?.type === 'Identifier' && value?.type === 'CallExpression' && value.callee.type === 'MemberExpression' && value.callee.property.type === 'Identifier' && value.callee.property.name === 'pop')
      return { entry: target.name, ...(value.callee.object.type === 'Identifier' ? { list: value.callee.object.name } : {}) };
    const found = isFunctionBoundary(inner) ? undefined : popIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `true`, and what minifiers make of it. */
function isTrue(node: Node): boolean {
  if (node.type === 'BooleanLiteral') return node.value;
  if (node.type === 'NumericLiteral') return node.value !== 0;
  return node.type === 'UnaryExpression' && node.operator === '!' && node.argument.type === 'NumericLiteral' && node.argument.value === 0;
}
