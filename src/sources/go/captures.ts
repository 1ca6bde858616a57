import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { Evaluator } from './evaluator.ts';
import type { Memory } from './memory.ts';

/** A variable that a closure holds. */
export interface CapturedVariable {
  /** Its name in the source; undefined for one that the compiler has made. */
  readonly name: string | undefined;
  readonly type: string;
  readonly value: string;
  readonly variablesReference: number;
}

/** A function value as Delve shows it. */
export interface FunctionValue {
  /** The symbol of its code: `main.work.func1`. */
  readonly name: string;
  readonly captured: readonly CapturedVariable[];
}

const TEMPORARY = /^\.autotmp_(\d+)$/;

/** The function value that is stored at an address: Delve gives the variables of its closure as children. */
export async function readFunctionValue(evaluator: Evaluator, location: bigint): Promise<FunctionValue | undefined> {
  const answer = await evaluator.evaluate(functionAt(location));
  if (answer === undefined) return undefined;
  return { name: answer.result, captured: await readCapturedVariables(evaluator, answer.variablesReference) };
}

export async function readCapturedVariables(evaluator: Evaluator, variablesReference: number): Promise<CapturedVariable[]> {
  return orderCaptured(await evaluator.variables(variablesReference));
}

/** Those that the compiler has made in the order in which it made them, which is the order of evaluation; DWARF does not keep it. */
export function orderCaptured(variables: readonly Dap.Variable[]): CapturedVariable[] {
  const place = (variable: Dap.Variable): number => Number(TEMPORARY.exec(variable.name)?.[1] ?? -1);
  return [...variables].sort((a, b) => place(a) - place(b)).map((variable) => ({
    name: TEMPORARY.test(variable.name) ? undefined : variable.name,
    type: variable.type ?? '',
    value: variable.value,
    variablesReference: variable.variablesReference,
  }));
}

/**
 * Which of a closure's variables it holds by reference. Delve shows both kinds alike; but of one that is held by reference
 * the closure holds its address, and of one held by value it does not.
 */
export async function findReferences(evaluator: Evaluator, memory: Memory, location: bigint, names: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const closure = await memory.word(location);
  if (closure === undefined || closure === 0n) return found;
  // A variable that is held by value has at most 128 bytes (cmd/compile/internal/escape), so all of them lie in here.
  const words: bigint[] = [];
  for (let at = 1; at <= Math.min(64, names.length * 16); at += 1) words.push((await memory.word(closure + BigInt(at * memory.wordSize))) ?? 0n);
  for (const name of names) {
    const address = await evaluator.number(`uintptr(&${functionAt(location)}.${name})`);
    if (address === undefined) continue;
    const pointer = words.indexOf(address);
    if (pointer < 0) continue;
    // Behind the closure's end anything may stand, also an address in it. But a pointer to what comes before it is none of the
    // closure's: that would be one into the closure itself.
    const pointerAddress = closure + BigInt((pointer + 1) * memory.wordSize);
    if (address < closure || address > pointerAddress) found.add(name);
  }
  return found;
}

function functionAt(location: bigint): string {
  return `(*(*func())(${location}))`;
}
