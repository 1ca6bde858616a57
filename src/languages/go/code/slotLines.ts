import type { SourceLocation } from '../../../core/snapshot.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import { locationOf } from './functionCode.ts';
import type { FunctionEntry } from '../memory/functionTable.ts';

/** Where a function with open-coded deferred calls keeps a closure: its offset from the stack pointer. */
export interface ClosureSlot {
  readonly function: FunctionEntry;
  readonly offset: bigint;
}

/** How much code is searched, in bytes: more takes the debugger too long. */
const MAX_CODE_BYTES = 65_536n;
/** The minimum size of most instructions, in bytes. */
const SHORTEST = 3n;

/**
 * The lines of the statements that store something in places of a function's frame, by offset from the stack pointer: a `defer` statement
 * stores its closure in its slot. Places that several statements use are left out.
 */
export async function readSlotLines({ entry, end }: FunctionEntry, evaluator: Evaluator): Promise<Map<bigint, SourceLocation>> {
  const lines = new Map<bigint, SourceLocation>();
  if (end - entry > MAX_CODE_BYTES) return lines;
  const used = new Set<bigint>();
  let location: SourceLocation | undefined;
  for (const instruction of await evaluator.disassemble(entry, Number((end - entry) / SHORTEST))) {
    if (BigInt(instruction.address) >= end) break;
    // A line is named only where it begins.
    location = locationOf(instruction) ?? location;
    const offset = storeOffset(instruction.instruction);
    if (offset === undefined || location === undefined) continue;
    if (used.has(offset)) lines.delete(offset);
    else lines.set(offset, location);
    used.add(offset);
  }
  return lines;
}

/**
 * Where an instruction stores a register, as an offset from the stack pointer. Stores of X15, ZR and constants clear memory before the body
 * begins and do not count.
 */
function storeOffset(instruction: string): bigint | undefined {
  const [, register, at] = /^MOV[DQL] ([A-Z]\w*), (0x[0-9a-f]+|\d+)?\((?:SP|RSP)\)$/.exec(instruction) ?? [];
  return register === undefined || register === 'ZR' || /^X\d/.test(register) ? undefined : BigInt(at ?? '0');
}
