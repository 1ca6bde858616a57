import * as vscode from 'vscode';
import type { Snapshot } from '../core/snapshot.ts';
import type { Languages } from '../languages/languages.ts';
import type { CleanupsTree } from './tree/cleanupsTree.ts';
import { COMMANDS, INTERNAL_COMMANDS, VIEW } from './contributions.ts';
import type { DebugSessions } from './sessions/debugSessions.ts';
import { DisposableStore } from './disposableStore.ts';
import type { Log } from './log.ts';
import { asLocation, openLocation } from './navigation.ts';
import type { TreeNode } from './tree/nodes.ts';
import { findCallee, findRegistration, rowValue } from './tree/rows.ts';
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

/** Registers every command; a failure is logged and shown to the user, never lost. */
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
      const { formatSnapshot } = await import('../core/snapshotText.ts');
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
  on(COMMANDS.compareSnapshots, async () => {
    const { Comparisons } = await import('./snapshots/comparisons.ts');
    await new Comparisons({ recordings, moments, documents }).compare();
  });
  on(COMMANDS.saveRecording, async () => {
    const file = await recordings.save();
    const replay = t('Replay');
    if (file !== undefined && (await vscode.window.showInformationMessage(t('The stops of this session are saved.'), replay)) === replay)
      await replays.start(file);
  });
  on(COMMANDS.goToRegistration, (node) => goToRegistration(node as TreeNode | undefined));
  on(COMMANDS.goToCallee, (node) => goToCallee(sessions, node as TreeNode | undefined));
  on(COMMANDS.copy, (node) => copy(node === undefined ? undefined : tree.textOf(node as TreeNode)));
  on(COMMANDS.copyValue, (node) => copy(node === undefined ? undefined : rowValue(node as TreeNode)));
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

/** Takes the focused session's snapshot; if no session is paused, says what to start. */
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
  const location = node === undefined ? undefined : findRegistration(node);
  if (location !== undefined) await openLocation(location);
  else
    await vscode.window.showInformationMessage(
      t('It is not known where this was registered. Registration sites are recorded from the first stop on.'),
    );
}

async function goToCallee(sessions: DebugSessions, node: TreeNode | undefined): Promise<void> {
  const cleanup = node === undefined ? undefined : findCallee(node);
  if (cleanup === undefined) return;
  const location = cleanup.callee.location ?? (await sessions.focused?.findCallee(cleanup));
  if (location !== undefined) await openLocation(location);
  else await vscode.window.showInformationMessage(t('The debugger does not know where this function is defined.'));
}

async function copy(text: string | undefined): Promise<void> {
  if (text !== undefined) await vscode.env.clipboard.writeText(text);
}
