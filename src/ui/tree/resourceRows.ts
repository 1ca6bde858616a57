import * as vscode from 'vscode';
import { describeEntry, describeFact, describeResource, sayEntry, sayResource, titleOfResource } from '../../core/describeResources.ts';
import type { ResourceKind } from '../../core/resources.ts';
import type { ResourceEntry } from '../../core/snapshot.ts';
import { INTERNAL_COMMANDS } from '../contributions.ts';
import { codeText, locationLink, Markdown, plainText } from '../markdown.ts';
import type { NodeOf } from './nodes.ts';
import { icon, openOnClick, type RowKind } from './rowKind.ts';

const { t } = vscode.l10n;
const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** How many entries are expanded at first. */
const MAX_EXPANDED_ENTRIES = 8;

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

export const resourcesRow: RowKind<NodeOf<'resources'>> = {
  look: ({ resources }) => ({
    label: t('Resources'),
    description: String(resources.length),
    icon: icon('archive'),
    state: Expanded,
    tooltip: t('What the program holds, lends or shares beyond one scope'),
  }),
};

export const resourceRow: RowKind<NodeOf<'resource'>> = {
  look({ one }) {
    const { resource, kind } = one;
    const concerned = resource.entries.some((entry) => entry.concern !== undefined);
    return {
      label: titleOfResource(one, t),
      description: describeResource(resource),
      icon: icon(ICONS[kind], concerned ? 'problemsWarningIcon.foreground' : undefined),
      state: resource.total === 0 ? None : resource.total <= MAX_EXPANDED_ENTRIES ? Expanded : Collapsed,
      ...openOnClick(resource.location),
      tooltip: tooltip(titleOfResource(one, t), resource.state, resource, t('Made at')),
      spoken: sayResource(one, t),
    };
  },
  registration: ({ one }) => one.resource.location,
  value: ({ one }) => one.resource.facts.map(describeFact).join(', '),
};

export const entryRow: RowKind<NodeOf<'entry'>> = {
  look: ({ entry }) => ({
    label: entry.name === '' ? t('(no name)') : entry.name,
    description: describeEntry(entry),
    icon: entry.concern === undefined ? icon('circle-outline') : icon('warning', 'problemsWarningIcon.foreground'),
    ...openOnClick(entry.location),
    tooltip: tooltip(entry.name, entry.state, entry, t('Added at')),
    spoken: sayEntry(entry, t),
  }),
  registration: ({ entry }) => entry.location,
  value: ({ entry }) => entry.facts.map(describeFact).join(', '),
};

export const moreEntriesRow: RowKind<NodeOf<'moreEntries'>> = {
  look: ({ resource, unlisted }) => ({
    label: t('… {0} more', unlisted),
    description: t('show the next 100'),
    icon: icon('fold-down'),
    command: { command: INTERNAL_COMMANDS.loadMoreEntries, title: t('Show more'), arguments: [resource.id] },
  }),
};

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
