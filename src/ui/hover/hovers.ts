import * as vscode from 'vscode';
import {
  describeArgument,
  describeCapture,
  describeHiddenArguments,
  describeMarks,
  describeScopeCount,
  describeWhen,
  orderMark,
} from '../../core/describe.ts';
import { LABEL_LENGTH, toDisplayText } from '../../core/displayText.ts';
import { hasEveryStack, type PlacedCleanup } from '../../core/runOrder.ts';
import type { Cleanup, CleanupScope, Snapshot, SourceLocation } from '../../core/snapshot.ts';
import type { SessionModel } from '../../session/sessionModel.ts';
import { findExpression } from './expressionAt.ts';
import type { Languages } from '../../languages/languages.ts';
import type { ScopeMention } from '../../languages/mention.ts';
import type { TextPosition, TextRange } from '../../syntax/textRange.ts';
import { INTERNAL_COMMANDS } from '../contributions.ts';
import type { DebugSessions } from '../sessions/debugSessions.ts';
import { DisposableStore } from '../disposableStore.ts';
import { codeText, commandLink, Markdown, plainText } from '../markdown.ts';

const { t } = vscode.l10n;

/** How many cleanups one hover lists. */
const MAX_LISTED_CLEANUPS = 4;

const NO_BREAK = '\u00a0';

interface Subject {
  readonly mention: ScopeMention;
  readonly title: string;
  readonly placed: readonly PlacedCleanup[];
  /** The number of cleanups that belong here, listed or not. */
  readonly total: number;
  /** There may be more: not everything that is pending is listed, and unlisted cleanups have no site yet. */
  readonly orMore: boolean;
  readonly revealId: string;
}

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
    return subject === undefined ? undefined : new vscode.Hover(hoverText(subject), wordRange(subject.mention));
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

  async #find(document: vscode.TextDocument, position: vscode.Position): Promise<Subject | undefined> {
    const model = this.#sessions.focused;
    if (model === undefined || model.view.kind === 'running' || model.view.kind === 'ended') return undefined;
    try {
      const text = { language: document.languageId, fileName: document.fileName, uri: document.uri.toString(), text: document.getText() };
      const found = await this.#languages.findMention(text, { line: position.line, column: position.character });
      if (found === undefined) return undefined;
      const { mention, home } = found;
      const snapshot = await model.read();
      if (mention.kind === 'registration') {
        const registered = findRegistered(snapshot, document, mention);
        // What a declared stack holds is listed as its own scope.
        if (registered !== undefined || mention.scope === '' || mention.declares !== true) return registered;
      }
      const frameId = await this.#findFrame(snapshot, document, home);
      return frameId === undefined
        ? undefined
        : await findVariable({ snapshot, model, mention: { kind: 'variable', scope: mention.scope, word: mention.word }, frameId });
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }

  /**
   * A paused frame in which the variable is known; the focused one if possible. Looked up by name alone, every other frame would answer
   * with a variable of its own.
   */
  async #findFrame(snapshot: Snapshot, document: vscode.TextDocument, home: TextRange): Promise<number | undefined> {
    const isHome = (at: SourceLocation | undefined): boolean =>
      at !== undefined && at.path === document.uri.fsPath && at.line - 1 >= home.start.line && at.line - 1 <= home.end.line;
    const focused = this.#sessions.focusedFrameId;
    const owners = snapshot.stacks.flatMap((stack) => stack.scopes).filter((scope) => scope.frameId !== undefined);
    if (focused !== undefined && !owners.some((scope) => this.#isFocused(scope)) && isHome(await this.#sessions.locateFocusedFrame()))
      return focused;
    const atHome = owners.filter((scope) => isHome(scope.location));
    return (atHome.find((scope) => this.#isFocused(scope)) ?? atHome[0])?.frameId;
  }

  #isFocused({ frameId }: CleanupScope): boolean {
    return frameId !== undefined && this.#sessions.isFocusedFrame(frameId);
  }
}

/** The scope that a variable of a frame holds. */
async function findVariable({
  snapshot,
  model,
  mention,
  frameId,
}: {
  snapshot: Snapshot;
  model: SessionModel;
  mention: ScopeMention;
  frameId: number;
}): Promise<Subject | undefined> {
  const id = await model.findScope(mention.scope, frameId);
  const found = snapshot.stacks.flatMap((stack) => stack.scopes.map((scope) => ({ stack, scope }))).find(({ scope }) => scope.id === id);
  if (found === undefined) return undefined;
  const { stack, scope } = found;
  const placed = scope.cleanups.map((cleanup) => ({ stack, scope, cleanup }));
  return {
    mention,
    title: `${codeText(scope.name)} · ${describeScopeCount(scope, t)}`,
    placed,
    total: Math.max(placed.length, scope.total),
    orMore: false,
    revealId: scope.id,
  };
}

/** The cleanups that the call registered: those whose site is inside it. */
function findRegistered(
  snapshot: Snapshot,
  document: vscode.TextDocument,
  mention: Extract<ScopeMention, { kind: 'registration' }>,
): Subject | undefined {
  const inside = (cleanup: Cleanup): boolean => {
    const at = cleanup.registeredAt;
    if (at === undefined || at.path !== document.uri.fsPath) return false;
    const { start, end } = mention.site;
    if (at.column === undefined) return at.line - 1 === start.line || at.line - 1 === mention.word.start.line;
    // The engine names the method's word, or, for a call that was compiled differently, some place in the same call.
    const place: TextPosition = { line: at.line - 1, column: at.column - 1 };
    return compare(place, start) >= 0 && compare(place, end) <= 0;
  };
  const placed = snapshot.stacks.flatMap((stack) =>
    stack.scopes.flatMap((scope) => scope.cleanups.filter(inside).map((cleanup) => ({ stack, scope, cleanup }))),
  );
  const first = placed[0];
  if (first === undefined) return undefined;
  const title = [describeWhen(first, t, codeText), ...describeMarks(first.cleanup, t).map(plainText)].join(' · ');
  const orMore =
    !hasEveryStack(snapshot) ||
    placed.some(({ scope }) => scope.total > scope.cleanups.filter((cleanup) => cleanup.state === 'pending').length);
  return { mention, title, placed, total: placed.length, orMore, revealId: first.cleanup.id };
}

/** At most eight lines: the title, the calls in run order with their values, how many there are, and a link to the tree. */
function hoverText(subject: Subject): vscode.MarkdownString {
  const page = new Markdown();
  page.add(`**Deferscope** · ${subject.title}`).add('\n\n');
  const single = subject.placed.length === 1 ? subject.placed[0] : undefined;
  if (single !== undefined) {
    page.add(codeText(single.cleanup.label)).line();
    for (const argument of single.cleanup.arguments.slice(0, MAX_LISTED_CLEANUPS))
      page.add(`${codeText(describeArgument(argument, t))} (${describeCapture(argument, t)})`).line();
    if (single.cleanup.arguments.length > MAX_LISTED_CLEANUPS)
      page.add(t('and {0} more', single.cleanup.arguments.length - MAX_LISTED_CLEANUPS)).line();
  } else {
    const listed = subject.placed.slice(0, MAX_LISTED_CLEANUPS).map(({ cleanup }) => ({
      mark: orderMark(cleanup, t),
      label: cleanup.label,
      values: toDisplayText(describeHiddenArguments(cleanup, t), LABEL_LENGTH),
    }));
    const width = Math.max(...listed.map(({ mark }) => mark.length));
    // Markdown collapses spaces, except non-breaking ones.
    for (const { mark, label, values } of listed)
      page
        .add(
          codeText(
            `${mark.padStart(width, NO_BREAK)}${NO_BREAK}${NO_BREAK}${label}${values === '' ? '' : `${NO_BREAK}${NO_BREAK}${values}`}`,
          ),
        )
        .line();
    const rest = subject.total - Math.min(MAX_LISTED_CLEANUPS, subject.placed.length);
    if (rest > 0) page.add(subject.orMore ? t('and at least {0} more', rest) : t('and {0} more', rest)).line();
  }
  if (subject.mention.kind === 'registration') page.add(describeSites(subject));
  page.add(commandLink(t('Show in Cleanups'), INTERNAL_COMMANDS.reveal, subject.revealId));
  return page.value;
}

function compare(a: TextPosition, b: TextPosition): number {
  return a.line - b.line || a.column - b.column;
}

/** A clause is not registered. */
function describeSites(subject: Subject): string {
  return subject.placed.every(({ cleanup }) => cleanup.kind === 'finally') ? '' : `${describeTimes(subject)} · `;
}

function describeTimes({ total, orMore }: Subject): string {
  if (orMore) return t('Registered here at least {0} times', total);
  return total === 1 ? t('Registered here 1 time') : t('Registered here {0} times', total);
}

function wordRange(mention: ScopeMention): vscode.Range {
  const { start, end } = mention.word;
  return new vscode.Range(start.line, start.column, end.line, end.column);
}

function isAtCursor(document: vscode.TextDocument, position: vscode.Position): boolean {
  const editor = vscode.window.activeTextEditor;
  return editor?.document === document && editor.selection.isEmpty && editor.selection.active.isEqual(position);
}
