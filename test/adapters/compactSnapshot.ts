import { describeFailure, describeMarks, describeStatus, orderMark } from '../../src/core/describe.ts';
import type { Cleanup, Snapshot, SourceLocation } from '../../src/core/snapshot.ts';
import { baseName } from '../../src/core/sourceName.ts';
import { inEnglish as t } from '../../src/core/translate.ts';
import { DEBUGGEES } from './delve.ts';

/**
 * Everything in a snapshot, in a form that can be written by hand: a line for each stack, scope, cleanup, argument and problem. Lines of
 * `file` appear as `:12`; those of Go's own packages are left out, because they change with its version.
 */
export function compactSnapshot(snapshot: Snapshot, file: string): string {
  const at = (location: SourceLocation | undefined): string =>
    location === undefined
      ? ''
      : location.path.startsWith(DEBUGGEES)
        ? `  ${baseName(location.path) === file ? '' : baseName(location.path)}:${location.line}`
        : `  ${baseName(location.path)}`;
  const lines: string[] = [];
  if (snapshot.absent !== undefined) lines.push(`${snapshot.absent.reason}: ${snapshot.absent.message}`);
  // It is random which of the other goroutines gets the lower number.
  const blocks = snapshot.stacks.map((stack) => {
    const lines: string[] = [];
    lines.push(
      [hideNumber(stack.name), describeStatus(stack.status, t), ...stack.failures.map((failure) => describeFailure(failure, t))]
        .filter((part) => part !== '')
        .join(' · '),
    );
    for (const scope of stack.scopes) {
      const listed = scope.cleanups.filter((cleanup) => cleanup.state === 'pending').length;
      lines.push(`  ${hideNumber(scope.name)}${at(scope.location)}${scope.total > listed ? `  ${scope.total} pending` : ''}`);
      for (const cleanup of scope.cleanups) lines.push(...describe(cleanup, at));
      for (const { label, registeredAt } of scope.possible ?? []) lines.push(`    ? ${label}${at(registeredAt)}`);
    }
    if (stack.unread !== undefined) lines.push(`  unread: ${stack.unread.pending ?? 'not counted'}`);
    return lines.join('\n');
  });
  lines.push(...blocks.slice(0, 1), ...blocks.slice(1).sort());
  for (const problem of snapshot.problems) lines.push(`${problem.severity}: ${hideNumber(problem.message)}${at(problem.location)}`);
  return lines.join('\n');
}

/** A goroutine's number is random, except the first; the number of an `init` depends on the other files. */
function hideNumber(text: string): string {
  return text.replace(/^Goroutine (?!1\b)\d+/, 'Goroutine N').replace(/\binit\.\d+\b(?!\.)/, 'init.N');
}

function describe(cleanup: Cleanup, at: (location: SourceLocation | undefined) => string): string[] {
  const marks = describeMarks(cleanup, t);
  const head = `    ${orderMark(cleanup, t)} ${cleanup.label}${at(cleanup.registeredAt)}  calls ${cleanup.callee.name}${marks.length === 0 ? '' : `  [${marks.join('; ')}]`}`;
  return [
    head,
    ...cleanup.arguments.map(
      (argument) => `        ${argument.name ?? '_'} ${argument.type ?? ''} = ${argument.value} (${argument.capture})`,
    ),
  ];
}
