import type { Stack } from '../../core/snapshot.ts';
import type { LanguageWords } from '../languageWords.ts';

/** What the user interface calls the things of a JavaScript program. */
export const javascriptWords: Partial<LanguageWords> = {
  nameTasks: (tasks, t) => (tasks.some(isGenerator) ? t('Suspended functions and generators') : t('Suspended async functions')),
  explainTasks: (t) => t('Scopes of async functions that are waiting and are not on the paused call stack'),
  explainPossible: (scope, t) =>
    t('Perhaps pending: {0} is suspended, and what this variable holds there cannot be read. Where it is null, nothing will run.', scope),
};

/** A function that its owner ends. */
function isGenerator({ scopes }: Stack): boolean {
  return scopes.some(({ kind, ends }) => kind === 'function' && ends === 'owner');
}
