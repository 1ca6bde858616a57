import type { LanguageSupport } from '../languageSupport.ts';
import { goTerminal } from './goTerminal.ts';
import { goWords } from './goWords.ts';

/** Go under Delve. */
export const goSupport: LanguageSupport = {
  debugTypes: ['go'],
  editorLanguages: ['go'],
  stackKinds: ['goroutine'],
  words: goWords,
  describeSessions: (t) => t('Go under Delve'),
  terminal: goTerminal,
  createReader: async (tools) => new (await import('./goReader.ts')).GoReader(tools),
};
