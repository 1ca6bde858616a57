import type { Snapshot } from '../../core/snapshot.ts';
import { cleanupNode, scopeChildren, scopeNode, tasksNode, type TreeNode } from './nodes.ts';

/** The row of a scope or cleanup. `setParent` receives what is above it, from the top down. */
export function findRow(
  snapshot: Snapshot | undefined,
  id: string,
  setParent: (childId: string, parent: TreeNode) => void,
): TreeNode | undefined {
  for (const stack of snapshot?.stacks ?? []) {
    const root: TreeNode = stack.kind === 'task' ? tasksNode(snapshot?.stacks ?? []) : { kind: 'stack', id: stack.id, stack };
    for (const scope of stack.scopes) {
      const row = scopeNode(stack, scope);
      setParent(row.id, root);
      if (scope.id === id) return row;
      const cleanup = scope.cleanups.find((candidate) => candidate.id === id);
      if (cleanup === undefined) continue;
      const folded = scopeChildren(stack.id, stack, scope).find((child) => child.kind === 'repeats' && child.cleanups.includes(cleanup));
      const node = cleanupNode(stack.id, stack, scope, cleanup);
      if (folded !== undefined) setParent(folded.id, row);
      setParent(node.id, folded ?? row);
      return node;
    }
  }
  return undefined;
}
