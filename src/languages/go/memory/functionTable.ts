import type { Memory } from './memory.ts';
import type { ModuleTables } from './moduleTables.ts';
import { decodeOpenCoded, MAX_ENCODED_BYTES, readVarints, type OpenCodedPlaces } from './openCodedPlaces.ts';

/** What the runtime knows about a function (`_func` in runtime/runtime2.go). */
export interface FunctionEntry {
  readonly entry: bigint;
  /** The latest address at which its code ends. */
  readonly end: bigint;
  /** Whether it keeps its deferred calls in its frame; `unreadable` if the description of them makes no sense. */
  readonly openCoded: OpenCodedPlaces | 'none' | 'unreadable';
  /** It is the outermost function of its stack. */
  readonly isOutermost: boolean;
  /** It moves the stack pointer in a way that no table tells. */
  readonly movesStack: boolean;
  /** The first function that the compiler has inlined into it; undefined if there is none. */
  readonly inlined: string | undefined;
  /** Offset of the table of its frame's size at each instruction. */
  readonly frameSizes: number;
  /** Offset of its name. */
  readonly name: number;
}

/** Offsets in a function's description. */
const DESCRIPTION = { entry: 0, name: 4, frameSizes: 16, dataBefore: 28, flag: 41, dataCount: 43, length: 44 } as const;
const FLAG_OUTERMOST = 1;
const FLAG_MOVES_STACK = 2;
/** Kinds of data about a function (`FUNCDATA_…` in internal/abi/symtab.go). */
const DATA_INLINED = 3;
const DATA_OPEN_CODED = 4;
const NO_DATA = 0xffffffff;

/** How many bytes of instructions a bucket of `findfunctab` covers, and each of its parts. */
const BUCKET = 4096n;
const PARTS = 16n;
const BUCKET_LENGTH = 20n;
/** How many functions may begin in one part of a bucket: each has at least one byte. */
const MAX_IN_PART = 256;
/** How many bytes of a table of frame sizes are read at first, and at most. */
const SIZES_LENGTH = [64, 1024, 16384] as const;
const NAME_LENGTH = [128, 1024, 8192] as const;

/**
 * Finds functions by addresses in their code, as Go's runtime does. All of this stays the same as long as the program runs, and is read
 * once.
 */
export class FunctionTable {
  readonly tables: ModuleTables;
  /** `minor` is 22 for Go 1.22. */
  readonly #minor: number;
  readonly #entries = new Map<bigint, FunctionEntry | undefined>();
  readonly #names = new Map<bigint, string | undefined>();
  readonly #sizes = new Map<bigint, number | undefined>();

  constructor(tables: ModuleTables, minor: number) {
    this.tables = tables;
    this.#minor = minor;
  }

  /** The function around an instruction; undefined if there is none. */
  async find(pc: bigint, memory: Memory): Promise<FunctionEntry | undefined> {
    if (!this.#entries.has(pc)) this.#entries.set(pc, await this.#read(pc, memory));
    return this.#entries.get(pc);
  }

  /** How many bytes of its frame a function has on the stack at an instruction; undefined if the tables do not say. */
  async frameSize(pc: bigint, memory: Memory): Promise<number | undefined> {
    if (!this.#sizes.has(pc)) {
      const found = await this.find(pc, memory);
      this.#sizes.set(pc, found === undefined || found.frameSizes === 0 ? undefined : await this.#valueAt(found, pc, memory));
    }
    return this.#sizes.get(pc);
  }

  /** The symbol of a function, without the type arguments of a generic one. */
  async nameOf({ entry, name }: FunctionEntry, memory: Memory): Promise<string | undefined> {
    if (!this.#names.has(entry)) this.#names.set(entry, await this.#name(name, memory));
    return this.#names.get(entry);
  }

  async #read(pc: bigint, memory: Memory): Promise<FunctionEntry | undefined> {
    const { text, textEnd, descriptions } = this.tables;
    if (pc < text || pc >= textEnd) return undefined;
    const row = await this.#rowOf(pc, memory);
    if (row === undefined) return undefined;
    const address = descriptions + BigInt(row.description);
    const description = await memory.bytes(address, DESCRIPTION.length);
    // A description itself says where its function begins.
    if (description?.readUInt32LE(DESCRIPTION.entry) !== row.start) return undefined;
    const data = address + BigInt(DESCRIPTION.length + 4 * description.readUInt32LE(DESCRIPTION.dataBefore));
    const count = description.readUInt8(DESCRIPTION.dataCount);
    const flag = description.readUInt8(DESCRIPTION.flag);
    const offsets = await memory.bytes(data, 4 * Math.min(count, DATA_OPEN_CODED + 1));
    if (offsets === undefined) return undefined;
    return {
      entry: text + BigInt(row.start),
      end: text + BigInt(row.next),
      openCoded: await this.#openCoded(offsetOf(offsets, DATA_OPEN_CODED), memory),
      isOutermost: (flag & FLAG_OUTERMOST) !== 0,
      movesStack: (flag & FLAG_MOVES_STACK) !== 0,
      inlined: await this.#inlined(offsetOf(offsets, DATA_INLINED), memory),
      frameSizes: description.readUInt32LE(DESCRIPTION.frameSizes),
      name: description.readInt32LE(DESCRIPTION.name),
    };
  }

  /** The function's row in the table, which is sorted by where functions begin. */
  async #rowOf(
    pc: bigint,
    memory: Memory,
  ): Promise<{ readonly start: number; readonly next: number; readonly description: number } | undefined> {
    const { text, minPc, buckets, functions, functionCount } = this.tables;
    const bucket = await memory.bytes(buckets + ((pc - minPc) / BUCKET) * BUCKET_LENGTH, Number(BUCKET_LENGTH));
    if (bucket === undefined) return undefined;
    const offset = Number(pc - text);
    const first = bucket.readUInt32LE(0) + bucket.readUInt8(4 + Number(((pc - minPc) % BUCKET) / (BUCKET / PARTS)));
    for (let at = first; at < Math.min(first + MAX_IN_PART, functionCount - 1); at += 1) {
      const row = await memory.bytes(functions + BigInt(8 * at), 16);
      if (row === undefined) return undefined;
      const start = row.readUInt32LE(0);
      const next = row.readUInt32LE(8);
      if (start > offset) return undefined;
      if (next > offset) return { start, next, description: row.readUInt32LE(4) };
    }
    return undefined;
  }

  async #openCoded(offset: number | undefined, memory: Memory): Promise<FunctionEntry['openCoded']> {
    if (offset === undefined) return 'none';
    const encoded = await memory.bytes(this.tables.functionData + BigInt(offset), MAX_ENCODED_BYTES);
    return (encoded === undefined ? undefined : decodeOpenCoded(encoded, this.#minor, this.tables.machine.wordSize)) ?? 'unreadable';
  }

  /**
   * The first function in the tree of inlined functions is always one that this function itself calls (`inlinedCall` in
   * runtime/symtabinl.go).
   */
  async #inlined(offset: number | undefined, memory: Memory): Promise<string | undefined> {
    if (offset === undefined) return undefined;
    const first = await memory.bytes(this.tables.functionData + BigInt(offset), 16);
    return first === undefined ? undefined : this.#name(first.readInt32LE(4), memory);
  }

  async #name(offset: number, memory: Memory): Promise<string | undefined> {
    for (const length of NAME_LENGTH) {
      const bytes = await memory.bytes(this.tables.names + BigInt(offset), length);
      const end = bytes?.indexOf(0) ?? -1;
      if (end > 0) return bytes?.toString('utf8', 0, end);
      if (bytes === undefined || end === 0) return undefined;
    }
    return undefined;
  }

  async #valueAt({ entry, frameSizes }: FunctionEntry, pc: bigint, memory: Memory): Promise<number | undefined> {
    for (const length of SIZES_LENGTH) {
      const table = await memory.bytes(this.tables.pcValues + BigInt(frameSizes), length);
      if (table === undefined) return undefined;
      const value = valueAt(readVarints(table), Number(pc - entry), this.tables.machine.quantum);
      if (value !== 'further') return value;
    }
    return undefined;
  }
}

/** A value from a table that says by how much it changes after how many instructions (`pcvalue` in runtime/symtab.go). */
export function valueAt(numbers: readonly number[], offset: number, quantum: number): number | 'further' | undefined {
  let value = -1;
  let end = 0;
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    const change = numbers[at] ?? 0;
    if (change === 0 && at > 0) return undefined;
    value += change % 2 === 0 ? change / 2 : -(change + 1) / 2;
    end += (numbers[at + 1] ?? 0) * quantum;
    if (offset < end) return value < 0 ? undefined : value;
  }
  return numbers.length % 2 === 1 && numbers.at(-1) === 0 ? undefined : 'further';
}

function offsetOf(offsets: Buffer, kind: number): number | undefined {
  const offset = 4 * kind + 4 <= offsets.length ? offsets.readUInt32LE(4 * kind) : NO_DATA;
  return offset === NO_DATA ? undefined : offset;
}
