import * as vscode from 'vscode';
import { hintsFor } from '../../core/lineHints.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { SETTINGS } from '../contributions.ts';
import type { DebugSessions } from '../sessions/debugSessions.ts';
import { DisposableStore } from '../disposableStore.ts';

/** Hints at the end of each source line that registered pending cleanups: `runs 4th`. They disappear as soon as the program continues. */
export class OrderHints implements vscode.Disposable {
  readonly #sessions: DebugSessions;
  /** VS Code's names of the languages whose lines can have hints. */
  readonly #languages: ReadonlySet<string>;
  readonly #store = new DisposableStore();
  readonly #decoration = vscode.window.createTextEditorDecorationType({
    after: {
      margin: '0 0 0 2em',
      color: new vscode.ThemeColor('editorInlayHint.foreground'),
      backgroundColor: new vscode.ThemeColor('editorInlayHint.background'),
    },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });

  constructor(sessions: DebugSessions, languages: readonly string[]) {
    this.#sessions = sessions;
    this.#languages = new Set(languages);
    const update = (): void => {
      this.#update();
    };
    this.#store.add(this.#decoration);
    this.#store.add({ dispose: sessions.changed.add(update) });
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(update));
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTINGS.orderHints)) update();
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  #update(): void {
    const enabled = vscode.workspace.getConfiguration().get<boolean>(SETTINGS.orderHints, true);
    const editors = vscode.window.visibleTextEditors.filter((editor) => this.#languages.has(editor.document.languageId));
    const model = this.#sessions.focused;
    // The hints are visible beside a source even while the view is hidden.
    if (enabled && editors.length > 0) model?.look();
    const snapshot = enabled && model?.view.kind === 'read' ? model.view.snapshot : undefined;
    for (const editor of editors)
      editor.setDecorations(this.#decoration, snapshot === undefined ? [] : decorate(editor.document, snapshot));
  }
}

function decorate(document: vscode.TextDocument, snapshot: Snapshot): vscode.DecorationOptions[] {
  return hintsFor(snapshot, document.uri.fsPath, vscode.l10n.t)
    .filter(({ line }) => line <= document.lineCount)
    .map(({ line, text }) => {
      const { end } = document.lineAt(line - 1).range;
      return { range: new vscode.Range(end, end), renderOptions: { after: { contentText: `\u00a0${text}\u00a0` } } };
    });
}
