import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { CapturedVariable } from '../values/capturedVariable.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import type { ReadCode } from '../code/functionCode.ts';
import { placeVariables } from './closureOffsets.ts';
import { sizesOf } from './inlineCaptures.ts';
import type { Memory } from '../memory/memory.ts';

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

/** How the closures of one function hold their variables. */
export interface Holding {
  /** Names of the variables whose address the closure holds. */
  readonly references: ReadonlySet<string>;
  /** Offsets of these addresses in a closure, in bytes. */
  readonly pointers: ReadonlyMap<string, number>;
  /**
   * Offsets, in bytes, of the variables whose value Delve takes for an address. A variable has more than one if several begin with the same
   * word, and none if it cannot be told whether it is held like that.
   */
  readonly inline: ReadonlyMap<string, readonly number[]>;
}

/**
 * Which variables a closure holds by reference. Delve shows both kinds alike, but the closure contains the address of a variable only if it
 * holds it by reference. `written` is the function literal in the source: variables are in the closure in the order of their first use.
 */
export async function findHolding(
  evaluator: Evaluator,
  memory: Memory,
  location: bigint,
  variables: readonly CapturedVariable[],
  written: string | undefined,
  readCode: ReadCode,
): Promise<Holding> {
  const references = new Set<string>();
  const pointers = new Map<string, number>();
  const inline = new Map<string, readonly number[]>();
  const named = variables.flatMap((variable) => (variable.name === undefined || variable.name.startsWith('.') ? [] : [variable.name]));
  const closure = named.length === 0 ? undefined : await memory.word(location);
  const code = closure === undefined || closure === 0n ? undefined : await memory.word(closure);
  if (closure === undefined || code === undefined) return { references, pointers, inline };
  // A variable that is held by value has at most 128 bytes (cmd/compile/internal/escape), so all of them are in here.
  const length = Math.min(64, named.length * 16 + 1) * memory.wordSize;
  const { inlineOffsets } = await readCode(code);
  const addresses = await evaluator.numbers(named.map((name) => `uintptr(&${functionAt(location)}.${name})`));
  const offsets = [...inlineOffsets, ...Array.from({ length: length / memory.wordSize - 1 }, (_, at) => (at + 1) * memory.wordSize)];
  const words = new Map<number, bigint | undefined>();
  for (const offset of new Set(offsets)) words.set(offset, await readUnaligned(memory, closure + BigInt(offset)));
  const types = variables.filter(({ name }) => name !== undefined && named.includes(name)).map(({ type }) => type);
  const sizes = inlineOffsets.length === 0 ? [] : await sizesOf(evaluator, types, memory.wordSize);
  const told = named.map((name, at) => ({ name, address: addresses[at], size: sizes[at] }));
  const wordAt = (offset: number): bigint => words.get(offset) ?? 0n;
  const places = placeVariables(told, { start: closure, wordAt, length, wordSize: memory.wordSize, inlineOffsets }, written);
  for (const [
    name,
    {
      kind,
      offsets: [first, ...others],
    },
  ] of places) {
    if (kind === 'inline' || first === undefined) inline.set(name, first === undefined ? [] : [first, ...others]);
    else {
      references.add(name);
      pointers.set(name, first);
    }
  }
  return { references, pointers, inline };
}

async function readUnaligned(memory: Memory, address: bigint): Promise<bigint | undefined> {
  if (address % BigInt(memory.wordSize) === 0n) return memory.word(address);
  return (await memory.bytes(address, memory.wordSize))?.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function functionAt(location: bigint): string {
  return `(*(*func())(${location}))`;
}
