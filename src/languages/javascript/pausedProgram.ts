import { toDisplayText, VALUE_LENGTH } from '../../core/displayText.ts';
import { findProblems } from '../../core/problems.ts';
import type { Problem, SourceLocation, Stack } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import { findFunctionName } from './syntax/functionName.ts';
import type { JavascriptTrees } from './syntax/javascriptTrees.ts';
import type { WireLibrary, WireReading } from './wire/javascriptReading.ts';
import { optional } from '../../core/optional.ts';
import type { ReadResult } from '../cleanupSource.ts';
import { CleanupBuilder, writeScopeId } from './values/cleanups.ts';
import { locateClosures } from './values/closures.ts';
import { describeValues } from './values/describedValues.ts';
import type { EvaluationGuard } from './frames/evaluationGuard.ts';
import type { EvaluatePlace } from './values/expression.ts';
import { readFinallies } from './using/finallyRows.ts';
import { frameLocation, pairFrames } from './frames/frames.ts';
import { parseSource } from './stacks/holders.ts';
import { explainNothing } from './nothingPending.ts';
import type { PausedStack } from './frames/pausedStack.ts';
import { placeFrames, type PlacedFrame } from './frames/placedFrames.ts';
import type { ResourceBuilder } from './resources.ts';
import type { ReadText } from '../readText.ts';
import type { RunningTexts } from './texts/runningTexts.ts';
import type { SourceMaps } from './texts/sourceMaps.ts';
import { buildStacks, STACKS } from './stacks/stacks.ts';
import { readSuspended } from './suspended/suspendedFrames.ts';
import { readSuspendedGenerators } from './suspended/suspendedGenerators.ts';
import { explainMachines } from './suspended/suspendedMachines.ts';
import { explainTampering } from './tampering.ts';
import { explainUnfollowed, explainUnseen, findUnfollowed } from './stacks/unfollowedStacks.ts';
import { explainDepth, explainUsing } from './using/usingProblems.ts';
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

/** Reads everything that is pending at a stop, in libraries and in the program's own code, beyond what the probe has reported. */
export async function readPausedProgram(query: PausedQuery): Promise<PausedProgram> {
  const {
    reading,
    stack: { frames: listed, isCut },
    place,
    port,
    maps,
    texts,
    readText,
    trees,
    t,
    signal,
  } = query;
  const locate: (frame: Parameters<SourceMaps['locate']>[0]) => Promise<SourceLocation> = (frame) => maps.locate(frame);
  const closures = place === undefined ? new Map<string, SourceLocation>() : await locateClosures(reading, place, port, signal);
  const builder = new CleanupBuilder(locate, closures, t);
  const places = await placeFrames({ listed, seen: reading.frames, paired: pairFrames(reading.frames, listed), texts, maps });
  port.place(places, readText, signal);
  const frames = places.map(({ frame }) => frame);
  const nameFunction = async (at: SourceLocation): Promise<string | undefined> => {
    const found = await parseSource(at, { readText, trees });
    return found && findFunctionName(found.parsed, found.position);
  };
  const placed = { frames: places, nameFunction, maps, texts, trees, t };
  const [using, described] = await Promise.all([
    readUsing({ ...placed, closing: closingScopes(reading), isStackUnread: reading.isStackUnread === true, port, signal }),
    describeValues(reading, { port, place, signal }),
  ]);
  const finallies = await readFinallies({ ...placed, reading, readText });
  const unfollowed = await findUnfollowed({ frames: places, texts, port, trees, readText, t, signal });
  const stacks = await buildStacks({
    reading: described,
    unfollowed: unfollowed.map(({ scope }) => scope),
    finallies,
    frames: pairFrames(reading.frames, frames),
    using: using.parts,
    listed: frames,
    builder,
    t,
    locate,
    isCut,
    port,
    trees,
    readText,
    signal,
  });
  const suspended = await readSuspended({ ...placed, reading, frames });
  const generators = await readSuspendedGenerators({ ...placed, frames, listed: suspended.stacks, port, signal });
  const problems: Problem[] = [
    ...findProblems(stacks, t),
    ...explainUnfollowed(unfollowed, preloadState(query), t),
    ...(isCut ? [explainDepth(t)] : []),
    ...explainTampering(reading, frames.length, t),
    ...explainUsing(using, texts.changed, t),
    ...(suspended.problem === undefined ? [] : [suspended.problem]),
    ...generators.problems,
    ...(await explainMachines(placed)),
    ...(await explainLibraries(query)),
  ];
  const result = await assembleResult([...stacks, ...suspended.stacks, ...generators.stacks], problems, { query, builder, places });
  return { result, builder, frames: places, using };
}

/** The library scopes that are running their cleanups. */
function closingScopes({ libraries }: WireReading): ReadonlySet<string> {
  return new Set(
    libraries.flatMap(({ index, scopes }) =>
      scopes.filter(({ state }) => state === 'closing').map(({ id }) => writeScopeId({ library: index, scope: id })),
    ),
  );
}

function preloadState({ reading, isBrowser }: PausedQuery): Parameters<typeof explainUnfollowed>[1] {
  if (reading.libraries.some(({ name }) => name === STACKS)) return 'loaded';
  return isBrowser ? 'impossible' : 'missing';
}

/** The gaps in what libraries report. */
async function explainLibraries({ reading: { libraries }, resources, t }: PausedQuery): Promise<Problem[]> {
  const failed = libraries.filter(({ error }) => error !== undefined);
  return [
    ...(await resources.findProblems(libraries)),
    ...failed.map(({ error = '' }): Problem => ({
      code: 'incomplete',
      severity: 'warning',
      message: t('A library that shows its scopes to debuggers could not be read: {0}', toDisplayText(error, VALUE_LENGTH)),
    })),
    ...explainUnseen(libraries, t),
    ...libraries.filter(hasMoreScopes).map(({ scopeCount, scopes }): Problem => ({
      code: 'incomplete',
      severity: 'info',
      message: t('{0} scopes are open, the newest {1} are shown', scopeCount, scopes.length),
    })),
  ];
}

function hasMoreScopes({ scopeCount, scopes }: WireLibrary): boolean {
  return scopeCount > scopes.length;
}

interface Assembled {
  readonly query: PausedQuery;
  readonly builder: CleanupBuilder;
  readonly places: readonly PlacedFrame[];
}

async function assembleResult(
  stacks: readonly Stack[],
  problems: readonly Problem[],
  { query, builder, places }: Assembled,
): Promise<ReadResult> {
  const {
    reading: { libraries },
    resources,
    t,
  } = query;
  const history = await Promise.all(
    libraries.flatMap((library) => library.history.map((entry) => builder.buildHistory(library.index, entry))),
  );
  const named = libraries.map(({ name, version }) => `${name} ${version}`.trim());
  return {
    kind: 'stacks',
    stacks,
    history,
    problems,
    ...optional('resources', await resources.build(libraries)),
    ...(named.length === 0 ? {} : { runtime: toDisplayText([...new Set(named)].join(', '), VALUE_LENGTH) }),
    ...optional('location', frameLocation(places[0]?.frame)),
    ...optional('nothing', explainNothing(places, t)),
  };
}
