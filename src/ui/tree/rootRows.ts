import type { Snapshot } from '../../core/snapshot.ts';
import { resourceRoots, tasksNode, type TreeNode } from './nodes.ts';

/** The top rows of a snapshot: its stacks, tasks, resources, problems, and what ran. */
export function listRootRows(snapshot: Snapshot): TreeNode[] {
  const rows: TreeNode[] = snapshot.stacks
    .filter(
      (stack) =>
        stack.kind !== 'task' &&
        (stack.scopes.length > 0 || stack.failures.length > 0 || stack.unread !== undefined || stack.moreFrames === true),
    )
    .map((stack) => ({ kind: 'stack', id: stack.id, stack }));
  if (snapshot.moreStacks !== undefined) rows.push({ kind: 'moreStacks', id: 'moreStacks', unlisted: snapshot.moreStacks });
  if (snapshot.stacks.some(({ kind }) => kind === 'task')) rows.push(tasksNode(snapshot.stacks));
  rows.push(...resourceRoots(snapshot.resources));
  if (snapshot.problems.length > 0) rows.push({ kind: 'problems', id: 'problems', problems: snapshot.problems });
  if (snapshot.history !== undefined && snapshot.history.length > 0)
    rows.push({ kind: 'history', id: 'history', entries: snapshot.history });
  return rows;
}
