import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { Problem, SourceLocation, Stack } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import { findFunctionName } from './syntax/functionName.ts';
import type { JavascriptTrees } from './syntax/javascriptTrees.ts';
import type { WireReading } from './wire/javascriptReading.ts';
import type { ReadResult } from '../cleanupSource.ts';
import { CleanupBuilder, writeScopeId } from './values/cleanups.ts';
import { locateClosures } from './values/closures.ts';
import { describeValues } from './values/describedValues.ts';
import type { EvaluationGuard } from './frames/evaluationGuard.ts';
import type { EvaluatePlace } from './values/expression.ts';
import { readFinallies, type FrameFinallies } from './using/finallyRows.ts';
import { pairFrames } from './frames/frames.ts';
import { parseSource } from './stacks/holders.ts';
import type { PausedStack } from './frames/pausedStack.ts';
import { placeFrames, type PlacedFrame } from './frames/placedFrames.ts';
import { buildResult } from './pausedResult.ts';
import type { ResourceBuilder } from './resources.ts';
import type { ReadText } from '../readText.ts';
import type { RunningTexts } from './texts/runningTexts.ts';
import type { SourceMaps } from './texts/sourceMaps.ts';
import { buildStacks } from './stacks/stacks.ts';
import { readSuspended } from './suspended/suspendedFrames.ts';
import { readSuspendedGenerators } from './suspended/suspendedGenerators.ts';
import { explainMachines } from './suspended/suspendedMachines.ts';
import { findUnfollowed, type Unfollowed } from './stacks/unfollowedStacks.ts';
import { readUsing } from './using/usingScopes.ts';
import type { UsingReading } from './using/usingReading.ts';

export interface PausedQuery {
  /** What the probe reported. */
  readonly reading: WireReading;
  readonly stack: PausedStack;
  /** Where the probe was asked; undefined before the first stop. */
  readonly place: EvaluatePlace | undefined;
  readonly port: EvaluationGuard;
  readonly maps: SourceMaps;
  readonly texts: RunningTexts;
  readonly resources: ResourceBuilder;
  readonly readText: ReadText;
  readonly trees: JavascriptTrees;
  readonly isBrowser: boolean;
  readonly t: Translate;
  readonly signal: AbortSignal;
}

/** What a stop holds, and what is needed to read more of it later. */
export interface PausedProgram {
  readonly result: ReadResult;
  readonly builder: CleanupBuilder;
  readonly frames: readonly PlacedFrame[];
  readonly using: UsingReading;
}

/** The paused frames, and what is needed to read their texts. */
interface PausedFrames {
  readonly frames: readonly PlacedFrame[];
  readonly nameFunction: (at: SourceLocation) => Promise<string | undefined>;
  readonly maps: SourceMaps;
  readonly texts: RunningTexts;
  readonly trees: JavascriptTrees;
  readonly t: Translate;
}

/** What the paused frames have pending according to their texts. */
interface FrameReadings {
  readonly using: UsingReading;
  readonly finallies: ReadonlyMap<number, FrameFinallies>;
  readonly unfollowed: readonly Unfollowed[];
  /** The probe's report, with the engine's description of values that cannot be inspected. */
  readonly described: WireReading;
}

/** Functions that are not on the call stack. */
interface SuspendedReadings {
  readonly stacks: readonly Stack[];
  readonly problems: readonly Problem[];
}

/** Reads everything that is pending at a stop, in libraries and in the program's own code, beyond what the probe has reported. */
export async function readPausedProgram(query: PausedQuery): Promise<PausedProgram> {
  const { reading, stack, texts, resources, isBrowser, t } = query;
  const builder = await createBuilder(query);
  const paused = await placeStack(query);
  const { frames } = paused;
  const read = await readFrames(paused, query);
  const stacks = await buildPausedStacks(frames, read, { query, builder });
  const suspended = await readSuspendedFunctions(paused, query);
  const { using, unfollowed } = read;
  const { changed } = texts;
  const unseen = [...suspended.problems, ...(await explainMachines(paused))];
  const result = await buildResult(
    { reading, frames, isCut: stack.isCut, stacks, suspended: suspended.stacks, using, unfollowed, changed, unseen },
    { builder, resources, isBrowser, t },
  );
  return { result, builder, frames, using };
}

/** Builds the rows of what libraries have reported. Their inline closures are located first. */
async function createBuilder({ reading, place, port, maps, t, signal }: PausedQuery): Promise<CleanupBuilder> {
  const closures = place === undefined ? new Map<string, SourceLocation>() : await locateClosures(reading, place, port, signal);
  return new CleanupBuilder((frame) => maps.locate(frame), closures, t);
}

/** Finds where the paused frames are in their running texts. From then on the guard judges frames by these texts. */
async function placeStack(query: PausedQuery): Promise<PausedFrames> {
  const { reading, stack, port, maps, texts, readText, trees, t, signal } = query;
  const { frames: listed } = stack;
  const frames = await placeFrames({ listed, seen: reading.frames, paired: pairFrames(reading.frames, listed), texts, maps });
  port.place(frames, readText, signal);
  const nameFunction = async (at: SourceLocation): Promise<string | undefined> => {
    const found = await parseSource(at, { readText, trees });
    return found && findFunctionName(found.parsed, found.position);
  };
  return { frames, nameFunction, maps, texts, trees, t };
}

async function readFrames(paused: PausedFrames, query: PausedQuery): Promise<FrameReadings> {
  const { reading, place, port, readText, signal } = query;
  const [using, described] = await Promise.all([
    readUsing({ ...paused, closing: closingScopes(reading), isStackUnread: reading.isStackUnread === true, port, signal }),
    describeValues(reading, { port, place, signal }),
  ]);
  const finallies = await readFinallies({ ...paused, reading, readText });
  const unfollowed = await findUnfollowed({ ...paused, port, readText, signal });
  return { using, finallies, unfollowed, described };
}

interface StackParts {
  readonly query: PausedQuery;
  readonly builder: CleanupBuilder;
}

/** The paused call stack, and the objects and tasks that hold what libraries have reported. */
function buildPausedStacks(
  frames: readonly PlacedFrame[],
  { using, finallies, unfollowed, described }: FrameReadings,
  { query, builder }: StackParts,
): Promise<Stack[]> {
  const { reading, stack, port, maps, readText, trees, t, signal } = query;
  const listed = listFrames(frames);
  return buildStacks({
    reading: described,
    unfollowed: unfollowed.map(({ scope }) => scope),
    finallies,
    frames: pairFrames(reading.frames, listed),
    using: using.parts,
    listed,
    builder,
    t,
    locate: (frame) => maps.locate(frame),
    isCut: stack.isCut,
    port,
    trees,
    readText,
    signal,
  });
}

/** Async functions that wait for the paused one, and generators that its frames hold. */
async function readSuspendedFunctions(paused: PausedFrames, { reading, port, signal }: PausedQuery): Promise<SuspendedReadings> {
  const frames = listFrames(paused.frames);
  const waiting = await readSuspended({ ...paused, reading, frames });
  const generators = await readSuspendedGenerators({ ...paused, frames, listed: waiting.stacks, port, signal });
  return {
    stacks: [...waiting.stacks, ...generators.stacks],
    problems: [...(waiting.problem === undefined ? [] : [waiting.problem]), ...generators.problems],
  };
}

function listFrames(frames: readonly PlacedFrame[]): Dap.StackFrame[] {
  return frames.map(({ frame }) => frame);
}

/** The library scopes that are running their cleanups. */
function closingScopes({ libraries }: WireReading): ReadonlySet<string> {
  return new Set(
    libraries.flatMap(({ index, scopes }) =>
      scopes.filter(({ state }) => state === 'closing').map(({ id }) => writeScopeId({ library: index, scope: id })),
    ),
  );
}
