import type { Evaluator } from './evaluator.ts';
import type { Memory } from './memory.ts';

/** A longer list is not one: nobody registers this many functions. */
const MAX_LENGTH = 100_000;
/** A pretended address of the structure: the address of its field is pure arithmetic, and no memory is read for it. */
const BASE = 65536n;

/** The functions that were given to a test's `Cleanup`, in a slice of function values (`common.cleanups` in testing/testing.go). */
export interface TestCleanupList {
  /** Where the slice itself is. */
  readonly address: bigint;
  /** Where its first element is. */
  readonly elements: bigint;
  readonly length: number;
}

/** The list whose slice is at an address; undefined if that is not a slice. */
export async function readTestCleanupList(address: bigint, memory: Memory): Promise<TestCleanupList | undefined> {
  const word = BigInt(memory.wordSize);
  const elements = await memory.word(address);
  const length = await memory.word(address + word);
  const capacity = await memory.word(address + 2n * word);
  if (elements === undefined || length === undefined || capacity === undefined) return undefined;
  const isSlice = length <= capacity && capacity <= MAX_LENGTH && (elements !== 0n || capacity === 0n);
  return isSlice ? { address, elements, length: Number(length) } : undefined;
}

/** Where the list is in a test's structure, in bytes; undefined if the program contains no package testing. */
export async function findTestListOffset(evaluator: Evaluator): Promise<number | undefined> {
  // In quotes it is not a package of the program that has the same name.
  const offset = await evaluator.number(`(uintptr(&(*(*"testing.common")(${BASE})).cleanups)-${BASE})`);
  return offset === undefined ? undefined : Number(offset);
}
