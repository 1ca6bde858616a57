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

/** How badly a statement fits; the costs of {@link alignCaptures} are added to this. */
type Misfit = number;

const MISFIT = {
  /** The statement names the function that the program calls, or defers a literal as the program does. */
  none: 0,
  /**
   * The callee has another name: it may be a variable that holds the function. This costs more than any one choice for the arguments but
   * one.
   */
  perhapsVariable: 5,
  /** The compiler may have put what a variable holds into the wrapper; this costs more than two contradictions in the arguments. */
  perhapsInlinedVariable: 20,
  /** A literal whose wrapper was optimized and does not say what it holds: any statement that can be aligned is more likely. */
  unalignedLiteral: 30,
  impossible: Infinity,
} as const satisfies Record<string, Misfit>;

/**
 * The statement of a deferred call among those that begin on its line; undefined if none is possible, because the source was edited. Most
 * lines have one statement. If there are more, the one that best fits the call's code and captured variables is chosen; among equals, the
 * later ones run first.
 */
export function chooseStatement(statements: readonly DeferStatement[], query: ChoiceQuery): DeferStatement | undefined {
  const best = findBest(statements, query);
  return best[Math.max(0, best.length - 1 - query.before)];
}

/** The statement that fits best; undefined if none does, or several do equally well. */
export function chooseOnlyStatement(statements: readonly DeferStatement[], query: ChoiceQuery): DeferStatement | undefined {
  const [best, ...others] = findBest(statements, query);
  return others.length > 0 ? undefined : best;
}

/**
 * The only statement that is possible; `several` if there are more. If one calls the function by its name, a method call is ruled out,
 * because it would have a wrapper, but a variable is not: it may hold the same function.
 */
export function chooseCertainStatement(statements: readonly DeferStatement[], query: ChoiceQuery): DeferStatement | 'several' | undefined {
  const possible = rate(statements, query).filter(({ misfit }) => misfit < MISFIT.impossible);
  const isNamed = possible.some(({ misfit }) => misfit === MISFIT.none);
  const [only, ...others] = possible.filter(({ statement, misfit }) => !isNamed || misfit === MISFIT.none || !isSelection(statement));
  return others.length > 0 ? 'several' : only?.statement;
}

interface RatedStatement {
  readonly statement: DeferStatement;
  readonly misfit: Misfit;
}

function rate(statements: readonly DeferStatement[], query: ChoiceQuery): RatedStatement[] {
  const rateOne = isWrapper(query.name) ? rateWrapped : rateBare;
  return statements.map((statement) => ({ statement, misfit: rateOne(statement, query) }));
}

/** The statements that fit equally well, and better than all others. */
function findBest(statements: readonly DeferStatement[], query: ChoiceQuery): DeferStatement[] {
  const possible = rate(statements, query).filter(({ misfit }) => misfit < MISFIT.impossible);
  const least = Math.min(...possible.map(({ misfit }) => misfit));
  return possible.filter(({ misfit }) => misfit === least).map(({ statement }) => statement);
}

/** `mu.Unlock`, most likely a method. */
function isSelection({ callee }: DeferStatement): boolean {
  return callee.kind === 'name' && callee.text.includes('.');
}

/** How badly a statement fits a function that the runtime calls without a wrapper. */
function rateBare({ callee, literal, arguments: given }: DeferStatement, { name, functions }: ChoiceQuery): Misfit {
  if (literal !== undefined) return isLiteral(name) && given.length === 0 ? MISFIT.none : MISFIT.impossible;
  // A nil function has no code that would identify its wrapper.
  if (given.length > 0) return name === '' ? MISFIT.perhapsVariable : MISFIT.impossible;
  if (lastName(callee.text) === lastName(name)) return MISFIT.none;
  return functions.has(callee.text) ? MISFIT.impossible : MISFIT.perhapsVariable;
}

/** How badly a statement fits a call that has a wrapper. */
function rateWrapped(statement: DeferStatement, query: ChoiceQuery): Misfit {
  const { callee, literal } = statement;
  const { code, captured, functions } = query;
  const call = code?.firstCall?.kind === 'direct' ? code.firstCall : undefined;
  const cost = alignmentCost(statement, query);
  // An optimized wrapper does not say what it holds, and may contain its literal's body.
  if (literal !== undefined && captured.length === 0) return cost ?? MISFIT.unalignedLiteral;
  if (cost === undefined) return MISFIT.impossible;
  if (literal !== undefined) return isLiteral(call?.symbol ?? captured[0]?.value ?? '') ? cost : MISFIT.impossible;
  if (call === undefined || lastName(callee.text) === lastName(call.symbol)) return cost;
  const isVariable = call.address === undefined && !callee.text.includes('.');
  if ((isMethod(call.symbol) && !isVariable) || functions.has(callee.text)) return MISFIT.impossible;
  return cost + MISFIT.perhapsInlinedVariable;
}

/** The cost of pairing the parts of a statement with what the wrapper holds; undefined if they cannot be paired. */
function alignmentCost({ callee, arguments: given }: DeferStatement, { code, captured, isSilent }: ChoiceQuery): Misfit | undefined {
  if (isSilent === true) return MISFIT.none;
  const call = code?.firstCall;
  return alignCaptures({
    callee,
    arguments: given,
    captured,
    isConstant: () => false,
    isIndirect: call?.kind === 'indirect',
    isMethod: call?.kind === 'direct' ? hasReceiver(callee.text, call.symbol) : undefined,
  })?.cost;
}

/** `Close` of `main.(*R).Close-fm` and of `r.Close`. */
function lastName(text: string): string {
  return /([\p{L}\p{N}_]+)(?:-fm)?(?:\[.*\])?$/u.exec(text)?.[1] ?? '';
}
