import type { File, Node } from '@babel/types';
import { patternNames } from './declaredNames.ts';
import { hasEarlyUse } from './earlyUses.ts';
import { isFunction, isFunctionBoundary, pathTo } from './javascriptNodes.ts';
import type { TextPosition } from '../../../syntax/textRange.ts';

/**
 * What V8 (Node 20 to 24) does to a program when any expression is evaluated in a frame: afterwards it writes the frame's variables back,
 * and some of them have changed.
 * - `derived`: `this` in the constructor of a derived class before `super()` has returned, so that `super()` throws when it returns.
 * - `names`: a name that V8 does not know to be uninitialised, so that using it too early no longer throws; a parameter that is called
 * `arguments`.
 */
export type EvaluationHarm = 'derived' | 'names';

/** The answers for whole functions, which do not change during a pause. */
const named = new WeakMap<Node, boolean>();

/** What may happen to the function that is paused at a position. */
export function findEvaluationHarm({
  file,
  position,
}: {
  readonly file: File;
  readonly position: TextPosition;
}): EvaluationHarm | undefined {
  const path = pathTo(file, position).reverse();
  const owner = path.find(isFunctionBoundary) ?? file.program;
  if (hasHarmedNames(owner)) return 'names';
  // A compiler adds constructors to classes without one; their position is that of the class or of a field.
  const around = path.find((node) => isConstructor(node) || (isFunctionBoundary(node) && !isField(node)) || isDerived(node));
  if (around === undefined) return undefined;
  const ofClass = isConstructor(around) ? path.slice(path.indexOf(around)).find(isClass) : around;
  return ofClass !== undefined && isDerived(ofClass) ? 'derived' : undefined;
}

function hasHarmedNames(owner: Node): boolean {
  const known = named.get(owner);
  if (known !== undefined) return known;
  const found = hasEarlyUse(owner) || bindsArguments(owner);
  named.set(owner, found);
  return found;
}

function bindsArguments(owner: Node): boolean {
  // An arrow function has no `arguments` of its own.
  if (!isFunction(owner) || owner.type === 'ArrowFunctionExpression') return false;
  const declared = owner.body.body.flatMap((one) =>
    one.type === 'VariableDeclaration' && one.kind !== 'var' ? one.declarations.map(({ id }) => id) : [],
  );
  return [...owner.params, ...declared].flatMap((pattern) => patternNames(pattern)).includes('arguments');
}

function isConstructor(node: Node): boolean {
  return node.type === 'ClassMethod' && node.kind === 'constructor';
}

function isField(node: Node): boolean {
  return /^Class(?:Accessor|Private)?Property$/.test(node.type);
}

function isClass(node: Node): boolean {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}

function isDerived(node: Node): boolean {
  return isClass(node) && 'superClass' in node && Boolean(node.superClass);
}
