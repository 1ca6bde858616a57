import type { AssignmentExpression, File, Node, SwitchStatement } from '@babel/types';
import { registrationsIn, type CompiledStack, type RegistrationQuery } from './compiledRegistrations.ts';
import { isEmptyList, type CompiledUsingBlock } from './compiledUsing.ts';
import { contains, isBefore, isFunctionBoundary, nodesIn, pathTo, rangeOf } from './javascriptNodes.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';

/**
 * The blocks with `using` declarations of the generator or async function around a position, if a compiler has turned it into a `switch`
 * for engines that support neither. The text no longer tells which block the position is in: the contents of the lists decide. The list
 * that is made last is that of the innermost block. Returns all blocks of the function, last first.
 */
export function findSwitchedUsing(file: File, text: string, position: TextPosition): CompiledUsingBlock[] {
  const path = pathTo(file, position).reverse();
  const around = path.findIndex(isFunctionBoundary);
  const home = path[around];
  return home === undefined ? [] : blocksIn(home, { text, position, path: path.slice(around) });
}

function blocksIn(home: Node, where: Omit<RegistrationQuery, 'stack'>): CompiledUsingBlock[] {
  const machine = switchIn(home);
  const statements = machine === undefined ? [] : machine.cases.flatMap(({ consequent }) => consequent);
  return madeIn(statements)
    .flatMap(({ stack, made }): CompiledUsingBlock[] => {
      const closing = statements.filter((statement) => isClosing(statement, stack));
      if (closing.length === 0) return [];
      const declarations = statements
        .filter((statement) => !closing.includes(statement))
        .flatMap((statement) => registrationsIn(statement, { ...where, stack }));
      if (declarations.length === 0) return [];
      return [
        {
          kind: 'block',
          stack,
          isStackHidden: false,
          isListOnly: true,
          range: { start: rangeOf(made).start, end: rangeOf(home).end },
          leaving: closing.some((statement) => contains(statement, where.position)),
          isDone: false,
          declarations,
        },
      ];
    })
    .sort((a, b) => (isBefore(a.range.start, b.range.start) ? 1 : -1));
}

const holders = new WeakMap<File, ReadonlySet<Node>>();

/**
 * Whether a file has functions that hold resources while they are suspended and that a compiler has turned into a `switch`, other than
 * those that contain the positions.
 */
export function hasOtherMachines(file: File, text: string, positions: readonly TextPosition[]): boolean {
  const found = holders.get(file) ?? findHolders(file, text);
  holders.set(file, found);
  const known = new Set(positions.map((position) => pathTo(file, position).findLast(isFunctionBoundary)));
  return [...found].some((one) => !known.has(one));
}

function findHolders(file: File, text: string): ReadonlySet<Node> {
  const found = new Set<Node>();
  const walk = (node: Node, outer: readonly Node[]): void => {
    for (const inner of nodesIn(node)) {
      const path = [inner, ...outer];
      if (isFunctionBoundary(inner) && blocksIn(inner, { text, position: rangeOf(inner).start, path }).length > 0) found.add(inner);
      walk(inner, path);
    }
  };
  walk(file.program, []);
  return found;
}

/** Whether a statement of a machine's `switch` disposes of what a list in it holds. */
export function disposesOfList(statement: Node, machine: SwitchStatement): boolean {
  return madeIn(machine.cases.flatMap(({ consequent }) => consequent)).some(({ stack }) => isClosing(statement, stack));
}

/** The lists that statements make. */
function madeIn(statements: readonly Node[]): { readonly stack: CompiledStack; readonly made: Node }[] {
  return statements.flatMap((made) => {
    const stack =
      made.type === 'ExpressionStatement' && made.expression.type === 'AssignmentExpression' ? madeBy(made.expression) : undefined;
    return stack === undefined ? [] : [{ stack, made }];
  });
}

/** Where the function's own `switch` is: directly in it, or in its only loop. */
export function switchIn(node: Node): SwitchStatement | undefined {
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

/** `f(S)`, `r = f(S)`, `S.d()`: the statement does nothing else with the list. A registration also passes a value to the helper. */
function isClosing(statement: Node, stack: CompiledStack): boolean {
  if (statement.type !== 'ExpressionStatement' && statement.type !== 'ReturnStatement') return false;
  const walk = (node: Node): boolean => {
    for (const inner of nodesIn(node)) {
      if (
        inner.type === 'CallExpression' &&
        (stack.kind === 'context'
          ? inner.arguments.length === 0 &&
            inner.callee.type === 'MemberExpression' &&
            inner.callee.object.type === 'Identifier' &&
            inner.callee.object.name === stack.name
          : inner.arguments[0]?.type === 'Identifier' && inner.arguments[0].name === stack.name && isDisposal(inner.arguments))
      )
        return true;
      if (!isFunctionBoundary(inner) && walk(inner)) return true;
    }
    return false;
  };
  return walk(statement);
}

/** `f(S)` of TypeScript and swc; `f(S, error, hasError)` of others, which pass variables. */
function isDisposal(given: readonly Node[]): boolean {
  return given.length === 1 || (given.length === 3 && given.every(({ type }) => type === 'Identifier'));
}
