import type { File, Function as FunctionNode, Node } from '@babel/types';
import type { TextPosition, TextRange } from '../../../syntax/textRange.ts';
import { patternNames } from './declaredNames.ts';
import { isFunction, pathTo, rangeOf, walk } from './javascriptNodes.ts';

/**
 * The function that a variable mentioned at a position belongs to, or the whole text if no function around the position declares it: only a
 * frame that is paused inside knows this variable by this name. For a field of `this` it is the class.
 */
export function findVariableHome(file: File, position: TextPosition, name: string): TextRange {
  const home = pathTo(file, position).findLast((node) =>
    name.startsWith('this.') ? node.type === 'ClassBody' : isFunction(node) && declares(node, name),
  );
  return rangeOf(home ?? file);
}

function declares(owner: FunctionNode, name: string): boolean {
  if (owner.params.flatMap(patternNames).includes(name)) return true;
  for (const node of walk(owner.body, (inner) => !isFunction(inner))) if (bindingsOf(node).includes(name)) return true;
  return false;
}

/** The names that a node of a function's body declares in the function's own scope. */
function bindingsOf(node: Node): string[] {
  switch (node.type) {
    case 'VariableDeclarator':
      return patternNames(node.id);
    case 'CatchClause':
      return node.param ? patternNames(node.param) : [];
    case 'ForInStatement':
    case 'ForOfStatement':
      return patternNames(node.left);
    default:
      return [];
  }
}
