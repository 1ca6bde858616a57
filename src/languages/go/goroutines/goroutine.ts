import type { Evaluator } from '../memory/evaluator.ts';
import type { GoroutineField, Layouts } from '../memory/layouts.ts';
import type { Memory } from '../memory/memory.ts';

/** A goroutine as the runtime keeps it. */
export interface Goroutine {
  readonly id: bigint;
  /** Address of its first deferred call; 0 for none. */
  readonly firstDefer: bigint;
  /** Address of its newest panic; 0 for none. */
  readonly firstPanic: bigint;
  readonly stackLow: bigint;
  /** Where its stack ends: stacks grow downwards from here. */
  readonly stackHigh: bigint;
  readonly status: number;
  readonly waitReason: number;
  /** Since when it waits, in nanoseconds of the program's clock; 0 if the runtime has not noted it. */
  readonly waitSince: bigint;
  /** Address of the first of the things that it waits for in a channel operation; 0 for none. */
  readonly waitsFor: bigint;
  /** Where the function that it was started with begins. */
  readonly startPc: bigint;
  /** The frame pointer of the innermost frame while it does not run; 0 if it is not kept. */
  readonly framePointer: bigint;
  /** Where it resumes if it does not run: the instruction, and its stack pointer. */
  readonly pc: bigint;
  readonly sp: bigint;
  /** The same while it is in a system call; 0 otherwise. */
  readonly syscallPc: bigint;
  readonly syscallSp: bigint;
}

/**
 * An address in a form that stays the same when the runtime moves the goroutine's stack, which it does as the stack grows: an address in
 * the stack is counted from the stack's end.
 */
export function stableAddress(address: bigint, { stackLow, stackHigh }: Goroutine): string {
  return address >= stackLow && address < stackHigh ? `s${(stackHigh - address).toString(16)}` : address.toString(16);
}

/** Values of `g.atomicstatus` in runtime/runtime2.go, without the bit for a stack that is being scanned. */
export const GOROUTINE_STATUS = { runnable: 1, running: 2, syscall: 3, waiting: 4, dead: 6, leaked: 10, deadExtra: 11 } as const;
const SCAN_BIT = 0x1000;

/** Whether it has stopped running until something happens. */
export function isWaiting({ status }: Goroutine): boolean {
  return status === GOROUTINE_STATUS.waiting || status === GOROUTINE_STATUS.leaked;
}

/** What is requested first at each stop. */
export interface StopHead {
  /** When the program started, by its own clock, in nanoseconds; undefined if Go's runtime cannot be seen from the frame. */
  readonly startedAt: bigint | undefined;
  /** Address of the stack bounds of the goroutine in whose frame the evaluator works; undefined outside of a goroutine. */
  readonly stack: bigint | undefined;
  /** Where the frame ends, in bytes from the end of that stack. */
  readonly frameOffset: bigint | undefined;
  /** Address and length of the table of all goroutines. */
  readonly table: { readonly address: bigint; readonly count: number } | undefined;
}

const HEAD_NUMBERS = [
  'runtime.runtimeInitTime',
  'uintptr(&runtime.curg.stack)',
  'runtime.frameoff',
  'uintptr(&runtime.allgs[0])',
  'len(runtime.allgs)',
] as const;

/** `also` are numbers that are requested along with it, because that costs nothing more. */
export async function readHead(
  evaluator: Evaluator,
  also: readonly string[] = [],
): Promise<{ readonly head: StopHead; readonly also: readonly (bigint | undefined)[] }> {
  const [startedAt, stack, frameOffset, address, count, ...others] = await evaluator.numbers([...HEAD_NUMBERS, ...also]);
  return {
    head: {
      startedAt,
      stack,
      frameOffset,
      table: address === undefined || count === undefined ? undefined : { address, count: Number(count) },
    },
    also: others,
  };
}

export async function readGoroutine(address: bigint, layouts: Layouts, memory: Memory): Promise<Goroutine | undefined> {
  const word = async (field: GoroutineField, extra = 0): Promise<bigint | undefined> => {
    const offset = layouts.goroutine[field];
    return offset === undefined ? undefined : memory.word(address + BigInt(offset + extra));
  };
  const byte = async (field: GoroutineField, at = 0): Promise<number> => {
    const offset = layouts.goroutine[field];
    return offset === undefined ? 0 : ((await memory.byte(address + BigInt(offset + at))) ?? 0);
  };
  const id = await word('goid');
  const firstDefer = await word('_defer');
  const stackHigh = await word('stack', layouts.wordSize);
  if (id === undefined || firstDefer === undefined || stackHigh === undefined) return undefined;
  return {
    id,
    firstDefer,
    stackHigh,
    stackLow: (await word('stack')) ?? 0n,
    firstPanic: (await word('_panic')) ?? 0n,
    status: ((await byte('atomicstatus')) | ((await byte('atomicstatus', 1)) << 8)) & ~SCAN_BIT,
    waitReason: await byte('waitreason'),
    waitSince: (await word('waitsince')) ?? 0n,
    waitsFor: (await word('waiting')) ?? -1n,
    startPc: (await word('startpc')) ?? 0n,
    framePointer: (await word('sched.bp')) ?? 0n,
    pc: (await word('sched.pc')) ?? 0n,
    sp: (await word('sched.sp')) ?? 0n,
    syscallPc: (await word('syscallpc')) ?? 0n,
    syscallSp: (await word('syscallsp')) ?? 0n,
  };
}
