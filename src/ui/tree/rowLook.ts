import * as vscode from 'vscode';
import { INTERNAL_COMMANDS } from '../contributions.ts';

const { t } = vscode.l10n;

/** How a row looks and what it does, before VS Code makes it one. */
export interface ItemLook {
  readonly label: string;
  readonly description?: string;
  readonly icon?: vscode.ThemeIcon;
  readonly state?: vscode.TreeItemCollapsibleState;
  readonly context?: string;
  readonly command?: vscode.Command;
  readonly tooltip?: string | vscode.MarkdownString;
  /** What a screen reader says; without it label and description. */
  readonly spoken?: string;
}

export function openCommand(location: { readonly path: string; readonly line: number }): vscode.Command {
  return { command: INTERNAL_COMMANDS.open, title: t('Go to source'), arguments: [location] };
}

export function icon(name: string, color?: string): vscode.ThemeIcon {
  return color === undefined ? new vscode.ThemeIcon(name) : new vscode.ThemeIcon(name, new vscode.ThemeColor(color));
}
