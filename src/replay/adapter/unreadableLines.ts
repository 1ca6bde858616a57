import type { Translate } from '../../core/translate.ts';

/** How many unreadable lines are named in the console. */
const MAX_NAMED_LINES = 20;

/** Which lines of a recording were left out. */
export function explainUnreadableLines(unreadable: readonly number[], t: Translate): string {
  // Lines of the file are counted as in an editor: the header is the first.
  const named = unreadable
    .slice(0, MAX_NAMED_LINES)
    .map((at) => at + 2)
    .join(', ');
  return t(
    '{0} lines cannot be read and were left out: {1}',
    unreadable.length,
    unreadable.length > MAX_NAMED_LINES ? `${named}, …` : named,
  );
}
