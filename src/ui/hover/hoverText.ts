import * as vscode from 'vscode';
import { describeArgument, describeCapture, describeHiddenArguments, orderMark } from '../../core/describe.ts';
import { LABEL_LENGTH, toDisplayText } from '../../core/displayText.ts';
import { INTERNAL_COMMANDS } from '../contributions.ts';
import { codeText, commandLink, Markdown } from '../markdown.ts';
import type { HoverSubject } from './hoverSubject.ts';

const { t } = vscode.l10n;

/** How many cleanups one hover lists. */
const MAX_LISTED_CLEANUPS = 4;

const NO_BREAK = '\u00a0';

/** At most eight lines: the title, the calls in run order with their values, how many there are, and a link to the tree. */
export function hoverText(subject: HoverSubject): vscode.MarkdownString {
  const page = new Markdown();
  page.add(`**Deferscope** · ${subject.title}`).add('\n\n');
  const single = subject.placed.length === 1 ? subject.placed[0] : undefined;
  if (single !== undefined) {
    page.add(codeText(single.cleanup.label)).line();
    for (const argument of single.cleanup.arguments.slice(0, MAX_LISTED_CLEANUPS))
      page.add(`${codeText(describeArgument(argument, t))} (${describeCapture(argument, t)})`).line();
    if (single.cleanup.arguments.length > MAX_LISTED_CLEANUPS)
      page.add(t('and {0} more', single.cleanup.arguments.length - MAX_LISTED_CLEANUPS)).line();
  } else {
    const listed = subject.placed.slice(0, MAX_LISTED_CLEANUPS).map(({ cleanup }) => ({
      mark: orderMark(cleanup, t),
      label: cleanup.label,
      values: toDisplayText(describeHiddenArguments(cleanup, t), LABEL_LENGTH),
    }));
    const width = Math.max(...listed.map(({ mark }) => mark.length));
    // Markdown collapses spaces, except non-breaking ones.
    for (const { mark, label, values } of listed)
      page
        .add(
          codeText(
            `${mark.padStart(width, NO_BREAK)}${NO_BREAK}${NO_BREAK}${label}${values === '' ? '' : `${NO_BREAK}${NO_BREAK}${values}`}`,
          ),
        )
        .line();
    const rest = subject.total - Math.min(MAX_LISTED_CLEANUPS, subject.placed.length);
    if (rest > 0) page.add(subject.orMore ? t('and at least {0} more', rest) : t('and {0} more', rest)).line();
  }
  if (subject.mention.kind === 'registration') page.add(describeSites(subject));
  page.add(commandLink(t('Show in Cleanups'), INTERNAL_COMMANDS.reveal, subject.revealId));
  return page.value;
}

/** A clause is not registered. */
function describeSites(subject: HoverSubject): string {
  return subject.placed.every(({ cleanup }) => cleanup.kind === 'finally') ? '' : `${describeTimes(subject)} · `;
}

function describeTimes({ total, orMore }: HoverSubject): string {
  if (orMore) return t('Registered here at least {0} times', total);
  return total === 1 ? t('Registered here 1 time') : t('Registered here {0} times', total);
}
