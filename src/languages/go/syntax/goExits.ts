import type { Node } from '@vscode/tree-sitter-wasm';
import { enclosingFunction, functionAround, isDeclaredAround, nodesOf, statementAt } from './goScopes.ts';

/** A call that ends the program at once, without running the deferred calls. */
export interface GoExit {
  /** `os.Exit`, as the source names it. */
  readonly name: string;
  readonly line: number;
  /**
   * For a method call whose receiver has to be a logger: the receiver's expression. Undefined for a call that certainly ends the program.
   */
  readonly receiver: string | undefined;
}

/** The functions that end the program, by import path. */
const EXITS: Readonly<Record<string, readonly string[]>> = {
  os: ['Exit'],
  syscall: ['Exit'],
  log: ['Fatal', 'Fatalf', 'Fatalln'],
};
const FATAL = new Set(EXITS['log']);

/** Statements after which the next statement of the list is not reached. */
const LEAVING = new Set(['return_statement', 'goto_statement', 'break_statement', 'continue_statement']);

/**
 * The calls that end the program and may come after a line of the function around it. Calls in nested functions count only if those are
 * called on the spot; calls behind a statement that always leaves do not count.
 */
export function findExitsAhead(root: Node, line: number, depth?: number): GoExit[] {
  const row = line - 1;
  const around = functionAround(root, line, depth);
  const body = around?.childForFieldName('body');
  if (around === undefined || body === null || body === undefined) return [];
  const packages = importedNames(root);
  const here = statementAt(body, row);
  return nodesOf(body.descendantsOfType('call_expression')).flatMap((call): GoExit[] => {
    const exit = describeExit(call, packages);
    if (exit === undefined || !runsIn(call, around) || !isAhead(call, body, { here, row, packages })) return [];
    return [exit];
  });
}

/** Whether the call is the function's own, or in a literal that the function calls on the spot. */
function runsIn(call: Node, around: Node): boolean {
  for (let outer = enclosingFunction(call); outer !== undefined; outer = enclosingFunction(outer)) {
    const owner = outer;
    if (owner.id === around.id) return true;
    const caller = owner.parent?.type === 'parenthesized_expression' ? owner.parent.parent : owner.parent;
    if (caller?.type !== 'call_expression' || caller.parent?.type === 'defer_statement' || caller.parent?.type === 'go_statement')
      return false;
    if (
      caller
        .childForFieldName('function')
        ?.descendantsOfType('func_literal')
        .some((node) => node?.id === owner.id) !== true
    )
      return false;
  }
  return false;
}

interface Paused {
  /** The innermost statement that the line belongs to. */
  readonly here: Node | undefined;
  readonly row: number;
  readonly packages: ReadonlyMap<string, string>;
}

function isAhead(call: Node, body: Node, { here, row, packages }: Paused): boolean {
  const isLater = call.endPosition.row >= row;
  let isElsewhere = false;
  let inner = call;
  for (let outer = call.parent; outer !== null && inner.id !== body.id; inner = outer, outer = outer.parent) {
    // In a loop that also contains the line, everything may come again.
    if (outer.type === 'for_statement' && outer.startPosition.row <= row && outer.endPosition.row >= row) return true;
    if (outer.type === 'statement_list') {
      const before = nodesOf(outer.namedChildren).filter((one) => one.startIndex < inner.startIndex && one.startPosition.row >= row);
      const leaves = before.findIndex((one) => LEAVING.has(one.type) || endsProgram(one, packages));
      if (leaves >= 0 && !before.slice(leaves).some((one) => one.type === 'labeled_statement') && inner.type !== 'labeled_statement')
        return false;
    }
    if (here !== undefined && isOtherBranch(outer, inner, here)) isElsewhere = true;
  }
  return isLater && !isElsewhere;
}

/** Whether the line is in one branch of a statement and the call in another. */
function isOtherBranch(outer: Node, inner: Node, here: Node): boolean {
  const contains = (node: Node | null): boolean => node !== null && node.startIndex <= here.startIndex && node.endIndex >= here.endIndex;
  if (outer.type === 'if_statement') {
    const [then, otherwise] = [outer.childForFieldName('consequence'), outer.childForFieldName('alternative')];
    return (inner.id === otherwise?.id && contains(then)) || (inner.id === then?.id && contains(otherwise));
  }
  if (!/_case$/.test(inner.type)) return false;
  return nodesOf(outer.namedChildren).some(
    (one) => one.id !== inner.id && /_case$/.test(one.type) && contains(one) && one.descendantsOfType('fallthrough_statement').length === 0,
  );
}

function endsProgram(statement: Node, packages: ReadonlyMap<string, string>): boolean {
  const call = statement.type === 'expression_statement' ? statement.namedChildren[0] : null;
  if (call?.type !== 'call_expression') return false;
  if (call.childForFieldName('function')?.text === 'panic') return true;
  return describeExit(call, packages)?.receiver === undefined && describeExit(call, packages) !== undefined;
}

function describeExit(call: Node, packages: ReadonlyMap<string, string>): GoExit | undefined {
  const callee = call.childForFieldName('function');
  const line = call.startPosition.row + 1;
  if (callee?.type === 'identifier') {
    const isKnown = Object.entries(EXITS).some(([path, names]) => packages.get(`.${path}`) !== undefined && names.includes(callee.text));
    return isKnown && !isDeclaredAround(callee, callee.text) ? { name: callee.text, line, receiver: undefined } : undefined;
  }
  const operand = callee?.type === 'selector_expression' ? callee.childForFieldName('operand') : null;
  const method = callee?.childForFieldName('field')?.text ?? '';
  if (operand === null || callee === null) return undefined;
  const path = operand.type === 'identifier' && !isDeclaredAround(operand, operand.text) ? packages.get(operand.text) : undefined;
  if (path !== undefined) return EXITS[path]?.includes(method) === true ? { name: callee.text, line, receiver: undefined } : undefined;
  if (!FATAL.has(method)) return undefined;
  if (operand.type === 'call_expression') {
    const made = operand.childForFieldName('function');
    const owner = made?.childForFieldName('operand');
    const isLogger =
      owner?.type === 'identifier' &&
      packages.get(owner.text) === 'log' &&
      !isDeclaredAround(owner, owner.text) &&
      /\.(?:Default|New)$/.test(made?.text ?? '');
    return isLogger ? { name: callee.text.replace(/\(.*\)/s, '(…)'), line, receiver: undefined } : undefined;
  }
  return /^[\p{L}\p{N}_.]+$/u.test(operand.text) ? { name: callee.text, line, receiver: operand.text } : undefined;
}

/** Import paths by the names under which the file knows them; paths that are imported with a dot as `.path`. */
function importedNames(root: Node): Map<string, string> {
  return new Map(
    nodesOf(root.descendantsOfType('import_spec')).map((spec) => {
      const path = (spec.childForFieldName('path')?.text ?? '').slice(1, -1);
      const name = spec.childForFieldName('name')?.text;
      return [name === '.' ? `.${path}` : (name ?? path.slice(path.lastIndexOf('/') + 1)), path];
    }),
  );
}
