import { findFinallyMention } from './javascript/syntax/finallyClauses.ts';
import { findDeferMention } from './go/syntax/goMentions.ts';
import type { JavascriptTrees } from './javascript/syntax/javascriptTrees.ts';
import { grammarOf, type SyntaxParser } from '../syntax/parser.ts';
import { findMention } from './javascript/syntax/scopeCalls.ts';
import type { ScopeMention } from './mention.ts';
import type { TextPosition, TextRange } from '../syntax/textRange.ts';
import { findUsingMention } from './javascript/syntax/usingDeclarations.ts';
import { findVariableHome } from './javascript/syntax/variableHome.ts';

/** A text in an editor, as a document knows itself. */
export interface MentionText {
  readonly language: string;
  readonly fileName: string;
  /** Names the document, so that an older tree of it is dropped. */
  readonly uri: string;
  readonly text: string;
}

export interface FoundMention {
  readonly mention: ScopeMention;
  /** Where a mentioned variable is known by its name. */
  readonly home: TextRange;
}

/** Finds what an editor's position has to do with cleanups, in each language that a source reads. */
export class Mentions {
  readonly #parser: SyntaxParser;
  readonly #trees: JavascriptTrees;

  constructor(parser: SyntaxParser, trees: JavascriptTrees) {
    this.#parser = parser;
    this.#trees = trees;
  }

  async find({ language, fileName, uri, text }: MentionText, position: TextPosition): Promise<FoundMention | undefined> {
    if (language === 'go') {
      const root = await this.#parser.parse('go', uri, text);
      return root && known(findDeferMention(root, position));
    }
    const declared = /\busing\b/.test(text) ? this.#trees.parse(fileName, text) : undefined;
    const declaration = declared && findUsingMention(declared, position);
    if (declaration !== undefined) return declaration;
    const clauses = /\bfinally\b/.test(text) ? this.#trees.parse(fileName, text) : undefined;
    const clause = clauses && findFinallyMention(clauses, text, position);
    if (clause !== undefined) return clause;
    const root = await this.#parser.parse(grammarOf(fileName), uri, text);
    const mention = root && findMention(root, position);
    return root === undefined || mention === undefined
      ? undefined
      : { mention, home: findVariableHome(root, mention.word.start, mention.scope) };
  }
}

/** A registration is found by its place. */
function known(mention: ScopeMention | undefined): FoundMention | undefined {
  return mention && { mention, home: mention.word };
}
