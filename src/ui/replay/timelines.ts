import * as vscode from 'vscode';
import { DisposableStore } from '../disposableStore.ts';
import { findOpenRecording, isReplay, onDidStand, recordingOf, sendToMoment, type Replays } from './replays.ts';
import type { TimelinePanel } from './timelinePanel.ts';

const { t } = vscode.l10n;

/** Timelines of recordings, one per file, and the replays that they control and follow. */
export class Timelines implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #replays: Replays;
  readonly #script: vscode.Uri;
  readonly #report: (error: unknown) => void;
  readonly #panels = new Map<string, TimelinePanel>();
  /** The replay of a file that stopped last, and the line after which it stopped. */
  readonly #standing = new Map<string, { readonly session: vscode.DebugSession; readonly index: number }>();
  /** Where a replay that was started for it should go. */
  readonly #wanted = new Map<string, number>();

  constructor({
    replays,
    script,
    report,
  }: {
    readonly replays: Replays;
    readonly script: vscode.Uri;
    readonly report: (error: unknown) => void;
  }) {
    this.#replays = replays;
    this.#script = script;
    this.#report = report;
    this.#store.add(
      onDidStand((session, file, index) => {
        this.#standing.set(file, { session, index });
        this.#follow(file, index).catch(this.#report);
      }),
    );
    this.#store.add(
      vscode.debug.onDidTerminateDebugSession((session) => {
        this.#forget(session);
      }),
    );
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
    this.#store.dispose();
  }

  /** Shows the timeline of the file that a menu gives, otherwise of the focused replay, otherwise of the recording in the active editor. */
  async show(given: unknown): Promise<void> {
    const session = vscode.debug.activeDebugSession;
    const replayed = isReplay(session) ? recordingOf(session.configuration) : undefined;
    const file = given instanceof vscode.Uri ? given.fsPath : (replayed ?? findOpenRecording()?.fsPath);
    if (file === undefined) {
      await vscode.window.showInformationMessage(
        t('There is no recording to show. Open a file whose name ends in .deferscope.jsonl, or replay one.'),
      );
      return;
    }
    const there = this.#panels.get(file);
    if (there !== undefined) {
      await there.reveal();
      return;
    }
    const [{ RecordingFile }, { TimelinePanel }] = await Promise.all([
      import('../../replay/file/recordingFile.ts'),
      import('./timelinePanel.ts'),
    ]);
    const panel = new TimelinePanel({
      recording: await RecordingFile.open(file, t),
      script: this.#script,
      report: this.#report,
      go: (index) => this.#go(file, index),
      closed: () => {
        this.#panels.delete(file);
      },
    });
    this.#panels.set(file, panel);
    // Below the source, in a group where no source is opened, so that both are visible while the replay moves.
    await vscode.commands.executeCommand('workbench.action.moveEditorToBelowGroup');
    await vscode.commands.executeCommand('workbench.action.lockEditorGroup');
    const standing = this.#standing.get(file);
    if (standing !== undefined) await this.#follow(file, standing.index);
  }

  /** Writes the visible timeline as SVG into a file that the user names. */
  async export(): Promise<void> {
    const panel = [...this.#panels.values()].find((one) => one.isActive) ?? [...this.#panels.values()].at(-1);
    if (panel === undefined) await vscode.window.showInformationMessage(t('No timeline is open. Show one first.'));
    else await panel.export();
  }

  async #go(file: string, index: number): Promise<void> {
    const standing = this.#standing.get(file);
    if (standing !== undefined) {
      await sendToMoment(standing.session, `#${index + 1}`);
      return;
    }
    this.#wanted.set(file, index);
    await this.#replays.start(vscode.Uri.file(file));
  }

  /** Marks the position of a file's replay. */
  async #follow(file: string, index: number): Promise<void> {
    const wanted = this.#wanted.get(file);
    this.#wanted.delete(file);
    if (wanted !== undefined) await this.#go(file, wanted);
    else this.#panels.get(file)?.stand(index);
  }

  #forget(session: vscode.DebugSession): void {
    const file = recordingOf(session.configuration);
    if (file === undefined || this.#standing.get(file)?.session.id !== session.id) return;
    this.#standing.delete(file);
    this.#panels.get(file)?.stand(undefined);
  }
}
