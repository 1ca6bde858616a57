import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { FramePlaces, FrameStack } from './frames.ts';
import type { FunctionTable } from '../memory/functionTable.ts';
import type { Memory } from '../memory/memory.ts';

/** One activation of a function on the stack, including the functions that the compiler has inlined into it. */
export interface PhysicalFrame {
  /** Index of its own frame; the frames of inlined functions come before it, from `first` on. */
  readonly at: number;
  readonly first: number;
  /** The instruction that it is at, or that its call returns to. */
  readonly pc: bigint;
  /** The address at which it ends (its canonical frame address); undefined if that cannot be told. */
  readonly end: bigint | undefined;
}

/** What is needed to place frames. */
export interface PlacingContext {
  readonly table: FunctionTable;
  readonly memory: Memory;
  readonly stackHigh: bigint;
}

/** For how many frames the debugger is asked where they are: the stack tells it for the others. */
const MAX_ASKED = 40;

/**
 * Finds where the frames of a stack are, from the innermost outwards. The debugger says it for the first frame. Each next one begins where
 * the one before it ends, and has the size that the program's tables say. The return address between the two must be that of the next
 * frame; if it is not, the debugger is asked again.
 */
export class PhysicalFrames implements FramePlaces {
  readonly #frames: FrameStack;
  readonly #context: PlacingContext;
  readonly #found: PhysicalFrame[] = [];
  #asked = 0;

  constructor(frames: FrameStack, context: PlacingContext) {
    this.#frames = frames;
    this.#context = context;
  }

  /** The next frame outwards; undefined after the last one that the debugger has given. */
  async at(index: number): Promise<PhysicalFrame | undefined> {
    while (index >= this.#found.length) {
      const next = await this.#next();
      if (next === undefined) return undefined;
      this.#found.push(next);
      if (next.end === undefined) continue;
      for (let at = next.first; at <= next.at; at += 1) this.#frames.noteEnd(at, next.end, this.#context.stackHigh);
    }
    return this.#found[index];
  }

  async placeUpTo(at: number): Promise<void> {
    while ((this.#found.at(-1)?.at ?? -1) < at && (await this.at(this.#found.length)) !== undefined);
  }

  async #next(): Promise<PhysicalFrame | undefined> {
    const last = this.#found.at(-1);
    const first = last === undefined ? 0 : last.at + 1;
    const pc = await this.#pcOf(first);
    if (pc === undefined) return undefined;
    const at = await this.#ownFrame(first, pc);
    const end = (last === undefined ? undefined : await this.#endAfter(last, pc)) ?? (await this.#ask(at));
    return { at, first, pc, end: end === undefined || (last?.end !== undefined && end <= last.end) ? undefined : end };
  }

  /** The frame of the function itself: inlined functions are at the same instruction and have other names. */
  async #ownFrame(first: number, pc: bigint): Promise<number> {
    if ((await this.#pcOf(first + 1)) !== pc) return first;
    const found = await this.#context.table.find(pc, this.#context.memory);
    const name = found === undefined ? undefined : await this.#context.table.nameOf(found, this.#context.memory);
    for (let at = first; (await this.#pcOf(at)) === pc; at += 1) {
      const isOwn = name !== undefined && withoutTypes(this.#frames.frames[at]?.name ?? '') === withoutTypes(name);
      if (isOwn || (await this.#pcOf(at + 1)) !== pc) return at;
    }
    return first;
  }

  /** Where the frame ends to which the last one returns at an instruction. */
  async #endAfter({ end, pc: calleePc }: PhysicalFrame, pc: bigint): Promise<bigint | undefined> {
    const { table, memory, stackHigh } = this.#context;
    const { machine } = table.tables;
    if (end === undefined) return undefined;
    const word = BigInt(machine.wordSize);
    const calleeSize = machine.pushesReturn ? 0 : await table.frameSize(calleePc, memory);
    if (calleeSize === undefined || (!machine.pushesReturn && calleeSize === 0)) return undefined;
    const returnsTo = await memory.word(machine.pushesReturn ? end - word : end - BigInt(calleeSize));
    if (returnsTo !== pc) return undefined;
    const size = await table.frameSize(pc, memory);
    if (size === undefined || (await table.find(pc, memory))?.movesStack !== false) return undefined;
    const next = end + BigInt(size) + (machine.pushesReturn ? word : 0n);
    return next > stackHigh ? undefined : next;
  }

  async #ask(at: number): Promise<bigint | undefined> {
    if (this.#asked >= MAX_ASKED) return undefined;
    this.#asked += 1;
    return this.#frames.askEnd(at, this.#context.stackHigh);
  }

  async #pcOf(at: number): Promise<bigint | undefined> {
    while (at >= this.#frames.frames.length) if (!(await this.#frames.load())) return undefined;
    return instructionOf(this.#frames.frames[at]);
  }
}

/** Where a frame is in the code. */
export function instructionOf(frame: Dap.StackFrame | undefined): bigint | undefined {
  const text = frame?.instructionPointerReference;
  return text !== undefined && /^0x[0-9a-f]+$/i.test(text) ? BigInt(text) : undefined;
}

/** A generic function's name contains its type arguments in one place and dots in another. */
function withoutTypes(name: string): string {
  return name.replace(/\[.*\]/, '[]');
}
