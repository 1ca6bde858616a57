import type { Cleanup, Snapshot } from '../../../src/core/snapshot.ts';

/** A row of the tree with its place: the name of its scope, and the number of its call stack. */
export interface Standing {
  readonly cleanup: Cleanup;
  readonly scope: string;
  readonly stack: number;
  readonly ends?: 'owner';
}

/** All rows of the tree, in its order. */
export function cleanupsOf({ stacks }: Pick<Snapshot, 'stacks'>): Standing[] {
  return stacks.flatMap(({ scopes }, stack) =>
    scopes.flatMap(({ name, ends, cleanups }) => cleanups.map((cleanup) => ({ cleanup, scope: name, stack, ...(ends && { ends }) }))),
  );
}

/** js-debug says which class a method belongs to, the engine does not. */
const OF_CLASS = /^[\w$]+\.(?=[^.]+$)/;

/** The text of the rows, one line each: two debuggers at the same stop must agree. */
export function toldBy(snapshot: Pick<Snapshot, 'stacks'>): string[] {
  return cleanupsOf(snapshot).map(({ cleanup: { order, state, label, arguments: given, when }, scope, stack, ends }) =>
    [
      stack,
      scope.replace(OF_CLASS, ''),
      order,
      state,
      label,
      ...given.map(({ name, value }) => `${name ?? ''} ${value}`),
      when ?? '',
      ends ?? '',
    ].join(' | '),
  );
}
