import { optional } from '../../../core/optional.ts';
import type { SourceLocation } from '../../../core/snapshot.ts';
import type { Evaluator, Instruction } from '../memory/evaluator.ts';

/** What is read of an instruction. */
type CodeLine = Pick<Instruction, 'address' | 'instruction' | 'instructionBytes'>;

/** What the code of a function says about it. */
export interface FunctionCode {
  /** Where it begins in the source; for a wrapper, the line of its `defer` statement. */
  readonly entry: SourceLocation | undefined;
  /** The first function that it calls, by symbol and address; `indirect` for a call through a value. */
  readonly firstCall:
    { readonly kind: 'direct'; readonly symbol: string; readonly address: bigint | undefined } | { readonly kind: 'indirect' } | undefined;
  /** Byte offsets in its closure of the variables that it uses in place. */
  readonly inlineOffsets: readonly number[];
  /** From this address on, its frame has everything that it takes out of its closure; undefined if it takes nothing. */
  readonly capturesReadyAt?: bigint;
}

/** Reads the code of the function at an address. */
export type ReadCode = (address: bigint) => Promise<FunctionCode>;

/** How many instructions are requested: most wrappers are shorter; one with a dozen arguments needs the second number. */
const INSTRUCTIONS = [100, 500] as const;
/** Functions whose code is at most this many bytes apart are read together: the wrappers of one function follow one another. */
const NEAR = 2048n;

/**
 * Reads the code of the function at an address up to its first return: what follows belongs to other functions. Also reads nearby functions
 * among `others`.
 */
export async function readFunctionCodes(
  evaluator: Evaluator,
  address: bigint,
  others: readonly bigint[] = [],
): Promise<Map<bigint, FunctionCode>> {
  const near = [...new Set([address, ...others])]
    .filter((other) => other - address <= NEAR && address - other <= NEAR)
    .sort((a, b) => (a < b ? -1 : 1));
  const first = near[0] ?? address;
  const span = (near.at(-1) ?? address) - first;
  const codes = new Map<bigint, FunctionCode>();
  let location: SourceLocation | undefined;
  const read = (await evaluator.disassemble(first, Number(span / SHORTEST) + INSTRUCTIONS[0])).map((instruction) => {
    location = locationOf(instruction) ?? location;
    return { ...instruction, location };
  });
  for (const start of near) {
    const at = read.findIndex((instruction) => addressOf(instruction) === start);
    const own = at < 0 ? [] : read.slice(at, at + INSTRUCTIONS[1]);
    if (isWhole(own)) codes.set(start, describeCode(own[0]?.location, own));
  }
  if (!codes.has(address)) {
    const own = await evaluator.disassemble(address, INSTRUCTIONS[1]);
    codes.set(address, describeCode(locationOf(own[0]), own));
  }
  return codes;
}

/** Whether this much of a function's code says everything that is needed. */
function isWhole(instructions: readonly CodeLine[]): boolean {
  return findCall(instructions) !== undefined || instructions.some(({ instruction }) => /^RET\b/.test(instruction));
}

function describeCode(entry: SourceLocation | undefined, instructions: readonly CodeLine[]): FunctionCode {
  return {
    entry,
    firstCall: findCall(instructions),
    inlineOffsets: findInlineOffsets(instructions),
    ...optional('capturesReadyAt', findCapturesReady(instructions)),
  };
}

/** Instructions that put something out of the closure into registers: a value, or the address of one. */
const TAKES = /^(?:F?MOV|VMOV|LEA|LDP)\S* .*\b(?:DX|R26)\b.*, (\(.+\)|\w+)$|^ADD\S* \$\S+, (DX)$|^ADD \$\S+, R26, (\w+)$/;
/** Instructions that store registers in the frame. */
const STORES = /^(?:F?MOV|VMOV|STP)\S* (\(.+\)|\w+), .*\((?:SP|RSP)\)$/;
/** A call into the middle of one of the runtime's functions that copy memory, and the registers that it takes. */
const COPIES = /^CALL\S* \$?0x/;
const COPIED = ['SI', 'DI', 'R20', 'R21'] as const;

/**
 * Where the frame of a function has everything that the function takes out of its closure. It loads values and addresses into registers and
 * stores them in its frame; before that the frame holds what other calls have left there.
 */
function findCapturesReady(instructions: readonly CodeLine[]): bigint | undefined {
  const loaded = new Set<string>();
  let isOpen = false;
  let ready: number | undefined;
  for (const [at, { instruction }] of instructions.slice(0, INSTRUCTIONS[0]).entries()) {
    const takes = TAKES.exec(instruction);
    const taken = registersOf(takes?.[1] ?? takes?.[2] ?? takes?.[3]);
    for (const register of COPIES.test(instruction) ? COPIED : registersOf(STORES.exec(instruction)?.[1])) loaded.delete(register);
    for (const register of taken) loaded.add(register);
    isOpen ||= taken.length > 0;
    const isEnd = /^(?:RET|CALL|JMP)\b/.test(instruction) && !COPIES.test(instruction);
    if (isOpen && (loaded.size === 0 || isEnd)) {
      ready = isEnd ? at : at + 1;
      isOpen = false;
    }
    // From here on the register holds something else.
    if (isEnd || (takes === null && /^(?!CMP|TEST).*, (?:DX|R26)$/.test(instruction))) break;
  }
  const first = ready === undefined ? undefined : instructions[ready];
  return first === undefined ? undefined : addressOf(first);
}

/** The registers in `CX`, `CL` or `(R0, R1)`; those that are parts of others by the whole. */
function registersOf(operand: string | undefined): string[] {
  return (operand?.match(/\w+/g) ?? []).map((name) => name.replace(/^([A-D])[LH]$/, '$1X').replace(/^((?:SI|DI|R\d+))[LBW]$/, '$1'));
}

/**
 * Offsets of variables that a function uses in place in its closure, whose address it gets in a register: DX, or R26 on arm64. Variables
 * that it copies out of the closure are not included.
 */
function findInlineOffsets(instructions: readonly CodeLine[]): number[] {
  const offsets: number[] = [];
  for (const { instruction } of instructions.slice(0, INSTRUCTIONS[0])) {
    const offset =
      /^LEA[QL] (0x[0-9a-f]+|\d+)\(DX\), /.exec(instruction)?.[1] ??
      /^ADD[QL]? \$(0x[0-9a-f]+|\d+), (?:DX|R26)(?:, \w+)?$/.exec(instruction)?.[1];
    if (offset !== undefined) offsets.push(Number(offset));
    // From here on the register holds something else.
    if (/, (?:DX|R26)$/.test(instruction) && !/^(?:CMP|TEST)/.test(instruction)) break;
  }
  return offsets;
}

/** How many bytes of code per address are worth reading at once. */
export const BYTES_PER_LINE = 300n;
/** The minimum size of most instructions, in bytes. */
export const SHORTEST = 4n;

/**
 * The source line of the instruction at an address. Also returns the lines of others in the same function, if they are so close that
 * reading the code between them costs less than reading at each.
 */
export async function readLines(
  evaluator: Evaluator,
  address: bigint,
  others: readonly bigint[],
): Promise<Map<bigint, SourceLocation | undefined>> {
  const all = [...new Set([address, ...others])].sort((a, b) => (a < b ? -1 : 1));
  const first = all[0] ?? address;
  const span = (all.at(-1) ?? address) - first;
  const lines = new Map<bigint, SourceLocation | undefined>();
  if (all.length > 1 && span <= BYTES_PER_LINE * BigInt(all.length)) {
    let location: SourceLocation | undefined;
    for (const instruction of await evaluator.disassemble(first, Number(span / SHORTEST) + 1)) {
      // A line is named only where it begins.
      location = locationOf(instruction) ?? location;
      const at = addressOf(instruction);
      if (at !== undefined && all.includes(at)) lines.set(at, location);
    }
  }
  if (!lines.has(address)) lines.set(address, locationOf((await evaluator.disassemble(address, 1))[0]));
  return lines;
}

export function addressOf({ address }: CodeLine): bigint | undefined {
  return /^(?:0x[0-9a-f]+|\d+)$/i.test(address) ? BigInt(address) : undefined;
}

export function locationOf(instruction: Instruction | undefined): SourceLocation | undefined {
  const path = instruction?.location?.path;
  return path === undefined || instruction?.line === undefined ? undefined : { path, line: instruction.line };
}

function findCall(instructions: readonly CodeLine[]): FunctionCode['firstCall'] {
  for (const instruction of instructions) {
    if (/^RET\b/.test(instruction.instruction)) return undefined;
    const operand = /^CALL\S* \$?(.+)$/.exec(instruction.instruction)?.[1];
    if (operand === undefined) continue;
    const symbol = /^(.+)\(SB\)$/.exec(operand)?.[1];
    // Only the compiler calls into the middle of a function: the runtime's functions that copy or clear memory.
    if (/^0x[0-9a-f]+$/.test(operand)) continue;
    if (symbol === undefined) return { kind: 'indirect' };
    // A program can call only the runtime's exported functions; the compiler inserts the other calls.
    if (!/^runtime\.[^A-Z]/.test(symbol)) return { kind: 'direct', symbol, address: callTarget(instruction) };
  }
  return undefined;
}

/** The target address of a direct call, for the machines whose encoding is known here. */
function callTarget(instruction: CodeLine): bigint | undefined {
  const at = addressOf(instruction);
  if (at === undefined) return undefined;
  const bytes = Buffer.from((instruction.instructionBytes ?? '').replace(/\s/g, ''), 'hex');
  if (bytes.length === 5 && bytes[0] === 0xe8) return at + 5n + BigInt(bytes.readInt32LE(1));
  // BL of arm64: 26 bits, in words.
  if (bytes.length === 4 && bytes.readUInt32LE(0) >>> 26 === 0b100101) return at + BigInt((bytes.readUInt32LE(0) << 6) >> 4);
  return undefined;
}
