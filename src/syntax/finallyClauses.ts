import type { File } from '@babel/types';
import { isCompiledUsing } from './compiledUsing.ts';
import { contains, isFunctionBoundary, pathTo, rangeOf } from './javascriptNodes.ts';
import type { TextPosition, TextRange } from './scopeCalls.ts';

/** Where `finally` clauses stand that run when the function is left from the position, innermost first; without those that a compiler wrote for `using`. */
export function findFinallies(file: File, text: string, position: TextPosition): TextRange[] {
  const found: TextRange[] = [];
  const path = pathTo(file, position).reverse();
  for (const [at, node] of path.entries()) {
    if (node.type === 'TryStatement' && node.finalizer && (contains(node.block, position) || (node.handler && contains(node.handler, position))) && !isCompiledUsing(node, path[at + 1], text, position)) found.push(rangeOf(node.finalizer));
    if (isFunctionBoundary(node)) break;
  }
  return found;
}
