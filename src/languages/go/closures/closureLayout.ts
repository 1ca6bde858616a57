import type { CapturedVariable } from '../values/capturedVariable.ts';
import { interfaceParts } from '../values/goValues.ts';
import type { Memory } from '../memory/memory.ts';

/** Values that are decoded from memory here, without a request; Delve has to show all others. */
const SIGNED: Readonly<Record<string, number>> = { int8: 1, int16: 2, int32: 4, int64: 8 };

/** Longer strings, and strings with characters that Go would escape, are left to Delve. */
const MAX_STRING_LENGTH = 64;
const PLAIN = /^[ !#-[\]-~]*$/;

interface Field {
  readonly variable: CapturedVariable;
  readonly offset: number;
}

/**
 * Where the variables are in the closures of one wrapper. All closures of one function are alike. Once Delve has shown one, the others can
 * be decoded from memory, as long as they hold only numbers, booleans and short strings, bare or in an interface. So a thousand calls that
 * a loop has deferred cost no more requests than one.
 */
export class ClosureLayout {
  readonly #fields: readonly Field[];
  /** Types by the first word of an interface that holds them. */
  readonly #types = new Map<string, string>();
  /** What interfaces hold, by their two words: all interfaces made of one literal are alike. */
  readonly #held = new Map<string, string>();

  private constructor(fields: readonly Field[]) {
    this.#fields = fields;
  }

  /** Learns the layout from a closure that Delve has shown; undefined if it holds something that cannot be decoded here. */
  static async learn(closure: bigint, shown: readonly CapturedVariable[], memory: Memory): Promise<ClosureLayout | undefined> {
    const fields: Field[] = [];
    let offset = memory.wordSize;
    for (const variable of shown) {
      const size = sizeOf(variable.type, memory.wordSize);
      if (size === undefined || variable.name !== undefined) return undefined;
      const alignment = Math.min(size, memory.wordSize);
      offset = Math.ceil(offset / alignment) * alignment;
      fields.push({ variable, offset });
      offset += size;
    }
    const layout = new ClosureLayout(fields);
    for (const field of fields) await layout.#learnType(closure, field, memory);
    // The decoded values must equal those that Delve has shown; otherwise nothing is decoded.
    const read = await layout.read(closure, memory);
    return read?.every((variable, at) => variable.value === shown[at]?.value) === true ? layout : undefined;
  }

  /** The variables of another closure of the same function; undefined if Delve has to show them. */
  async read(closure: bigint, memory: Memory): Promise<CapturedVariable[] | undefined> {
    const read: CapturedVariable[] = [];
    for (const { variable, offset } of this.#fields) {
      const address = closure + BigInt(offset);
      const parts = interfaceParts(variable.type);
      const type = parts === undefined ? variable.type : await this.#typeAt(parts.static, address, memory);
      const at = parts === undefined ? address : await memory.word(address + BigInt(memory.wordSize));
      const bare = interfaceParts(type ?? '')?.dynamic ?? type;
      const held = parts === undefined ? undefined : this.#held.get(`${type ?? ''} ${at ?? 0n}`);
      const text = held ?? (bare === undefined || at === undefined ? undefined : await readBasic(bare, at, memory));
      if (type === undefined || text === undefined) return undefined;
      read.push({ name: undefined, type, value: parts === undefined ? text : `${type} ${text}`, variablesReference: 0 });
    }
    return read;
  }

  async #learnType(closure: bigint, { variable, offset }: Field, memory: Memory): Promise<void> {
    const parts = interfaceParts(variable.type);
    const word = parts === undefined ? undefined : await memory.word(closure + BigInt(offset));
    if (parts === undefined || word === undefined) return;
    this.#types.set(`${parts.static} ${word}`, variable.type);
    const data = await memory.word(closure + BigInt(offset + memory.wordSize));
    if (variable.value.startsWith(`${variable.type} `))
      this.#held.set(`${variable.type} ${data ?? 0n}`, variable.value.slice(variable.type.length + 1));
  }

  async #typeAt(declared: string, address: bigint, memory: Memory): Promise<string | undefined> {
    const word = await memory.word(address);
    return word === undefined ? undefined : this.#types.get(`${declared} ${word}`);
  }
}

/** The size in bytes of a type that can be decoded here. */
function sizeOf(type: string, wordSize: number): number | undefined {
  const parts = interfaceParts(type);
  if (parts !== undefined) return isBasic(parts.dynamic) ? 2 * wordSize : undefined;
  if (type === 'string') return 2 * wordSize;
  if (type === 'bool') return 1;
  return integerSize(type, wordSize);
}

function isBasic(type: string): boolean {
  return type === 'string' || type === 'bool' || integerSize(type, 8) !== undefined;
}

/** The size in bytes of a signed integer. Delve shows unsigned ones in two ways, and named ones may have names for their values. */
function integerSize(type: string, wordSize: number): number | undefined {
  return type === 'int' ? wordSize : SIGNED[type];
}

async function readBasic(type: string, address: bigint, memory: Memory): Promise<string | undefined> {
  if (type === 'bool') {
    const byte = await memory.byte(address);
    return byte === undefined || byte > 1 ? undefined : String(byte === 1);
  }
  if (type === 'string') {
    const start = await memory.word(address);
    const length = await memory.word(address + BigInt(memory.wordSize));
    if (start === undefined || length === undefined || length > BigInt(MAX_STRING_LENGTH)) return undefined;
    const text = length === 0n ? '' : (await memory.bytes(start, Number(length)))?.toString('latin1');
    return text !== undefined && PLAIN.test(text) ? `"${text}"` : undefined;
  }
  const size = integerSize(type, memory.wordSize);
  const bytes = size === undefined ? undefined : await memory.bytes(address, size);
  if (size === undefined || bytes === undefined) return undefined;
  return String(
    BigInt.asIntN(
      size * 8,
      bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n),
    ),
  );
}
