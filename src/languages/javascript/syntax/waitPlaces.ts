import type { File, Node } from '@babel/types';
import { declaredIn } from './declaredNames.ts';
import { isFunctionBoundary, nodesIn, pathTo, rangeOf, sliceOf } from './javascriptNodes.ts';
import type { TextPosition, TextRange } from '../../../syntax/textRange.ts';

/** What the text says about a place at which an async function waits. */
export interface WaitPlace {
  /** The awaited expression as written. Missing if there is no `await`: a block is being left, and its resources are awaited. */
  readonly awaited?: string;
  /** Names of constants in scope that clearly hold nothing in the source. */
  readonly empty: ReadonlySet<string>;
}

/** The engine's place of a wait is where the `await` begins; in a `for await` loop it is the list. */
export function findWaitPlace(file: File, text: string, position: TextPosition): WaitPlace {
  const path = pathTo(file, position);
  const beginsHere = (node: Node): boolean => {
    const { start } = rangeOf(node);
    return start.line === position.line && start.column === position.column;
  };
  const wait = path.findLast(
    (node) =>
      (node.type === 'AwaitExpression' && beginsHere(node)) ||
      (node.type === 'YieldExpression' && beginsHere(node)) ||
      (node.type === 'ForOfStatement' && node.await && beginsHere(node.right)),
  );
  const empty = findEmpty(path);
  if (wait === undefined) return { empty };
  return { awaited: sliceOf(wait.type === 'ForOfStatement' ? wait.right : wait, text), empty };
}

/** Constants that are null or undefined by their declaration; an inner variable hides an outer one of the same name. */
function findEmpty(path: readonly Node[]): Set<string> {
  const empty = new Set<string>();
  const seen = new Set<string>();
  for (const node of path.toReversed()) {
    for (const name of emptyIn(node)) if (!seen.has(name)) empty.add(name);
    for (const name of declaredIn(node)) seen.add(name);
  }
  return empty;
}

function emptyIn(node: Node): string[] {
  if (node.type !== 'Program' && node.type !== 'BlockStatement' && node.type !== 'StaticBlock') return [];
  const constants = node.body.flatMap((statement) =>
    statement.type === 'VariableDeclaration' && statement.kind === 'const' ? statement.declarations : [],
  );
  return constants.flatMap(({ id, init }) =>
    id.type === 'Identifier' && (init?.type === 'NullLiteral' || (init?.type === 'Identifier' && init.name === 'undefined'))
      ? [id.name]
      : [],
  );
}

/** The async functions of a text that wait while they hold resources through `using` declarations. */
export function findHoldingWaits(file: File): readonly TextRange[] {
  const known = holdingWaits.get(file);
  if (known !== undefined) return known;
  const found = new Set<Node>();
  collect(file.program, undefined, found);
  const ranges = [...found].map(rangeOf);
  holdingWaits.set(file, ranges);
  return ranges;
}

const holdingWaits = new WeakMap<File, readonly TextRange[]>();

/** `around` is the function that a node belongs to, if it is async. */
function collect(node: Node, around: Node | undefined, found: Set<Node>): void {
  if (around !== undefined && holdsWhileItWaits(node)) found.add(around);
  for (const inner of nodesIn(node)) collect(inner, isFunctionBoundary(inner) ? (isAsync(inner) ? inner : undefined) : around, found);
}

function holdsWhileItWaits(node: Node): boolean {
  switch (node.type) {
    case 'BlockStatement':
      return holdInOrder(node.body);
    case 'SwitchStatement':
      return holdInOrder(node.cases.flatMap(({ consequent }) => consequent));
    case 'ForOfStatement':
      return isUsing(node.left) && waits(node.body);
    default:
      return false;
  }
}

function holdInOrder(statements: readonly Node[]): boolean {
  const declared = statements.findIndex(isUsing);
  return declared >= 0 && statements.slice(declared + 1).some(waits);
}

function waits(node: Node): boolean {
  if (
    node.type === 'AwaitExpression' ||
    (node.type === 'ForOfStatement' && node.await) ||
    (node.type === 'VariableDeclaration' && node.kind === 'await using')
  )
    return true;
  for (const inner of nodesIn(node)) if (!isFunctionBoundary(inner) && waits(inner)) return true;
  return false;
}

function isUsing(node: Node): boolean {
  return node.type === 'VariableDeclaration' && (node.kind === 'using' || node.kind === 'await using');
}

function isAsync(node: Node): boolean {
  return 'async' in node && node.async;
}
