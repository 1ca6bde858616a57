import type { ArrayExpression, CallExpression, File, Node, Statement, SwitchStatement } from '@babel/types';
import { endsIteration, has, mentionsReturn } from './compilersFinally.ts';
import { labelFinally, type FinallyClause } from './finallyClauses.ts';
import { contains, isBefore, isFunctionBoundary, pathTo, rangeOf } from './javascriptNodes.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';
import { disposesOfList, switchIn } from './stateMachines.ts';

/** A `try` statement in the `switch` of a function, described by the cases at which its parts begin. */
interface Region {
  /** The statement that enters it. */
  readonly push: Node;
  readonly start: number;
  readonly clause: number;
  readonly end: number;
}

/**
 * The `finally` clauses of the generator or async function around a position, if a compiler has turned it into a `switch`. `[start, catch,
 * finally, end]` names the cases at which the parts of a `try` statement begin. TypeScript and swc write `S.trys.push([…])` where the
 * statement is entered; Babel's regenerator lists all statements after the function, `f(function (S) { … S.p = start; … }, …, [[…], …])`.
 * Innermost first, without those that the compiler wrote.
 */
export function findSwitchedFinallies(file: File, text: string, position: TextPosition): FinallyClause[] {
  const path = pathTo(file, position);
  const home = path.findLast(isFunctionBoundary);
  const machine = home && switchIn(home);
  const at = machine && labelAt(machine, position);
  if (home === undefined || machine === undefined || at === undefined) return [];
  const regions = [...regionsOf(machine), ...regionsBehind(path[path.lastIndexOf(home) - 1], machine)];
  return regions
    .filter(({ push, start, end }) => start <= at && at < end && !isBefore(position, rangeOf(push).end))
    .filter((region) => !isCompilers(region, regions, machine))
    .map((region) => describe(region, { machine, text, isRunning: at >= region.clause }))
    .reverse();
}

/** The number of the case that a position is in. */
function labelAt(machine: SwitchStatement, position: TextPosition): number | undefined {
  const found = machine.cases.find((one) => contains(one, position));
  return found?.test?.type === 'NumericLiteral' ? found.test.value : undefined;
}

function statementsAt(machine: SwitchStatement, label: number): readonly Statement[] {
  return machine.cases.find(({ test }) => test?.type === 'NumericLiteral' && test.value === label)?.consequent ?? [];
}

/** The statements with a `finally` clause, in source order: outer ones first. */
function regionsOf(machine: SwitchStatement): Region[] {
  return machine.cases.flatMap(({ consequent }) =>
    consequent.flatMap((statement): Region[] => {
      const list = pushedBy(statement);
      const [start, , clause, end] = (list?.elements ?? []).map((element) =>
        element?.type === 'NumericLiteral' ? element.value : undefined,
      );
      return start === undefined || clause === undefined || end === undefined ? [] : [{ push: statement, start, clause, end }];
    }),
  );
}

/** The statements in a table after the function: it lists inner ones first. */
function regionsBehind(call: Node | undefined, machine: SwitchStatement): Region[] {
  const table = call?.type === 'CallExpression' ? call.arguments.findLast((given) => given.type === 'ArrayExpression') : undefined;
  return (table?.elements ?? [])
    .flatMap((entry): Region[] => {
      const [start, , clause, end] =
        entry?.type === 'ArrayExpression'
          ? entry.elements.map((element) => (element?.type === 'NumericLiteral' ? element.value : undefined))
          : [];
      if (start === undefined || clause === undefined || end === undefined) return [];
      // A `try` statement may be entered in the middle of a case.
      return machine.cases.flatMap(({ test, consequent }) =>
        consequent.flatMap((statement): Region[] =>
          entered(statement) === start && test?.type === 'NumericLiteral' ? [{ push: statement, start: test.value, clause, end }] : [],
        ),
      );
    })
    .reverse();
}

/** `n` of `S.p = n`, with which the regenerator enters a part of a `try` statement; `S.prev = n` in older versions. */
function entered(statement: Node): number | undefined {
  const { name, value } = stepOf(statement) ?? {};
  return name === 'p' || name === 'prev' ? value : undefined;
}

/** What the regenerator notes in its context: where it is, and where it continues. */
function stepOf(statement: Node): { readonly name: string; readonly value: number } | undefined {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') return undefined;
  const { left, right } = statement.expression;
  if (left.type !== 'MemberExpression' || left.property.type !== 'Identifier' || right.type !== 'NumericLiteral') return undefined;
  const { name } = left.property;
  return ['p', 'prev', 'n', 'next'].includes(name) ? { name, value: right.value } : undefined;
}

/** `[…]` of `S.trys.push([…])`. A minifier may merge more code into the statement. */
function pushedBy(statement: Node): ArrayExpression | undefined {
  if (statement.type !== 'ExpressionStatement') return undefined;
  const { expression } = statement;
  const parts = expression.type === 'SequenceExpression' ? expression.expressions : [expression];
  const call = parts.find((part): part is CallExpression => part.type === 'CallExpression');
  const [given] = call?.arguments ?? [];
  const callee = call?.callee;
  const isPush =
    callee?.type === 'MemberExpression' &&
    isNamed(callee.property, 'push') &&
    callee.object.type === 'MemberExpression' &&
    isNamed(callee.object.property, 'trys');
  return isPush && given?.type === 'ArrayExpression' ? given : undefined;
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

/** The end of a block with resources, or of a loop over an iterator. */
function isCompilers({ clause, push }: Region, regions: readonly Region[], machine: SwitchStatement): boolean {
  const first = statementsAt(machine, clause).find((statement) => stepOf(statement) === undefined);
  if (first === undefined) return false;
  if (disposesOfList(first, machine) || endsIteration(first) || closesIterator(clause, regions, machine)) return true;
  const outer = regions.find((one) => statementsAt(machine, one.clause)[0] === push);
  return outer !== undefined && closesIterator(outer.clause, regions, machine);
}

/** A nested clause: `finally { try { … await list.return() } finally { if (e) throw e.error; } }`. */
function closesIterator(clause: number, regions: readonly Region[], machine: SwitchStatement): boolean {
  const statements = statementsAt(machine, clause);
  const inner = regions.find(({ push }) => push === statements[0]);
  const last = inner && statementsAt(machine, inner.clause)[0];
  return (
    last?.type === 'IfStatement' && has(last, ({ type }) => type === 'ThrowStatement') && statements.some((one) => has(one, mentionsReturn))
  );
}

interface Described {
  readonly machine: SwitchStatement;
  readonly text: string;
  readonly isRunning: boolean;
}

function describe({ push, clause, end }: Region, { machine, text, isRunning }: Described): FinallyClause {
  const body = machine.cases
    .filter(({ test }) => test?.type === 'NumericLiteral' && test.value >= clause && test.value < end)
    .flatMap(({ consequent }) => consequent);
  // The last statement says that the clause has ended, `return [7]`, and the regenerator notes where it is.
  const written = body.slice(0, -1).filter((statement) => stepOf(statement) === undefined);
  const [first = push] = written;
  const range = { start: rangeOf(first).start, end: rangeOf(body.at(-1) ?? push).end };
  const before = body[body.findIndex((statement) => statement === first) - 1];
  const waits =
    first.type === 'ReturnStatement' &&
    (first.argument?.type === 'ArrayExpression' || /^n(?:ext)?$/.test((before && stepOf(before)?.name) ?? ''));
  const label = waits ? 'finally { … }' : labelFinally(written, text);
  return { range, around: { start: rangeOf(push).start, end: range.end }, first: range.start, label, isRunning };
}
