import { toDisplayText, VALUE_LENGTH } from '../../core/displayText.ts';
import { optional } from '../../core/optional.ts';
import { findProblems } from '../../core/problems.ts';
import type { Problem, Stack } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import type { ReadResult } from '../cleanupSource.ts';
import { frameLocation } from './frames/frames.ts';
import type { PlacedFrame } from './frames/placedFrames.ts';
import { explainNothing } from './nothingPending.ts';
import type { ResourceBuilder } from './resources.ts';
import { STACKS } from './stacks/stacks.ts';
import { explainUnfollowed, explainUnseen, type PreloadState, type Unfollowed } from './stacks/unfollowedStacks.ts';
import { explainTampering } from './tampering.ts';
import { explainDepth, explainUsing } from './using/usingProblems.ts';
import type { UsingReading } from './using/usingReading.ts';
import type { CleanupBuilder } from './values/cleanups.ts';
import type { WireLibrary, WireReading } from './wire/javascriptReading.ts';

/** What was found at a stop. */
interface PausedFindings {
  /** What the probe reported. */
  readonly reading: WireReading;
  /** The paused frames, innermost first. */
  readonly frames: readonly PlacedFrame[];
  /** There are more frames further out that were not read. */
  readonly isCut: boolean;
  /** The paused call stack first. */
  readonly stacks: readonly Stack[];
  /** Functions that are not on the call stack. */
  readonly suspended: readonly Stack[];
  readonly using: UsingReading;
  readonly unfollowed: readonly Unfollowed[];
  /** Files that were edited since they were first read. */
  readonly changed: readonly string[];
  /** What cannot be known about functions that are not on the call stack. */
  readonly unseen: readonly Problem[];
}

interface ResultQuery {
  readonly builder: CleanupBuilder;
  readonly resources: ResourceBuilder;
  readonly isBrowser: boolean;
  readonly t: Translate;
}

/** Puts together what the view shows of a stop. */
export async function buildResult(findings: PausedFindings, query: ResultQuery): Promise<ReadResult> {
  const {
    reading: { libraries },
    frames,
  } = findings;
  const { builder, resources, t } = query;
  const problems = await listProblems(findings, query);
  const history = await Promise.all(
    libraries.flatMap((library) => library.history.map((entry) => builder.buildHistory(library.index, entry))),
  );
  const named = libraries.map(({ name, version }) => `${name} ${version}`.trim());
  return {
    kind: 'stacks',
    stacks: [...findings.stacks, ...findings.suspended],
    history,
    problems,
    ...optional('resources', await resources.build(libraries)),
    ...(named.length === 0 ? {} : { runtime: toDisplayText([...new Set(named)].join(', '), VALUE_LENGTH) }),
    ...optional('location', frameLocation(frames[0]?.frame)),
    ...optional('nothing', explainNothing(frames, t)),
  };
}

/** What is wrong with what is pending, and then the gaps in it. */
async function listProblems(findings: PausedFindings, query: ResultQuery): Promise<Problem[]> {
  const { reading, frames, isCut, stacks, using, unfollowed, changed, unseen } = findings;
  const { isBrowser, t } = query;
  return [
    ...findProblems(stacks, t),
    ...explainUnfollowed(unfollowed, preloadState(reading, isBrowser), t),
    ...(isCut ? [explainDepth(t)] : []),
    ...explainTampering(reading, frames.length, t),
    ...explainUsing(using, changed, t),
    ...unseen,
    ...(await explainLibraries(reading.libraries, query)),
  ];
}

function preloadState({ libraries }: WireReading, isBrowser: boolean): PreloadState {
  if (libraries.some(({ name }) => name === STACKS)) return 'loaded';
  return isBrowser ? 'impossible' : 'missing';
}

/** The gaps in what libraries report. */
async function explainLibraries(libraries: readonly WireLibrary[], { resources, t }: ResultQuery): Promise<Problem[]> {
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
