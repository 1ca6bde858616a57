import * as vscode from 'vscode';
import { KnownFrames } from '../../dap/knownFrames.ts';
import { LoadedSources } from '../../dap/loadedSources.ts';
import type { SourceLocation } from '../../core/snapshot.ts';
import { StopTracker } from '../../dap/stopTracker.ts';
import { ValueChanges } from '../../dap/valueChanges.ts';
import { Listeners } from '../../session/listeners.ts';
import { SessionModel } from '../../session/sessionModel.ts';
import type { CleanupSource } from '../../languages/cleanupSource.ts';
import { DisposableStore } from '../disposableStore.ts';
import { SessionPort } from './sessionPort.ts';

export interface DebugSessionsOptions {
  /** Makes the source for a session; undefined for a debug type that nothing here can read. */
  readonly createSource: (session: vscode.DebugSession, loaded: LoadedSources) => Promise<CleanupSource> | undefined;
  readonly report: (error: unknown) => void;
}

/** How many frames of the call stack are searched for the focused one. */
const MAX_FRAMES = 60;

/** Follows VS Code's debug sessions: one model for each that can be read, and which of them the user is looking at. */
export class DebugSessions implements vscode.Disposable {
  /** The focused session has changed, or its state has. */
  readonly changed: Listeners;
  readonly #options: DebugSessionsOptions;
  readonly #store = new DisposableStore();
  readonly #models = new Map<string, SessionModel>();
  readonly #frames = new Map<string, KnownFrames>();

  constructor(options: DebugSessionsOptions) {
    this.#options = options;
    this.changed = new Listeners(options.report);
    const fire = (): void => {
      this.changed.fire();
    };
    this.#store.add(vscode.debug.registerDebugAdapterTrackerFactory('*', { createDebugAdapterTracker: (session) => this.#track(session) }));
    this.#store.add(
      vscode.debug.onDidTerminateDebugSession((session) => {
        this.#forget(session.id);
      }),
    );
    this.#store.add(vscode.debug.onDidChangeActiveDebugSession(fire));
    this.#store.add(vscode.debug.onDidChangeActiveStackItem(fire));
  }

  /** Whether there is a session of a supported type. */
  get isActive(): boolean {
    return this.#models.size > 0;
  }

  /** The states of all sessions that can be read. */
  get all(): readonly SessionModel[] {
    return [...this.#models.values()];
  }

  /** The session that the user is looking at, supported or not. */
  get focusedSession(): vscode.DebugSession | undefined {
    return vscode.debug.activeStackItem?.session ?? vscode.debug.activeDebugSession;
  }

  /** The state of the focused session. */
  get focused(): SessionModel | undefined {
    const session = this.focusedSession;
    return session === undefined ? undefined : this.#models.get(session.id);
  }

  /** The frame that is selected in the Call Stack, if it belongs to the focused session. */
  get focusedFrameId(): number | undefined {
    const item = vscode.debug.activeStackItem;
    return item instanceof vscode.DebugStackFrame ? item.frameId : undefined;
  }

  /** Whether an id that a source knows means the frame that is selected in the Call Stack. */
  isFocusedFrame(frameId: number): boolean {
    const focused = this.focusedFrameId;
    return focused !== undefined && this.#frames.get(this.focusedSession?.id ?? '')?.isSame(focused, frameId) === true;
  }

  /** The thread that is selected in the Call Stack, or that the selected frame belongs to. */
  get focusedThreadId(): number | undefined {
    return vscode.debug.activeStackItem?.threadId;
  }

  /** Where the focused frame is paused, according to the adapter. */
  async locateFocusedFrame(): Promise<SourceLocation | undefined> {
    const item = vscode.debug.activeStackItem;
    if (!(item instanceof vscode.DebugStackFrame)) return undefined;
    const { stackFrames } = await new SessionPort(item.session).request('stackTrace', {
      threadId: item.threadId,
      startFrame: 0,
      levels: MAX_FRAMES,
    });
    const frame = stackFrames.find(({ id }) => this.#frames.get(item.session.id)?.isSame(id, item.frameId));
    return frame?.source?.path === undefined ? undefined : { path: frame.source.path, line: frame.line };
  }

  dispose(): void {
    this.#store.dispose();
    for (const model of this.#models.values()) model.dispose();
    this.#models.clear();
    this.#frames.clear();
  }

  #track(session: vscode.DebugSession): vscode.DebugAdapterTracker | undefined {
    const loaded = new LoadedSources();
    const source = this.#options.createSource(session, loaded);
    if (source === undefined) return undefined;
    const model = new SessionModel({
      session: { name: session.name, type: session.type },
      source,
      t: vscode.l10n.t,
      now: () => new Date(),
      report: this.#options.report,
    });
    const frames = new KnownFrames();
    this.#frames.set(session.id, frames);
    this.#models.set(session.id, model);
    model.changed.add(() => {
      this.changed.fire();
    });
    this.changed.fire();
    const tracker = new StopTracker((state) => {
      model.follow(state);
    });
    // The stop is the same, but what was read of it is no longer true.
    const changes = new ValueChanges(() => {
      if (tracker.state.kind === 'stopped') model.follow(tracker.state);
    });
    const end = (): void => {
      tracker.end();
    };
    return {
      onWillReceiveMessage: (message) => {
        frames.sent(message);
        tracker.sent(message);
        changes.sent(message);
      },
      onDidSendMessage: (message) => {
        loaded.received(message);
        frames.received(message);
        tracker.received(message);
        changes.received(message);
      },
      onWillStopSession: end,
      onError: end,
      onExit: end,
    };
  }

  #forget(id: string): void {
    const model = this.#models.get(id);
    if (model === undefined) return;
    this.#models.delete(id);
    this.#frames.delete(id);
    model.dispose();
    this.changed.fire();
  }
}
