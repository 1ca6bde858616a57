import type { SourceLocation } from '../../../core/snapshot.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import { locationOf } from './functionCode.ts';
import type { FunctionEntry } from '../memory/functionTable.ts';

/** Where a function with open-coded deferred calls keeps a closure: its own offset from the stack pointer. */
export interface ClosureSlot {
  readonly function: FunctionEntry;
  readonly offset: bigint;
}

/** Code that is looked through, in bytes: more takes the debugger too long. */
const LONGEST = 65_536n;
/** Bytes of most instructions, at least. */
const SHORTEST = 3n;

/**
 * The lines of the statements that put something into places of a function's frame, by their offsets from the stack pointer:
 * a closure is put into its slot by its `defer` statement. Places that several statements use are left out.
 */
export async function readSlotLines({ entry, end }: FunctionEntry, evaluator: Evaluator): Promise<Map<bigint, SourceLocation>> {
  const lines = new Map<bigint, SourceLocation>();
  if (end - entry > LONGEST) return lines;
  const used = new Set<bigint>();
  let location: SourceLocation | undefined;
  for (const instruction of await evaluator.disassemble(entry, Number((end - entry) / SHORTEST))) {
    if (BigInt(instruction.address) >= end) break;
    // A line is named where it begins only.
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
 * Where an instruction stores a register, from the stack pointer; X15, ZR and constants set what they store to nothing, before the body
 * begins.
 */
function storeOffset(instruction: string): bigint | undefined {
  const [, register, at] = /^MOV[DQL] ([A-Z]\w*), (0x[0-9a-f]+|\d+)?\((?:SP|RSP)\)$/.exec(instruction) ?? [];
  return register === undefined || register === 'ZR' || /^X\d/.test(register) ? undefined : BigInt(at ?? '0');
}
