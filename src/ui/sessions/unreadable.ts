import * as vscode from 'vscode';
import type { Languages } from '../../languages/languages.ts';

const { t } = vscode.l10n;

/** Why there is nothing to see in a debug session that no language reads, although there should be. */
export function explainUnreadable(debugType: string, { all }: Languages): string {
  const readable = all.flatMap(({ describeSessions }) => describeSessions?.(t) ?? []);
  const list = new Intl.ListFormat(vscode.env.language).format(readable);
  return t('Deferscope cannot read sessions of type "{0}". It reads {1}.', debugType, list);
}
