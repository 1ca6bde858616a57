import type { CleanupContext } from '../program/cleanupContext.ts';
import type { FrameStack } from '../frames/frames.ts';
import type { FunctionTable } from '../memory/functionTable.ts';
import { GOROUTINE_STATUS, type Goroutine } from './goroutine.ts';
import { findOpenCoded, OpenCodedReader, type OpenCodedFrame } from '../deferred/openCodedDefers.ts';
import { unwind } from './unwinder.ts';

/**
 * How many deferred calls the frames of a goroutine hold themselves, beside those of its list; `unknown` if it may have some. `framesOf`
 * requests its frames from the debugger, which is needed only if it is running.
 */
export async function countOpenCoded(
  goroutine: Goroutine,
  context: CleanupContext,
  framesOf: () => FrameStack,
): Promise<number | 'unknown'> {
  const { program, evaluator, memory } = context;
  if ((await program.settings(evaluator, memory)).isPlain) return 0;
  const table = await program.functions(evaluator, memory);
  // Without tables nothing is known about any goroutine; the list of goroutines says so.
  if (table === undefined) return 0;
  const frames =
    goroutine.status === GOROUTINE_STATUS.running
      ? await ofRunning(goroutine, table, context, framesOf())
      : await ofWaiting(goroutine, table, context);
  if (frames === undefined || frames.some(({ kind }) => kind === 'unreadable')) return 'unknown';
  return frames.reduce((sum, frame) => sum + (frame.kind === 'read' ? frame.records.length : 0), 0);
}

async function ofWaiting(
  goroutine: Goroutine,
  table: FunctionTable,
  { memory, evaluator }: CleanupContext,
): Promise<OpenCodedFrame[] | undefined> {
  const unwound = await unwind(goroutine, table, memory);
  if (unwound === undefined) return undefined;
  const reader = new OpenCodedReader(table, memory, evaluator);
  const found: OpenCodedFrame[] = [];
  for (const [at, { pc, end }] of unwound.entries()) {
    const function_ = await table.find(pc, memory);
    if (
      function_ === undefined ||
      function_.openCoded === 'none' ||
      /^runtime\.(?!main_)/.test((await table.nameOf(function_, memory)) ?? '')
    )
      continue;
    const inner = unwound[at - 1];
    const read = await reader.read({ at, first: at, pc, end }, inner === undefined ? undefined : { at: at - 1, first: at - 1, ...inner });
    if (read !== undefined) found.push(read);
  }
  return found;
}

async function ofRunning(
  goroutine: Goroutine,
  table: FunctionTable,
  { memory, evaluator }: CleanupContext,
  frames: FrameStack,
): Promise<readonly OpenCodedFrame[] | undefined> {
  await frames.load();
  const [top] = frames.frames;
  if (top === undefined) return [];
  const found = await findOpenCoded({ frames, table, memory, evaluator: evaluator.in(top.id), stackHigh: goroutine.stackHigh });
  return found.isCut ? undefined : found.frames;
}
