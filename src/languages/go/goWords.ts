import type { LanguageWords } from '../languageWords.ts';

/** What the user interface calls the things of a Go program. */
export const goWords: Partial<LanguageWords> = {
  moreStacks: (count, t) => t('… {0} more goroutines', count),
  explainMoreStacks: (t) => t('More goroutines that may hold deferred calls'),
  explainPossible: (scope, t) =>
    t(
      'Perhaps pending: {0} was built with optimization, so the program does not say whether this statement has run. Build with -gcflags=all="-N -l" to find out.',
      scope,
    ),
  unrecordedStacks: (count, t) => t('{0} goroutines are not in the recording of this stop because they were not expanded', count),
};
