import { unlessRefused } from '../../../dap/port.ts';
import type { Evaluator } from './evaluator.ts';
import { MemoryWindow } from './memoryWindow.ts';

/** Memory is read in pages of this many bytes. */
const PAGE_SIZES = [524288, 131072, 32768, 8192, 512] as const;
type PageSize = (typeof PAGE_SIZES)[number];
const SMALLEST: PageSize = 512;

/**
 * A page is small at first, because usually little of it is needed. A page next to one that was already read continues a long list or a
 * deep stack, so it is read in the next larger size. VS Code passes on about five megabytes per second.
 */
const FIRST_SIZE: PageSize = 8192;
/** Pages are also larger in a neighbourhood from which this many pages were read: things of one kind are scattered in it. */
const LARGER_AFTER: Readonly<Record<PageSize, number>> = { 524288: 8, 131072: 5, 32768: 3, 8192: 0, 512: 0 };
/** Addresses that differ only in this many low bits form one neighbourhood. */
const NEIGHBOURHOOD_BITS = 20n;

/** Sizes of pages that are written out as arrays: Delve shows at most two dimensions, with at most 64 elements each. */
const LARGEST_ARRAY = 32768;
/**
 * The largest pages are read only where addresses differ from the heap's in this many low bits: the program's code and data are elsewhere,
 * and smaller.
 */
const HEAP_BITS = 36n;
const LARGEST_BESIDE_HEAP = 131072;
/** Addresses beyond this do not belong to a program. */
const HIGHEST = 1n << 63n;

interface Page {
  readonly start: bigint;
  readonly end: bigint;
  readonly bytes: Buffer;
}

/** The debugged program's memory at one stop, read in as few requests as possible, none of them for more than half a megabyte. */
export class Memory {
  readonly #evaluator: Evaluator;
  readonly wordSize: number;
  readonly #heap: bigint | undefined;
  /** By size, then by page number; undefined for a page that cannot be read as a whole. */
  readonly #pages = new Map<PageSize, Map<bigint, Page | undefined>>();
  /** Pages that are being requested, so that nobody requests one twice. */
  readonly #loading = new Map<string, Promise<Page | undefined>>();
  /** How many pages of each neighbourhood were requested. */
  readonly #visits = new Map<bigint, number>();
  #last: Page | undefined;
  #window: Promise<MemoryWindow | undefined> | undefined;
  #reads = 0;

  /** `heap` is an address in the program's heap, if known. */
  constructor(evaluator: Evaluator, wordSize: number, heap?: bigint) {
    this.#evaluator = evaluator;
    this.wordSize = wordSize;
    this.#heap = heap;
  }

  /** How many pages were requested. */
  get reads(): number {
    return this.#reads;
  }

  /** The word at an address that is a multiple of the word size; undefined if there is no memory. */
  async word(address: bigint): Promise<bigint | undefined> {
    const known = this.known(address);
    if (known !== undefined) return known;
    if (address <= 0n || address >= HIGHEST || address % BigInt(this.wordSize) !== 0n) return undefined;
    const page = await unlessRefused(this.#evaluator.signal, this.#pageAt(address));
    return page === undefined ? this.#evaluator.number(`*(*uintptr)(${address})`) : this.#wordIn(page, address);
  }

  /** The same, but only for memory that was already read; undefined for everything else. */
  known(address: bigint): bigint | undefined {
    const page = this.#knownPage(address);
    return page === undefined ? undefined : this.#wordIn(page, address);
  }

  async byte(address: bigint): Promise<number | undefined> {
    const offset = address % BigInt(this.wordSize);
    const word = await this.word(address - offset);
    return word === undefined ? undefined : Number((word >> (8n * offset)) & 0xffn);
  }

  /** Bytes from any address on; undefined if some are missing. */
  async bytes(address: bigint, length: number): Promise<Buffer | undefined> {
    const bytes = Buffer.alloc(length);
    if (address <= 0n || address + BigInt(length) >= HIGHEST) return undefined;
    for (let at = 0; at < length;) {
      const from = address + BigInt(at);
      const page = this.#knownPage(from) ?? (await this.#pageAt(from));
      if (page === undefined) return undefined;
      at += page.bytes.copy(bytes, at, Number(from - page.start));
    }
    return bytes;
  }

  /** Reads exactly this range in one request, if possible: a caller who knows how much is needed saves the rest. */
  async readExactly(address: bigint, length: number): Promise<void> {
    const small = BigInt(SMALLEST);
    const first = address / small;
    const count = Number((address + BigInt(length) + small - 1n) / small - first);
    const pages = this.#pages.get(SMALLEST) ?? new Map<bigint, Page | undefined>();
    this.#pages.set(SMALLEST, pages);
    if (
      (await this.#openWindow()) === undefined ||
      length <= 0 ||
      Array.from({ length: count }, (_, at) => first + BigInt(at)).every((number) => this.#knownPage(number * small) !== undefined)
    )
      return;
    this.#reads += 1;
    const bytes = await unlessRefused(this.#evaluator.signal, this.#read(first * small, count * SMALLEST));
    for (let at = 0; bytes !== undefined && at < count; at += 1) {
      const start = (first + BigInt(at)) * small;
      pages.set(first + BigInt(at), { start, end: start + small, bytes: bytes.subarray(at * SMALLEST, (at + 1) * SMALLEST) });
    }
  }

  #wordIn({ start, bytes }: Page, address: bigint): bigint | undefined {
    const at = Number(address - start);
    if (at % this.wordSize !== 0) return undefined;
    return this.wordSize === 8 ? bytes.readBigUInt64LE(at) : BigInt(bytes.readUInt32LE(at));
  }

  #knownPage(address: bigint): Page | undefined {
    const last = this.#last;
    if (last !== undefined && address >= last.start && address < last.end) return last;
    for (const [size, pages] of this.#pages) {
      const page = pages.get(address / BigInt(size));
      if (page === undefined) continue;
      this.#last = page;
      return page;
    }
    return undefined;
  }

  /**
   * The page around an address: the largest available one of the sizes that are worth it.
   * @throws {DapError} if the debugger refuses for no reason even to read the smallest.
   */
  async #pageAt(address: bigint): Promise<Page | undefined> {
    const largest = await this.#largest(address);
    const near = address >> NEIGHBOURHOOD_BITS;
    const visits = this.#visits.get(near) ?? 0;
    this.#visits.set(near, visits + 1);
    const most = Math.max(this.#sizeBeside(address), PAGE_SIZES.find((size) => visits >= LARGER_AFTER[size]) ?? FIRST_SIZE);
    for (const size of PAGE_SIZES) {
      if (size > most || size > largest) continue;
      const load = this.#load(address, size);
      const page = await (size === SMALLEST ? load : unlessRefused(this.#evaluator.signal, load));
      if (page !== undefined) return page;
    }
    return undefined;
  }

  /** The size of a page at an address: the next larger than that of the neighbouring page. */
  #sizeBeside(address: bigint): number {
    let larger: PageSize = PAGE_SIZES[0];
    for (const size of PAGE_SIZES) {
      const pages = this.#pages.get(size);
      const number = address / BigInt(size);
      if (pages?.get(number - 1n) !== undefined || pages?.get(number + 1n) !== undefined) return Math.max(larger, FIRST_SIZE);
      larger = size;
    }
    return FIRST_SIZE;
  }

  async #largest(address: bigint): Promise<number> {
    if ((await this.#openWindow()) === undefined) return LARGEST_ARRAY;
    return this.#heap !== undefined && address >> HEAP_BITS === this.#heap >> HEAP_BITS ? Infinity : LARGEST_BESIDE_HEAP;
  }

  /** Undefined if memory has to be written out as arrays. */
  #openWindow(): Promise<MemoryWindow | undefined> {
    this.#window ??=
      this.wordSize === 8 ? unlessRefused(this.#evaluator.signal, MemoryWindow.open(this.#evaluator)) : Promise.resolve(undefined);
    return this.#window;
  }

  async #load(address: bigint, size: PageSize): Promise<Page | undefined> {
    const pages = this.#pages.get(size) ?? new Map<bigint, Page | undefined>();
    this.#pages.set(size, pages);
    const number = address / BigInt(size);
    if (pages.has(number)) return pages.get(number);
    const key = `${size}:${number}`;
    const loading = this.#loading.get(key) ?? this.#readPage(number * BigInt(size), size);
    this.#loading.set(key, loading);
    try {
      const page = await loading;
      pages.set(number, page);
      return page;
    } finally {
      this.#loading.delete(key);
    }
  }

  async #readPage(start: bigint, size: PageSize): Promise<Page | undefined> {
    this.#reads += 1;
    const bytes = await this.#read(start, size);
    return bytes === undefined ? undefined : { start, end: start + BigInt(size), bytes };
  }

  async #read(start: bigint, size: number): Promise<Buffer | undefined> {
    const window = await this.#window;
    if (window !== undefined) return window.read(start, size);
    // Delve evaluates an array of arrays at any address, and for the clipboard it writes out all of the elements.
    const words = size / this.wordSize;
    const type = words === 64 ? '[64]uintptr' : `[${words / 64}][64]uintptr`;
    const answer = await this.#evaluator.evaluate(`*(*${type})(${start})`, 'clipboard');
    return readWords(answer?.result ?? '', words, this.wordSize);
  }
}

/** The numbers after the type in `[8][64]uintptr [[0,1,…],…]`; undefined unless every one of them is there. */
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
