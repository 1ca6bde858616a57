import type { Evaluator } from '../memory/evaluator.ts';
import type { Memory } from '../memory/memory.ts';

/** The registers in which Go passes a closure, on amd64 and on arm64 (cmd/compile/abi-internal.md). */
const CLOSURE_REGISTERS = ['RDX', 'R26'] as const;
/** The closure's address is looked for in this many words of the stack, to both sides of the frame's end. */
const MAX_WORDS = 64;

/** A frame whose function has not put what its closure holds in place yet, because it is only just being entered. */
export interface EnteredFrame {
  /** Where its code begins. */
  readonly entry: bigint;
  /** Where the frame ends. */
  readonly end: bigint;
}

/** Where the address of the closure is stored whose function is being entered in the innermost frame; undefined if it is not found. */
export async function findEnteredClosure(evaluator: Evaluator, memory: Memory, { entry, end }: EnteredFrame): Promise<bigint | undefined> {
  for (const register of CLOSURE_REGISTERS) {
    const closure = await evaluator.number(register);
    if (closure === undefined || closure <= 0n || (await memory.word(closure)) !== entry) continue;
    const word = BigInt(memory.wordSize);
    for (let at = end - word * BigInt(MAX_WORDS); at < end + word * BigInt(MAX_WORDS); at += word)
      if ((await memory.word(at)) === closure) return at;
  }
  return undefined;
}
