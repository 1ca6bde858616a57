import type { ReadCode } from '../code/functionCode.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import type { Memory } from '../memory/memory.ts';
import type { CapturedVariable } from '../values/capturedVariable.ts';
import { placeVariables, type ClosurePlace, type ClosureWords } from './closureOffsets.ts';
import { functionAt } from './functionValue.ts';
import { sizesOf } from './typeSizes.ts';

/** How the closures of one function hold a variable, if Delve does not show it as it is. Offsets are in bytes from a closure's start. */
export type HeldBy =
  /** By reference: the closure has the address of the variable there. */
  | { readonly kind: 'reference'; readonly offset: number }
  /**
   * By value, but Delve takes the value for an address. More than one offset if variables begin alike, none if nobody can tell whether the
   * variable is held like that.
   */
  | { readonly kind: 'inline'; readonly offsets: readonly number[] };

/** How the closures of one function hold their variables, by name. What is missing is held by value, and Delve shows it as it is. */
export type Holding = ReadonlyMap<string, HeldBy>;

export interface HoldingQuery {
  readonly evaluator: Evaluator;
  readonly memory: Memory;
  readonly readCode: ReadCode;
  /** The address at which the closure's address is stored. */
  readonly location: bigint;
  readonly variables: readonly CapturedVariable[];
  /** The function literal in the source: variables are in the closure in the order of their first use. */
  readonly literal: string | undefined;
}

/** A variable takes at most 128 bytes of a closure (cmd/compile/internal/escape). */
const MAX_VARIABLE_WORDS = 16;
/** How many words of a closure are read. */
const MAX_CLOSURE_WORDS = 64;

/** A variable that has a name in the source. */
type NamedVariable = CapturedVariable & { readonly name: string };

/**
 * Which variables a closure holds by reference. Delve shows both kinds alike, but the closure contains the address of a variable only if it
 * holds it by reference.
 */
export async function findHolding(query: HoldingQuery): Promise<Holding> {
  const { memory, evaluator, location, readCode, literal } = query;
  const variables = query.variables.filter(isNamed);
  const start = variables.length === 0 ? undefined : await memory.word(location);
  const code = start === undefined || start === 0n ? undefined : await memory.word(start);
  if (start === undefined || code === undefined) return new Map();
  const { inlineOffsets } = await readCode(code);
  const addresses = await evaluator.numbers(variables.map(({ name }) => `uintptr(&${functionAt(location)}.${name})`));
  const words = await readClosure({ start, inlineOffsets, variableCount: variables.length }, memory);
  const types = variables.map(({ type }) => type);
  const sizes = inlineOffsets.length === 0 ? [] : await sizesOf(evaluator, types, memory.wordSize);
  const told = variables.map(({ name }, at) => ({ name, address: addresses[at], size: sizes[at] }));
  return new Map([...placeVariables(told, words, literal)].map(([name, place]) => [name, toHeldBy(place)]));
}

function isNamed(variable: CapturedVariable): variable is NamedVariable {
  return variable.name !== undefined && !variable.name.startsWith('.');
}

interface ClosureExtent {
  readonly start: bigint;
  readonly inlineOffsets: readonly number[];
  readonly variableCount: number;
}

/** The words of a closure that contain its variables, and those that its code uses in place. */
async function readClosure({ start, inlineOffsets, variableCount }: ClosureExtent, memory: Memory): Promise<ClosureWords> {
  const { wordSize } = memory;
  const wordCount = Math.min(MAX_CLOSURE_WORDS, variableCount * MAX_VARIABLE_WORDS + 1);
  const aligned = Array.from({ length: wordCount - 1 }, (_, at) => (at + 1) * wordSize);
  const words = new Map<number, bigint | undefined>();
  for (const offset of new Set([...inlineOffsets, ...aligned])) words.set(offset, await readUnaligned(memory, start + BigInt(offset)));
  return { start, wordAt: (offset) => words.get(offset) ?? 0n, length: wordCount * wordSize, wordSize, inlineOffsets };
}

async function readUnaligned(memory: Memory, address: bigint): Promise<bigint | undefined> {
  if (address % BigInt(memory.wordSize) === 0n) return memory.word(address);
  return (await memory.bytes(address, memory.wordSize))?.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function toHeldBy({ kind, offsets }: ClosurePlace): HeldBy {
  const [first] = offsets;
  return kind === 'inline' || first === undefined ? { kind: 'inline', offsets } : { kind: 'reference', offset: first };
}
