import * as vscode from 'vscode';
import { assertNever } from '../../core/assertNever.ts';
import {
  describeArgument,
  describeCapture,
  describeCleanup,
  describeHistory,
  describePending,
  describeScope,
  describeStack,
  describeStatus,
  orderMark,
  sayCleanup,
  sayScope,
} from '../../core/describe.ts';
import { countPending } from '../../core/runOrder.ts';
import type { Argument, Cleanup, Problem, Stack, StackKind } from '../../core/snapshot.ts';
import { shortLocation } from '../../core/sourceName.ts';
import type { LanguageWords } from '../../languages/languageWords.ts';
import { COMMANDS, INTERNAL_COMMANDS } from '../contributions.ts';
import { codeText, Markdown, plainText } from '../markdown.ts';
import { isOpenAtFirst, type TreeNode } from './nodes.ts';
import { resourceLook } from './resourceItems.ts';
import { icon, openCommand, type ItemLook } from './rowLook.ts';

const { t } = vscode.l10n;
const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** What a row depends on besides its node. */
export interface RowContext {
  /** Whether an argument's value can be expanded. */
  readonly hasChildren: (argument: Argument) => boolean;
  /** The words of the session's language, or of the one that has such stacks. */
  readonly wordsOf: (kind?: StackKind) => LanguageWords;
}

/** The row of a node. */
export function treeItem(node: TreeNode, context: RowContext): vscode.TreeItem {
  const look = lookOf(node, context);
  const item = new vscode.TreeItem(look.label, look.state ?? None);
  item.id = node.id;
  if (look.description !== undefined) item.description = look.description;
  if (look.icon !== undefined) item.iconPath = look.icon;
  if (look.context !== undefined) item.contextValue = look.context;
  if (look.command !== undefined) item.command = look.command;
  if (look.tooltip !== undefined) item.tooltip = look.tooltip;
  item.accessibilityInformation = { label: look.spoken ?? [look.label, look.description ?? ''].filter((part) => part !== '').join(', ') };
  return item;
}

function lookOf(node: TreeNode, { hasChildren, wordsOf }: RowContext): ItemLook {
  switch (node.kind) {
    case 'stack':
      return {
        label: node.stack.name,
        description: describeStack(node.stack, t),
        icon: icon(
          node.stack.failures.length > 0 ? 'flame' : 'layers',
          node.stack.failures.length > 0 ? 'problemsErrorIcon.foreground' : undefined,
        ),
        state: node.stack.current ? Expanded : Collapsed,
        context: 'stack',
        tooltip: `${node.stack.name}\n${describeStack(node.stack, t)}`,
      };
    case 'moreStacks':
      return {
        label: wordsOf().moreStacks(node.unlisted, t),
        description: t('show the next 100'),
        icon: icon('fold-down'),
        context: 'moreStacks',
        command: { command: INTERNAL_COMMANDS.loadMoreStacks, title: t('Show more'), arguments: [] },
        tooltip: wordsOf().explainMoreStacks(t),
      };
    case 'possible': {
      const { label, registeredAt } = node.possible;
      const how = wordsOf(node.stack.kind).explainPossible(node.scope.name, t);
      return {
        label: `?  ${label}`,
        description: `${shortLocation(registeredAt)}  ${t('possibly pending')}`,
        icon: icon('question', 'disabledForeground'),
        context: 'possible',
        command: openCommand(registeredAt),
        tooltip: new Markdown().add(codeText(label)).line().add(plainText(how)).value,
        spoken: `${label}, ${how}`,
      };
    }
    case 'tasks': {
      const pending = node.stacks.reduce((sum, stack) => sum + countPending(stack), 0);
      return {
        label: node.stacks.some(isGenerator) ? t('Suspended functions and generators') : t('Suspended async functions'),
        description: `${node.stacks.length} · ${describePending(pending, t)}`,
        icon: icon('watch'),
        state: Collapsed,
        context: 'tasks',
        tooltip: t('Scopes of async functions that wait for something and are not on the paused call stack'),
      };
    }
    case 'scope': {
      const status = node.stack.kind === 'task' ? describeStatus(node.stack.status, t) : '';
      return {
        label: node.scope.name,
        description: [describeScope(node.scope, t), status].filter((part) => part !== '').join(' · '),
        icon: icon(node.scope.kind === 'function' ? 'symbol-method' : 'symbol-namespace'),
        state: isOpenAtFirst(node.stack, node.scope) ? Expanded : Collapsed,
        context: node.scope.location === undefined ? 'scope' : 'scope.located',
        ...(node.scope.location === undefined
          ? {}
          : {
              command: openCommand(node.scope.location),
              tooltip: `${node.scope.name}\n${node.scope.location.path}:${node.scope.location.line}`,
            }),
        spoken: [sayScope(node.scope, t), status].filter((part) => part !== '').join(', '),
      };
    }
    case 'cleanup':
      return cleanupLook(node);
    case 'repeats': {
      const count = node.cleanups.length;
      return {
        label: t('… {0} more at {1}', count, shortLocation(node.location)),
        icon: icon('fold-down'),
        state: Collapsed,
        context: 'repeats',
        tooltip: t('{0} more pending cleanups that were registered at the same place', count),
      };
    }
    case 'more':
      return {
        label: t('… {0} more', node.unlisted),
        description: t('show the next 100'),
        icon: icon('fold-down'),
        context: 'more',
        command: { command: INTERNAL_COMMANDS.loadMore, title: t('Show more'), arguments: [node.scope.id] },
      };
    case 'argument': {
      const { argument } = node;
      const text = describeArgument(argument, t);
      return {
        label: text,
        description: argument.type ?? '',
        icon: icon(argument.capture === 'reference' ? 'references' : 'symbol-variable'),
        state: hasChildren(argument) ? Collapsed : None,
        context: 'argument',
        tooltip: new Markdown().add(codeText(text)).line().add(describeCapture(argument, t)).value,
        spoken: `${text}, ${describeCapture(argument, t)}`,
      };
    }
    case 'captured': {
      const text = `${node.value.name} → ${node.value.value}`;
      const how = t('by reference: the value may still change before it runs');
      return {
        label: text,
        description: node.value.type ?? '',
        icon: icon('references'),
        state: node.value.variablesReference > 0 ? Collapsed : None,
        context: 'live',
        tooltip: new Markdown().add(codeText(text)).line().add(how).value,
        spoken: `${text}, ${how}`,
      };
    }
    case 'live':
      return {
        label: `${node.value.name} = ${node.value.value}`,
        description: node.value.type === node.value.value ? '' : (node.value.type ?? ''),
        state: node.value.variablesReference > 0 ? Collapsed : None,
        context: 'live',
        tooltip: new Markdown().add(codeText(`${node.value.name} = ${node.value.value}`)).value,
      };
    case 'registration':
      return {
        label: t('registered at'),
        description: shortLocation(node.location),
        icon: icon('debug-breakpoint-log'),
        context: 'registration',
        command: openCommand(node.location),
        tooltip: `${node.location.path}:${node.location.line}`,
      };
    case 'callee':
      return {
        label: t('calls'),
        description: node.cleanup.callee.name,
        icon: icon('symbol-function'),
        context: 'callee',
        command: { command: COMMANDS.goToCallee, title: t('Go to callee'), arguments: [node] },
        tooltip: new Markdown().add(codeText(node.cleanup.callee.name)).value,
      };
    case 'note':
      return { label: node.text, icon: icon('info'), context: 'note', tooltip: new Markdown().add(codeText(node.text)).value };
    case 'resources':
      return {
        label: t('Resources'),
        description: String(node.resources.length),
        icon: icon('archive'),
        state: Expanded,
        context: 'resources',
        tooltip: t('What the program holds, lends or shares beyond one scope'),
      };
    case 'resource':
    case 'entry':
    case 'moreEntries':
      return resourceLook(node);
    case 'problems':
      return {
        label: t('Problems'),
        description: String(node.problems.length),
        icon: icon('warning', 'problemsWarningIcon.foreground'),
        state: Expanded,
        context: 'problems',
      };
    case 'problem':
      return {
        label: node.problem.message,
        icon: problemIcon(node.problem),
        context: 'problem',
        tooltip: new Markdown().add(codeText(node.problem.message)).value,
        ...(node.problem.location === undefined ? {} : { command: openCommand(node.problem.location) }),
        spoken: `${node.problem.severity}: ${node.problem.message}`,
      };
    case 'history':
      return {
        label: t('Already ran'),
        description: String(node.entries.length),
        icon: icon('history'),
        state: Collapsed,
        context: 'history',
      };
    case 'ran':
      return {
        label: node.entry.label,
        description: describeHistory(node.entry, t),
        context: 'ran',
        icon:
          node.entry.state === 'failed'
            ? icon('error', 'problemsErrorIcon.foreground')
            : icon(node.entry.state === 'skipped' ? 'debug-step-over' : 'check', 'disabledForeground'),
        ...(node.entry.registeredAt === undefined ? {} : { command: openCommand(node.entry.registeredAt) }),
      };
    case 'log':
      return { label: t('Show log'), icon: icon('output'), command: { command: COMMANDS.showLog, title: t('Show log') } };
    default:
      return assertNever(node);
  }
}

function cleanupLook(node: Extract<TreeNode, { readonly kind: 'cleanup' }>): ItemLook {
  const { cleanup } = node;
  return {
    label: `${orderMark(cleanup, t)}  ${cleanup.label}`,
    description: describeCleanup(cleanup, t),
    icon: cleanupIcon(cleanup),
    state: Collapsed,
    context: cleanup.registeredAt === undefined ? 'cleanup' : 'cleanup.located',
    ...(cleanup.registeredAt === undefined ? {} : { command: openCommand(cleanup.registeredAt) }),
    spoken: sayCleanup(node, t),
  };
}

function cleanupIcon(cleanup: Cleanup): vscode.ThemeIcon {
  if (cleanup.state === 'running') return icon('debug-stackframe', 'debugIcon.breakpointCurrentStackframeForeground');
  if (cleanup.when === 'failure') return icon('discard');
  if (cleanup.kind === 'finally') return icon('bracket');
  if (cleanup.recovers === true) return icon('shield');
  if (cleanup.arguments.some((argument) => argument.capture === 'reference')) return icon('references');
  return icon('circle-outline');
}

function problemIcon(problem: Problem): vscode.ThemeIcon {
  switch (problem.severity) {
    case 'error':
      return icon('error', 'problemsErrorIcon.foreground');
    case 'warning':
      return icon('warning', 'problemsWarningIcon.foreground');
    case 'info':
      return icon('info', 'problemsInfoIcon.foreground');
    default:
      return assertNever(problem.severity);
  }
}

/** A function that its owner ends. */
function isGenerator({ scopes }: Stack): boolean {
  return scopes.some(({ kind, ends }) => kind === 'function' && ends === 'owner');
}
