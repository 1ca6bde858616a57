import { listResources, type KindOfResource } from '../../core/resources.ts';
import type {
  Argument,
  Cleanup,
  CleanupScope,
  HistoryEntry,
  PossibleCleanup,
  Problem,
  Resource,
  ResourceEntry,
  Resources,
  SourceLocation,
  Stack,
} from '../../core/snapshot.ts';
import { siteKey } from '../../core/problems.ts';
import type { LiveValue } from '../../languages/cleanupSource.ts';

/** A row of the tree. `id` stays the same across stops, so that expanded rows stay expanded. */
export type TreeNode =
  | { readonly kind: 'stack'; readonly id: string; readonly stack: Stack }
  | { readonly kind: 'moreStacks'; readonly id: string; readonly unlisted: number }
  | { readonly kind: 'tasks'; readonly id: string; readonly stacks: readonly Stack[] }
  | { readonly kind: 'scope'; readonly id: string; readonly stack: Stack; readonly scope: CleanupScope }
  | { readonly kind: 'cleanup'; readonly id: string; readonly stack: Stack; readonly scope: CleanupScope; readonly cleanup: Cleanup }
  /** A statement that may have registered something. */
  | {
      readonly kind: 'possible';
      readonly id: string;
      readonly stack: Stack;
      readonly scope: CleanupScope;
      readonly possible: PossibleCleanup;
    }
  | {
      readonly kind: 'repeats';
      readonly id: string;
      readonly stack: Stack;
      readonly scope: CleanupScope;
      readonly cleanups: readonly Cleanup[];
      readonly location: SourceLocation;
    }
  | { readonly kind: 'more'; readonly id: string; readonly scope: CleanupScope; readonly unlisted: number }
  | { readonly kind: 'argument'; readonly id: string; readonly argument: Argument }
  /** A variable that a closure captured. */
  | { readonly kind: 'captured'; readonly id: string; readonly value: LiveValue }
  | { readonly kind: 'live'; readonly id: string; readonly value: LiveValue }
  | { readonly kind: 'registration'; readonly id: string; readonly location: SourceLocation }
  | { readonly kind: 'callee'; readonly id: string; readonly cleanup: Cleanup }
  | { readonly kind: 'note'; readonly id: string; readonly text: string }
  | { readonly kind: 'resources'; readonly id: string; readonly resources: readonly KindOfResource[] }
  | { readonly kind: 'resource'; readonly id: string; readonly one: KindOfResource }
  | { readonly kind: 'entry'; readonly id: string; readonly one: KindOfResource; readonly entry: ResourceEntry }
  | { readonly kind: 'moreEntries'; readonly id: string; readonly resource: Resource; readonly unlisted: number }
  | { readonly kind: 'problems'; readonly id: string; readonly problems: readonly Problem[] }
  | { readonly kind: 'problem'; readonly id: string; readonly problem: Problem }
  | { readonly kind: 'history'; readonly id: string; readonly entries: readonly HistoryEntry[] }
  | { readonly kind: 'ran'; readonly id: string; readonly entry: HistoryEntry }
  | { readonly kind: 'log'; readonly id: string };

export type NodeKind = TreeNode['kind'];
export type NodeOf<Kind extends NodeKind> = Extract<TreeNode, { readonly kind: Kind }>;

/** How many cleanups of one site are listed one by one before the others are folded into a row. */
const MAX_CLEANUPS_OF_SITE = 5;

/** How many rows below the stacks may be expanded at first: if there are more, only the innermost scope is. */
const MAX_EXPANDED_ROWS = 14;

/** Whether a scope's row is expanded at first: the innermost is, and all of a stack while that stays short. */
export function isOpenAtFirst(stack: Stack, scope: CleanupScope): boolean {
  if (stack.kind === 'task') return false;
  if (stack.scopes[0]?.id === scope.id) return true;
  const rows = stack.scopes.reduce((sum, each) => sum + 1 + scopeChildren('', stack, each).length, 0);
  return rows <= MAX_EXPANDED_ROWS;
}

/** The rows of a scope: its cleanups, with those after the fifth of one site folded, and one row that loads more. */
export function scopeChildren(prefix: string, stack: Stack, scope: CleanupScope): TreeNode[] {
  const listed = scope.cleanups.filter((cleanup) => cleanup.state === 'pending').length;
  const unlisted = Math.max(0, scope.total - listed);
  const rows: TreeNode[] = [];
  const seen = new Map<string, number>();
  let folded: Cleanup[] = [];
  let foldedSite: SourceLocation | undefined;
  const flush = (): void => {
    if (foldedSite === undefined) return;
    rows.push({
      kind: 'repeats',
      id: `${prefix}/${scope.id}/at:${siteKey(foldedSite)}:${rows.length}`,
      stack,
      scope,
      cleanups: folded,
      location: foldedSite,
    });
    folded = [];
    foldedSite = undefined;
  };
  for (const cleanup of scope.cleanups) {
    const site = cleanup.registeredAt;
    const key = site === undefined ? undefined : siteKey(site);
    const before = key === undefined ? 0 : (seen.get(key) ?? 0);
    if (key !== undefined) seen.set(key, before + 1);
    if (site !== undefined && before >= MAX_CLEANUPS_OF_SITE) {
      if (foldedSite !== undefined && siteKey(foldedSite) !== key) flush();
      foldedSite = site;
      folded.push(cleanup);
      continue;
    }
    flush();
    rows.push(cleanupNode(prefix, stack, scope, cleanup));
  }
  flush();
  // Unlisted cleanups have no site yet, so they have their own row.
  if (unlisted > 0) rows.push({ kind: 'more', id: `${prefix}/${scope.id}/more`, scope, unlisted });
  for (const possible of scope.possible ?? [])
    rows.push({ kind: 'possible', id: `${prefix}/${scope.id}/possible:${siteKey(possible.registeredAt)}`, stack, scope, possible });
  for (const [at, text] of (scope.notes ?? []).entries()) rows.push({ kind: 'note', id: `${prefix}/${scope.id}/note:${at}`, text });
  return rows;
}

/** The row above the stacks of tasks. */
export function tasksNode(stacks: readonly Stack[]): TreeNode {
  return { kind: 'tasks', id: 'tasks', stacks: stacks.filter(({ kind }) => kind === 'task') };
}

/** The rows of a stack's scopes. */
export function scopeNodes(stack: Stack): TreeNode[] {
  return stack.scopes.map((scope) => scopeNode(stack, scope));
}

export function scopeNode(stack: Stack, scope: CleanupScope): TreeNode {
  return { kind: 'scope', id: `${stack.id}/${scope.id}`, stack, scope };
}

export function cleanupNode(prefix: string, stack: Stack, scope: CleanupScope, cleanup: Cleanup): TreeNode {
  return { kind: 'cleanup', id: `${prefix}/${cleanup.id}`, stack, scope, cleanup };
}

/** The rows below a cleanup: arguments and captured variables, then where it was registered, what it calls, and notes. */
export function cleanupChildren(id: string, cleanup: Cleanup, captured: readonly LiveValue[]): TreeNode[] {
  const rows: TreeNode[] = cleanup.arguments.map((argument, at) => ({ kind: 'argument', id: `${id}/argument:${at}`, argument }));
  for (const value of captured) rows.push({ kind: 'captured', id: `${id}/captured:${value.name}`, value });
  // A clause is where its row leads, and it calls nothing except what it contains.
  if (cleanup.kind === 'finally') return rows;
  if (cleanup.registeredAt !== undefined) rows.push({ kind: 'registration', id: `${id}/registered`, location: cleanup.registeredAt });
  rows.push({ kind: 'callee', id: `${id}/calls`, cleanup });
  for (const [at, text] of (cleanup.notes ?? []).entries()) rows.push({ kind: 'note', id: `${id}/note:${at}`, text });
  return rows;
}

/** The group of what the program holds beside scopes; none if there is nothing. */
export function resourceRoots(resources: Resources | undefined): TreeNode[] {
  const all = listResources(resources);
  return all.length === 0 ? [] : [{ kind: 'resources', id: 'resources', resources: all }];
}

export function resourceNode(one: KindOfResource): TreeNode {
  return { kind: 'resource', id: `resource:${one.resource.id}`, one };
}

/** The rows of a resource: its entries and one row that loads more. */
export function resourceChildren(id: string, one: KindOfResource): TreeNode[] {
  const { resource } = one;
  const seen = new Map<string, number>();
  const rows: TreeNode[] = resource.entries.map((entry) => {
    // Two entries may have the same name; they are counted, so that each row stays the same across stops.
    const before = seen.get(entry.name) ?? 0;
    seen.set(entry.name, before + 1);
    return { kind: 'entry', id: `${id}/entry:${before}:${entry.name}`, one, entry };
  });
  const unlisted = resource.total - resource.entries.length;
  if (unlisted > 0) rows.push({ kind: 'moreEntries', id: `${id}/more`, resource, unlisted });
  return rows;
}

/** The rows of what ran, newest first. If two have the same id, the older one keeps its row's id. */
export function historyRows(entries: readonly HistoryEntry[]): TreeNode[] {
  const seen = new Map<string, number>();
  return [...entries]
    .reverse()
    .map((entry): TreeNode => {
      const count = (seen.get(entry.id) ?? 0) + 1;
      seen.set(entry.id, count);
      return { kind: 'ran', id: `ran:${entry.id}${count > 1 ? `:${count}` : ''}`, entry };
    })
    .reverse();
}
