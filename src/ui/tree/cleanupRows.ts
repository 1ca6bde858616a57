import * as vscode from 'vscode';
import { describeArgument, describeCleanup, orderMark, sayCleanup } from '../../core/describe.ts';
import type { Cleanup } from '../../core/snapshot.ts';
import { shortLocation } from '../../core/sourceName.ts';
import { COMMANDS, INTERNAL_COMMANDS } from '../contributions.ts';
import { codeText, Markdown, plainText } from '../markdown.ts';
import type { NodeOf } from './nodes.ts';
import { icon, openCommand, openOnClick, type RowKind } from './rowKind.ts';

const { t } = vscode.l10n;
const { Collapsed } = vscode.TreeItemCollapsibleState;

export const cleanupRow: RowKind<NodeOf<'cleanup'>> = {
  look(node) {
    const { cleanup } = node;
    return {
      label: `${orderMark(cleanup, t)}  ${cleanup.label}`,
      description: describeCleanup(cleanup, t),
      icon: iconOf(cleanup),
      state: Collapsed,
      ...openOnClick(cleanup.registeredAt),
      spoken: sayCleanup(node, t),
    };
  },
  registration: ({ cleanup }) => cleanup.registeredAt,
  // A clause is no function.
  callee: ({ cleanup }) => (cleanup.kind === 'finally' ? undefined : cleanup),
  value: ({ cleanup }) => cleanup.arguments.map((argument) => describeArgument(argument, t)).join(', '),
};

/** A statement that may have registered something. */
export const possibleRow: RowKind<NodeOf<'possible'>> = {
  look({ stack, scope, possible: { label, registeredAt } }, { wordsOf }) {
    const how = wordsOf(stack.kind).explainPossible(scope.name, t);
    return {
      label: `?  ${label}`,
      description: `${shortLocation(registeredAt)}  ${t('possibly pending')}`,
      icon: icon('question', 'disabledForeground'),
      command: openCommand(registeredAt),
      tooltip: new Markdown().add(codeText(label)).line().add(plainText(how)).value,
      spoken: `${label}, ${how}`,
    };
  },
  registration: ({ possible }) => possible.registeredAt,
  text: ({ possible: { label, registeredAt } }) => `${label}  ${shortLocation(registeredAt)}  ${t('possibly pending')}`,
};

/** The cleanups of one site that are not listed one by one. */
export const repeatsRow: RowKind<NodeOf<'repeats'>> = {
  look({ cleanups: { length: count }, location }) {
    return {
      label: t('… {0} more at {1}', count, shortLocation(location)),
      icon: icon('fold-down'),
      state: Collapsed,
      tooltip: t('{0} more pending cleanups that were registered at the same place', count),
    };
  },
  registration: ({ location }) => location,
};

export const moreRow: RowKind<NodeOf<'more'>> = {
  look: ({ scope, unlisted }) => ({
    label: t('… {0} more', unlisted),
    description: t('show the next 100'),
    icon: icon('fold-down'),
    command: { command: INTERNAL_COMMANDS.loadMore, title: t('Show more'), arguments: [scope.id] },
  }),
};

export const registrationRow: RowKind<NodeOf<'registration'>> = {
  look: ({ location }) => ({
    label: t('registered at'),
    description: shortLocation(location),
    icon: icon('debug-breakpoint-log'),
    command: openCommand(location),
    tooltip: `${location.path}:${location.line}`,
  }),
  registration: ({ location }) => location,
  value: ({ location }) => `${location.path}:${location.line}`,
  text: ({ location }) => `${location.path}:${location.line}`,
};

export const calleeRow: RowKind<NodeOf<'callee'>> = {
  look: (node) => ({
    label: t('calls'),
    description: node.cleanup.callee.name,
    icon: icon('symbol-function'),
    command: { command: COMMANDS.goToCallee, title: t('Go to callee'), arguments: [node] },
    tooltip: new Markdown().add(codeText(node.cleanup.callee.name)).value,
  }),
  callee: ({ cleanup }) => cleanup,
  value: ({ cleanup }) => cleanup.callee.name,
  text: ({ cleanup }) => cleanup.callee.name,
};

export const noteRow: RowKind<NodeOf<'note'>> = {
  look: ({ text }) => ({ label: text, icon: icon('info'), tooltip: new Markdown().add(codeText(text)).value }),
  value: ({ text }) => text,
};

function iconOf(cleanup: Cleanup): vscode.ThemeIcon {
  if (cleanup.state === 'running') return icon('debug-stackframe', 'debugIcon.breakpointCurrentStackframeForeground');
  if (cleanup.when === 'failure') return icon('discard');
  if (cleanup.kind === 'finally') return icon('bracket');
  if (cleanup.recovers === true) return icon('shield');
  if (cleanup.arguments.some((argument) => argument.capture === 'reference')) return icon('references');
  return icon('circle-outline');
}
