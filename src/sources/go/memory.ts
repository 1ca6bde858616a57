import type { Evaluator } from './evaluator.ts';

/** Memory is read in pages of so many bytes, the largest that can be had first. */
const PAGE_SIZES = [32768, 4096, 512] as const;
/** Pages of the middle size that are read before the largest is tried: a few records do not need 32 KiB. */
const MODEST_READS = 3;

type PageSize = (typeof PAGE_SIZES)[number];

/**
 * The debugged program's memory at one stop. Delve evaluates an array of arrays at any address and writes out all of its
 * elements for the clipboard: thousands of words in one request.
 */
export class Memory {
  readonly #evaluator: Evaluator;
  readonly wordSize: number;
  /** By size and number of the page; undefined for one that cannot be read as a whole. */
  readonly #pages = new Map<string, readonly bigint[] | undefined>();
  #reads = 0;

  constructor(evaluator: Evaluator, wordSize: number) {
    this.#evaluator = evaluator;
    this.wordSize = wordSize;
  }

  /** The word at an address that is a multiple of the word size; undefined where there is no memory. */
  async word(address: bigint): Promise<bigint | undefined> {
    if (address <= 0n || address % BigInt(this.wordSize) !== 0n) return undefined;
    for (const size of this.#sizes(address)) {
      const page = await this.#page(address, size);
      if (page !== undefined) return page[Number(address % BigInt(size)) / this.wordSize];
    }
    return this.#evaluator.number(`*(*uintptr)(${address})`);
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

  /** A page that is there already comes first, whatever its size. */
  #sizes(address: bigint): readonly PageSize[] {
    const known = PAGE_SIZES.filter((size) => this.#pages.get(pageKey(address, size)) !== undefined);
    if (known.length > 0) return known;
    return this.#reads < MODEST_READS ? PAGE_SIZES.slice(1) : PAGE_SIZES;
  }

  async #page(address: bigint, size: PageSize): Promise<readonly bigint[] | undefined> {
    const key = pageKey(address, size);
    if (this.#pages.has(key)) return this.#pages.get(key);
    this.#reads += 1;
    const words = size / this.wordSize;
    const type = words === 64 ? '[64]uintptr' : `[${words / 64}][64]uintptr`;
    const start = address - (address % BigInt(size));
    const answer = await this.#evaluator.evaluate(`*(*${type})(${start})`, 'clipboard');
    const page = readWords(answer?.result ?? '', words);
    this.#pages.set(key, page);
    return page;
  }
}

function pageKey(address: bigint, size: PageSize): string {
  return `${size}:${address / BigInt(size)}`;
}

/** The numbers behind the type of `[8][64]uintptr [[0,1,…],…]`; undefined unless every one of them is there. */
function readWords(text: string, count: number): bigint[] | undefined {
  const values = text.slice(text.indexOf(' ')).match(/\d+/g);
  return values?.length === count && !text.includes('(unreadable') ? values.map(BigInt) : undefined;
}
