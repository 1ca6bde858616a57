import * as vscode from 'vscode';
import type { AbsentReason, Snapshot } from '../../core/snapshot.ts';
import type { Languages } from '../../languages/languages.ts';
import { explainUnreadable } from '../sessions/unreadable.ts';

const { t } = vscode.l10n;

/** What is known of a view that shows no cleanups. */
interface Absent {
  readonly reason: AbsentReason | undefined;
  readonly snapshot: Snapshot | undefined;
  /** The debug type of a session that no language reads. */
  readonly unsupported: string | undefined;
  readonly hasRows: boolean;
}

/** A message with names in it, which a static welcome text cannot have; everything else has a welcome text. */
export function writeAbsentMessage({ reason, snapshot, unsupported, hasRows }: Absent, languages: Languages): string | undefined {
  switch (reason) {
    case 'failed':
      return snapshot?.absent?.message;
    case 'adapter-not-supported':
      return explainUnreadable(unsupported ?? '', languages);
    case 'nothing-pending': {
      const said = snapshot?.absent?.message;
      // A welcome text is shown only in an empty view, and a view with cleanups that ran is not empty.
      return hasRows || said !== t('Nothing is pending in this stack.') ? said : undefined;
    }
    case 'no-frame':
    case 'optimized-build':
      return snapshot?.absent?.message;
    default:
      return undefined;
  }
}
