import * as vscode from 'vscode';
import type { LaunchAddition } from '../../languages/launchAddition.ts';
import type { Languages } from '../../languages/languages.ts';
import { SETTINGS } from '../contributions.ts';
import { DisposableStore } from '../disposableStore.ts';
import type { DebugSessions } from './debugSessions.ts';
import { isWanted, mayAsk, type LaunchWish } from './launchWish.ts';

const { t } = vscode.l10n;
const ANSWER = 'preload';

export interface LaunchAdditionsOptions {
  readonly languages: Languages;
  readonly sessions: DebugSessions;
  /** The folder with the files that programs load. */
  readonly dist: string;
  /** This workspace's answer. */
  readonly memory: vscode.Memento;
  readonly report: (error: unknown) => void;
}

/**
 * Adds to launched programs what lets more of them be shown, if the person wants that. Asks once per workspace, when there is something
 * that cannot be read without it, and never in a workspace that is not trusted.
 */
export class LaunchAdditions implements vscode.Disposable {
  readonly #options: LaunchAdditionsOptions;
  readonly #store = new DisposableStore();
  #hasAsked = false;

  constructor(options: LaunchAdditionsOptions) {
    this.#options = options;
    for (const { launchAddition } of options.languages.all)
      for (const type of launchAddition?.debugTypes ?? [])
        this.#store.add(
          vscode.debug.registerDebugConfigurationProvider(type, {
            resolveDebugConfigurationWithSubstitutedVariables: (_folder, configuration) => this.#add(configuration, launchAddition),
          }),
        );
    this.#store.add({
      dispose: options.sessions.changed.add(() => {
        this.#offer();
      }),
    });
  }

  dispose(): void {
    this.#store.dispose();
  }

  get #wish(): LaunchWish {
    return {
      isTrusted: vscode.workspace.isTrusted,
      setting: vscode.workspace.getConfiguration().get<string>(SETTINGS.preload),
      answer: this.#options.memory.get<boolean>(ANSWER),
    };
  }

  #add(configuration: vscode.DebugConfiguration, addition: LaunchAddition | undefined): vscode.DebugConfiguration {
    if (addition === undefined || !isWanted(this.#wish)) return configuration;
    return addition.add(configuration, this.#options.dist, process.env) as vscode.DebugConfiguration;
  }

  #offer(): void {
    const { languages, sessions, memory, report } = this.#options;
    if (this.#hasAsked || !mayAsk(this.#wish)) return;
    const model = sessions.focused;
    if (model?.view.kind !== 'read') return;
    const addition = languages.ofType(model.session.type)?.launchAddition;
    if (addition?.isMissed(model.view.snapshot) !== true) return;
    this.#hasAsked = true;
    const yes = t('Add It');
    const no = t('Not in This Workspace');
    vscode.window
      .showInformationMessage(addition.explain(t), yes, no)
      .then((answer) => (answer === undefined ? undefined : memory.update(ANSWER, answer === yes)))
      .then(undefined, report);
  }
}
