import type { DeferStatement } from '../../syntax/goDefers.ts';
import { alignCaptures } from './alignment.ts';
import type { CapturedVariable } from './captures.ts';
import { isLiteral, isMethod, isWrapper, type FunctionCode } from './functionCode.ts';

/** What is known of a deferred call whose statement is looked for. */
export interface ChoiceQuery {
  /** Symbol of the function that the runtime calls. */
  readonly name: string;
  readonly code: FunctionCode | undefined;
  readonly captured: readonly CapturedVariable[];
  /** Of several calls that fit equally well and were deferred in one line, how many run before this one. */
  readonly before: number;
}

/**
 * The statement of a deferred call among those that begin in its line. Most lines have one; where there are more, what the
 * call's code and captured variables fit best is taken, and of equals the later ones run first.
 */
export function chooseStatement(statements: readonly DeferStatement[], query: ChoiceQuery): DeferStatement | undefined {
  if (statements.length < 2) return statements[0];
  const rated = statements.map((statement) => ({ statement, misfit: misfit(statement, query) }));
  const least = Math.min(...rated.map((one) => one.misfit));
  const best = rated.filter((one) => one.misfit === least);
  return best[Math.max(0, best.length - 1 - query.before)]?.statement;
}

/** How badly a statement fits; infinite when it cannot be. */
function misfit(statement: DeferStatement, { name, code, captured }: ChoiceQuery): number {
  if (!isWrapper(name)) {
    if (statement.literal !== undefined) return isLiteral(name) && statement.arguments.length === 0 ? 0 : Infinity;
    if (statement.arguments.length > 0) return Infinity;
    // A variable that holds a function has any name.
    return lastName(statement.callee.text) === lastName(name) ? 0 : 5;
  }
  const symbol = code?.firstCall?.kind === 'direct' ? code.firstCall.symbol : undefined;
  const aligned = alignCaptures({
    callee: statement.callee, arguments: statement.arguments, captured, isConstant: () => false,
    isMethod: symbol === undefined ? undefined : isMethod(symbol),
  });
  if (aligned === undefined) return Infinity;
  if (statement.literal !== undefined) return isLiteral(symbol ?? captured[0]?.value ?? '') ? aligned.cost : Infinity;
  return aligned.cost + (symbol === undefined || lastName(statement.callee.text) === lastName(symbol) ? 0 : 20);
}

/** `Close` of `main.(*R).Close-fm` and of `r.Close`. */
function lastName(text: string): string {
  return /([\p{L}\p{N}_]+)(?:-fm)?(?:\[.*\])?$/u.exec(text)?.[1] ?? '';
}
