import * as vscode from 'vscode';
import { describeArgument, describeCleanup, describeHistory, describeScope, describeStack, orderMark } from '../core/describe.ts';
import { describeEntry, describeFact, describeResource, titleOfResource } from '../core/describeResources.ts';
import { formatSnapshot } from '../core/snapshotText.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { shortLocation } from '../core/sourceName.ts';
import type { Languages } from '../languages/languages.ts';
import type { CleanupsTree } from './tree/cleanupsTree.ts';
import { Comparisons } from './snapshots/comparisons.ts';
import { COMMANDS, INTERNAL_COMMANDS, VIEW } from './contributions.ts';
import type { DebugSessions } from './sessions/debugSessions.ts';
import { DisposableStore } from './disposableStore.ts';
import type { Log } from './log.ts';
import { asLocation, openLocation } from './navigation.ts';
import type { TreeNode } from './tree/nodes.ts';
import type { ReplayMoments } from './replay/replayMoments.ts';
import type { Replays } from './replay/replays.ts';
import { explainUnreadable } from './sessions/unreadable.ts';
import type { SessionRecordings } from './sessions/sessionRecordings.ts';
import type { SnapshotDocuments } from './snapshots/snapshotDocuments.ts';
import type { Timelines } from './replay/timelines.ts';

const { t } = vscode.l10n;

export interface CommandParts {
  readonly languages: Languages;
  readonly sessions: DebugSessions;
  readonly tree: CleanupsTree;
  readonly documents: SnapshotDocuments;
  readonly replays: Replays;
  readonly moments: ReplayMoments;
  readonly timelines: Timelines;
  readonly recordings: SessionRecordings;
  readonly log: Log;
  /** The library's page, in a file of the extension. */
  readonly guide: vscode.Uri;
}

/** Registers every command; a failure is logged and told to the user, never lost. */
export function registerCommands(parts: CommandParts): DisposableStore {
  const { sessions, tree, documents, replays, moments, timelines, recordings, log, guide } = parts;
  const store = new DisposableStore();
  const on = (name: string, run: (argument: unknown) => unknown): void => {
    store.add(
      vscode.commands.registerCommand(name, async (argument: unknown) => {
        try {
          await run(argument);
        } catch (error) {
          log.report(error);
          const show = t('Show log');
          const chosen = await vscode.window.showErrorMessage(
            t('Deferscope: {0}', error instanceof Error ? error.message : String(error)),
            show,
          );
          if (chosen === show) log.show();
        }
      }),
    );
  };

  on(COMMANDS.takeSnapshot, () => withSnapshot(parts, (snapshot) => documents.open(snapshot)));
  on(COMMANDS.saveSnapshot, () => {
    const open = documents.active;
    return open === undefined ? withSnapshot(parts, (snapshot) => documents.save(snapshot)) : documents.save(open);
  });
  on(COMMANDS.copySnapshot, () =>
    withSnapshot(parts, async (snapshot) => {
      await vscode.env.clipboard.writeText(formatSnapshot(snapshot, t).text);
      vscode.window.setStatusBarMessage(t('The snapshot is on the clipboard'), 3000);
    }),
  );
  on(COMMANDS.refresh, () => {
    sessions.focused?.refresh();
  });
  on(COMMANDS.showLog, () => {
    log.show();
  });
  on(COMMANDS.openGuide, () => vscode.commands.executeCommand('markdown.showPreview', guide));
  on(COMMANDS.replayRecording, (file) => replays.start(file));
  on(COMMANDS.goToMoment, () => replays.goToMoment());
  on(COMMANDS.showTimeline, (file) => timelines.show(file));
  on(COMMANDS.exportTimeline, () => timelines.export());
  on(COMMANDS.compareSnapshots, () => new Comparisons({ recordings, moments, documents }).compare());
  on(COMMANDS.saveRecording, async () => {
    const file = await recordings.save();
    const replay = t('Replay');
    if (file !== undefined && (await vscode.window.showInformationMessage(t('The stops of this session are saved.'), replay)) === replay)
      await replays.start(file);
  });
  on(COMMANDS.goToRegistration, (node) => goToRegistration(node as TreeNode | undefined));
  on(COMMANDS.goToCallee, (node) => goToCallee(sessions, node as TreeNode | undefined));
  on(COMMANDS.copy, (node) => copy(node as TreeNode | undefined, rowText));
  on(COMMANDS.copyValue, (node) => copy(node as TreeNode | undefined, valueText));
  on(INTERNAL_COMMANDS.open, async (argument) => {
    const location = asLocation(argument);
    if (location !== undefined) await openLocation(location);
  });
  on(INTERNAL_COMMANDS.loadMore, (scopeId) => (typeof scopeId === 'string' ? sessions.focused?.loadMore(scopeId) : undefined));
  on(INTERNAL_COMMANDS.loadMoreStacks, () => sessions.focused?.loadMoreStacks());
  on(INTERNAL_COMMANDS.loadMoreEntries, (id) => (typeof id === 'string' ? sessions.focused?.loadMoreEntries(id) : undefined));
  on(INTERNAL_COMMANDS.reveal, async (id) => {
    if (typeof id !== 'string') return;
    await vscode.commands.executeCommand(`${VIEW}.focus`);
    await tree.reveal(id);
  });
  return store;
}

/** Takes the focused session's snapshot; without a paused one, says what to start. */
async function withSnapshot({ sessions, languages }: CommandParts, use: (snapshot: Snapshot) => Promise<void>): Promise<void> {
  const model = sessions.focused;
  const kind = model?.view.kind;
  if (model === undefined || kind === 'running' || kind === 'ended') {
    const session = sessions.focusedSession;
    await vscode.window.showInformationMessage(
      model !== undefined
        ? t('The program is running. Pause it, or let it stop at a breakpoint, then take the snapshot.')
        : session === undefined
          ? t('No program is being debugged. Start one, stop at a breakpoint, then take the snapshot.')
          : explainUnreadable(session.type, languages),
    );
    return;
  }
  const reading = model.readAll();
  await use(await vscode.window.withProgress({ location: { viewId: VIEW } }, () => reading));
}

async function goToRegistration(node: TreeNode | undefined): Promise<void> {
  const location =
    node?.kind === 'cleanup'
      ? node.cleanup.registeredAt
      : node?.kind === 'registration' || node?.kind === 'repeats'
        ? node.location
        : node?.kind === 'scope'
          ? node.scope.location
          : node?.kind === 'possible'
            ? node.possible.registeredAt
            : node?.kind === 'ran'
              ? node.entry.registeredAt
              : node?.kind === 'problem'
                ? node.problem.location
                : node?.kind === 'resource'
                  ? node.one.resource.location
                  : node?.kind === 'entry'
                    ? node.entry.location
                    : undefined;
  if (location !== undefined) await openLocation(location);
  else
    await vscode.window.showInformationMessage(
      t('Where this was registered is not known. Registration sites are recorded from the first stop on.'),
    );
}

async function goToCallee(sessions: DebugSessions, node: TreeNode | undefined): Promise<void> {
  if (node?.kind !== 'cleanup' && node?.kind !== 'callee') return;
  const location = node.cleanup.callee.location ?? (await sessions.focused?.findCallee(node.cleanup));
  if (location !== undefined) await openLocation(location);
  else await vscode.window.showInformationMessage(t('The debugger does not know where this function is defined.'));
}

async function copy(node: TreeNode | undefined, text: (node: TreeNode) => string): Promise<void> {
  if (node !== undefined) await vscode.env.clipboard.writeText(text(node));
}

function rowText(node: TreeNode): string {
  switch (node.kind) {
    case 'stack':
      return `${node.stack.name}  ${describeStack(node.stack, t)}`;
    case 'scope':
      return `${node.scope.name}  ${describeScope(node.scope, t)}`;
    case 'cleanup':
      return `${orderMark(node.cleanup, t)}  ${node.cleanup.label}  ${describeCleanup(node.cleanup, t)}`;
    case 'possible':
      return `${node.possible.label}  ${shortLocation(node.possible.registeredAt)}  ${t('possibly pending')}`;
    case 'ran':
      return `${node.entry.label}  ${describeHistory(node.entry, t)}`;
    case 'problem':
      return node.problem.message;
    case 'resource':
      return `${titleOfResource(node.one, t)}  ${describeResource(node.one.resource)}`;
    case 'entry':
      return `${node.entry.name}  ${describeEntry(node.entry)}`;
    default:
      return valueText(node);
  }
}

function valueText(node: TreeNode): string {
  switch (node.kind) {
    case 'argument':
      return node.argument.value;
    case 'captured':
    case 'live':
      return node.value.value;
    case 'cleanup':
      return node.cleanup.arguments.map((argument) => describeArgument(argument, t)).join(', ');
    case 'registration':
      return `${node.location.path}:${node.location.line}`;
    case 'callee':
      return node.cleanup.callee.name;
    case 'note':
      return node.text;
    case 'resource':
      return node.one.resource.facts.map(describeFact).join(', ');
    case 'entry':
      return node.entry.facts.map(describeFact).join(', ');
    default:
      return '';
  }
}
