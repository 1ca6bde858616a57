import type { FunctionTable } from '../memory/functionTable.ts';
import { GOROUTINE_STATUS, type Goroutine } from './goroutine.ts';
import type { Memory } from '../memory/memory.ts';

/** One activation on the stack of a goroutine that does not run. */
export interface UnwoundFrame {
  /** The instruction that it is at, or where its call returns to. */
  readonly pc: bigint;
  /** The address at which it ends. */
  readonly end: bigint;
}

/** Frames of a stack that are looked at. */
const MOST_FRAMES = 1_000;
/** Of a stack so many bytes are read at once: most use less. */
const READ_AT_ONCE = 32_768n;

/**
 * The call stack of a goroutine that waits, innermost frame first, out of its memory alone, as Go's runtime walks it
 * (`unwinder` in runtime/traceback.go). Undefined where it runs, and where it cannot be followed to its outermost function.
 */
export async function unwind(goroutine: Goroutine, table: FunctionTable, memory: Memory): Promise<readonly UnwoundFrame[] | undefined> {
  const start = startOf(goroutine);
  if (start === undefined || start.sp < goroutine.stackLow || start.sp >= goroutine.stackHigh) return undefined;
  const used = goroutine.stackHigh - start.sp;
  await memory.readExactly(start.sp, Number(used < READ_AT_ONCE ? used : READ_AT_ONCE));
  const { pushesReturn, wordSize } = table.tables.machine;
  const word = BigInt(wordSize);
  const frames: UnwoundFrame[] = [];
  let { pc, sp } = start;
  while (frames.length < MOST_FRAMES) {
    const function_ = await table.find(pc, memory);
    const size = await table.frameSize(pc, memory);
    if (function_ === undefined || size === undefined) return undefined;
    const end = sp + BigInt(size) + (pushesReturn ? word : 0n);
    if (end > goroutine.stackHigh || end < sp) return undefined;
    frames.push({ pc, end });
    if (function_.isOutermost) return frames;
    // The address to return to; of a function without a frame the register had it, which only machines that push it make up for.
    const next = function_.movesStack || (!pushesReturn && size === 0) ? undefined : await memory.word(pushesReturn ? end - word : sp);
    if (next === undefined || end === sp) return undefined;
    pc = next;
    sp = end;
  }
  return undefined;
}

/** Where it goes on: the runtime keeps that apart while it is in a system call. */
function startOf({ status, pc, sp, syscallPc, syscallSp }: Goroutine): { readonly pc: bigint; readonly sp: bigint } | undefined {
  if (status === GOROUTINE_STATUS.running) return undefined;
  const start = syscallSp === 0n ? { pc, sp } : { pc: syscallPc, sp: syscallSp };
  return start.pc === 0n || start.sp === 0n ? undefined : start;
}
