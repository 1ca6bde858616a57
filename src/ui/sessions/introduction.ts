import * as vscode from 'vscode';
import { countPending } from '../../core/runOrder.ts';
import { VIEW } from '../contributions.ts';
import type { DebugSessions } from './debugSessions.ts';
import { DisposableStore } from '../disposableStore.ts';

const INTRODUCED = 'introduced';

export interface IntroductionOptions {
  readonly sessions: DebugSessions;
  /** Remembers across sessions and windows that it was done. */
  readonly memory: vscode.Memento;
  readonly report: (error: unknown) => void;
}

/**
 * Expands the view the first time that there is something in it; after that it stays as the person leaves it. VS Code collapses the views
 * that extensions add to Run and Debug, whatever their manifests say (viewsExtensionPoint.ts, showCollapsed), and people who do not know
 * about the view do not look for it.
 */
export class Introduction implements vscode.Disposable {
  readonly #options: IntroductionOptions;
  readonly #store = new DisposableStore();

  constructor(options: IntroductionOptions) {
    this.#options = options;
    if (options.memory.get(INTRODUCED) !== true)
      this.#store.add({
        dispose: options.sessions.changed.add(() => {
          this.#update();
        }),
      });
  }

  dispose(): void {
    this.#store.dispose();
  }

  #update(): void {
    const { sessions, memory, report } = this.#options;
    const view = sessions.focused?.view;
    if (
      view?.kind !== 'read' ||
      (view.snapshot.resources === undefined && view.snapshot.stacks.every((stack) => countPending(stack) === 0))
    )
      return;
    this.#store.dispose();
    memory.update(INTRODUCED, true).then(undefined, report);
    vscode.commands.executeCommand(`${VIEW}.focus`, { preserveFocus: true }).then(undefined, report);
  }
}
