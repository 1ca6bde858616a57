import { LABEL_LENGTH, toDisplayText } from '../../../core/displayText.ts';
import type { Problem } from '../../../core/snapshot.ts';
import { baseName } from '../../../core/sourceName.ts';
import type { Translate } from '../../../core/translate.ts';
import { MAX_FRAMES } from '../frames/pausedStack.ts';
import { listNames } from '../values/writtenValues.ts';
import type { Unread } from '../frames/runningSyntax.ts';
import type { UsingReading } from './usingReading.ts';

/** How many files one message names. */
const MAX_NAMED = 3;

/** What is unknown or uncertain about `using` declarations, and what to do about it. `changed`: files that were edited meanwhile. */
export function explainUsing({ unread }: Pick<UsingReading, 'unread'>, changed: readonly string[], t: Translate): Problem[] {
  const some = (why: Unread): string => {
    return listNames(
      [...unread].filter(([, each]) => each === why).map(([url]) => nameOf(url)),
      MAX_NAMED,
    );
  };
  const [tooLong, unparsed, missing] = [some('too-long'), some('unparsed'), some('missing')];
  const messages = [
    ...(tooLong === ''
      ? []
      : [
          t(
            '{0} is too long to parse, so what its using declarations hold is not shown: a build that is not bundled into one file shows it',
            tooLong,
          ),
        ]),
    ...(unparsed === ''
      ? []
      : [
          t('{0} does not parse, so what its using declarations hold is not shown: if it is not what is running, build it again', unparsed),
        ]),
    ...(missing === ''
      ? []
      : [
          t(
            'The text of {0} cannot be read here, so what its using declarations hold is not shown: is the file gone, or does the program run on another machine?',
            missing,
          ),
        ]),
    ...changed.map((path) =>
      t(
        '{0} was edited while the program was running: its using declarations and line numbers may differ from the running code',
        nameOf(path),
      ),
    ),
  ];
  return messages.map((message): Problem => ({ code: 'incomplete', severity: 'info', message }));
}

/** The paused call stack has more frames than are read. */
export function explainDepth(t: Translate): Problem {
  return {
    code: 'incomplete',
    severity: 'info',
    message: t('The call stack is deeper than {0} calls: what the calls further out hold is not read', MAX_FRAMES),
  };
}

function nameOf(url: string): string {
  return toDisplayText(baseName(url), LABEL_LENGTH);
}
