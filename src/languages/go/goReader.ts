import grammar from '@vscode/tree-sitter-wasm/wasm/tree-sitter-go.wasm';
import type { SyntaxParser } from '../../syntax/parser.ts';
import type { TextPosition } from '../../syntax/textRange.ts';
import type { LanguageReader, ReaderTools, ReadSession } from '../languageSupport.ts';
import type { FoundMention, MentionText } from '../mention.ts';
import { GoSource } from './goSource.ts';
import { findDeferMention } from './syntax/goMentions.ts';

/** Reads Go programs under Delve, and Go texts. */
export class GoReader implements LanguageReader {
  readonly #parser: SyntaxParser;

  constructor({ parser }: ReaderTools) {
    this.#parser = parser;
  }

  createSource(session: ReadSession): GoSource {
    return new GoSource({ ...session, parser: this.#parser });
  }

  async findMention({ uri, text }: MentionText, position: TextPosition): Promise<FoundMention | undefined> {
    const root = await this.#parser.parse(grammar, uri, text);
    const mention = root && findDeferMention(root, position);
    // A registration is found by its place.
    return mention && { mention, home: mention.word };
  }
}
