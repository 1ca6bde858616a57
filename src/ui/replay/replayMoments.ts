import * as vscode from 'vscode';
import { DisposableStore } from '../disposableStore.ts';
import { onDidStand } from './replays.ts';

/** How many moments of a replay are kept: the most recent ones. */
const MAX_MOMENTS = 50;

/** The moments that one replay was at. */
export interface StoodMoments {
  /** The replay's session. */
  readonly name: string;
  /** The recording that is replayed. */
  readonly file: string;
  /** Lines of the recording, in the order in which the replay last reached them. */
  readonly indexes: ReadonlySet<number>;
}

/**
 * Remembers which moments of their recordings the replays were at. It keeps those of the replay that moved last even after it has ended.
 */
export class ReplayMoments implements vscode.Disposable {
  readonly #store = new DisposableStore();
  /** By session. */
  readonly #running = new Map<string, StoodMoments>();
  #last: StoodMoments | undefined;

  constructor() {
    this.#store.add(
      onDidStand((session, file, index) => {
        this.#add(session, file, index);
      }),
    );
    this.#store.add(
      vscode.debug.onDidTerminateDebugSession(({ id }) => {
        this.#running.delete(id);
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
    this.#running.clear();
    this.#last = undefined;
  }

  /** The moments of the focused replay, otherwise of the one that moved last. */
  find(): StoodMoments | undefined {
    const focused = vscode.debug.activeDebugSession;
    return (focused === undefined ? undefined : this.#running.get(focused.id)) ?? this.#last;
  }

  #add(session: vscode.DebugSession, file: string, index: number): void {
    const indexes = new Set(this.#running.get(session.id)?.indexes);
    indexes.delete(index);
    indexes.add(index);
    const stood: StoodMoments = { name: session.name, file, indexes: new Set([...indexes].slice(-MAX_MOMENTS)) };
    this.#running.set(session.id, stood);
    this.#last = stood;
  }
}
