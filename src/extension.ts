import * as path from 'node:path';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Snapshot } from './core/snapshot.ts';
import { LANGUAGES } from './languages/all.ts';
import { Languages } from './languages/languages.ts';
import { SyntaxParser } from './syntax/parser.ts';
import { CleanupsTree } from './ui/tree/cleanupsTree.ts';
import { registerCommands } from './ui/commands.ts';
import { DebugSessions } from './ui/sessions/debugSessions.ts';
import { DisposableStore } from './ui/disposableStore.ts';
import { Hovers } from './ui/hover/hovers.ts';
import { Introduction } from './ui/sessions/introduction.ts';
import { Log } from './ui/log.ts';
import { OrderHints } from './ui/hints/orderHints.ts';
import { LaunchAdditions } from './ui/sessions/launchAdditions.ts';
import { ReplayMoments } from './ui/replay/replayMoments.ts';
import { Replays } from './ui/replay/replays.ts';
import { SessionRecordings } from './ui/sessions/sessionRecordings.ts';
import { SessionPort } from './ui/sessions/sessionPort.ts';
import { SnapshotDocuments } from './ui/snapshots/snapshotDocuments.ts';
import { Timelines } from './ui/replay/timelines.ts';

/** What other extensions and tests may request. */
export interface DeferscopeApi {
  /** The focused session's snapshot, as `deferscope.snapshot` version 1; undefined if nothing is being debugged. */
  snapshot(): Promise<Snapshot | undefined>;
  /** The Cleanups tree as text, as far as it is expanded at first. */
  treeText(): Promise<string>;
}

export function activate(context: vscode.ExtensionContext): DeferscopeApi {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const log = new Log(store.add(vscode.window.createOutputChannel('Deferscope', { log: true })));
  const dist = path.join(context.extensionPath, 'dist');
  const languages = new Languages(LANGUAGES, { parser: store.add(new SyntaxParser(dist)) });
  const sessions = store.add(
    new DebugSessions({
      report: log.report,
      createSource: (session, loaded) =>
        languages.createSource({
          type: session.type,
          port: new SessionPort(session),
          configuration: session.configuration,
          loaded,
          readText,
          t: vscode.l10n.t,
        }),
    }),
  );
  const tree = store.add(new CleanupsTree(sessions, languages, log.report));
  store.add(new LaunchAdditions({ languages, sessions, dist, memory: context.workspaceState, report: log.report }));
  store.add(new Introduction({ sessions, memory: context.globalState, report: log.report }));
  const documents = store.add(new SnapshotDocuments());
  store.add(new OrderHints(sessions, languages.editorLanguages));
  store.add(new Hovers(sessions, languages, log.report));
  const replays = store.add(new Replays());
  const moments = store.add(new ReplayMoments());
  const timelines = store.add(
    new Timelines({ replays, script: vscode.Uri.joinPath(context.extensionUri, 'dist/timeline.js'), report: log.report }),
  );
  const recordings = store.add(new SessionRecordings(sessions, languages));
  store.add(
    registerCommands({
      languages,
      sessions,
      tree,
      documents,
      replays,
      moments,
      timelines,
      recordings,
      log,
      guide: vscode.Uri.joinPath(context.extensionUri, 'dist/library.md'),
    }),
  );
  return {
    snapshot: async () => sessions.focused?.readAll(),
    treeText: async () => {
      await sessions.focused?.read();
      return tree.asText();
    },
  };
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // It is normal that a source is not on this machine: positions stay those of the running code.
    return undefined;
  }
}
