import type { LanguageSupport } from '../languageSupport.ts';
import { JAVASCRIPT_TYPES } from './debugTypes.ts';
import { javascriptTerminal } from './javascriptTerminal.ts';
import { javascriptWords } from './javascriptWords.ts';
import { preloadAddition } from './launchPreload.ts';

/** JavaScript and TypeScript under VS Code's built-in debugger. */
export const javascriptSupport: LanguageSupport = {
  debugTypes: JAVASCRIPT_TYPES,
  editorLanguages: ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'],
  stackKinds: ['thread', 'task'],
  words: javascriptWords,
  describeSessions: (t) => t('JavaScript under the built-in debugger'),
  terminal: javascriptTerminal,
  launchAddition: preloadAddition,
  createReader: async () => new (await import('./javascriptReader.ts')).JavascriptReader(),
};
