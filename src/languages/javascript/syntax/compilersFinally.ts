import type { Node, TryStatement } from '@babel/types';
import { isFunctionBoundary, nodesIn } from './javascriptNodes.ts';

/** Texts in the helpers with which compilers run a generator that they have turned into a `switch`. No minifier changes string literals. */
const RUNNERS = /^Generator is already (?:running|executing\.?)$/;

/** Whether a compiler wrote a `finally` clause, other than for `using`; `outer` has the nodes around the statement, innermost first. */
export function isCompilersFinally(node: TryStatement, outer: readonly Node[]): boolean {
  return isIteration(node) || endsIteration(node) || runsGenerators(outer);
}

/**
 * The end of a `for…of` for engines without it: `finally { try { if (step && !step.done && (end = list.return)) … } finally { if (e) throw
 * e.error; } }`.
 */
function isIteration({ block, finalizer }: TryStatement): boolean {
  const [first, ...others] = finalizer?.body ?? [];
  if (others.length > 0) return false;
  if (first !== undefined && endsIteration(first)) return true;
  // Babel's `for (list.s(); !(step = list.n()).done;)` and `finally { list.f(); }`.
  const called = first?.type === 'ExpressionStatement' ? calledOn(first.expression, 'f') : undefined;
  const [loop] = block.body;
  return (
    called !== undefined && loop?.type === 'ForStatement' && loop.init?.type === 'CallExpression' && calledOn(loop.init, 's') === called
  );
}

/** `try { … list.return … } finally { if (e) throw e.error; }`. */
export function endsIteration(node: Node): boolean {
  return (
    node.type === 'TryStatement' &&
    node.finalizer?.body.length === 1 &&
    has(node.block, mentionsReturn) &&
    has(node.finalizer, ({ type }) => type === 'ThrowStatement')
  );
}

/** `X` of `X.name()`. */
function calledOn(node: Node, name: string): string | undefined {
  if (node.type !== 'CallExpression' || node.arguments.length > 0 || node.callee.type !== 'MemberExpression') return undefined;
  const { object, property } = node.callee;
  return object.type === 'Identifier' && property.type === 'Identifier' && property.name === name ? object.name : undefined;
}

/** `list.return`. */
export function mentionsReturn(node: Node): boolean {
  return (
    node.type === 'MemberExpression' &&
    ((node.property.type === 'Identifier' && node.property.name === 'return') ||
      (node.property.type === 'StringLiteral' && node.property.value === 'return'))
  );
}

function runsGenerators(outer: readonly Node[]): boolean {
  const home = outer.find(isFunctionBoundary);
  return home !== undefined && has(home, (node) => node.type === 'StringLiteral' && RUNNERS.test(node.value));
}

/** Whether such a node is inside, not counting nested functions. */
export function has(node: Node, is: (node: Node) => boolean): boolean {
  for (const inner of nodesIn(node)) if (is(inner) || (!isFunctionBoundary(inner) && has(inner, is))) return true;
  return false;
}
