import grammar from '@vscode/tree-sitter-wasm/wasm/tree-sitter-go.wasm';
import type { LanguageSupport } from '../languageSupport.ts';
import { findDeferMention } from './syntax/goMentions.ts';
import { GoSource } from './goSource.ts';
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
  createReader: ({ parser }) => ({
    createSource: (session) => new GoSource({ ...session, parser }),
    findMention: async ({ uri, text }, position) => {
      const root = await parser.parse(grammar, uri, text);
      const mention = root && findDeferMention(root, position);
      // A registration is found by its place.
      return mention && { mention, home: mention.word };
    },
  }),
};
