import * as path from 'node:path';
import * as vscode from 'vscode';
import { compareSnapshots } from '../core/compareSnapshots.ts';
import { describeComparison, formatComparison } from '../core/comparisonText.ts';
import { describeAllPending } from '../core/describe.ts';
import { describeDuration } from '../core/duration.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { shortLocation } from '../core/sourceName.ts';
import { decodeSnapshot } from '../wire/decodeSnapshot.ts';
import { parseJson } from '../wire/shape.ts';
import type { SessionRecordings } from './sessionRecordings.ts';
import type { SnapshotDocuments } from './snapshotDocuments.ts';

const { t } = vscode.l10n;

/** A snapshot of ten thousand cleanups has four megabytes; what is larger than this, in bytes, is not read. */
const LARGEST = 64 * 1024 * 1024;
/** So many of the last stops can be chosen: each is decoded for the list. */
const STOPS = 50;

/** One of the two that are compared. */
interface Side {
  readonly title: string;
  /** Which stop of the session it is; missing for a file. */
  readonly at?: number;
  readonly snapshot: Snapshot;
}

interface Choice extends vscode.QuickPickItem {
  /** Missing for a file that is yet to be named. */
  readonly side?: Side;
}

/** Compares what was pending at two moments: stops of a debug session, or snapshots that were saved. */
export class Comparisons {
  readonly #recordings: SessionRecordings;
  readonly #documents: SnapshotDocuments;

  constructor(recordings: SessionRecordings, documents: SnapshotDocuments) {
    this.#recordings = recordings;
    this.#documents = documents;
  }

  /** Asks for both, opens the difference, and says in a sentence what it is. */
  async compare(): Promise<void> {
    const before = await this.#ask(t('Compare: the earlier one'));
    const after = before && (await this.#ask(t('Compare: the later one'), before));
    if (before === undefined || after === undefined) return;
    const titles = [before.title, after.title] as const;
    const comparison = compareSnapshots(before.snapshot, after.snapshot);
    await this.#documents.openDifference(before.snapshot, after.snapshot, titles);
    const list = t('List Them');
    const chosen = await vscode.window.showInformationMessage(t('Cleanups, from {0} to {1}: {2}.', ...titles, describeComparison(comparison, t)), list);
    if (chosen === list) await this.#documents.openText(t('Comparison'), formatComparison(comparison, titles, t));
  }

  async #ask(title: string, other?: Side): Promise<Side | undefined> {
    const recording = this.#recordings.find();
    const kept = recording?.stops ?? [];
    const stops = kept.flatMap(({ t: time, read }, at): Choice[] => {
      // The later one of two stops is one of those behind the earlier one.
      const snapshot = at < kept.length - STOPS || at <= (other?.at ?? -1) ? undefined : read();
      if (snapshot === undefined) return [];
      const place = snapshot.stop.location === undefined ? snapshot.stop.reason : shortLocation(snapshot.stop.location);
      const name = t('stop {0}', at + 1);
      return [{ label: `${name}  ${place}`, description: describeAllPending(snapshot, t), detail: t('{0} after the start of {1}', describeDuration(time, t), recording?.name ?? ''), side: { title: name, at, snapshot } }];
    }).reverse();
    const file: Choice = { label: t('$(file) A saved snapshot…'), detail: t('What Save Snapshot… wrote as JSON') };
    const nothing = kept.length === 0 ? t('No stop of a debug session is kept: each at which the Cleanups view is in sight would be') : t('No later stop is kept: let the program go on to another, or choose a file');
    const chosen = await vscode.window.showQuickPick([...stops, file], { title, placeHolder: stops.length === 0 ? nothing : t('A stop of the debug session, or a file') });
    if (chosen === undefined) return undefined;
    return chosen.side ?? openSaved(title);
  }
}

async function openSaved(title: string): Promise<Side | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ title, canSelectMany: false, filters: { JSON: ['json'] } })) ?? [];
  if (file === undefined) return undefined;
  const name = path.posix.basename(file.path);
  if ((await vscode.workspace.fs.stat(file)).size > LARGEST) throw new Error(t('{0} is larger than any snapshot that Deferscope saves. Choose a file that Save Snapshot… wrote as JSON.', name));
  const snapshot = decodeSnapshot(parseJson(new TextDecoder().decode(await vscode.workspace.fs.readFile(file))));
  if (snapshot === undefined) throw new Error(t('{0} is no snapshot that this version reads. Choose a file that Save Snapshot… wrote as JSON.', name));
  return { title: name, snapshot };
}
