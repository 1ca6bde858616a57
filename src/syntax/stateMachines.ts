import type { AssignmentExpression, File, Node, SwitchStatement } from '@babel/types';
import { registrationsIn, type CompiledStack } from './compiledRegistrations.ts';
import { isEmptyList, stacksIn, type CompiledUsingBlock } from './compiledUsing.ts';
import { contains, isBefore, isFunctionBoundary, nodesIn, pathTo, rangeOf } from './javascriptNodes.ts';
import type { TextPosition } from './scopeCalls.ts';

/**
 * The blocks with `using` declarations of the generator or async function around a position, where a compiler has made a `switch` of it for
 * engines that have neither. Which block the position is in the text no longer tells: what is in their lists decides. The list that is made
 * last is the innermost one's. All of the function's, last first.
 */
export function findSwitchedUsing(file: File, text: string, position: TextPosition): CompiledUsingBlock[] {
  const path = pathTo(file, position).reverse();
  const around = path.findIndex(isFunctionBoundary);
  const home = path[around];
  const machine = home && switchIn(home);
  if (home === undefined || machine === undefined) return [];
  const statements = machine.cases.flatMap(({ consequent }) => consequent);
  const closed = statements.flatMap((statement) => [...stacksIn(statement)].map((stack) => ({ stack, statement })));
  return statements.flatMap((made): CompiledUsingBlock[] => {
    if (made.type !== 'ExpressionStatement' || made.expression.type !== 'AssignmentExpression') return [];
    const stack = madeBy(made.expression);
    if (stack === undefined) return [];
    const closing = closed.filter((one) => one.stack.name === stack.name && one.stack.kind === stack.kind && isClosing(one.statement, stack));
    if (closing.length === 0) return [];
    const query = { stack, text, position, path: path.slice(around) };
    const declarations = statements.filter((statement) => !closing.some((one) => one.statement === statement)).flatMap((statement) => registrationsIn(statement, query));
    if (declarations.length === 0) return [];
    return [{
      kind: 'block', stack, isStackHidden: false, isListOnly: true, range: { start: rangeOf(made).start, end: rangeOf(home).end },
      leaving: closing.some(({ statement }) => contains(statement, position)), isDone: false, declarations,
    }];
  }).sort((a, b) => (isBefore(a.range.start, b.range.start) ? 1 : -1));
}

/** Where the function's own `switch` is: in it, or in the loop that it consists of. */
function switchIn(node: Node): SwitchStatement | undefined {
  for (const inner of nodesIn(node)) {
    if (isFunctionBoundary(inner)) continue;
    const found = inner.type === 'SwitchStatement' ? inner : switchIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `S = { stack: [], … }`, `S = []`, or Babel's `S = f()`. */
function madeBy({ left, right }: AssignmentExpression): CompiledStack | undefined {
  if (left.type !== 'Identifier') return undefined;
  if (isEmptyList(right)) return { name: left.name, kind: 'list' };
  return right.type === 'CallExpression' && right.arguments.length === 0 ? { name: left.name, kind: 'context' } : undefined;
}

/** `f(S)`, `r = f(S)`, `S.d()`: nothing else of the list is in it. A registration gives the helper a value too. */
function isClosing(statement: Node, stack: CompiledStack): boolean {
  if (statement.type !== 'ExpressionStatement' && statement.type !== 'ReturnStatement') return false;
  const walk = (node: Node): boolean => {
    for (const inner of nodesIn(node)) {
      if (inner.type === 'CallExpression' && (stack.kind === 'context'
        ? inner.arguments.length === 0 && inner.callee.type === 'MemberExpression' && inner.callee.object.type === 'Identifier' && inner.callee.object.name === stack.name
        : inner.arguments[0]?.type === 'Identifier' && inner.arguments[0].name === stack.name && isDisposal(inner.arguments))) return true;
      if (!isFunctionBoundary(inner) && walk(inner)) return true;
    }
    return false;
  };
  return walk(statement);
}

/** `f(S)` of TypeScript and swc; `f(S, error, hasError)` of others, which hands over variables. */
function isDisposal(given: readonly Node[]): boolean {
  return given.length === 1 || (given.length === 3 && given.every(({ type }) => type === 'Identifier'));
}
