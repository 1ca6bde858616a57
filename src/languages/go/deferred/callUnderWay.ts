import type { CleanupContext } from '../program/cleanupContext.ts';
import type { DeferRecord } from './deferList.ts';
import type { Instruction } from '../memory/evaluator.ts';
import { type FrameStack } from '../frames/frames.ts';
import { instructionOf } from '../frames/physicalFrames.ts';
import { isRuntime } from '../symbols/symbolKinds.ts';

/** The runtime's functions that run deferred calls. */
const RUNNERS = new Set(['runtime.gopanic', 'runtime.deferreturn', 'runtime.Goexit']);
/** Takes a deferred call off its list, since Go 1.22. */
const TAKER = 'runtime.(*_panic).nextDefer';
/** The maximum number of instructions between its return and the call. */
const MAX_INSTRUCTIONS = 8;
/** How many words below the stack pointer may still contain the function's address: it was there a few instructions ago. */
const MAX_WORDS = 8;

/** The frames in which the runtime may be about to call a deferred function, which is in none of its lists then. */
interface Gap {
  readonly taker: number | undefined;
  readonly runner: number;
}

/** Whether the runtime is working on deferred calls in the innermost frame, so that one may be in no list and on no frame. */
export function isBetweenCalls({ frames }: Pick<FrameStack, 'frames'>): boolean {
  return findGap(frames.map(({ name }) => name)) !== undefined;
}

export function findGap(names: readonly string[]): Gap | undefined {
  const runner = names.findIndex((name) => RUNNERS.has(name));
  if (runner < 0 || !names.slice(0, runner).every(isRuntime)) return undefined;
  const taker = names.slice(0, runner).indexOf(TAKER);
  // Anything else that these call concerns the end of a panic, not a deferred call.
  if (taker < 0) return runner === 0 ? { taker: undefined, runner } : undefined;
  return { taker, runner };
}

export interface CallUnderWay {
  readonly record: DeferRecord;
  /** The list begins with what is left of the call's record. */
  readonly isListed: boolean;
}

/**
 * The call that Go's runtime has taken off the list and has not called yet: `nextDefer` in runtime/panic.go returns it to the loop in
 * `gopanic`, `deferreturn` or `Goexit`. A person gets there by stepping through a panic. `first` is the first record of the list.
 */
export async function findCallUnderWay(
  stack: FrameStack,
  first: DeferRecord | undefined,
  context: CleanupContext,
): Promise<CallUnderWay | undefined> {
  const gap = findGap(stack.frames.map(({ name }) => name));
  const frame = gap === undefined ? undefined : stack.frames[gap.taker ?? gap.runner];
  if (gap === undefined || frame === undefined) return undefined;
  const evaluator = context.evaluator.in(frame.id);
  const asked = ['*(*uintptr)(uintptr(&p.sp))', 'p.retpc', ...(gap.taker === undefined ? [] : ['uintptr(&fn)'])];
  const [sp, pc, variable] = await evaluator.numbers(asked);
  const location = gap.taker === undefined ? await findInRegisters(instructionOf(frame), frame.id, context) : variable;
  const closure = location === undefined ? undefined : await context.memory.word(location);
  const code = closure === undefined || closure === 0n ? closure : await context.memory.word(closure);
  if (sp === undefined || location === undefined || closure === undefined || code === undefined) return undefined;
  // It is still in the list.
  if (first !== undefined && first.closure === closure && first.sp === sp) return undefined;
  // `popDefer` takes the function out of the record before it takes the record off the list.
  const isListed = stack.frames[0]?.name === 'runtime.popDefer' && first?.closure === 0n && first.sp === sp && first.pc === pc;
  return { record: { address: location, location, sp, pc: pc === 0n ? undefined : pc, closure, code, started: false }, isListed };
}

/** Where the function is whose address `nextDefer` has returned in a register. */
async function findInRegisters(
  pc: bigint | undefined,
  frameId: number,
  { evaluator: outer, memory }: CleanupContext,
): Promise<bigint | undefined> {
  const evaluator = outer.in(frameId);
  const register = pc === undefined ? undefined : findRegister(await evaluator.disassemble(pc, MAX_INSTRUCTIONS));
  if (register === undefined) return undefined;
  const [closure, stackPointer, isOne] = await evaluator.numbers([register.closure, 'RSP', 'RBX']);
  if (closure === undefined || stackPointer === undefined) return undefined;
  if (register.isOpen && (isOne === undefined || (isOne & 0xffn) !== 1n)) return undefined;
  const word = BigInt(memory.wordSize);
  for (let at = 1n; at <= MAX_WORDS; at += 1n) {
    const address = BigInt.asUintN(64, stackPointer) - at * word;
    if ((await memory.word(address)) === BigInt.asUintN(64, closure)) return address;
  }
  return undefined;
}

interface ClosureRegister {
  readonly closure: 'RAX' | 'RDX';
  readonly isOpen: boolean;
}

/**
 * Which register holds the closure that will be called next, on amd64; undefined if none will be. `isOpen`: the call is preceded by a test
 * of whether there was one at all.
 */
export function findRegister(instructions: readonly Pick<Instruction, 'instruction'>[]): ClosureRegister | undefined {
  let closure: ClosureRegister['closure'] = 'RDX';
  for (const { instruction } of instructions) {
    if (/^J(?:NE|E|NZ|Z|EQ)\b/.test(instruction)) return { closure: 'RAX', isOpen: true };
    if (/^MOVQ AX, DX$/.test(instruction)) closure = 'RAX';
    if (/^CALL\S* [A-Z][A-Z0-9]{1,2}$/.test(instruction)) return { closure, isOpen: false };
    if (/^(?:CALL|RET|J)/.test(instruction)) return undefined;
  }
  return undefined;
}
