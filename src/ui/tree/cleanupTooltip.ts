import * as vscode from 'vscode';
import { describeArgument, describeCapture, describeMarks, describeWhen } from '../../core/describe.ts';
import type { PlacedCleanup } from '../../core/runOrder.ts';
import type { SourceLocation } from '../../core/snapshot.ts';
import { codeText, locationLink, Markdown, plainText } from '../markdown.ts';

const { t } = vscode.l10n;

/** Everything about one cleanup: the call, when it runs, each argument, where it was registered and what it calls. */
export function cleanupTooltip(placed: PlacedCleanup, callee: SourceLocation | undefined): vscode.MarkdownString {
  const { cleanup } = placed;
  const page = new Markdown();
  page.add(`**${codeText(cleanup.label)}**`).add('\n\n');
  page.add([describeWhen(placed, t, codeText), ...describeMarks(cleanup, t).map(plainText)].join(' · ')).line();
  for (const argument of cleanup.arguments)
    page.add(
      `\n- ${codeText(describeArgument(argument, t))} — ${argument.type === undefined ? '' : `${plainText(argument.type)}, `}${describeCapture(argument, t)}`,
    );
  page.add('\n\n');
  if (cleanup.kind === 'finally') {
    if (cleanup.registeredAt !== undefined) page.add(locationLink(cleanup.registeredAt)).line();
    return page.value;
  }
  if (cleanup.registeredAt !== undefined) page.add(`${t('Registered at')} ${locationLink(cleanup.registeredAt)}`).line();
  const place = callee ?? cleanup.callee.location;
  page.add(`${t('Calls')} ${codeText(cleanup.callee.name)}${place === undefined ? '' : ` ${locationLink(place)}`}`).line();
  return page.value;
}
