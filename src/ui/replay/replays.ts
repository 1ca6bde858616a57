import * as path from 'node:path';
import * as vscode from 'vscode';
import { RECORDING_SUFFIX } from '../../runtime/record/recordedEvents.ts';
import { decodeStood, REPLAY_TYPE, STOOD_EVENT, type ReplayRequest } from '../../wire/replayProtocol.ts';
import { DisposableStore } from '../disposableStore.ts';

const { t } = vscode.l10n;

/** Debug sessions that replay recordings. Their adapter runs in this process and is loaded with the first of them. */
export class Replays implements vscode.Disposable {
  readonly #store = new DisposableStore();

  constructor() {
    this.#store.add(vscode.debug.registerDebugAdapterDescriptorFactory(REPLAY_TYPE, { createDebugAdapterDescriptor }));
    this.#store.add(
      vscode.debug.registerDebugConfigurationProvider(REPLAY_TYPE, {
        resolveDebugConfiguration: (_, configuration) => complete(configuration),
      }),
    );
  }

  /** Replays the file that a menu gives, otherwise the one in the active editor, otherwise one that the user picks. */
  async start(given: unknown): Promise<void> {
    const file = given instanceof vscode.Uri ? given : (findOpenRecording() ?? (await pick()));
    if (file === undefined) return;
    const name = t('Replay {0}', path.basename(file.fsPath));
    await vscode.debug.startDebugging(vscode.workspace.getWorkspaceFolder(file), {
      type: REPLAY_TYPE,
      request: 'launch',
      name,
      recording: file.fsPath,
    });
  }

  /** Makes the focused replay go to a moment that the user writes. */
  async goToMoment(): Promise<void> {
    const session = vscode.debug.activeDebugSession;
    if (!isReplay(session)) {
      await vscode.window.showInformationMessage(t('No recording is being replayed.'));
      return;
    }
    const moment = await vscode.window.showInputBox({
      title: t('Go to a moment of the replay'),
      prompt: t('A time since the start, as in 1.5 s, 617 ms or 2:03, or the number of an event, as in #1234'),
    });
    if (moment === undefined || moment.trim() === '') return;
    try {
      await sendToMoment(session, moment);
    } catch (error) {
      await vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }

  dispose(): void {
    this.#store.dispose();
  }
}

async function createDebugAdapterDescriptor(): Promise<vscode.DebugAdapterDescriptor> {
  const { ReplaySession } = await import('../../replay/adapter/replaySession.ts');
  return new vscode.DebugAdapterInlineImplementation(new ReplaySession({ t }));
}

/** Without a launch.json, or with one that names no file, the user is asked. Undefined: nothing is started. */
async function complete(configuration: vscode.DebugConfiguration): Promise<vscode.DebugConfiguration | undefined> {
  if (recordingOf(configuration) !== undefined) return configuration;
  const file = findOpenRecording() ?? (await pick());
  if (file === undefined) return undefined;
  const fallback = { type: REPLAY_TYPE, request: 'launch', name: t('Replay {0}', path.basename(file.fsPath)) };
  return { ...fallback, ...(configuration.type === '' ? {} : configuration), recording: file.fsPath };
}

/** Whether a debug session replays a recording. */
export function isReplay(session: vscode.DebugSession | undefined): session is vscode.DebugSession {
  return session?.type === REPLAY_TYPE;
}

/** The recording of a replay, according to its configuration. */
export function recordingOf(configuration: vscode.DebugConfiguration): string | undefined {
  const { recording } = configuration as { readonly recording?: unknown };
  return typeof recording === 'string' && recording !== '' ? path.normalize(recording) : undefined;
}

/** Reports each replay that has moved to another line of its recording, with the recording's file. */
export function onDidStand(told: (session: vscode.DebugSession, file: string, index: number) => void): vscode.Disposable {
  return vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
    if (!isReplay(session) || event !== STOOD_EVENT) return;
    const file = recordingOf(session.configuration);
    const stood = decodeStood(body);
    if (file !== undefined && stood !== undefined) told(session, file, stood.index);
  });
}

/** Makes a replay go to a moment, written as a person would write it. */
export async function sendToMoment(session: vscode.DebugSession, moment: string): Promise<void> {
  const request: ReplayRequest = { command: 'deferscope/goto', arguments: { moment } };
  await session.customRequest(request.command, request.arguments);
}

/** The recording in the active editor. */
export function findOpenRecording(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText && input.uri.path.endsWith(RECORDING_SUFFIX) ? input.uri : undefined;
}

async function pick(): Promise<vscode.Uri | undefined> {
  const found = await vscode.window.showOpenDialog({
    title: t('Choose a recording'),
    openLabel: t('Replay'),
    filters: { [t('Recordings')]: ['jsonl'] },
  });
  return found?.[0];
}
