import type { Node } from '@babel/types';
import type { TextPosition } from '../../../syntax/textRange.ts';
import { isCall, isFunction, isMember, nameText, pathTo, textOf, type ParsedText } from './javascriptNodes.ts';

const COMPILERS_HELPER =
  /^(?:tslib(?:_\d+)?\.)?_+(?:awaiter|generator|ts_generator|async_?to_?generator|asyncGenerator|wrap_async_generator|wrapAsyncGenerator)\d*$|^_?regenerator\w*(?:\(\))?\.\w+$/i;

/**
 * The name of the function around a position, as a person would call it: its own, that of the variable or property that holds it, or
 * `test() callback` for a function that is passed to a call. Undefined at the top level.
 */
export function findFunctionName({ file, text }: ParsedText, position: TextPosition): string | undefined {
  const path = pathTo(file, position);
  for (let at = path.findLastIndex(isFunction); at >= 0; at = path.slice(0, at).findLastIndex(isFunction)) {
    const [holder, node] = [path[at - 1], path[at]];
    if (node !== undefined && !isMadeByCompiler(node, holder, text)) return ownName(node, text) ?? nameByHolder(node, holder, text);
  }
  return undefined;
}

/** A compiler passes the body of a generator or an async function to a helper of its own: `__awaiter(this, …, function () { … })`. */
function isMadeByCompiler(node: Node, holder: Node | undefined, text: string): boolean {
  return holder?.type === 'CallExpression' && holder.callee !== node && COMPILERS_HELPER.test(textOf(holder.callee, text));
}

/** A function that is passed to a call and run by it. */
export interface Callback {
  /** What is called, as written. */
  readonly callee: string;
  /** The function's own name; missing for an anonymous one. */
  readonly name?: string;
}

/** The last function among the arguments of the call at a position; undefined if there is none. */
export function findCallback({ file, text }: ParsedText, position: TextPosition): Callback | undefined {
  const path = pathTo(file, position);
  const at = path.findLastIndex(isCall);
  const call = path[at];
  if (!isCall(call) || path.findLastIndex(isFunction) > at) return undefined;
  const callee = textOf(call.callee, text).replace(/\s+/g, '');
  if (!/^[\w$.]+$/.test(callee)) return undefined;
  const last = call.arguments.findLast((argument) => isFunction(argument) || isNamed(argument));
  if (last === undefined) return undefined;
  const name = last.type === 'Identifier' ? last.name : ownName(last, text);
  return { callee, ...(name === undefined ? {} : { name }) };
}

function isNamed(node: Node): boolean {
  return node.type === 'Identifier' && node.name !== 'undefined';
}

/** The name of a function or a method. */
function ownName(node: Node, text: string): string | undefined {
  if ('id' in node && node.id?.type === 'Identifier') return node.id.name;
  return 'key' in node ? nameText(node.key, node, text) : undefined;
}

function nameByHolder(node: Node, holder: Node | undefined, text: string): string | undefined {
  switch (holder?.type) {
    case 'VariableDeclarator':
      return textOf(holder.id, text);
    case 'AssignmentExpression':
      return textOf(holder.left, text);
    case 'ClassProperty':
    case 'ClassPrivateProperty':
    case 'ClassAccessorProperty':
    case 'ObjectProperty':
      return holder.value === node ? nameText(holder.key, holder, text) : undefined;
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression': {
      const { callee } = holder;
      const isPlain = callee.type === 'Identifier' || (isMember(callee) && !callee.computed);
      return isPlain ? `${textOf(callee, text).replace(/\s+/g, '')}() callback` : undefined;
    }
    default:
      return undefined;
  }
}
