import * as vscode from 'vscode';
import { describePending, describeScope, describeStack, describeStatus, sayScope } from '../../core/describe.ts';
import { countPending } from '../../core/runOrder.ts';
import { INTERNAL_COMMANDS } from '../contributions.ts';
import { isOpenAtFirst, type NodeOf } from './nodes.ts';
import { icon, openOnClick, type RowKind } from './rowKind.ts';

const { t } = vscode.l10n;
const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

export const stackRow: RowKind<NodeOf<'stack'>> = {
  look({ stack }) {
    const isFailing = stack.failures.length > 0;
    return {
      label: stack.name,
      description: describeStack(stack, t),
      icon: isFailing ? icon('flame', 'problemsErrorIcon.foreground') : icon('layers'),
      state: stack.current ? Expanded : Collapsed,
      tooltip: `${stack.name}\n${describeStack(stack, t)}`,
    };
  },
};

export const moreStacksRow: RowKind<NodeOf<'moreStacks'>> = {
  look: ({ unlisted }, { wordsOf }) => ({
    label: wordsOf().moreStacks(unlisted, t),
    description: t('show the next 100'),
    icon: icon('fold-down'),
    command: { command: INTERNAL_COMMANDS.loadMoreStacks, title: t('Show more'), arguments: [] },
    tooltip: wordsOf().explainMoreStacks(t),
  }),
};

export const tasksRow: RowKind<NodeOf<'tasks'>> = {
  look({ stacks }, { wordsOf }) {
    const pending = stacks.reduce((sum, stack) => sum + countPending(stack), 0);
    return {
      label: wordsOf('task').nameTasks(stacks, t),
      description: `${stacks.length} · ${describePending(pending, t)}`,
      icon: icon('watch'),
      state: Collapsed,
      tooltip: wordsOf('task').explainTasks(t),
    };
  },
};

export const scopeRow: RowKind<NodeOf<'scope'>> = {
  look({ stack, scope }) {
    const status = stack.kind === 'task' ? describeStatus(stack.status, t) : '';
    const { location } = scope;
    return {
      label: scope.name,
      description: [describeScope(scope, t), status].filter((part) => part !== '').join(' · '),
      icon: icon(scope.kind === 'function' ? 'symbol-method' : 'symbol-namespace'),
      state: isOpenAtFirst(stack, scope) ? Expanded : Collapsed,
      ...openOnClick(location),
      ...(location === undefined ? {} : { tooltip: `${scope.name}\n${location.path}:${location.line}` }),
      spoken: [sayScope(scope, t), status].filter((part) => part !== '').join(', '),
    };
  },
  registration: ({ scope }) => scope.location,
};
