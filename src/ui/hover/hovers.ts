import * as vscode from 'vscode';
import type { Languages } from '../../languages/languages.ts';
import type { ScopeMention } from '../../languages/mention.ts';
import { DisposableStore } from '../disposableStore.ts';
import type { DebugSessions } from '../sessions/debugSessions.ts';
import { findExpression } from './expressionAt.ts';
import type { HoverSubject } from './hoverSubject.ts';

/**
 * Hovers on whatever registers cleanups (a scope's calls, a declaration, a statement) and on variables that hold scopes, while the program
 * is paused.
 *
 * In a paused session VS Code shows the debugger's value of an expression instead of other hovers. On a word that has a hover here, VS Code
 * gets an expression without a value, so that ours is shown; `s` itself still shows its value in the Variables view and in Watch. On every
 * other word VS Code gets the expression that it would have found itself, because it does not look for one if somebody provides
 * expressions.
 */
export class Hovers implements vscode.HoverProvider, vscode.EvaluatableExpressionProvider, vscode.Disposable {
  readonly #sessions: DebugSessions;
  readonly #languages: Languages;
  readonly #report: (error: unknown) => void;
  readonly #store = new DisposableStore();

  constructor(sessions: DebugSessions, languages: Languages, report: (error: unknown) => void) {
    this.#sessions = sessions;
    this.#languages = languages;
    this.#report = report;
    const selector = languages.editorLanguages.map((language) => ({ language }));
    this.#store.add(vscode.languages.registerHoverProvider(selector, this));
    this.#store.add(vscode.languages.registerEvaluatableExpressionProvider(selector, this));
  }

  dispose(): void {
    this.#store.dispose();
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const subject = await this.#find(document, position);
    if (subject === undefined) return undefined;
    const { hoverText } = await import('./hoverText.ts');
    return new vscode.Hover(hoverText(subject), wordRange(subject.mention));
  }

  async provideEvaluatableExpression(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.EvaluatableExpression | undefined> {
    // At the cursor the expression is not only for a hover: "Add to Watch" takes it from here too.
    const subject = isAtCursor(document, position) ? undefined : await this.#find(document, position);
    // The engine rejects a text that cannot be parsed before anything runs.
    if (subject !== undefined) return new vscode.EvaluatableExpression(wordRange(subject.mention), '(');
    const found = findExpression(document.lineAt(position.line).text, position.character);
    return found && new vscode.EvaluatableExpression(new vscode.Range(position.line, found.start, position.line, found.end));
  }

  async #find(document: vscode.TextDocument, position: vscode.Position): Promise<HoverSubject | undefined> {
    const model = this.#sessions.focused;
    if (model === undefined || model.view.kind === 'running' || model.view.kind === 'ended') return undefined;
    try {
      const text = { language: document.languageId, fileName: document.fileName, uri: document.uri.toString(), text: document.getText() };
      const found = await this.#languages.findMention(text, { line: position.line, column: position.character });
      if (found === undefined) return undefined;
      const { findHoverSubject } = await import('./hoverSubject.ts');
      return await findHoverSubject(found, { document, model, sessions: this.#sessions });
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }
}

function wordRange(mention: ScopeMention): vscode.Range {
  const { start, end } = mention.word;
  return new vscode.Range(start.line, start.column, end.line, end.column);
}

function isAtCursor(document: vscode.TextDocument, position: vscode.Position): boolean {
  const editor = vscode.window.activeTextEditor;
  return editor?.document === document && editor.selection.isEmpty && editor.selection.active.isEqual(position);
}
