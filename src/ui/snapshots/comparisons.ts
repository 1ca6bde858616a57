import * as path from 'node:path';
import * as vscode from 'vscode';
import { compareSnapshots } from '../../core/compareSnapshots.ts';
import { describeComparison, formatComparison } from '../../core/comparisonText.ts';
import { describeAllPending } from '../../core/describe.ts';
import { describeDuration } from '../../core/duration.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { shortLocation } from '../../core/sourceName.ts';
import { RecordedMoments } from '../../replay/moment/recordedMoments.ts';
import { RecordingError } from '../../replay/file/recordingError.ts';
import { readSavedSnapshot } from '../../session/savedSnapshot.ts';
import type { SessionRecording } from '../../session/sessionRecording.ts';
import type { ReplayMoments } from '../replay/replayMoments.ts';
import { isReplay } from '../replay/replays.ts';
import type { SessionRecordings } from '../sessions/sessionRecordings.ts';
import type { SnapshotDocuments } from './snapshotDocuments.ts';

const { t } = vscode.l10n;

/** How many of the last stops or moments can be chosen: each is decoded for the list. */
const MAX_OFFERED_STOPS = 50;

/** One of the two that are compared. */
interface Side {
  readonly title: string;
  /** The session that it is a stop of, or the file that it is in. */
  readonly origin: SessionRecording | string;
  /** Which stop of the session or line of the recording it is; missing for a saved snapshot. */
  readonly at?: number;
  readonly snapshot: Snapshot;
}

interface Choice extends vscode.QuickPickItem {
  /** Asks further questions if needed. */
  readonly take: () => Side | undefined | Promise<Side | undefined>;
}

/** What is asked for. */
interface Question {
  readonly title: string;
  /** The one that was chosen before. */
  readonly other: Side | undefined;
}

export interface ComparisonParts {
  readonly recordings: SessionRecordings;
  readonly moments: ReplayMoments;
  readonly documents: SnapshotDocuments;
}

/** Compares what was pending at two moments: stops of a debug session, moments of a replay or a recording, or saved snapshots. */
export class Comparisons {
  readonly #parts: ComparisonParts;

  constructor(parts: ComparisonParts) {
    this.#parts = parts;
  }

  /** Asks for both, opens the difference, and says in a sentence what it is. */
  async compare(): Promise<void> {
    const { documents } = this.#parts;
    const before = await this.#ask({ title: t('Compare: the earlier one'), other: undefined });
    const after = before && (await this.#ask({ title: t('Compare: the later one'), other: before }));
    if (before === undefined || after === undefined) return;
    const titles = [before.title, after.title] as const;
    const comparison = compareSnapshots(before.snapshot, after.snapshot);
    await documents.openDifference(before.snapshot, after.snapshot, titles);
    const list = t('List Them');
    const chosen = await vscode.window.showInformationMessage(
      t('Cleanups, from {0} to {1}: {2}.', ...titles, describeComparison(comparison, t)),
      list,
    );
    if (chosen === list) await documents.openText(t('Comparison'), formatComparison(comparison, titles, t));
  }

  async #ask(question: Question): Promise<Side | undefined> {
    const { recordings, moments } = this.#parts;
    const recording = recordings.find();
    const stops = recording === undefined ? [] : listStops(recording, question);
    const stood = moments.find();
    const replay: readonly Choice[] =
      stood === undefined
        ? []
        : [
            {
              label: t('$(history) A moment of the replay…'),
              detail: t('Moments at which it paused: {0}, of {1}', stood.indexes.size, stood.name),
              take: () => askMoment(stood.file, question, [...stood.indexes]),
            },
          ];
    const file: Choice = {
      label: t('$(file) A saved snapshot or recording…'),
      detail: t('What Save Snapshot… wrote as JSON, or a recording'),
      take: () => openSaved(question),
    };
    const choices = isReplay(vscode.debug.activeDebugSession) ? [...replay, ...stops, file] : [...stops, ...replay, file];
    return (
      await vscode.window.showQuickPick(choices, { title: question.title, placeHolder: explainChoices({ recording, stops, replay }) })
    )?.take();
  }
}

function explainChoices({
  recording,
  stops,
  replay,
}: {
  readonly recording: SessionRecording | undefined;
  readonly stops: readonly Choice[];
  readonly replay: readonly Choice[];
}): string {
  if (stops.length > 0)
    return replay.length > 0
      ? t('A stop of the debug session, a moment of the replay, or a file')
      : t('A stop of the debug session, or a file');
  if (replay.length > 0) return t('A moment of the replay, or a file');
  if (recording === undefined) return t('No stop of a debug session has been kept: stops are kept while the Cleanups view is visible');
  return t('No later stop has been kept: let the program go on to its next stop, or choose a file');
}

/** The last stops of a session, the newest first; if the other side is a stop of the same session, those after it. */
function listStops(recording: SessionRecording, { other }: Question): readonly Choice[] {
  const { stops } = recording;
  const first = Math.max(stops.length - MAX_OFFERED_STOPS, startBehind(other, recording));
  return stops
    .slice(first)
    .flatMap(({ t: time, read }, n): Choice[] => {
      const snapshot = read();
      if (snapshot === undefined) return [];
      const at = first + n;
      const place = snapshot.stop.location === undefined ? snapshot.stop.reason : shortLocation(snapshot.stop.location);
      const name = t('stop {0}', at + 1);
      return [
        {
          label: `${name}  ${place}`,
          description: describeAllPending(snapshot, t),
          detail: t('{0} after the start of {1}', describeDuration(time, t), recording.name),
          take: () => ({ title: name, origin: recording, at, snapshot }),
        },
      ];
    })
    .reverse();
}

/** Of two moments with the same origin, the later one must come after the earlier one. */
function startBehind(other: Side | undefined, origin: Side['origin']): number {
  return other?.origin === origin && other.at !== undefined ? other.at + 1 : 0;
}

async function openSaved(question: Question): Promise<Side | undefined> {
  const { title, other } = question;
  const [file] =
    (await vscode.window.showOpenDialog({
      title,
      canSelectMany: false,
      filters: { [t('Snapshots and recordings')]: ['json', 'jsonl'] },
    })) ?? [];
  if (file === undefined) return undefined;
  if (file.path.endsWith('.jsonl')) return askMoment(file.fsPath, question);
  const name = path.posix.basename(file.path);
  const origin = file.toString();
  if (other?.origin === origin) throw new Error(t('{0} was chosen twice. Choose another file as the later one.', name));
  const { fs } = vscode.workspace;
  const snapshot = await readSavedSnapshot({ name, size: async () => (await fs.stat(file)).size, read: async () => fs.readFile(file) }, t);
  return { title: name, origin, snapshot };
}

/** Asks for a moment of a recording: one of the given lines, otherwise one of those that are worth a look. */
async function askMoment(file: string, { title, other }: Question, given?: readonly number[]): Promise<Side | undefined> {
  const name = path.basename(file);
  const recording = await openRecording(file);
  try {
    const { indexes, total } = given === undefined ? recording.find(MAX_OFFERED_STOPS) : { indexes: given, total: given.length };
    const first = startBehind(other, file);
    // A file that was rewritten may be shorter than the one that was replayed.
    const later = indexes.filter((index) => index >= first && index < recording.count).sort((a, b) => a - b);
    if (later.length === 0)
      throw new Error(
        other !== undefined && first > 0
          ? t(
              'There is no later moment than {0} to choose. Choose an earlier one first, or replay the recording, go to the moment, and compare again.',
              other.title,
            )
          : t('{0} has no moment to compare: nothing was recorded in it.', name),
      );
    const choices = later
      .map((index): Choice => {
        const moment = recording.read(index);
        return {
          label: `${moment.name}  ${moment.event}`,
          description: describeAllPending(moment.snapshot, t),
          detail: moment.time,
          take: () => ({ title: `${name} ${moment.name}`, origin: file, at: index, snapshot: moment.snapshot }),
        };
      })
      .reverse();
    const placeHolder =
      total > indexes.length
        ? t('The last {0} of {1} moments; to compare others, replay the recording and go there', indexes.length, total)
        : t('A moment of {0}', name);
    return await (await vscode.window.showQuickPick(choices, { title, placeHolder }))?.take();
  } finally {
    recording.close();
  }
}

/** Scanning a large recording takes seconds. */
async function openRecording(file: string): Promise<RecordedMoments> {
  const progress = { location: vscode.ProgressLocation.Window, title: t('Reading {0}', path.basename(file)) };
  try {
    return await vscode.window.withProgress(progress, () => RecordedMoments.open(file, t));
  } catch (error) {
    if (!(error instanceof RecordingError && error.fault === 'not-found')) throw error;
    throw new Error(t('The recording {0} is no longer there. Put it back, or choose another one.', file), { cause: error });
  }
}
