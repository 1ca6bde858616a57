import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { AdapterGoneError, DapError, type DapPort } from '../../../dap/port.ts';

/** Makes every number of 64 bits, with a sign or without, one that has none and fits into one bit more. */
const BIAS = 1n << 63n;
const PACKED_BITS = 65n;

/** An instruction and the source line that it starts, where it starts one. */
export type Instruction = Dap.DisassembledInstruction;

/**
 * Delve's evaluator in one frame of one stop. Everything is asked in the context `watch`, in which a failure is not shown to
 * the user, but for what is known to succeed and is longer than the 256 characters that `watch` gives.
 */
export class Evaluator {
  /** `asking` has the signal of whoever asks now: what is asked later at the same stop has another. */
  constructor(
    readonly port: DapPort,
    readonly frameId: number,
    readonly asking: { readonly signal: AbortSignal },
  ) {}

  get signal(): AbortSignal {
    return this.asking.signal;
  }

  /** The same for another frame. */
  in(frameId: number): Evaluator {
    return new Evaluator(this.port, frameId, this.asking);
  }

  /** What the expression gives; undefined where Delve refuses it: a field that this Go version has not, memory that is not there. */
  async evaluate(expression: string, context: 'watch' | 'clipboard' = 'watch'): Promise<Dap.EvaluateResponse['body'] | undefined> {
    return this.#unlessRefused(this.port.request('evaluate', { expression, frameId: this.frameId, context }, this.signal));
  }

  /** A whole number; Delve writes some of them a second time in hexadecimal. */
  async number(expression: string): Promise<bigint | undefined> {
    return readNumber((await this.evaluate(expression))?.result);
  }

  /**
   * Several whole numbers of at most 64 bits, in one request where that can be: Delve's `real` gives a constant, and
   * constants have as many digits as they need. What is refused together is asked for in halves, and undefined where it is
   * refused alone.
   */
  async numbers(expressions: readonly string[]): Promise<(bigint | undefined)[]> {
    const [only] = expressions;
    if (only === undefined) return [];
    if (expressions.length === 1) return [await this.number(only)];
    const packed = await this.number(
      expressions.map((expression, at) => `(real(${expression})+${BIAS})*${1n << (PACKED_BITS * BigInt(at))}`).join('+'),
    );
    if (packed !== undefined && packed >> (PACKED_BITS * BigInt(expressions.length)) === 0n)
      return expressions.map((_, at) => BigInt.asUintN(Number(PACKED_BITS), packed >> (PACKED_BITS * BigInt(at))) - BIAS);
    const middle = expressions.length >> 1;
    return [...(await this.numbers(expressions.slice(0, middle))), ...(await this.numbers(expressions.slice(middle)))];
  }

  /** The children of a value. */
  async variables(variablesReference: number): Promise<readonly Dap.Variable[]> {
    if (variablesReference <= 0) return [];
    return (await this.#unlessRefused(this.port.request('variables', { variablesReference }, this.signal)))?.variables ?? [];
  }

  /** The variables of the frame, arguments first. */
  async locals(): Promise<readonly Dap.Variable[]> {
    const answer = await this.#unlessRefused(this.port.request('scopes', { frameId: this.frameId }, this.signal));
    return (await Promise.all((answer?.scopes ?? []).map((scope) => this.variables(scope.variablesReference)))).flat();
  }

  /** Whether the frame's function was compiled with optimization: Delve says so in the name of its variables. */
  async isOptimized(): Promise<boolean> {
    const answer = await this.#unlessRefused(this.port.request('scopes', { frameId: this.frameId }, this.signal));
    return answer?.scopes.some((scope) => /optimized function/.test(scope.name)) === true;
  }

  /** Memory behind something that Delve has shown, in base64; undefined where it reads none (before 1.26), or not all of it is there. */
  async readMemory(memoryReference: string, offset: number, count: number): Promise<Dap.ReadMemoryResponse['body']> {
    return this.#unlessRefused(this.port.request('readMemory', { memoryReference, offset, count }, this.signal));
  }

  /** The instructions from an address on, which has to be the start of one; from so many before it where the offset is negative. */
  async disassemble(address: bigint, instructionCount: number, instructionOffset = 0): Promise<readonly Instruction[]> {
    const args = { memoryReference: `0x${address.toString(16)}`, instructionOffset, instructionCount };
    return (await this.#unlessRefused(this.port.request('disassemble', args, this.signal)))?.instructions ?? [];
  }

  async #unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      if (this.signal.aborted || !(error instanceof DapError) || error instanceof AdapterGoneError) throw error;
      return undefined;
    }
  }
}

/** `42` of `42`, `42 = 0x2a` and `waitReasonSelect (18)`. */
function readNumber(text: string | undefined): bigint | undefined {
  const digits = /^-?\d+/.exec(text ?? '')?.[0] ?? /\((\d+)\)(?: = 0x[0-9a-f]+)?$/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}
