import type { SourceLocation } from '../../../core/snapshot.ts';
import type { Evaluator, Instruction } from '../memory/evaluator.ts';
import { addressOf, BYTES_PER_LINE, locationOf, SHORTEST } from './functionCode.ts';

/**
 * The source line of the call that returns to an address, which is the line of the instruction before the address: in optimized code the
 * instruction at the address may belong to another statement. Also returns the lines of calls that return to `others`, addresses in the
 * same function, if they are so close that reading the code between them costs less than reading at each.
 */
export async function readCallLines(
  evaluator: Evaluator,
  address: bigint,
  others: readonly bigint[],
): Promise<Map<bigint, SourceLocation | undefined>> {
  const all = [...new Set([address, ...others])].sort((a, b) => (a < b ? -1 : 1));
  const span = (all.at(-1) ?? address) - (all[0] ?? address);
  const lines = new Map<bigint, SourceLocation | undefined>();
  if (all.length > 1 && span <= BYTES_PER_LINE * BigInt(all.length))
    note(await evaluator.disassemble(all[0] ?? address, Number(span / SHORTEST) + 2, -1), all, lines);
  if (!lines.has(address)) {
    note(await evaluator.disassemble(address, 2, -1), [address], lines);
    if (!lines.has(address)) lines.set(address, undefined);
  }
  return lines;
}

function note(instructions: readonly Instruction[], wanted: readonly bigint[], lines: Map<bigint, SourceLocation | undefined>): void {
  // A line is named only where it begins.
  let location: SourceLocation | undefined;
  for (const [index, instruction] of instructions.entries()) {
    const at = addressOf(instruction);
    if (index > 0 && at !== undefined && wanted.includes(at)) lines.set(at, location);
    location = locationOf(instruction) ?? location;
  }
}
