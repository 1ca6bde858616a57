import type { Evaluator } from './evaluator.ts';
import type { Memory } from './memory.ts';

/** Where a program's tables of functions are (`moduledata` in runtime/symtab.go). */
export interface ModuleTables {
  /** Bounds of the code. */
  readonly text: bigint;
  readonly textEnd: bigint;
  readonly minPc: bigint;
  /** Data about functions, by kind. */
  readonly functionData: bigint;
  readonly buckets: bigint;
  readonly functions: bigint;
  readonly functionCount: number;
  readonly descriptions: bigint;
  readonly pcValues: bigint;
  readonly names: bigint;
  readonly machine: Machine;
}

/** What calls do to the stack. */
export interface Machine {
  readonly wordSize: number;
  /** A call pushes the return address onto the stack; on other machines the function does that itself. */
  readonly pushesReturn: boolean;
  /** A function keeps its caller's frame pointer above its variables. */
  readonly keepsFramePointer: boolean;
  /** Instructions begin at multiples of this many bytes. */
  readonly quantum: number;
}

/** The first bytes of `pcHeader`: a number that names the version, two zeros, the size of an instruction and that of a word. */
const HEADER_SIZE = 8;

const FIELDS = ['text', 'etext', 'minpc', 'gofunc', 'findfunctab'] as const;
const TABLES = ['ftab', 'pclntable', 'pctab', 'funcnametab'] as const;
const NUMBERS = [
  ...FIELDS.map((field) => `runtime.firstmoduledata.${field}`),
  ...TABLES.map((table) => `uintptr(&runtime.firstmoduledata.${table}[0])`),
  'len(runtime.firstmoduledata.ftab)',
  'len(runtime.firstmoduledata.textsectmap)',
  'uintptr(&runtime.firstmoduledata.next)',
  'uintptr(&runtime.firstmoduledata.pcHeader)',
];

/** Undefined if the program does not have them in the known form. `architecture` is Go's name of the machine, if known. */
export async function findModuleTables(
  evaluator: Evaluator,
  memory: Memory,
  architecture: string | undefined,
): Promise<ModuleTables | undefined> {
  const [text, textEnd, minPc, functionData, buckets, functions, descriptions, pcValues, names, count, sections, next, header] =
    await evaluator.numbers(NUMBERS);
  if (text === undefined || textEnd === undefined || minPc === undefined || functionData === undefined || buckets === undefined)
    return undefined;
  if (
    functions === undefined ||
    descriptions === undefined ||
    pcValues === undefined ||
    names === undefined ||
    count === undefined ||
    next === undefined ||
    header === undefined
  )
    return undefined;
  // Code in several sections, and plugins, have tables that are not read.
  if ((sections ?? 0n) > 1n || (await memory.word(next)) !== 0n) return undefined;
  const head = await memory.word(header);
  const bytes = head === undefined ? undefined : await memory.bytes(head, HEADER_SIZE);
  const machine = bytes && decodeMachine(bytes, memory.wordSize, architecture);
  return machine === undefined
    ? undefined
    : { text, textEnd, minPc, functionData, buckets, functions, functionCount: Number(count), descriptions, pcValues, names, machine };
}

/**
 * Determined by how instructions are encoded (`pcHeader` in runtime/symtab.go); machines with four-byte instructions differ only in name.
 * Undefined for a machine whose calls are not known.
 */
export function decodeMachine(header: Uint8Array, ownWordSize: number, architecture: string | undefined): Machine | undefined {
  const [quantum, wordSize] = [header[6], header[7]];
  if (wordSize !== ownWordSize) return undefined;
  // amd64, and 386, which keeps no frame pointer.
  if (quantum === 1) return { wordSize, quantum, pushesReturn: true, keepsFramePointer: wordSize === 8 };
  if (quantum === 4 && architecture === 'arm64') return { wordSize, quantum, pushesReturn: false, keepsFramePointer: true };
  return undefined;
}
