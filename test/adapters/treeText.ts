import { describeCleanup, describePending, describeScope, describeStack, orderMark } from '../../src/core/describe.ts';
import { describeEntry, describeResource, titleOfResource } from '../../src/core/describeResources.ts';
import { listResources } from '../../src/core/resources.ts';
import { countPending } from '../../src/core/runOrder.ts';
import type { Snapshot, Stack } from '../../src/core/snapshot.ts';
import { inEnglish } from '../../src/core/translate.ts';

/** A snapshot in the words of the view Cleanups, with the rows that are expanded at first. */
export function treeText(snapshot: Snapshot): string {
  const own = snapshot.stacks.filter(({ kind, scopes, failures }) => kind !== 'task' && (scopes.length > 0 || failures.length > 0));
  const tasks = snapshot.stacks.filter(({ kind }) => kind === 'task');
  const resources = listResources(snapshot.resources);
  const pending = tasks.reduce((sum, stack) => sum + countPending(stack), 0);
  return [
    ...(snapshot.absent === undefined ? [] : [snapshot.absent.message]),
    ...own.flatMap(stackRows),
    ...(tasks.length === 0 ? [] : [row(0, 'Suspended async functions', `${tasks.length} · ${describePending(pending, inEnglish)}`)]),
    ...(resources.length === 0 ? [] : [row(0, 'Resources', String(resources.length))]),
    ...resources.flatMap((one) => [
      row(1, titleOfResource(one, inEnglish), describeResource(one.resource)),
      ...one.resource.entries.map((entry) => row(2, entry.name, describeEntry(entry))),
    ]),
    ...(snapshot.problems.length === 0 ? [] : [row(0, 'Problems', String(snapshot.problems.length))]),
    ...snapshot.problems.map(({ message }) => row(1, message)),
    ...(snapshot.history === undefined || snapshot.history.length === 0 ? [] : [row(0, 'Already ran', String(snapshot.history.length))]),
  ].join('\n');
}

function stackRows(stack: Stack): string[] {
  return [
    row(0, stack.name, describeStack(stack, inEnglish)),
    ...stack.scopes.flatMap((scope) => [
      row(1, scope.name, describeScope(scope, inEnglish)),
      ...scope.cleanups.map((cleanup) => row(2, `${orderMark(cleanup, inEnglish)}  ${cleanup.label}`, describeCleanup(cleanup, inEnglish))),
      ...(scope.notes ?? []).map((note) => row(2, note)),
    ]),
  ];
}

function row(level: number, label: string, description = ''): string {
  return `${'  '.repeat(level)}${label}${description === '' ? '' : `  ${description}`}`;
}
