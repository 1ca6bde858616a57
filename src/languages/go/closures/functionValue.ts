import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { CapturedVariable } from '../values/capturedVariable.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import type { Doubts } from '../memory/doubts.ts';

/** A function value as Delve shows it. */
export interface FunctionValue {
  /** The symbol of its code: `main.work.func1`. */
  readonly name: string;
  readonly captured: readonly CapturedVariable[];
  /** The program does not say what the closure holds. */
  readonly isSilent?: boolean;
  /** What the closure holds could not be read. */
  readonly isUnread?: boolean;
}

const TEMPORARY = /^\.autotmp_(\d+)$/;

/**
 * The function value that is stored at an address; undefined if its function has no name. Delve returns the variables of its closure as
 * children.
 */
export async function readFunctionValue(evaluator: Evaluator, location: bigint, doubts: Doubts): Promise<FunctionValue | undefined> {
  const answer = await evaluator.evaluate(functionAt(location));
  if (answer === undefined || answer.result === '') return undefined;
  const captured = await doubts.attempt(readCapturedVariables(evaluator, answer.variablesReference));
  return captured === undefined ? { name: answer.result, captured: [], isSilent: true, isUnread: true } : { name: answer.result, captured };
}

export async function readCapturedVariables(evaluator: Evaluator, variablesReference: number): Promise<CapturedVariable[]> {
  return orderCaptured(await evaluator.variables(variablesReference));
}

/**
 * Variables that the compiler has made, in the order in which it made them, which is the order of evaluation. DWARF does not keep this
 * order.
 */
export function orderCaptured(variables: readonly Dap.Variable[]): CapturedVariable[] {
  const place = (variable: Dap.Variable): number => Number(TEMPORARY.exec(variable.name)?.[1] ?? -1);
  return [...variables]
    .sort((a, b) => place(a) - place(b))
    .map((variable) => ({
      name: TEMPORARY.test(variable.name) ? undefined : variable.name,
      type: variable.type ?? '',
      value: variable.value,
      variablesReference: variable.variablesReference,
    }));
}

/** A function value that is stored at an address, as an expression. */
export function functionAt(location: bigint): string {
  return `(*(*func())(${location}))`;
}
