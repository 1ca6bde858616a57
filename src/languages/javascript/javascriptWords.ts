import type { LanguageWords } from '../languageWords.ts';

/** What the surfaces call things of a JavaScript program. */
export const javascriptWords: Partial<LanguageWords> = {
  explainPossible: (scope, t) =>
    t('Perhaps pending: {0} is suspended, and what this variable holds there cannot be read. Where it is null, nothing will run.', scope),
};
