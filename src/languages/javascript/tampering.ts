import { LABEL_LENGTH, toDisplayText } from '../../core/displayText.ts';
import type { Problem } from '../../core/snapshot.ts';
import type { Translate } from '../../core/translate.ts';
import type { WireReading } from './wire/javascriptReading.ts';
import { listNames } from './values/writtenValues.ts';

/** How many functions one message names. */
const MAX_NAMED_FUNCTIONS = 4;

/**
 * What could not be read because the program has replaced or locked the functions that reading needs. `listed`: calls that the debugger
 * lists.
 */
export function explainTampering(
  { replaced = [], isStackWritten, isStackUnread, frames }: Pick<WireReading, 'replaced' | 'isStackWritten' | 'isStackUnread' | 'frames'>,
  listed: number,
  t: Translate,
): Problem[] {
  // The stack is described in more detail below.
  const others = isStackUnread === true ? replaced.filter((name) => name !== 'Error') : replaced;
  const names = toDisplayText(listNames(others, MAX_NAMED_FUNCTIONS), LABEL_LENGTH);
  const messages = [
    ...(others.length === 0
      ? []
      : [t('The program has replaced {0}. Its functions are not called, so values, calls or scopes may be missing here', names)]),
    ...(isStackUnread === true
      ? [
          t(
            'The call stack could not be read, because the program has locked or replaced Error: open using declarations and finally blocks are not shown',
          ),
        ]
      : []),
    ...(isStackWritten === true && frames.length < listed
      ? [
          t(
            'Only the {0} innermost calls could be read, because the program has locked Error: what the others hold is not shown',
            frames.length,
          ),
        ]
      : []),
  ];
  return messages.map((message): Problem => ({ code: 'incomplete', severity: 'info', message }));
}
