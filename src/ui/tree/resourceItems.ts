import * as vscode from 'vscode';
import { assertNever } from '../../core/assertNever.ts';
import { describeEntry, describeFact, describeResource, sayEntry, sayResource, titleOfResource } from '../../core/describeResources.ts';
import type { KindOfResource, ResourceKind } from '../../core/resources.ts';
import type { ResourceEntry, SourceLocation } from '../../core/snapshot.ts';
import { INTERNAL_COMMANDS } from '../contributions.ts';
import { codeText, locationLink, Markdown, plainText } from '../markdown.ts';
import type { TreeNode } from './nodes.ts';
import { icon, openCommand, type ItemLook } from './rowLook.ts';

const { t } = vscode.l10n;
const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** So many entries are open without asking. */
const OPEN_ENTRIES = 8;

const ICONS: Readonly<Record<ResourceKind, string>> = {
  guard: 'lock',
  managed: 'server-process',
  pool: 'database',
  gate: 'filter',
  owned: 'key',
  background: 'sync',
  shutdown: 'debug-disconnect',
  leaks: 'search',
};

type ResourceNode = Extract<TreeNode, { readonly kind: 'resource' | 'entry' | 'moreEntries' }>;

/** The row of a resource, of something in it, or of what is not listed yet. */
export function resourceLook(node: ResourceNode): ItemLook {
  switch (node.kind) {
    case 'resource':
      return ownLook(node.one);
    case 'entry':
      return entryLook(node.entry);
    case 'moreEntries':
      return {
        label: t('… {0} more', node.unlisted),
        description: t('show the next 100'),
        icon: icon('fold-down'),
        context: 'more',
        command: { command: INTERNAL_COMMANDS.loadMoreEntries, title: t('Show more'), arguments: [node.resource.id] },
      };
    default:
      return assertNever(node);
  }
}

function ownLook(one: KindOfResource): ItemLook {
  const { resource, kind } = one;
  const concerned = resource.entries.some((entry) => entry.concern !== undefined);
  return {
    label: titleOfResource(one, t),
    description: describeResource(resource),
    icon: icon(ICONS[kind], concerned ? 'problemsWarningIcon.foreground' : undefined),
    state: resource.total === 0 ? None : resource.total <= OPEN_ENTRIES ? Expanded : Collapsed,
    context: resource.location === undefined ? 'resource' : 'resource.located',
    ...goTo(resource.location),
    tooltip: tooltip(titleOfResource(one, t), resource.state, resource, t('Made at')),
    spoken: sayResource(one, t),
  };
}

function entryLook(entry: ResourceEntry): ItemLook {
  return {
    label: entry.name === '' ? t('(no name)') : entry.name,
    description: describeEntry(entry),
    icon: entry.concern === undefined ? icon('circle-outline') : icon('warning', 'problemsWarningIcon.foreground'),
    context: entry.location === undefined ? 'entry' : 'entry.located',
    ...goTo(entry.location),
    tooltip: tooltip(entry.name, entry.state, entry, t('Came to be at')),
    spoken: sayEntry(entry, t),
  };
}

function goTo(location: SourceLocation | undefined): Pick<ItemLook, 'command'> {
  return location === undefined ? {} : { command: openCommand(location) };
}

function tooltip(
  title: string,
  state: string,
  { facts, location, concern }: Pick<ResourceEntry, 'facts' | 'location' | 'concern'>,
  made: string,
): vscode.MarkdownString {
  const page = new Markdown();
  page
    .add(`**${codeText(title)}**`)
    .add('\n\n')
    .add(plainText(state))
    .line();
  if (concern !== undefined) page.add('\n\n').add(plainText(concern)).line();
  for (const fact of facts) page.add(`\n- ${plainText(describeFact(fact))}`);
  page.add('\n\n');
  if (location !== undefined) page.add(`${made} ${locationLink(location)}`).line();
  return page.value;
}
