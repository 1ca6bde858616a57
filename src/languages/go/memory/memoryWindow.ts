import type { Evaluator } from './evaluator.ts';

/**
 * All memory behind one reference. From 1.26 on Delve can read raw memory, twenty times as fast as it writes it out as an array, but only
 * behind a slice or a string that it has shown, and no further than that extends. The garbage collector's limit is a number without a
 * maximum that follows a small one (`gcControllerState` in runtime/mgcpacer.go): read as a slice, the two begin before all memory and end
 * behind it. What Delve says about that slice is used, not what is expected of it.
 */
export class MemoryWindow {
  readonly #evaluator: Evaluator;
  readonly #reference: string;
  readonly #start: bigint;
  readonly #end: bigint;

  private constructor(evaluator: Evaluator, reference: string, start: bigint, length: bigint) {
    this.#evaluator = evaluator;
    this.#reference = reference;
    this.#start = start;
    this.#end = start + length;
  }

  /** Undefined if Delve cannot read memory (before 1.26), or the program has set a limit (`GOMEMLIMIT`). */
  static async open(evaluator: Evaluator): Promise<MemoryWindow | undefined> {
    const pointer = await evaluator.evaluate('(*[]uint8)(uintptr(&runtime.gcController.memoryLimit)-8)');
    const slice = pointer === undefined ? undefined : (await evaluator.variables(pointer.variablesReference))[0];
    const start = /^0x[0-9a-f]+$/.exec(slice?.memoryReference ?? '')?.[0];
    const length = /\blen: (\d+)/.exec(slice?.value ?? '')?.[1];
    return start === undefined || length === undefined ? undefined : new MemoryWindow(evaluator, start, BigInt(start), BigInt(length));
  }

  /** `length` bytes from `address` on; undefined unless all of them can be read. */
  async read(address: bigint, length: number): Promise<Buffer | undefined> {
    if (address < this.#start || address + BigInt(length) > this.#end) return undefined;
    const answer = await this.#evaluator.readMemory(this.#reference, Number(address - this.#start), length);
    if (answer?.data === undefined || answer.address !== `0x${address.toString(16)}`) return undefined;
    const bytes = Buffer.from(answer.data, 'base64');
    return bytes.length === length ? bytes : undefined;
  }
}
