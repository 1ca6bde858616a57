import type { Memory } from './memory.ts';

/** A longer list is not one: nobody registers this many functions. */
const MAX_LENGTH = 100_000;

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
