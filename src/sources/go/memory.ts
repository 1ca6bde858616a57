import type { Evaluator } from './evaluator.ts';
import { MemoryWindow } from './memoryWindow.ts';

/** Memory is read in pages of so many bytes, the largest that can be had first. */
const PAGE_SIZES = [524288, 131072, 32768, 4096, 512] as const;
type PageSize = (typeof PAGE_SIZES)[number];

/** Sizes of pages that are written out as arrays: of more than two dimensions Delve shows nothing, of each at most 64. */
const ARRAY_SIZES: readonly PageSize[] = [32768, 4096, 512];
/** The largest pages are read within so many bits of an address around the heap: what the program consists of lies elsewhere, and is smaller. */
const HEAP_BITS = 36n;
/** Addresses beyond are none of a program's. */
const HIGHEST = 1n << 63n;

interface Page {
  readonly start: bigint;
  readonly end: bigint;
  readonly bytes: Buffer;
}

/** The debugged program's memory at one stop, in as few requests as can be, none of them for more than half a megabyte. */
export class Memory {
  readonly #evaluator: Evaluator;
  readonly wordSize: number;
  readonly #heap: bigint | undefined;
  /** By size, then by number of the page; undefined for one that cannot be read as a whole. */
  readonly #pages = new Map<PageSize, Map<bigint, Page | undefined>>();
  #last: Page | undefined;
  #window: MemoryWindow | 'unknown' | undefined = 'unknown';
  #reads = 0;

  /** `heap` is an address in the program's heap, where it is known. */
  constructor(evaluator: Evaluator, wordSize: number, heap?: bigint) {
    this.#evaluator = evaluator;
    this.wordSize = wordSize;
    this.#heap = heap;
  }

  /** How many pages were asked for. */
  get reads(): number {
    return this.#reads;
  }

  /** The word at an address that is a multiple of the word size; undefined where there is no memory. */
  async word(address: bigint): Promise<bigint | undefined> {
    const known = this.known(address);
    if (known !== undefined) return known;
    if (address <= 0n || address >= HIGHEST || address % BigInt(this.wordSize) !== 0n) return undefined;
    for (const size of await this.#sizes(address)) {
      const page = await this.#load(address, size);
      if (page !== undefined) return this.#wordIn(page, address);
    }
    return this.#evaluator.number(`*(*uintptr)(${address})`);
  }

  /** The same, for what was read already: undefined for everything else. */
  known(address: bigint): bigint | undefined {
    const last = this.#last;
    if (last !== undefined && address >= last.start && address < last.end) return this.#wordIn(last, address);
    for (const [size, pages] of this.#pages) {
      const page = pages.get(address / BigInt(size));
      if (page === undefined) continue;
      this.#last = page;
      return this.#wordIn(page, address);
    }
    return undefined;
  }

  async byte(address: bigint): Promise<number | undefined> {
    const offset = address % BigInt(this.wordSize);
    const word = await this.word(address - offset);
    return word === undefined ? undefined : Number((word >> (8n * offset)) & 0xffn);
  }

  /** Bytes from any address on; undefined where some are missing. */
  async bytes(address: bigint, length: number): Promise<Buffer | undefined> {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length; at += 1) {
      const value = await this.byte(address + BigInt(at));
      if (value === undefined) return undefined;
      bytes[at] = value;
    }
    return bytes;
  }

  #wordIn({ start, bytes }: Page, address: bigint): bigint | undefined {
    const at = Number(address - start);
    if (at % this.wordSize !== 0) return undefined;
    return this.wordSize === 8 ? bytes.readBigUInt64LE(at) : BigInt(bytes.readUInt32LE(at));
  }

  async #sizes(address: bigint): Promise<readonly PageSize[]> {
    if (this.#window === 'unknown') this.#window = this.wordSize === 8 ? await MemoryWindow.open(this.#evaluator) : undefined;
    if (this.#window === undefined) return ARRAY_SIZES;
    return this.#heap !== undefined && address >> HEAP_BITS === this.#heap >> HEAP_BITS ? PAGE_SIZES : PAGE_SIZES.slice(1);
  }

  async #load(address: bigint, size: PageSize): Promise<Page | undefined> {
    const pages = this.#pages.get(size) ?? new Map<bigint, Page | undefined>();
    this.#pages.set(size, pages);
    const number = address / BigInt(size);
    if (pages.has(number)) return pages.get(number);
    this.#reads += 1;
    const start = number * BigInt(size);
    const bytes = await this.#read(start, size);
    const page = bytes === undefined ? undefined : { start, end: start + BigInt(size), bytes };
    pages.set(number, page);
    return page;
  }

  async #read(start: bigint, size: PageSize): Promise<Buffer | undefined> {
    if (this.#window !== undefined && this.#window !== 'unknown') return this.#window.read(start, size);
    // Delve evaluates an array of arrays at any address and writes out all of its elements for the clipboard.
    const words = size / this.wordSize;
    const type = words === 64 ? '[64]uintptr' : `[${words / 64}][64]uintptr`;
    const answer = await this.#evaluator.evaluate(`*(*${type})(${start})`, 'clipboard');
    return readWords(answer?.result ?? '', words, this.wordSize);
  }
}

/** The numbers behind the type of `[8][64]uintptr [[0,1,…],…]`; undefined unless every one of them is there. */
function readWords(text: string, count: number, wordSize: number): Buffer | undefined {
  const values = text.slice(text.indexOf(' ')).match(/\d+/g);
  if (values?.length !== count || text.includes('(unreadable')) return undefined;
  const bytes = Buffer.alloc(count * wordSize);
  for (const [at, value] of values.entries()) {
    if (wordSize === 8) bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), at * 8);
    else bytes.writeUInt32LE(Number(BigInt.asUintN(32, BigInt(value))), at * 4);
  }
  return bytes;
}
