import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import type { Problem, SourceLocation } from '../../../core/snapshot.ts';
import { baseName } from '../../../core/sourceName.ts';
import type { CleanupBuilder } from '../deferred/cleanups.ts';
import type { DeferList } from '../deferred/deferList.ts';
import type { CleanupContext } from '../program/cleanupContext.ts';
import { pendingOf, type Activation } from './activations.ts';

/** How much of a stack was read. */
export interface StackExtent {
  readonly id: string;
  /** How many activations are not listed. */
  readonly left: readonly Activation[];
  readonly list: DeferList;
  readonly builder: CleanupBuilder;
}

/** Says what is missing from the list of a stack, and what the program does not tell about it. */
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
        'This program was built with {0}, and only programs of Go 1.23 and later say what their deferred calls have captured. The pending calls, where they were deferred, and the order in which they run are complete.',
        program.version ?? t('an older Go'),
      ),
    );
  if (builder.isOptimized)
    add(
      'info',
      t(
        'This program was built with optimization, which removes what some deferred calls hold, so their arguments are not known. The pending calls, where they were deferred, and the order in which they run are complete.',
      ),
    );
  return problems;
}

/** Says that files differ from what the program was built from. */
export function explainDiffering(files: readonly SourceLocation[], stack: string, { t }: CleanupContext): Problem[] {
  return files.map((location) => ({
    code: 'source-differs',
    severity: 'warning',
    stack,
    location,
    message: t(
      '{0} is not the source that the program was built from: calls whose statement is not known are shown as the program names them. Rebuild the program, or restore that source',
      toDisplayText(baseName(location.path), LABEL_LENGTH),
    ),
  }));
}
