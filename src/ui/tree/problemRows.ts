import * as vscode from 'vscode';
import { describeHistory } from '../../core/describe.ts';
import type { HistoryEntry, Problem } from '../../core/snapshot.ts';
import { COMMANDS } from '../contributions.ts';
import { codeText, Markdown } from '../markdown.ts';
import type { NodeOf } from './nodes.ts';
import { icon, openOnClick, type RowKind } from './rowKind.ts';

const { t } = vscode.l10n;
const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

export const problemsRow: RowKind<NodeOf<'problems'>> = {
  look: ({ problems }) => ({
    label: t('Problems'),
    description: String(problems.length),
    icon: PROBLEM_ICONS.warning,
    state: Expanded,
  }),
};

export const problemRow: RowKind<NodeOf<'problem'>> = {
  look: ({ problem: { severity, message, location } }) => ({
    label: message,
    icon: PROBLEM_ICONS[severity],
    tooltip: new Markdown().add(codeText(message)).value,
    ...openOnClick(location),
    spoken: `${severity}: ${message}`,
  }),
  registration: ({ problem }) => problem.location,
};

/** What already ran. */
export const historyRow: RowKind<NodeOf<'history'>> = {
  look: ({ entries }) => ({
    label: t('Already ran'),
    description: String(entries.length),
    icon: icon('history'),
    state: Collapsed,
  }),
};

export const ranRow: RowKind<NodeOf<'ran'>> = {
  look: ({ entry }) => ({
    label: entry.label,
    description: describeHistory(entry, t),
    icon: OUTCOME_ICONS[entry.state],
    ...openOnClick(entry.registeredAt),
  }),
  registration: ({ entry }) => entry.registeredAt,
};

/** Replaces the rows if reading failed. */
export const logRow: RowKind<NodeOf<'log'>> = {
  look: () => ({ label: t('Show log'), icon: icon('output'), command: { command: COMMANDS.showLog, title: t('Show log') } }),
};

const PROBLEM_ICONS: Readonly<Record<Problem['severity'], vscode.ThemeIcon>> = {
  error: icon('error', 'problemsErrorIcon.foreground'),
  warning: icon('warning', 'problemsWarningIcon.foreground'),
  info: icon('info', 'problemsInfoIcon.foreground'),
};

const OUTCOME_ICONS: Readonly<Record<HistoryEntry['state'], vscode.ThemeIcon>> = {
  done: icon('check', 'disabledForeground'),
  failed: icon('error', 'problemsErrorIcon.foreground'),
  skipped: icon('debug-step-over', 'disabledForeground'),
};
