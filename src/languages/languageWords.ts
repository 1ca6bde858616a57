import type { Stack } from '../core/snapshot.ts';
import type { Translate } from '../core/translate.ts';

/** Sentences of the user interface that a language may phrase in its own terms. */
export interface LanguageWords {
  /** The row that lists more stacks: `… 30 more goroutines`. */
  readonly moreStacks: (count: number, t: Translate) => string;
  /** What that row would list. */
  readonly explainMoreStacks: (t: Translate) => string;
  /** The row above stacks of the kind `task`, which are suspended. */
  readonly nameTasks: (tasks: readonly Stack[], t: Translate) => string;
  /** What these stacks are. */
  readonly explainTasks: (t: Translate) => string;
  /** Why nobody knows whether a cleanup of this scope is pending. */
  readonly explainPossible: (scope: string, t: Translate) => string;
  /** How many stacks a recording does not have because nobody had looked at them. */
  readonly unrecordedStacks: (count: number, t: Translate) => string;
}

/** For languages that have no words of their own. */
export const GENERAL_WORDS: LanguageWords = {
  moreStacks: (count, t) => t('… {0} more stacks', count),
  explainMoreStacks: (t) => t('More stacks that may hold pending cleanups'),
  nameTasks: (_tasks, t) => t('Suspended tasks'),
  explainTasks: (t) => t('Scopes of tasks that are waiting and are not on the paused call stack'),
  explainPossible: (scope, t) => t('Perhaps pending: {0} does not show whether this has been registered', scope),
  unrecordedStacks: (count, t) => t('{0} stacks are not in the recording of this stop because they were not expanded', count),
};
