import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { CapturedVariable } from '../values/capturedVariable.ts';
import type { Evaluator } from '../memory/evaluator.ts';

/** A function value as Delve shows it. */
export interface FunctionValue {
  /** The symbol of its code: `main.work.func1`. */
  readonly name: string;
  readonly captured: readonly CapturedVariable[];
  /** The program does not say what the closure holds. */
  readonly isSilent?: boolean;
}

const TEMPORARY = /^\.autotmp_(\d+)$/;

/** The function value that is stored at an address. Delve returns the variables of its closure as children. */
export async function readFunctionValue(evaluator: Evaluator, location: bigint): Promise<FunctionValue | undefined> {
  const answer = await evaluator.evaluate(functionAt(location));
  if (answer === undefined) return undefined;
  return { name: answer.result, captured: await readCapturedVariables(evaluator, answer.variablesReference) };
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
