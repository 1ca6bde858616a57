import type { LanguageSupport } from '../languageSupport.ts';
import { BROWSER_TYPES, JAVASCRIPT_TYPES } from './debugTypes.ts';
import { JavascriptSource } from './javascriptSource.ts';
import { javascriptTerminal } from './javascriptTerminal.ts';
import { javascriptWords } from './javascriptWords.ts';
import { preloadAddition } from './launchPreload.ts';
import { findMentionIn } from './syntax/editorMentions.ts';
import { JavascriptTrees } from './syntax/javascriptTrees.ts';

/** JavaScript and TypeScript under VS Code's built-in debugger. */
export const javascriptSupport: LanguageSupport = {
  debugTypes: JAVASCRIPT_TYPES,
  editorLanguages: ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'],
  stackKinds: ['thread', 'task'],
  words: javascriptWords,
  describeSessions: (t) => t('JavaScript under the built-in debugger'),
  terminal: javascriptTerminal,
  launchAddition: preloadAddition,
  createReader: () => {
    const trees = new JavascriptTrees();
    return {
      createSource: (session) => new JavascriptSource({ ...session, trees, isBrowser: BROWSER_TYPES.includes(session.type) }),
      findMention: (text, position) => findMentionIn(text, position, trees),
    };
  },
};
