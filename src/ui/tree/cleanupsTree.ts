import * as vscode from 'vscode';
import { assertNever } from '../../core/assertNever.ts';
import { describeAllPending, describePending } from '../../core/describe.ts';
import type { AbsentReason, Snapshot, Stack } from '../../core/snapshot.ts';
import type { SessionModel } from '../../session/sessionModel.ts';
import type { Languages } from '../../languages/languages.ts';
import { writeAbsentMessage } from './absentMessage.ts';
import { cleanupTooltip } from './cleanupTooltip.ts';
import { CONTEXT_KEYS, VIEW } from '../contributions.ts';
import type { DebugSessions } from '../sessions/debugSessions.ts';
import { DisposableStore } from '../disposableStore.ts';
import {
  cleanupChildren,
  cleanupNode,
  historyRows,
  resourceChildren,
  resourceNode,
  scopeChildren,
  scopeNodes,
  type TreeNode,
} from './nodes.ts';
import { findRow } from './findRow.ts';
import { listRootRows } from './rootRows.ts';
import type { RowContext } from './rowKind.ts';
import { rowText, treeItem } from './rows.ts';
import { ViewProgress } from './viewProgress.ts';

const { t } = vscode.l10n;

/** How long the old content stays when the program continues, in milliseconds: a step is over by then, and nothing has flickered. */
const LINGER_MS = 300;

/** What the tree draws: a snapshot and the session that it came from, or a reason why there is none. */
interface Shown {
  readonly model: SessionModel | undefined;
  readonly snapshot: Snapshot | undefined;
  readonly absent: AbsentReason | undefined;
}

/** The view "Cleanups": follows the focused session, requests its cleanups while the view is visible, and draws them. */
export class CleanupsTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #sessions: DebugSessions;
  readonly #languages: Languages;
  readonly #report: (error: unknown) => void;
  readonly #store = new DisposableStore();
  readonly #treeChanged = new vscode.EventEmitter<TreeNode | undefined>();
  readonly onDidChangeTreeData = this.#treeChanged.event;
  readonly #view: vscode.TreeView<TreeNode>;
  #shown: Shown = { model: undefined, snapshot: undefined, absent: undefined };
  #parents = new Map<string, TreeNode>();
  /** The session and frame that were revealed last. */
  #revealed = '';
  readonly #progress = new ViewProgress(VIEW);
  #linger: NodeJS.Timeout | undefined;

  constructor(sessions: DebugSessions, languages: Languages, report: (error: unknown) => void) {
    this.#sessions = sessions;
    this.#languages = languages;
    this.#report = report;
    this.#store.add(this.#treeChanged);
    this.#view = this.#store.add(vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true }));
    this.#store.add(
      this.#view.onDidChangeVisibility(() => {
        this.#update();
      }),
    );
    this.#store.add({
      dispose: sessions.changed.add(() => {
        this.#update();
      }),
    });
    this.#store.add({
      dispose: () => {
        this.#stopLingering();
        this.#progress.end();
      },
    });
    this.#update();
  }

  dispose(): void {
    this.#store.dispose();
  }

  get snapshot(): Snapshot | undefined {
    return this.#shown.snapshot;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return treeItem(node, this.#rowContext);
  }

  /** The whole row as text. */
  textOf(node: TreeNode): string {
    return rowText(node, this.#rowContext);
  }

  get #rowContext(): RowContext {
    const { model } = this.#shown;
    return {
      hasChildren: (argument) => model?.hasChildren(argument) === true,
      wordsOf: (kind) => this.#languages.wordsOf(model?.session.type ?? '', kind),
    };
  }

  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode, token: vscode.CancellationToken): Promise<vscode.TreeItem> {
    if (node.kind !== 'cleanup') return item;
    const callee = await this.#shown.model?.findCallee(node.cleanup).catch(() => undefined);
    if (!token.isCancellationRequested) item.tooltip = cleanupTooltip(node, callee);
    return item;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.#parents.get(node.id);
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    const children = node === undefined ? this.#roots() : await this.#childrenOf(node);
    if (node !== undefined) for (const child of children) this.#parents.set(child.id, node);
    return children;
  }

  /** The tree as text, as far as it is expanded at first: for tests, and for people who cannot see it. */
  async asText(): Promise<string> {
    const lines: string[] = [];
    const write = async (node: TreeNode | undefined, indent: string): Promise<void> => {
      for (const child of await this.getChildren(node)) {
        const { label, description, collapsibleState } = this.getTreeItem(child);
        lines.push(`${indent}${[label, description].filter((part): part is string => typeof part === 'string' && part !== '').join('  ')}`);
        if (collapsibleState === vscode.TreeItemCollapsibleState.Expanded) await write(child, `${indent}  `);
      }
    };
    await write(undefined, '');
    return [this.#view.message, ...lines].filter((line) => line !== undefined && line !== '').join('\n');
  }

  /** Selects the row of a scope or cleanup without moving the focus away from the editor. */
  async reveal(id: string): Promise<void> {
    const node = findRow(this.#shown.snapshot, id, (child, parent) => this.#parents.set(child, parent));
    if (node !== undefined) await this.#view.reveal(node, { select: true, focus: false, expand: true });
  }

  #roots(): TreeNode[] {
    const { snapshot, absent } = this.#shown;
    if (absent === 'failed') return [{ kind: 'log', id: 'log' }];
    if (snapshot === undefined) return [];
    return listRootRows(snapshot);
  }

  async #childrenOf(node: TreeNode): Promise<TreeNode[]> {
    const { model } = this.#shown;
    switch (node.kind) {
      case 'stack':
        return this.#scopesOf(node.stack);
      case 'tasks':
        return node.stacks.flatMap(scopeNodes);
      case 'scope':
        return scopeChildren(node.stack.id, node.stack, node.scope);
      case 'cleanup':
        return cleanupChildren(node.id, node.cleanup, (await model?.readCaptured(node.cleanup).catch(this.#reportNone)) ?? []);
      case 'repeats':
        return node.cleanups.map((cleanup) => cleanupNode(node.stack.id, node.stack, node.scope, cleanup));
      case 'argument':
        return this.#live(node.id, () => model?.readChildren(node.argument));
      case 'captured':
      case 'live':
        return this.#live(node.id, () => model?.readLiveChildren(node.value.variablesReference));
      case 'resources':
        return node.resources.map(resourceNode);
      case 'resource':
        return resourceChildren(node.id, node.one);
      case 'problems':
        return node.problems.map((problem, at) => ({ kind: 'problem', id: `problem:${at}:${problem.code}`, problem }));
      case 'history':
        return historyRows(node.entries);
      case 'more':
      case 'moreStacks':
      case 'possible':
      case 'moreEntries':
      case 'entry':
      case 'registration':
      case 'callee':
      case 'note':
      case 'problem':
      case 'ran':
      case 'log':
        return [];
      default:
        return assertNever(node);
    }
  }

  /** The scopes of a stack, which is read now if it has not been read yet. */
  async #scopesOf(stack: Stack): Promise<TreeNode[]> {
    const { model } = this.#shown;
    if (stack.unread !== undefined) {
      try {
        await model?.readStack(stack.id);
      } catch (error) {
        this.#report(error);
        return [goneNode(stack.id)];
      }
    }
    const read = model?.view.kind === 'read' ? model.view.snapshot.stacks.find((one) => one.id === stack.id) : undefined;
    return scopeNodes(read ?? stack);
  }

  /** Live children; if the program has continued meanwhile, a row says so. */
  async #live(
    id: string,
    load: () => Promise<readonly { readonly name: string; readonly value: string; readonly variablesReference: number }[]> | undefined,
  ): Promise<TreeNode[]> {
    try {
      const values = (await load()) ?? [];
      if (values.length === 0) return [{ kind: 'note', id: `${id}/empty`, text: t('no properties') }];
      return values.map((value, at) => ({ kind: 'live', id: `${id}/${at}:${value.name}`, value }));
    } catch (error) {
      this.#report(error);
      return [goneNode(id)];
    }
  }

  /** The other rows are still true without what could not be read. */
  readonly #reportNone = (error: unknown): undefined => {
    this.#report(error);
    return undefined;
  };

  #update(): void {
    const model = this.#sessions.focused;
    setContext(CONTEXT_KEYS.active, this.#sessions.isActive);
    setContext(CONTEXT_KEYS.paused, model?.view.kind === 'read' || model?.view.kind === 'reading');
    if (this.#view.visible) model?.look();
    this.#stopLingering();
    const view = model?.view;
    if (view?.kind !== 'reading') this.#progress.end();
    if (model === undefined) {
      const session = this.#sessions.focusedSession;
      this.#show(
        { model: undefined, snapshot: undefined, absent: session === undefined ? 'ended' : 'adapter-not-supported' },
        session?.type,
      );
      return;
    }
    switch (view?.kind) {
      case 'read':
        this.#show({ model, snapshot: view.snapshot, absent: view.snapshot.absent?.reason });
        return;
      case 'reading':
        if (this.#view.visible) this.#progress.start();
        if (this.#shown.model !== model) this.#show({ model, snapshot: undefined, absent: undefined });
        return;
      case 'running':
        if (this.#shown.model !== model || this.#shown.snapshot === undefined)
          this.#show({ model, snapshot: undefined, absent: 'running' });
        else
          this.#linger = setTimeout(() => {
            this.#show({ model, snapshot: undefined, absent: 'running' });
          }, LINGER_MS);
        return;
      default:
        this.#show({ model, snapshot: undefined, absent: 'ended' });
    }
  }

  #show(shown: Shown, unsupported?: string): void {
    const same = shown.model === this.#shown.model && shown.snapshot === this.#shown.snapshot && shown.absent === this.#shown.absent;
    this.#shown = shown;
    if (same && unsupported === undefined) {
      this.#revealFrame();
      return;
    }
    this.#parents = new Map();
    const pending = shown.snapshot === undefined ? undefined : describeAllPending(shown.snapshot, t);
    this.#view.description = pending === undefined || pending === describePending(0, t) ? '' : pending;
    const { snapshot, absent: reason } = shown;
    const message = writeAbsentMessage({ reason, snapshot, unsupported, hasRows: this.#roots().length > 0 }, this.#languages);
    this.#view.message = message ?? '';
    // A welcome text beside it would say the same in other words.
    setContext(CONTEXT_KEYS.absent, message === undefined ? (shown.absent ?? 'none') : 'none');
    this.#treeChanged.fire(undefined);
    this.#revealFrame();
  }

  /** Reveals the frame that is selected in the Call Stack, once; after that the selection is the person's. */
  #revealFrame(): void {
    // If a thread itself is selected, none of its frames is.
    const { focusedFrameId: frameId, focusedThreadId: threadId } = this.#sessions;
    const key = `${this.#sessions.focusedSession?.id ?? ''}:${threadId ?? ''}:${frameId ?? ''}`;
    if (!this.#view.visible || threadId === undefined || key === this.#revealed) return;
    const scope = this.#shown.snapshot?.stacks
      .flatMap((stack) => stack.scopes)
      .find((candidate) => candidate.frameId !== undefined && this.#sessions.isFocusedFrame(candidate.frameId));
    if (scope !== undefined) {
      this.#revealed = key;
      this.reveal(scope.id).catch(this.#report);
      return;
    }
    // The user has switched to another stack: it is read now, and after that its row is found above.
    const stack = this.#shown.snapshot?.stacks.find((one) => !one.current && one.threadId !== undefined && one.threadId === threadId);
    if (stack?.unread !== undefined) this.#shown.model?.readStack(stack.id).catch(this.#report);
    const [first] = stack?.scopes ?? [];
    if (first === undefined) return;
    // A waiting stack is selected in a frame that holds no cleanups.
    this.#revealed = key;
    this.reveal(first.id).catch(this.#report);
  }

  #stopLingering(): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
  }
}

/** The row in place of children that belonged to an earlier stop. */
function goneNode(parentId: string): TreeNode {
  return { kind: 'note', id: `${parentId}/gone`, text: t('can no longer be read: the program has moved on') };
}

function setContext(key: string, value: unknown): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
