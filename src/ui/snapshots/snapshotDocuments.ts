import * as vscode from 'vscode';
import type { TextLink } from '../../core/snapshotText.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { INTERNAL_COMMANDS, SNAPSHOT_LANGUAGE, SNAPSHOT_SCHEME } from '../contributions.ts';
import { DisposableStore } from '../disposableStore.ts';

const { t } = vscode.l10n;

interface Kept {
  /** Missing if the text is about several snapshots. */
  readonly snapshot?: Snapshot;
  readonly text: string;
  readonly links: readonly TextLink[];
}

/** Read-only documents with the text of a snapshot; kept while their editor is open. */
export class SnapshotDocuments implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #kept = new Map<string, Kept>();
  #count = 0;

  constructor() {
    this.#store.add(vscode.workspace.registerTextDocumentContentProvider(SNAPSHOT_SCHEME, this));
    this.#store.add(vscode.languages.registerDocumentLinkProvider({ scheme: SNAPSHOT_SCHEME }, this));
    this.#store.add(
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.uri.scheme === SNAPSHOT_SCHEME) this.#kept.delete(document.uri.toString());
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#kept.get(uri.toString())?.text ?? t('This snapshot is no longer in memory. Take a new one while the program is paused.');
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    return (this.#kept.get(document.uri.toString())?.links ?? []).map((link) => {
      const range = new vscode.Range(link.line, link.start, link.line, link.start + link.length);
      const argument = encodeURIComponent(JSON.stringify([link.location]));
      const made = new vscode.DocumentLink(range, vscode.Uri.parse(`command:${INTERNAL_COMMANDS.open}?${argument}`));
      made.tooltip = t('Go to source');
      return made;
    });
  }

  /** Opens the snapshot's text in an editor. */
  async open(snapshot: Snapshot): Promise<void> {
    this.#count += 1;
    const name = `${t('Cleanups')} ${this.#count}`;
    const { formatSnapshot } = await import('../../core/snapshotText.ts');
    await this.#show(this.#keep(name, { snapshot, ...formatSnapshot(snapshot, t) }));
  }

  /** Opens two snapshots side by side, with the differences marked. */
  async openDifference(before: Snapshot, after: Snapshot, titles: readonly [before: string, after: string]): Promise<void> {
    this.#count += 1;
    const name = String(this.#count);
    const { formatSnapshot } = await import('../../core/snapshotText.ts');
    const [left, right] = [before, after].map((snapshot, at) =>
      this.#keep(`${name}.${at + 1} ${titles[at] ?? ''}`, { snapshot, ...formatSnapshot(snapshot, t) }),
    );
    await vscode.commands.executeCommand('vscode.diff', left, right, t('Cleanups: {0} ↔ {1}', ...titles), { preview: false });
  }

  /** Opens a text that was made of snapshots. */
  async openText(title: string, text: string): Promise<void> {
    this.#count += 1;
    await this.#show(this.#keep(`${title} ${this.#count}`, { text, links: [] }));
  }

  #keep(name: string, kept: Kept): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SNAPSHOT_SCHEME, path: `/${name.replaceAll('/', '∕')}.deferscope` });
    this.#kept.set(uri.toString(), kept);
    return uri;
  }

  async #show(uri: vscode.Uri): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, SNAPSHOT_LANGUAGE);
    await vscode.window.showTextDocument(document, { preview: false });
  }

  /** The snapshot that the active editor shows, if it shows one. */
  get active(): Snapshot | undefined {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    return uri === undefined ? undefined : this.#kept.get(uri)?.snapshot;
  }

  /** Writes the snapshot into a file that the user names; the extension chooses JSON, Markdown or text. */
  async save(snapshot: Snapshot): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, 'cleanups.json') }),
      filters: { JSON: ['json'], Markdown: ['md'], [t('Text')]: ['txt'] },
      title: t('Save snapshot'),
    });
    if (target === undefined) return;
    try {
      await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(await encodeFor(target.path, snapshot)));
    } catch (error) {
      await vscode.window.showErrorMessage(
        t('The snapshot could not be saved: {0}', error instanceof Error ? error.message : String(error)),
      );
    }
  }
}

/** The snapshot in the format that a file's extension asks for; JSON unless it is Markdown or text. */
async function encodeFor(path: string, snapshot: Snapshot): Promise<string> {
  const { formatSnapshot, formatSnapshotMarkdown } = await import('../../core/snapshotText.ts');
  if (/\.(?:md|markdown)$/i.test(path)) return formatSnapshotMarkdown(snapshot, t);
  if (/\.(?:txt|log|deferscope)$/i.test(path)) return formatSnapshot(snapshot, t).text;
  return `${JSON.stringify(snapshot, null, 2)}\n`;
}
