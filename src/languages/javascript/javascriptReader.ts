import type { TextPosition } from '../../syntax/textRange.ts';
import type { LanguageReader, ReadSession } from '../languageSupport.ts';
import type { FoundMention, MentionText } from '../mention.ts';
import { BROWSER_TYPES } from './debugTypes.ts';
import { JavascriptSource } from './javascriptSource.ts';
import { findMentionIn } from './syntax/editorMentions.ts';
import { JavascriptTrees } from './syntax/javascriptTrees.ts';

/** Reads JavaScript and TypeScript programs under VS Code's built-in debugger, and their texts. */
export class JavascriptReader implements LanguageReader {
  readonly #trees = new JavascriptTrees();

  createSource(session: ReadSession): JavascriptSource {
    return new JavascriptSource({ ...session, trees: this.#trees, isBrowser: BROWSER_TYPES.includes(session.type) });
  }

  findMention(text: MentionText, position: TextPosition): Promise<FoundMention | undefined> {
    return findMentionIn(text, position, this.#trees);
  }
}
