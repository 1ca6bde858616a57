import type { DeferRecord } from './deferList.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import { type FrameStack } from '../frames/frames.ts';
import type { FunctionEntry, FunctionTable } from '../memory/functionTable.ts';
import type { Memory } from '../memory/memory.ts';
import type { OpenCodedPlaces } from '../memory/openCodedPlaces.ts';
import { PhysicalFrames, type PhysicalFrame } from '../frames/physicalFrames.ts';
import type { RunningDefer } from './runningDefers.ts';
import { isRuntime } from '../symbols/symbolKinds.ts';

/** A frame that may hold open-coded deferred calls, and what is known about them. */
export type OpenCodedFrame =
  | {
      readonly kind: 'read';
      readonly at: number;
      readonly sp: bigint;
      readonly records: readonly DeferRecord[];
      readonly running: RunningDefer | undefined;
    }
  /** It may have some, which could not be read. */
  | { readonly kind: 'unreadable'; readonly at: number };

/** How many frames of a stack are read: this cuts off a runaway recursion. */
const MAX_FRAMES = 12_000;
/** How far into a function's code its bits may not be cleared yet, in bytes at most, and in instructions. */
const PROLOGUE = { bytes: 1024n, instructions: 256 } as const;

export interface OpenCodedQuery {
  readonly frames: FrameStack;
  readonly table: FunctionTable;
  readonly memory: Memory;
  readonly evaluator: Evaluator;
  readonly stackHigh: bigint;
}

export interface OpenCodedStack {
  readonly frames: readonly OpenCodedFrame[];
  /** Frames further out were not read. */
  readonly isCut: boolean;
}

/** The open-coded deferred calls of a stack, the innermost frame's first. */
export async function findOpenCoded({ frames, table, memory, evaluator, stackHigh }: OpenCodedQuery): Promise<OpenCodedStack> {
  const physical = new PhysicalFrames(frames, { table, memory, stackHigh });
  const reader = new OpenCodedReader(table, memory, evaluator);
  const found: OpenCodedFrame[] = [];
  let inner: PhysicalFrame | undefined;
  for (let index = 0; index < MAX_FRAMES; index += 1) {
    const frame = await physical.at(index);
    if (frame === undefined) return { frames: found, isCut: false };
    if (!isRuntime(frames.frames[frame.at]?.name ?? '')) {
      const read = await reader.read(frame, inner);
      if (read !== undefined) found.push(read);
    }
    inner = frame;
  }
  return { frames: found, isCut: true };
}

/** Reads what single frames hold. */
export class OpenCodedReader {
  readonly #table: FunctionTable;
  readonly #memory: Memory;
  readonly #evaluator: Evaluator;

  constructor(table: FunctionTable, memory: Memory, evaluator: Evaluator) {
    this.#table = table;
    this.#memory = memory;
    this.#evaluator = evaluator;
  }

  /** `inner` is the activation that it has called; undefined for the innermost one. */
  async read({ at, pc, end }: PhysicalFrame, inner: PhysicalFrame | undefined): Promise<OpenCodedFrame | undefined> {
    const function_ = await this.#table.find(pc, this.#memory);
    // Code outside of all tables is not Go.
    if (function_ === undefined || function_.openCoded === 'none') return undefined;
    const size = await this.#table.frameSize(pc, this.#memory);
    // The frame does not exist yet, or no longer exists.
    if (size === 0) return undefined;
    if (function_.openCoded === 'unreadable' || end === undefined || size === undefined) return { kind: 'unreadable', at };
    const { machine } = this.#table.tables;
    const word = BigInt(machine.wordSize);
    const sp = end - BigInt(size) - (machine.pushesReturn ? word : 0n);
    const variables = end - (machine.pushesReturn ? word : 0n) - (machine.keepsFramePointer ? word : 0n);
    const { bits: bitsBelow, slots } = function_.openCoded;
    const bits = await this.#memory.byte(variables - BigInt(bitsBelow));
    if (bits === undefined || variables - BigInt(bitsBelow) < sp || bits >> slots.length !== 0) return { kind: 'unreadable', at };
    if (inner === undefined && bits !== 0 && (await this.#isBeforeStart(pc, function_, variables - BigInt(bitsBelow) - sp)))
      return undefined;
    const records: DeferRecord[] = [];
    for (let index = slots.length - 1; index >= 0; index -= 1) {
      if (((bits >> index) & 1) === 0) continue;
      const location = variables - BigInt(slots[index] ?? 0);
      const closure = await this.#memory.word(location);
      const code = closure === undefined ? undefined : closure === 0n ? 0n : await this.#memory.word(closure);
      if (closure === undefined || code === undefined || location < sp || (code !== 0n && !this.#isCode(code)))
        return { kind: 'unreadable', at };
      records.push({
        address: location,
        location,
        sp,
        pc: undefined,
        closure,
        code,
        started: false,
        openCoded: { function: function_, offset: location - sp },
      });
    }
    return {
      kind: 'read',
      at,
      sp,
      records,
      running: inner === undefined ? undefined : await this.#findRunning({ bits, slots, variables }, at, inner),
    };
  }

  #isCode(address: bigint): boolean {
    const { text, textEnd } = this.#table.tables;
    return address >= text && address < textEnd;
  }

  /**
   * Whether an instruction comes before the one that clears the bits: until then they are left over from another call. The program can be
   * there only where it was interrupted.
   */
  async #isBeforeStart(pc: bigint, { entry }: FunctionEntry, offset: bigint): Promise<boolean> {
    if (pc - entry > PROLOGUE.bytes) return false;
    const store = new RegExp(`^MOV\\w* (?:\\$0x0|\\$0|X15|ZR), (?:0x${offset.toString(16)}|${offset})\\((?:SP|RSP)\\)$`);
    const found = (await this.#evaluator.disassemble(entry, PROLOGUE.instructions)).find(({ instruction }) => store.test(instruction));
    return found !== undefined && BigInt(found.address) >= pc;
  }

  /**
   * The call that the function makes at its end: its bit has been cleared before, and its closure stays. A call in the function's own code
   * is not a deferred call.
   */
  async #findRunning(
    { bits, slots, variables }: { readonly bits: number; readonly slots: OpenCodedPlaces['slots']; readonly variables: bigint },
    at: number,
    inner: PhysicalFrame,
  ): Promise<RunningDefer | undefined> {
    const called = (await this.#table.find(inner.pc, this.#memory))?.entry;
    if (called === undefined) return undefined;
    for (const [index, below] of slots.entries()) {
      if (((bits >> index) & 1) === 1) continue;
      const closure = await this.#memory.word(variables - BigInt(below));
      const code = closure === undefined || closure === 0n ? undefined : await this.#memory.word(closure);
      // The most recently started call is the lowest of those that were registered and are no longer pending.
      if (code !== undefined) return code === called ? { frame: inner.at, owner: at, panic: undefined } : undefined;
    }
    return undefined;
  }
}
