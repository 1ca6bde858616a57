import type { SourceLocation } from '../../../core/snapshot.ts';
import type { ReadCode } from '../code/functionCode.ts';
import type { Memory } from '../memory/memory.ts';

/** The function literal that runs in a frame. */
export interface RunningLiteral {
  /** Where the program is in it. */
  readonly pc: bigint;
  /** Where it begins in the source. */
  readonly begins: SourceLocation;
}

/** Bytes of code of one function, at most: an address further before the place where it is paused is that of another. */
const MAX_FUNCTION = 1n << 20n;
/** Words of a closure, at most: its variables have 128 bytes each, and few closures have more than a dozen. */
const MAX_CLOSURE = 64;

/**
 * Whether a variable that a function literal has captured lies in its closure, where the code uses it in place: then it has been captured
 * by value, and the frame holds only its address, as it does of one that the program shares. The closure begins with the address of its
 * code.
 */
export async function liesInClosure(address: bigint, { pc, begins }: RunningLiteral, memory: Memory, readCode: ReadCode): Promise<boolean> {
  const word = BigInt(memory.wordSize);
  const last = address - (address % word) - (address % word === 0n ? word : 0n);
  for (let start = last; start > last - word * BigInt(MAX_CLOSURE); start -= word) {
    const code = await memory.word(start);
    if (code === undefined || code > pc || pc - code > MAX_FUNCTION) continue;
    const { entry, inlineOffsets } = await readCode(code);
    if (entry?.line === begins.line && inlineOffsets.includes(Number(address - start))) return true;
  }
  return false;
}
