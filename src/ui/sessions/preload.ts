import * as vscode from 'vscode';
import { addPreload, isPreloadWanted, LAUNCH_TYPES, mayAskForPreload, type PreloadWish } from '../../languages/javascript/launchPreload.ts';
import { SETTINGS } from '../contributions.ts';
import type { DebugSessions } from './debugSessions.ts';
import { DisposableStore } from '../disposableStore.ts';

const { t } = vscode.l10n;
const ANSWER = 'preload';

export interface PreloadOptions {
  readonly sessions: DebugSessions;
  /** The file that programs load. */
  readonly file: string;
  /** What this workspace has answered. */
  readonly memory: vscode.Memento;
  readonly report: (error: unknown) => void;
}

/**
 * Has programs that are launched load the preload that shows what the language's own stacks hold, where the person wants that. Asked
 * once per workspace, when there is such a stack and its content is not known; never in a workspace that is not trusted.
 */
export class Preload implements vscode.Disposable {
  readonly #options: PreloadOptions;
  readonly #store = new DisposableStore();
  #hasAsked = false;

  constructor(options: PreloadOptions) {
    this.#options = options;
    const provider: vscode.DebugConfigurationProvider = {
      resolveDebugConfigurationWithSubstitutedVariables: (_folder, configuration) => this.#add(configuration),
    };
    for (const type of LAUNCH_TYPES) this.#store.add(vscode.debug.registerDebugConfigurationProvider(type, provider));
    this.#store.add({
      dispose: options.sessions.changed.add(() => {
        this.#offer();
      }),
    });
  }

  dispose(): void {
    this.#store.dispose();
  }

  get #wish(): PreloadWish {
    return {
      isTrusted: vscode.workspace.isTrusted,
      setting: vscode.workspace.getConfiguration().get<string>(SETTINGS.preload),
      answer: this.#options.memory.get<boolean>(ANSWER),
    };
  }

  #add(configuration: vscode.DebugConfiguration): vscode.DebugConfiguration {
    if (!isPreloadWanted(this.#wish)) return configuration;
    return addPreload(configuration, this.#options.file, process.env['NODE_OPTIONS']) as vscode.DebugConfiguration;
  }

  #offer(): void {
    const { sessions, memory, report } = this.#options;
    if (this.#hasAsked || !mayAskForPreload(this.#wish)) return;
    const view = sessions.focused?.view;
    if (view?.kind !== 'read' || !view.snapshot.problems.some(({ code }) => code === 'not-followed')) return;
    this.#hasAsked = true;
    const yes = t('Add It');
    const no = t('Not in This Workspace');
    vscode.window
      .showInformationMessage(
        t(
          'To show what a DisposableStack holds, Deferscope can have the programs that you debug here load a small script first that writes down what is registered.',
        ),
        yes,
        no,
      )
      .then((answer) => (answer === undefined ? undefined : memory.update(ANSWER, answer === yes)))
      .then(undefined, report);
  }
}
