import type { ReadCode } from '../code/functionCode.ts';
import type { Memory } from '../memory/memory.ts';

/** The function literal that runs in a frame. */
export interface RunningLiteral {
  /** Where the program is in it. */
  readonly pc: bigint;
  /** The line in which it begins in the source. */
  readonly line: number;
}

/** An address further than this before the place where a function is paused belongs to another function. */
const MAX_FUNCTION_BYTES = 1n << 20n;
/** A variable has at most 128 bytes in a closure, and few closures have more than a dozen variables. */
const MAX_CLOSURE_WORDS = 64;

/**
 * Whether a captured variable is in the closure of a function literal, where the code uses it in place. It has been captured by value then,
 * although the frame holds only its address, as it does for a variable that the program shares. The closure begins with the address of its
 * code.
 */
export async function liesInClosure(address: bigint, { pc, line }: RunningLiteral, memory: Memory, readCode: ReadCode): Promise<boolean> {
  const word = BigInt(memory.wordSize);
  const last = address - (address % word) - (address % word === 0n ? word : 0n);
  for (let start = last; start > last - word * BigInt(MAX_CLOSURE_WORDS); start -= word) {
    const code = await memory.word(start);
    if (code === undefined || code > pc || pc - code > MAX_FUNCTION_BYTES) continue;
    const { entry, inlineOffsets } = await readCode(code);
    if (entry?.line === line && inlineOffsets.includes(Number(address - start))) return true;
  }
  return false;
}
