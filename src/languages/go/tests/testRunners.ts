import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { DeferRecord } from '../deferred/deferList.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { readTestCleanupList, type TestCleanupList } from '../memory/testCleanupList.ts';

/** The functions that run a test, a fuzz test and a benchmark, and what each calls it. All end with the calls given to `Cleanup`. */
const RUNNERS: ReadonlyMap<string, string> = new Map([
  ['testing.tRunner', 't'],
  ['testing.fRunner', 'f'],
  ['testing.(*B).runN', 'b'],
]);
/** A function that a runner defers. */
const DEFERRED_BY_RUNNER = /^testing\.(?:[tf]Runner|\(\*B\)\.runN)[.·]/;

/** What tests, fuzz tests and benchmarks have in common: the first field of each. */
const COMMON = 'testing.common';

/** A frame that runs a test. */
export interface TestRunner {
  /** The index of its frame. */
  readonly at: number;
  readonly frame: Dap.StackFrame;
  /** `t`, `f` or `b`. */
  readonly variable: string;
}

/** What is known of the test that a runner runs. */
export interface RunningTest {
  readonly list: TestCleanupList;
  /** `TestStore/sub`. */
  readonly name: string | undefined;
  /** Its cleanups wait until its parallel subtests have ended. */
  readonly hasParallel: boolean;
}

/** Innermost first. */
export function findRunners(frames: readonly Dap.StackFrame[]): TestRunner[] {
  return frames.flatMap((frame, at) => {
    const variable = RUNNERS.get(frame.name);
    return variable === undefined ? [] : [{ at, frame, variable }];
  });
}

/** The test that a runner runs; undefined if it is not found. `deferred` are the calls that the runner has deferred: they hold it too. */
export async function readTest(
  { frame, variable }: TestRunner,
  deferred: readonly DeferRecord[],
  { program, evaluator, memory }: CleanupContext,
): Promise<RunningTest | undefined> {
  const inRunner = evaluator.in(frame.id);
  const held = deferred[0]?.closure;
  // In optimized code the variable may be gone; what the runner has deferred holds the test too.
  const test =
    (await inRunner.number(`uintptr(&${variable}.common)`)) ??
    (held === undefined ? undefined : await memory.word(held + BigInt(memory.wordSize)));
  const [cleanups, subtests] = [
    await program.fieldOffset(COMMON, 'cleanups', evaluator),
    await program.fieldOffset(COMMON, 'sub', evaluator),
  ];
  if (test === undefined || cleanups === undefined || subtests === undefined) return undefined;
  const list = await readTestCleanupList(test + BigInt(cleanups), memory);
  if (list === undefined) return undefined;
  const name = /^"(.*)"$/.exec((await inRunner.evaluate(`${variable}.name`))?.result ?? '')?.[1];
  const parallel = await memory.word(test + BigInt(subtests + memory.wordSize));
  return { list, name, hasParallel: (parallel ?? 0n) > 0n };
}

/** How many calls the tests of a goroutine hold. `records` are its deferred calls; undefined if some test cannot be read. */
export async function countTestCleanups(
  records: readonly DeferRecord[],
  { program, evaluator, memory }: CleanupContext,
): Promise<number | undefined> {
  const offset = records.length === 0 ? undefined : await program.fieldOffset(COMMON, 'cleanups', evaluator);
  if (offset === undefined) return 0;
  const table = await program.functions(evaluator, memory);
  if (table === undefined) return undefined;
  const tests = new Set<bigint>();
  for (const { closure, code } of records) {
    const function_ = code === undefined || code === 0n ? undefined : await table.find(code, memory);
    const name = function_ === undefined ? undefined : await table.nameOf(function_, memory);
    if (name === undefined || !DEFERRED_BY_RUNNER.test(name)) continue;
    const test = await memory.word(closure + BigInt(memory.wordSize));
    if (test === undefined) return undefined;
    tests.add(test);
  }
  let count = 0;
  for (const test of tests) {
    const list = await readTestCleanupList(test + BigInt(offset), memory);
    if (list === undefined) return undefined;
    count += list.length;
  }
  return count;
}
