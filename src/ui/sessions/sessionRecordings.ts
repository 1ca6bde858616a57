import * as vscode from 'vscode';
import type { SessionModel } from '../../session/sessionModel.ts';
import { SessionRecording } from '../../session/sessionRecording.ts';
import type { Languages } from '../../languages/languages.ts';
import { RECORDING_SUFFIX } from '../../runtime/record/recordedEvents.ts';
import type { DebugSessions } from './debugSessions.ts';
import { DisposableStore } from '../disposableStore.ts';

const { t } = vscode.l10n;

/**
 * Keeps the stops of each debug session that somebody looks at, and those of the last session that ended, so that they can be saved as a
 * recording.
 */
export class SessionRecordings implements vscode.Disposable {
  readonly #sessions: DebugSessions;
  readonly #languages: Languages;
  readonly #store = new DisposableStore();
  readonly #kept = new Map<SessionModel, SessionRecording>();
  #ended: SessionRecording | undefined;

  constructor(sessions: DebugSessions, languages: Languages) {
    this.#sessions = sessions;
    this.#languages = languages;
    this.#store.add({
      dispose: sessions.changed.add(() => {
        this.#follow();
      }),
    });
  }

  dispose(): void {
    this.#store.dispose();
    this.#kept.clear();
    this.#ended = undefined;
  }

  /**
   * Writes the focused session's stops, otherwise those of the last session that ended, into a file that the user names. Returns that file.
   */
  async save(): Promise<vscode.Uri | undefined> {
    const recording = this.find();
    if (recording === undefined) {
      await vscode.window.showInformationMessage(
        this.#languages.ofType(this.#sessions.focusedSession?.type ?? '')?.explainNotRecorded?.(t) ??
          t(
            'Nothing is recorded yet. Debug a program and let it pause: each stop while the Cleanups view is visible becomes a step of the recording.',
          ),
      );
      return undefined;
    }
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `session${RECORDING_SUFFIX}`) }),
      // VS Code compares what follows the last dot, and would append a longer extension to a name that already has it.
      filters: { [t('Recordings')]: ['jsonl'] },
      title: t('Save session recording'),
    });
    if (target !== undefined) await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(recording.encode()));
    return target;
  }

  /** The focused session's stops, otherwise those of the last session that ended. */
  find(): SessionRecording | undefined {
    const { focused } = this.#sessions;
    const recording = (focused === undefined ? undefined : this.#kept.get(focused)) ?? [...this.#kept.values()].at(-1);
    return recording !== undefined && recording.count > 0 ? recording : this.#ended;
  }

  #follow(): void {
    const there = new Set(this.#sessions.all);
    for (const [model, recording] of this.#kept) {
      if (there.has(model)) continue;
      this.#kept.delete(model);
      if (recording.count > 0) this.#ended = recording;
    }
    for (const model of there) {
      const { session } = model;
      if (this.#languages.ofType(session.type)?.explainNotRecorded !== undefined) continue;
      const words = this.#languages.wordsOf(session.type);
      const recording = this.#kept.get(model) ?? new SessionRecording({ session, startedAt: new Date(), t, words });
      this.#kept.set(model, recording);
      const { view } = model;
      // A read that failed says nothing about the program.
      if (view.kind === 'read' && view.snapshot.absent?.reason !== 'failed') recording.add(model.epoch, view.snapshot, new Date());
    }
  }
}
