import type { TextPosition } from '../../../syntax/textRange.ts';
import type { FoundMention, MentionText } from '../../mention.ts';
import { findFinallyMention } from './finallyClauses.ts';
import type { JavascriptTrees } from './javascriptTrees.ts';
import { findMention } from './scopeCalls.ts';
import { findUsingMention } from './usingDeclarations.ts';
import { findVariableHome } from './variableHome.ts';

/** What a position in an editor has to do with cleanups: a `using` declaration, a `finally` clause, a scope's call or variable. */
export async function findMentionIn(
  { fileName, text }: MentionText,
  position: TextPosition,
  trees: JavascriptTrees,
): Promise<FoundMention | undefined> {
  const parsed = await trees.parseNear(fileName, text, position);
  if (parsed === undefined) return undefined;
  const declared = findUsingMention(parsed.file, position) ?? findFinallyMention(parsed.file, parsed.text, position);
  if (declared !== undefined) return declared;
  const mention = findMention(parsed, position);
  return mention && { mention, home: findVariableHome(parsed.file, mention.word.start, mention.scope) };
}
