import * as vscode from 'vscode';
import type { SourceLocation } from '../core/snapshot.ts';

/** Opens a place in the source as a preview, without moving the focus. */
export async function openLocation(location: SourceLocation): Promise<void> {
  const position = new vscode.Position(Math.max(0, location.line - 1), Math.max(0, (location.column ?? 1) - 1));
  try {
    await vscode.window.showTextDocument(toUri(location.path), {
      preview: true,
      preserveFocus: true,
      selection: new vscode.Range(position, position),
    });
  } catch {
    await vscode.window.showWarningMessage(vscode.l10n.t('The source file cannot be opened: {0}', location.path));
  }
}

/** A place that came with a row, a link or a hover, and so went through text: anything else is rejected. */
export function asLocation(value: unknown): SourceLocation | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { path, line, column } = value as Record<string, unknown>;
  if (typeof path !== 'string' || typeof line !== 'number') return undefined;
  return { path, line, ...(typeof column === 'number' ? { column } : {}) };
}

function toUri(path: string): vscode.Uri {
  return /^[a-z][a-z0-9+.-]+:/i.test(path) && !/^[a-z]:[\\/]/i.test(path) ? vscode.Uri.parse(path) : vscode.Uri.file(path);
}
