import type { DeferStatement } from '../syntax/goDefers.ts';
import { alignCaptures } from './alignment.ts';
import type { CapturedVariable } from '../values/capturedVariable.ts';
import { type FunctionCode } from '../code/functionCode.ts';
import { hasReceiver, isLiteral, isMethod, isWrapper } from '../symbols/symbolKinds.ts';

/** What is known about a deferred call whose statement is looked for. */
export interface ChoiceQuery {
  /** Symbol of the function that the runtime calls. */
  readonly name: string;
  readonly code: FunctionCode | undefined;
  readonly captured: readonly CapturedVariable[];
  /** The program does not say what was captured. */
  readonly isSilent?: boolean;
  /** Of several calls that fit equally well and were deferred on one line, how many run before this one. */
  readonly before: number;
  /** Names of functions that the file declares: a statement that calls one of them calls no other. */
  readonly functions: ReadonlySet<string>;
}

/**
 * The statement of a deferred call among those that begin on its line; undefined if none is possible, because the source was edited. Most
 * lines have one. If there are more, the one that best fits the call's code and captured variables is chosen; among equals, the later ones
 * run first.
 */
export function chooseStatement(statements: readonly DeferStatement[], query: ChoiceQuery): DeferStatement | undefined {
  const rated = statements.map((statement) => ({ statement, misfit: misfit(statement, query) }));
  const least = Math.min(...rated.map((one) => one.misfit));
  if (least === Infinity) return undefined;
  const best = rated.filter((one) => one.misfit === least);
  return best[Math.max(0, best.length - 1 - query.before)]?.statement;
}

/** The statement that fits best; undefined if none does, or several do equally well. */
export function chooseOnlyStatement(statements: readonly DeferStatement[], query: ChoiceQuery): DeferStatement | undefined {
  const rated = statements.map((statement) => ({ statement, misfit: misfit(statement, query) }));
  const least = Math.min(...rated.map((one) => one.misfit));
  const [best, ...others] = rated.filter((one) => one.misfit === least && least < Infinity);
  return others.length > 0 ? undefined : best?.statement;
}

/**
 * The only statement that is possible; `several` if there are more. If one calls the function by its name, a method call is ruled out,
 * because it would have a wrapper, but a variable is not: it may hold the same function.
 */
export function chooseCertainStatement(statements: readonly DeferStatement[], query: ChoiceQuery): DeferStatement | 'several' | undefined {
  const possible = statements.filter((statement) => misfit(statement, query) < Infinity);
  const isNamed = possible.some((statement) => misfit(statement, query) === 0);
  const [only, ...others] = possible.filter((statement) => !isNamed || misfit(statement, query) === 0 || !isSelection(statement));
  return others.length > 0 ? 'several' : only;
}

/** `mu.Unlock`, most likely a method. */
function isSelection({ callee }: DeferStatement): boolean {
  return callee.kind === 'name' && callee.text.includes('.');
}

/** How badly a statement fits; infinite if it is impossible. */
function misfit(statement: DeferStatement, { name, code, captured, functions, isSilent }: ChoiceQuery): number {
  const callee = lastName(statement.callee.text);
  if (!isWrapper(name)) {
    if (statement.literal !== undefined) return isLiteral(name) && statement.arguments.length === 0 ? 0 : Infinity;
    // A nil function has no code that would identify its wrapper.
    if (statement.arguments.length > 0) return name === '' ? 5 : Infinity;
    if (callee === lastName(name)) return 0;
    // A variable that holds a function may have any name.
    return functions.has(statement.callee.text) ? Infinity : 5;
  }
  const symbol = code?.firstCall?.kind === 'direct' ? code.firstCall.symbol : undefined;
  const aligned =
    isSilent === true
      ? { cost: 0 }
      : alignCaptures({
          callee: statement.callee,
          arguments: statement.arguments,
          captured,
          isConstant: () => false,
          isIndirect: code?.firstCall?.kind === 'indirect',
          isMethod: symbol === undefined ? undefined : hasReceiver(statement.callee.text, symbol),
        });
  // An optimized wrapper does not say what it holds, and may contain its literal's body.
  if (statement.literal !== undefined && captured.length === 0) return aligned?.cost ?? 30;
  if (aligned === undefined) return Infinity;
  if (statement.literal !== undefined) return isLiteral(symbol ?? captured[0]?.value ?? '') ? aligned.cost : Infinity;
  if (symbol === undefined || callee === lastName(symbol)) return aligned.cost;
  // The compiler may know what a variable holds, and put that into the wrapper.
  const isVariable = code?.firstCall?.kind === 'direct' && code.firstCall.address === undefined && !statement.callee.text.includes('.');
  return (isMethod(symbol) && !isVariable) || functions.has(statement.callee.text) ? Infinity : aligned.cost + 20;
}

/** `Close` of `main.(*R).Close-fm` and of `r.Close`. */
function lastName(text: string): string {
  return /([\p{L}\p{N}_]+)(?:-fm)?(?:\[.*\])?$/u.exec(text)?.[1] ?? '';
}
