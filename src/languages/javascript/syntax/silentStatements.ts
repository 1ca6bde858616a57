import type { File, Node } from '@babel/types';
import { isFunctionBoundary, nodesIn, pathTo } from './javascriptNodes.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';

/**
 * Syntax that may call a function of the program, even if only a `valueOf` or an iterator. Getters may too, but the engine's names for
 * their frames say so.
 */
const CALLING =
  /^(?:(?:Optional)?CallExpression|NewExpression|TaggedTemplateExpression|TemplateLiteral|BinaryExpression|UnaryExpression|UpdateExpression|AssignmentExpression|AwaitExpression|YieldExpression|SpreadElement|ArrayPattern|ObjectPattern|ImportExpression|Decorator|ClassDeclaration|ClassExpression|JSX\w*|ForInStatement|ForOfStatement|VariableDeclaration)$/;

/** Whether the statement at a position calls no function of the program, so that the engine itself makes any call from there. */
export function isSilentAt(file: File, position: TextPosition): boolean {
  const path = pathTo(file, position);
  const at = path.findLastIndex(({ type }) => /Statement$/.test(type));
  const statement = path[at];
  if (statement === undefined || path.findLastIndex(isFunctionBoundary) > at) return false;
  return statement.type !== 'BlockStatement' && !isCalling(statement);
}

function isCalling(node: Node): boolean {
  if (CALLING.test(node.type)) return true;
  if (isFunctionBoundary(node)) return false;
  for (const inner of nodesIn(node)) if (isCalling(inner)) return true;
  return false;
}
