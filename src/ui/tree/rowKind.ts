import * as vscode from 'vscode';
import type { Argument, Cleanup, SourceLocation, StackKind } from '../../core/snapshot.ts';
import type { LanguageWords } from '../../languages/languageWords.ts';
import { INTERNAL_COMMANDS } from '../contributions.ts';

const { t } = vscode.l10n;

/** What a row looks like and what a click on it does, before it becomes a VS Code tree item. */
export interface RowLook {
  readonly label: string;
  readonly description?: string;
  readonly icon?: vscode.ThemeIcon;
  readonly state?: vscode.TreeItemCollapsibleState;
  readonly command?: vscode.Command;
  readonly tooltip?: string | vscode.MarkdownString;
  /** What a screen reader says; label and description if missing. */
  readonly spoken?: string;
}

/** What a row depends on besides its node. */
export interface RowContext {
  /** Whether an argument's value can be expanded. */
  readonly hasChildren: (argument: Argument) => boolean;
  /** The words of the session's language, or of the one that has such stacks. */
  readonly wordsOf: (kind?: StackKind) => LanguageWords;
}

/** What one kind of row looks like, and what can be done with it: its menu has the commands that have a function here. */
export interface RowKind<Node> {
  look(node: Node, context: RowContext): RowLook;
  /** The statement that the row is about, for *Go to Registration*. */
  registration?(node: Node): SourceLocation | undefined;
  /** The cleanup whose function *Go to Callee* opens; undefined for one that calls none. */
  callee?(node: Node): Cleanup | undefined;
  /** What *Copy Value* copies. */
  value?(node: Node): string;
  /** What *Copy* copies, unless that is the label and description. */
  text?(node: Node): string;
}

export function openCommand(location: SourceLocation): vscode.Command {
  return { command: INTERNAL_COMMANDS.open, title: t('Go to source'), arguments: [location] };
}

/** The click that opens a place; none if the place is not known. */
export function openOnClick(location: SourceLocation | undefined): Pick<RowLook, 'command'> {
  return location === undefined ? {} : { command: openCommand(location) };
}

export function icon(name: string, color?: string): vscode.ThemeIcon {
  return color === undefined ? new vscode.ThemeIcon(name) : new vscode.ThemeIcon(name, new vscode.ThemeColor(color));
}
