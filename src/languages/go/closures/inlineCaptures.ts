import type { CapturedVariable } from '../values/capturedVariable.ts';
import type { Evaluator } from '../memory/evaluator.ts';
import type { ReadCode } from '../code/functionCode.ts';
import { interfaceParts } from '../values/goValues.ts';
import type { Memory } from '../memory/memory.ts';
import { sizesOf } from './typeSizes.ts';

/**
 * Variables that are inline in a closure and used in place. When a closure runs, it copies captured values to a register or the stack,
 * except for arrays, large structures, and variables whose address is needed. For those, the compiler writes name and place down as if they
 * were captured by reference, and Delve takes the first word of the value for an address. See {@link placeVariables}.
 */

/** A variable that is in the closure at one of these places; undefined if it cannot be read, or the places hold different values. */
export async function readInlineAt(
  evaluator: Evaluator,
  closure: bigint,
  offsets: readonly number[],
  variable: CapturedVariable,
): Promise<CapturedVariable | undefined> {
  let found: CapturedVariable | undefined;
  for (const offset of offsets) {
    const read = await readInline(evaluator, closure, offset, variable);
    if (read === undefined || (found !== undefined && found.value !== read.value)) return undefined;
    found ??= read;
  }
  return found;
}

/** A variable that is in the closure at `offset`; undefined if it cannot be read. */
async function readInline(
  evaluator: Evaluator,
  closure: bigint,
  offset: number,
  variable: CapturedVariable,
): Promise<CapturedVariable | undefined> {
  // For an interface, Delve names what it has found in it, which is something else here.
  const type = interfaceParts(variable.type)?.static ?? variable.type;
  const answer = await evaluator.evaluate(`*("*${type}")(${closure + BigInt(offset)})`);
  return answer === undefined
    ? undefined
    : { ...variable, type: answer.type ?? type, value: answer.result, variablesReference: answer.variablesReference };
}

/**
 * The variables of a wrapper or a method value, which are in its closure in the given order. Those that are inline are read again. A
 * variable whose place cannot be told has no value.
 */
export async function rereadInline(
  evaluator: Evaluator,
  memory: Memory,
  closure: bigint,
  variables: readonly CapturedVariable[],
  readCode: ReadCode,
): Promise<readonly CapturedVariable[]> {
  const code = await memory.word(closure);
  const offsets = new Set(code === undefined ? [] : (await readCode(code)).inlineOffsets);
  if (offsets.size === 0) return variables;
  const sizes = await sizesOf(
    evaluator,
    variables.map(({ type }) => type),
    memory.wordSize,
  );
  const read: CapturedVariable[] = [];
  let end: number | undefined = memory.wordSize;
  for (const [at, variable] of variables.entries()) {
    const size = sizes[at];
    const offset: number | undefined =
      end === undefined || size === undefined ? undefined : placeBehind(end, size, offsets, memory.wordSize);
    end = offset === undefined || size === undefined ? undefined : offset + size;
    if (offset === undefined) read.push({ ...variable, value: '', variablesReference: 0 });
    else
      read.push(
        offsets.has(offset)
          ? ((await readInline(evaluator, closure, offset, variable)) ?? { ...variable, value: '', variablesReference: 0 })
          : variable,
      );
  }
  return read;
}

/**
 * Where a value of this size can be behind `end`. Every type is aligned to a power of two that divides its size and is at most a word. If
 * that leaves several places, the code may tell the right one.
 */
function placeBehind(end: number, size: number, offsets: ReadonlySet<number>, wordSize: number): number {
  const places: number[] = [];
  for (let alignment = wordSize; alignment >= 1; alignment /= 2)
    if (size % alignment === 0) places.push(Math.ceil(end / alignment) * alignment);
  return places.find((place) => offsets.has(place)) ?? places[0] ?? end;
}
