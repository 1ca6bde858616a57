import type { Evaluator } from './evaluator.ts';
import type { FunctionEntry } from './functionTable.ts';

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
 * The instruction that puts a closure into its slot: it belongs to the `defer` statement. Undefined unless there is exactly
 * one that does.
 */
export async function findSlotStore({ function: { entry, end }, offset }: ClosureSlot, evaluator: Evaluator): Promise<bigint | undefined> {
  if (end - entry > LONGEST) return undefined;
  const code = await evaluator.disassemble(entry, Number((end - entry) / SHORTEST));
  const stores = code.filter(({ address, instruction }) => BigInt(address) < end && isStore(instruction, offset));
  const [only, ...others] = stores;
  return only === undefined || others.length > 0 ? undefined : BigInt(only.address);
}

/** Whether an instruction stores a register at an offset from the stack pointer; before the body starts the slots are set to nothing, by X15, ZR or a constant. */
function isStore(instruction: string, offset: bigint): boolean {
  const [, register, at] = /^MOV[DQL] ([A-Z]\w*), (0x[0-9a-f]+|\d+)?\((?:SP|RSP)\)$/.exec(instruction) ?? [];
  return register !== undefined && register !== 'ZR' && !/^X\d/.test(register) && BigInt(at ?? '0') === offset;
}
