import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { isRefusal, unlessRefused, type DapError, type DapPort } from '../../../dap/port.ts';

/** Added to a 64-bit number, signed or unsigned, this gives a number that is not negative and has at most 65 bits. */
const BIAS = 1n << 63n;
const PACKED_BITS = 65n;

/**
 * How Delve begins to say that there is nothing to answer: memory that does not exist, a name that this version of Go does not have. Any
 * other refusal says nothing about the program.
 */
const ANSWERS: ReadonlySet<string> = new Set(['Unable to evaluate expression', 'Unable to read memory', 'Unable to disassemble']);

/** An instruction, and the source line that it starts, if it starts one. */
export type Instruction = Dap.DisassembledInstruction;

/**
 * Delve's evaluator in one frame of one stop. Everything is asked in the context `watch`, in which a failure is not shown to the user.
 * Exceptions are requests that are known to succeed and return more than the 256 characters that `watch` gives.
 *
 * Every method throws a `DapError` if Delve refuses a request for any other reason than that there is nothing to answer.
 */
export class Evaluator {
  /** `asking` has the signal of the present caller: later requests at the same stop have their own. */
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

  /** The value of the expression; undefined if there is none: a field that this Go version does not have, memory that does not exist. */
  async evaluate(expression: string, context: 'watch' | 'clipboard' = 'watch'): Promise<Dap.EvaluateResponse['body'] | undefined> {
    return this.#unlessRefused(this.port.request('evaluate', { expression, frameId: this.frameId, context }, this.signal));
  }

  /** A whole number; Delve writes some numbers a second time in hexadecimal. */
  async number(expression: string): Promise<bigint | undefined> {
    return readNumber((await this.evaluate(expression))?.result);
  }

  /**
   * Several whole numbers of at most 64 bits, in one request if possible: Delve's `real` returns a constant, and constants have as many
   * digits as they need. If the request is refused it is split in halves.
   */
  async numbers(expressions: readonly string[]): Promise<(bigint | undefined)[]> {
    const [only] = expressions;
    if (only === undefined) return [];
    if (expressions.length === 1) return [await this.number(only)];
    const packed = await unlessRefused(
      this.signal,
      this.number(expressions.map((expression, at) => `(real(${expression})+${BIAS})*${1n << (PACKED_BITS * BigInt(at))}`).join('+')),
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

  /**
   * Memory behind something that Delve has shown, in base64; undefined if Delve cannot read memory (before 1.26), or part of the memory
   * does not exist.
   */
  async readMemory(memoryReference: string, offset: number, count: number): Promise<Dap.ReadMemoryResponse['body']> {
    return this.#unlessRefused(this.port.request('readMemory', { memoryReference, offset, count }, this.signal));
  }

  /** The instructions from an address on, which has to be the start of one. A negative offset starts that many instructions earlier. */
  async disassemble(address: bigint, instructionCount: number, instructionOffset = 0): Promise<readonly Instruction[]> {
    const args = { memoryReference: `0x${address.toString(16)}`, instructionOffset, instructionCount };
    return (await this.#unlessRefused(this.port.request('disassemble', args, this.signal)))?.instructions ?? [];
  }

  async #unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      if (!isRefusal(error, this.signal) || !isAnswer(error)) throw error;
      return undefined;
    }
  }
}

function isAnswer({ message }: DapError): boolean {
  return ANSWERS.has(message.split(':', 1)[0] ?? '');
}

/** `42` of `42`, `42 = 0x2a` and `waitReasonSelect (18)`. */
function readNumber(text: string | undefined): bigint | undefined {
  const digits = /^-?\d+/.exec(text ?? '')?.[0] ?? /\((\d+)\)(?: = 0x[0-9a-f]+)?$/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}
