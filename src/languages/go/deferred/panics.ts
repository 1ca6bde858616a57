import { toDisplayText, VALUE_LENGTH } from '../../../core/displayText.ts';
import type { Failure } from '../../../core/snapshot.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import { readValue } from '../values/goValues.ts';
import type { Layout, PanicField } from '../memory/layouts.ts';
import type { Memory } from '../memory/memory.ts';

/** A panic or a Goexit that is unwinding a goroutine. */
export interface GoPanic {
  readonly failure: Failure;
  /** Stack pointer of the activation whose deferred calls it runs now; undefined if Go does not keep it (before 1.22). */
  readonly sp: bigint | undefined;
}

/** How many panics are listed: a program can panic in every deferred call. */
const MAX_PANICS = 20;

/** The chain of a goroutine's panics, newest first. */
export async function readPanics(
  first: bigint,
  layout: Layout<PanicField>,
  { memory, evaluator, doubts }: CleanupContext,
): Promise<GoPanic[]> {
  const panics: GoPanic[] = [];
  const seen = new Set<bigint>();
  for (let address = first; address !== 0n && !seen.has(address) && panics.length < MAX_PANICS;) {
    seen.add(address);
    const isExit = await readFlag(memory, address, layout.goexit);
    const recovered = await readFlag(memory, address, layout.recovered);
    const value = isExit ? undefined : await doubts.attempt(readPanicValue(evaluator, address));
    panics.push({
      failure: { kind: isExit ? 'goexit' : 'panic', ...(value === undefined ? {} : { value }), recovered },
      sp: layout.sp === undefined ? undefined : await memory.word(address + BigInt(layout.sp)),
    });
    address = layout.link === undefined ? 0n : ((await memory.word(address + BigInt(layout.link))) ?? 0n);
  }
  return panics;
}

async function readFlag(memory: Memory, address: bigint, offset: number | undefined): Promise<boolean> {
  return offset !== undefined && (await memory.byte(address + BigInt(offset))) === 1;
}

/** An error is shown by its structure, not by its `Error()`: nothing of the program is called. */
async function readPanicValue(evaluator: Evaluator, address: bigint): Promise<string | undefined> {
  const answer = await evaluator.evaluate(`(*(*runtime._panic)(${address})).arg`);
  if (answer === undefined) return undefined;
  const { type, value } = readValue(answer.type ?? '', answer.result);
  const dynamic = /\((.+)\)$/.exec(type)?.[1] ?? '';
  const isPlain = /^(?:string|bool|u?int\d*|float\d+|)$/.test(dynamic);
  return toDisplayText(isPlain ? value : `${dynamic} ${value}`, VALUE_LENGTH);
}
