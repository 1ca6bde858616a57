import { grammarOf, type SyntaxParser } from '../../../syntax/parser.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';
import type { FoundMention, MentionText } from '../../mention.ts';
import { findFinallyMention } from './finallyClauses.ts';
import type { JavascriptTrees } from './javascriptTrees.ts';
import { findMention } from './scopeCalls.ts';
import { findUsingMention } from './usingDeclarations.ts';
import { findVariableHome } from './variableHome.ts';

/** What a position in an editor has to do with cleanups: a `using` declaration, a `finally` clause, a scope's call or variable. */
export async function findMentionIn(
  { fileName, uri, text }: MentionText,
  position: TextPosition,
  { parser, trees }: { readonly parser: SyntaxParser; readonly trees: JavascriptTrees },
): Promise<FoundMention | undefined> {
  const declared = /\busing\b/.test(text) ? trees.parse(fileName, text) : undefined;
  const declaration = declared && findUsingMention(declared, position);
  if (declaration !== undefined) return declaration;
  const clauses = /\bfinally\b/.test(text) ? trees.parse(fileName, text) : undefined;
  const clause = clauses && findFinallyMention(clauses, text, position);
  if (clause !== undefined) return clause;
  const root = await parser.parse(grammarOf(fileName), uri, text);
  const mention = root && findMention(root, position);
  return root === undefined || mention === undefined
    ? undefined
    : { mention, home: findVariableHome(root, mention.word.start, mention.scope) };
}
