import type { FunctionTable } from '../memory/functionTable.ts';
import { GOROUTINE_STATUS, type Goroutine } from './goroutine.ts';
import type { Memory } from '../memory/memory.ts';

/** One activation on the stack of a goroutine that is not running. */
export interface UnwoundFrame {
  /** The instruction that it is at, or that its call returns to. */
  readonly pc: bigint;
  /** The address at which it ends. */
  readonly end: bigint;
}

/** How many frames of a stack are read. */
const MAX_FRAMES = 1_000;
/** How many bytes of a stack are read at once: most use less. */
const MAX_BYTES_AT_ONCE = 32_768n;

/**
 * The call stack of a waiting goroutine, innermost frame first, read from its memory alone, in the way that Go's runtime walks it
 * (`unwinder` in runtime/traceback.go). Undefined if the goroutine runs, or if the stack cannot be followed to its outermost function.
 */
export async function unwind(goroutine: Goroutine, table: FunctionTable, memory: Memory): Promise<readonly UnwoundFrame[] | undefined> {
  const start = startOf(goroutine);
  if (start === undefined || start.sp < goroutine.stackLow || start.sp >= goroutine.stackHigh) return undefined;
  const used = goroutine.stackHigh - start.sp;
  await memory.readExactly(start.sp, Number(used < MAX_BYTES_AT_ONCE ? used : MAX_BYTES_AT_ONCE));
  const { pushesReturn, wordSize } = table.tables.machine;
  const word = BigInt(wordSize);
  const frames: UnwoundFrame[] = [];
  let { pc, sp } = start;
  while (frames.length < MAX_FRAMES) {
    const function_ = await table.find(pc, memory);
    const size = await table.frameSize(pc, memory);
    if (function_ === undefined || size === undefined) return undefined;
    const end = sp + BigInt(size) + (pushesReturn ? word : 0n);
    if (end > goroutine.stackHigh || end < sp) return undefined;
    frames.push({ pc, end });
    if (function_.isOutermost) return frames;
    // The return address. A function without a frame has it in a register, except on machines that push it onto the stack.
    const next = function_.movesStack || (!pushesReturn && size === 0) ? undefined : await memory.word(pushesReturn ? end - word : sp);
    if (next === undefined || end === sp) return undefined;
    pc = next;
    sp = end;
  }
  return undefined;
}

/** Where it resumes: the runtime keeps that elsewhere while it is in a system call. */
function startOf({ status, pc, sp, syscallPc, syscallSp }: Goroutine): { readonly pc: bigint; readonly sp: bigint } | undefined {
  if (status === GOROUTINE_STATUS.running) return undefined;
  const start = syscallSp === 0n ? { pc, sp } : { pc: syscallPc, sp: syscallSp };
  return start.pc === 0n || start.sp === 0n ? undefined : start;
}
