import type { CallExpression, Expression, Node } from '@babel/types';
import { knowValue } from './heldValues.ts';
import { contains, isFunctionBoundary, nodesIn, rangeOf, sliceOf } from './javascriptNodes.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';
import type { UsingDeclaration } from './usingDeclarations.ts';

/** A variable that holds the resources of a block that a compiler wrote. */
export interface CompiledStack {
  readonly name: string;
  /**
   * `list` for TypeScript, swc and esbuild, whose list the program's own helper empties; `context` for Babel, which keeps the list private.
   */
  readonly kind: 'list' | 'context';
}

/** Where to look for a registration. */
export interface RegistrationQuery {
  readonly stack: CompiledStack;
  readonly text: string;
  readonly position: TextPosition;
  /** The nodes around the statement, innermost first. */
  readonly path: readonly Node[];
}

/** The resources that a statement of a compiled block registers, in source order. */
export function registrationsIn(statement: Node, query: RegistrationQuery): UsingDeclaration[] {
  return [...declarationsIn(statement, query), ...inlinedIn(statement, query)];
}

function declarationsIn(statement: Node, query: RegistrationQuery): UsingDeclaration[] {
  const read = (target: Node, value: Expression | null | undefined, whole: Node): UsingDeclaration[] => {
    const resource = value?.type === 'CallExpression' && target.type === 'Identifier' ? resourceOf(value, query.stack) : undefined;
    if (resource === undefined || target.type !== 'Identifier') return [];
    return [{ name: target.name, range: rangeOf(whole), hidden: false, ...describe(resource, query) }];
  };
  if (statement.type === 'VariableDeclaration')
    return statement.kind === 'using' || statement.kind === 'await using'
      ? []
      : statement.declarations.flatMap((one) => read(one.id, one.init, one));
  // A binding that was hoisted: at the top level of a module, and for old engines.
  if (statement.type !== 'ExpressionStatement') return [];
  const parts = statement.expression.type === 'SequenceExpression' ? statement.expression.expressions : [statement.expression];
  return parts.flatMap((part) => (part.type === 'AssignmentExpression' ? read(part.left, part.right, part) : []));
}

/**
 * Resources without a name, because a minifier or bundler has removed the variable: `g(S.u(value))`. Such a resource is registered before
 * the call around it is made.
 */
function inlinedIn(statement: Node, query: RegistrationQuery): UsingDeclaration[] {
  const { stack, position } = query;
  const found: UsingDeclaration[] = [];
  const walk = (node: Node, calls: readonly CallExpression[]): void => {
    for (const inner of nodesIn(node)) {
      if (isFunctionBoundary(inner) || inner.type === 'TryStatement') continue;
      const resource =
        inner.type === 'CallExpression' && node.type !== 'VariableDeclarator' && node.type !== 'AssignmentExpression'
          ? resourceOf(inner, stack)
          : undefined;
      if (resource === undefined) {
        walk(inner, inner.type === 'CallExpression' ? [...calls, inner] : calls);
        continue;
      }
      const range = rangeOf(inner);
      const isGiven = calls.some((call) => contains(call.callee, position) || isEndOf(call.callee, position));
      found.push({ name: '', range: isGiven ? { start: range.start, end: position } : range, hidden: true, ...describe(resource, query) });
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

interface Registered {
  readonly value: Node;
  readonly awaited: boolean;
}

function describe(
  { value, awaited }: Registered,
  { text, path }: RegistrationQuery,
): Pick<UsingDeclaration, 'awaited' | 'initializer' | 'value' | 'known'> {
  const known = knowValue(value, path);
  return { awaited, initializer: sliceOf(value, text), value: rangeOf(value).start, ...(known === undefined ? {} : { known }) };
}

/** `f(S, value, isAwaited)`, or Babel's `S.u(value)` and `S.a(value)`. */
function resourceOf(call: CallExpression, stack: CompiledStack): Registered | undefined {
  const [first, second, third] = call.arguments;
  if (stack.kind === 'list')
    return first?.type === 'Identifier' && first.name === stack.name && second !== undefined && call.arguments.length <= 3
      ? { value: second, awaited: third !== undefined && isTrue(third) }
      : undefined;
  const { callee } = call;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || callee.object.name !== stack.name || first === undefined)
    return undefined;
  return { value: first, awaited: callee.property.type === 'Identifier' && callee.property.name === 'a' };
}

/** `true`, and what minifiers turn it into. */
function isTrue(node: Node): boolean {
  if (node.type === 'BooleanLiteral') return node.value;
  if (node.type === 'NumericLiteral') return node.value !== 0;
  return node.type === 'UnaryExpression' && node.operator === '!' && node.argument.type === 'NumericLiteral' && node.argument.value === 0;
}
