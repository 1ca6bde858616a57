import * as vscode from 'vscode';
import { describeArgument, describeCapture, describePending, describeWhen, orderMark } from '../core/describe.ts';
import type { Cleanup, CleanupScope, Snapshot } from '../core/snapshot.ts';
import type { SessionModel } from '../session/sessionModel.ts';
import { findMention, type ScopeMention } from '../syntax/scopeCalls.ts';
import { grammarOf, type SyntaxParser } from '../syntax/parser.ts';
import { INTERNAL_COMMANDS } from './contributions.ts';
import type { DebugSessions } from './debugSessions.ts';
import { DisposableStore } from './disposableStore.ts';
import { codeText, commandLink, Markdown } from './markdown.ts';

const { t } = vscode.l10n;

const LANGUAGES: vscode.DocumentSelector = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'].map((language) => ({ language }));

/** Cleanups that one hover lists. */
const LISTED = 4;

/** A cleanup and the scope that it stands in. */
interface Placed {
  readonly scope: CleanupScope;
  readonly cleanup: Cleanup;
}

interface Subject {
  readonly mention: ScopeMention;
  readonly title: string;
  readonly placed: readonly Placed[];
  /** All that belong here, also those that are not listed. */
  readonly total: number;
  readonly revealId: string;
}

/**
 * Hovers on calls that register cleanups and on variables that hold scopes, while the program is paused.
 *
 * In a paused session VS Code shows the debugger's value of an expression in place of other hovers. On a word for which
 * there is something to say here, it is given an expression that has no value, so that ours is shown; `s` itself still
 * shows its value in the Variables view and in Watch.
 */
export class Hovers implements vscode.HoverProvider, vscode.EvaluatableExpressionProvider, vscode.Disposable {
  readonly #sessions: DebugSessions;
  readonly #parser: SyntaxParser;
  readonly #report: (error: unknown) => void;
  readonly #store = new DisposableStore();

  constructor(sessions: DebugSessions, parser: SyntaxParser, report: (error: unknown) => void) {
    this.#sessions = sessions;
    this.#parser = parser;
    this.#report = report;
    this.#store.add(vscode.languages.registerHoverProvider(LANGUAGES, this));
    this.#store.add(vscode.languages.registerEvaluatableExpressionProvider(LANGUAGES, this));
  }

  dispose(): void {
    this.#store.dispose();
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const subject = await this.#find(document, position);
    return subject === undefined ? undefined : new vscode.Hover(hoverText(subject), wordRange(subject.mention));
  }

  async provideEvaluatableExpression(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.EvaluatableExpression | undefined> {
    const subject = await this.#find(document, position);
    // A text that cannot be parsed is refused by the engine before anything runs.
    return subject === undefined ? undefined : new vscode.EvaluatableExpression(wordRange(subject.mention), '(');
  }

  async #find(document: vscode.TextDocument, position: vscode.Position): Promise<Subject | undefined> {
    const model = this.#sessions.focused;
    if (model === undefined || model.view.kind === 'running' || model.view.kind === 'ended') return undefined;
    try {
      const root = await this.#parser.parse(grammarOf(document.fileName), document.uri.toString(), document.getText());
      const mention = root && findMention(root, { line: position.line, column: position.character });
      if (mention === undefined) return undefined;
      const snapshot = await model.read();
      return mention.kind === 'registration' ? findRegistered(snapshot, document, mention) : await this.#findVariable(snapshot, model, mention);
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }

  async #findVariable(snapshot: Snapshot, model: SessionModel, mention: ScopeMention): Promise<Subject | undefined> {
    const frameId = this.#sessions.focusedFrameId;
    const scopes = snapshot.stacks.flatMap((stack) => stack.scopes);
    if (frameId === undefined || scopes.length === 0) return undefined;
    const id = await model.findScope(mention.scope, frameId);
    const scope = scopes.find((candidate) => candidate.id === id);
    if (scope === undefined) return undefined;
    const placed = scope.cleanups.map((cleanup) => ({ scope, cleanup }));
    return { mention, title: `${codeText(scope.name)} · ${describePending(scope.total, t)}`, placed, total: Math.max(placed.length, scope.total), revealId: scope.id };
  }
}

/** The cleanups that the call registered: those whose site lies inside it. */
function findRegistered(snapshot: Snapshot, document: vscode.TextDocument, mention: Extract<ScopeMention, { kind: 'registration' }>): Subject | undefined {
  const inside = (cleanup: Cleanup): boolean => {
    const at = cleanup.registeredAt;
    if (at === undefined || at.path !== document.uri.fsPath) return false;
    if (at.column === undefined) return at.line - 1 === mention.word.start.line;
    // The engine names the method's word, or for a call that was compiled differently some place in the same call.
    return at.line - 1 === mention.word.start.line && at.column - 1 >= mention.call.start.column && at.column - 1 <= mention.word.end.column;
  };
  const placed = snapshot.stacks.flatMap((stack) => stack.scopes.flatMap((scope) => scope.cleanups.filter(inside).map((cleanup) => ({ scope, cleanup }))));
  const first = placed[0];
  if (first === undefined) return undefined;
  return { mention, title: describeWhen(first.cleanup, first.scope, t, codeText), placed, total: placed.length, revealId: first.cleanup.id };
}

/** At most eight lines: the title, the calls in run order with their values, how often, and a link to the tree. */
function hoverText(subject: Subject): vscode.MarkdownString {
  const page = new Markdown();
  page.add(`**Deferscope** · ${subject.title}`).add('\n\n');
  const single = subject.placed.length === 1 ? subject.placed[0] : undefined;
  if (single !== undefined) {
    page.add(codeText(single.cleanup.label)).line();
    for (const argument of single.cleanup.arguments.slice(0, LISTED)) page.add(`${codeText(describeArgument(argument, t))} (${describeCapture(argument, t)})`).line();
  } else {
    for (const { cleanup } of subject.placed.slice(0, LISTED)) page.add(codeText(`${orderMark(cleanup, t).padStart(3)}  ${cleanup.label}`)).line();
    const rest = subject.total - Math.min(LISTED, subject.placed.length);
    if (rest > 0) page.add(t('and {0} more', rest)).line();
  }
  const times = subject.mention.kind === 'registration' ? `${subject.total === 1 ? t('Registered here 1 time') : t('Registered here {0} times', subject.total)} · ` : '';
  page.add(times + commandLink(t('Show in Cleanups'), INTERNAL_COMMANDS.reveal, subject.revealId));
  return page.value;
}

function wordRange(mention: ScopeMention): vscode.Range {
  const { start, end } = mention.word;
  return new vscode.Range(start.line, start.column, end.line, end.column);
}
