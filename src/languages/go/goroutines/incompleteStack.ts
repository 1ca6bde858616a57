import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import type { Problem, SourceLocation } from '../../../core/snapshot.ts';
import { baseName } from '../../../core/sourceName.ts';
import type { CleanupBuilder } from '../deferred/cleanups.ts';
import type { DeferList } from '../deferred/deferList.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { pendingOf, type Activation } from './activations.ts';

/** How far a stack was read. */
export interface StackExtent {
  readonly id: string;
  /** Activations that are not listed. */
  readonly left: readonly Activation[];
  readonly list: DeferList;
  readonly builder: CleanupBuilder;
}

/** Says what of a stack is not listed, and what the program does not tell of it. */
export function explainIncomplete({ id, left, list, builder }: StackExtent, { program, t }: CleanupContext): Problem[] {
  const problems: Problem[] = [];
  const add = (severity: Problem['severity'], message: string): void => {
    problems.push({ code: 'incomplete', severity, stack: id, message });
  };
  if (left.length > 0)
    add(
      'info',
      t(
        '{0} more activations hold {1} deferred calls that are not listed',
        left.length,
        left.reduce((sum, activation) => sum + pendingOf(activation).length, 0),
      ),
    );
  if (list.incomplete === 'too-long') add('info', t('Only the first {0} deferred calls were read', list.records.length));
  if (list.incomplete === 'corrupt') add('warning', t('The list of deferred calls is damaged; what could be read of it is shown'));
  if (builder.isSilent)
    add(
      'info',
      t(
        'This program was built with {0}: what its deferred calls have captured is told by programs of Go 1.23 and later. Which calls are pending, where they were deferred and in which order they run is complete.',
        program.version ?? t('an older Go'),
      ),
    );
  if (builder.isOptimized)
    add(
      'info',
      t(
        'This program was built with optimization, which leaves out what some deferred calls hold: their arguments are not known. Which calls are pending, where they were deferred and in which order they run is complete.',
      ),
    );
  return problems;
}

/** Says of files that they are not what the program was built from. */
export function explainDiffering(files: readonly SourceLocation[], stack: string, { t }: CleanupContext): Problem[] {
  return files.map((location) => ({
    code: 'source-differs',
    severity: 'warning',
    stack,
    location,
    message: t(
      '{0} is not the source that the program was built from: calls whose statement is not known are shown as the program names them. Build it again, or go back to that source',
      toDisplayText(baseName(location.path), LABEL_LENGTH),
    ),
  }));
}
