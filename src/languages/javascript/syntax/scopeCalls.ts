import type { Node } from '@babel/types';
import type { TextPosition } from '../../../syntax/textRange.ts';
import type { ScopeMention } from '../../mention.ts';
import { isCall, isMember, nameText, pathTo, rangeOf, textOf, walk, wordOf, type ParsedText } from './javascriptNodes.ts';

const REGISTRATIONS = new Set(['defer', 'use', 'adopt', 'deferOnError']);

/**
 * What is at a position: a registration if it is on the method of `s.defer(…)`, the variable if it is on a variable, otherwise nothing.
 * Like an editor's words, a word that ends at the position counts.
 */
export function findMention(parsed: ParsedText, position: TextPosition): ScopeMention | undefined {
  const here = mentionAt(parsed, position);
  return here === undefined && position.column > 0 ? mentionAt(parsed, { line: position.line, column: position.column - 1 }) : here;
}

function mentionAt({ file, text }: ParsedText, position: TextPosition): ScopeMention | undefined {
  const path = pathTo(file, position);
  const found = path.pop();
  // The name in `#s` is its own node, after the sign.
  const node = path.at(-1)?.type === 'PrivateName' ? path.pop() : found;
  const parent = path.at(-1);
  if (node === undefined) return undefined;
  const word = wordOf(node);
  if (isMember(parent) && parent.property === node && !parent.computed) {
    const call = path.at(-2);
    if (node.type === 'Identifier' && isCall(call) && call.callee === parent && REGISTRATIONS.has(node.name))
      return {
        kind: 'registration',
        scope: receiverName(parent.object, text),
        method: node.name,
        site: { start: rangeOf(call).start, end: word.end },
        word,
      };
    return parent.object.type === 'ThisExpression' ? { kind: 'variable', scope: `this.${nameText(node, parent, text)}`, word } : undefined;
  }
  return node.type === 'Identifier' && isVariable(node, parent) ? { kind: 'variable', scope: node.name, word } : undefined;
}

/** Whether a name is that of a variable, not of a property, a label, a class or a type. */
function isVariable(node: Node, parent: Node | undefined): boolean {
  if (parent === undefined) return false;
  if ('key' in parent && parent.key === node) return 'computed' in parent && parent.computed;
  if (/^(?:Labeled|Break|Continue)Statement$|^MetaProperty$|^ImportAttribute$/.test(parent.type)) return false;
  if (parent.type === 'ClassDeclaration' || parent.type === 'ClassExpression') return parent.id !== node;
  return (
    !parent.type.startsWith('TS') || /^TS(?:As|Satisfies|NonNull|Instantiation|TypeAssertion|ParameterProperty|Export)/.test(parent.type)
  );
}

/** `s` of `s.label('x')`: the labelling call returns its scope. */
function receiverName(receiver: Node, text: string): string {
  const inner = isCall(receiver) && isMember(receiver.callee) ? receiver.callee.object : undefined;
  return inner === undefined ? textOf(receiver, text) : receiverName(inner, text);
}

/**
 * The variable through which the program knows the scope that the call at a position makes: `s` of `run(s => …)`, of `const s = new
 * Scope()` and of `await using s = asyncScope()`, `this.s` of `this.s = new Scope()`.
 */
export function findScopeVariable({ file, text }: ParsedText, position: TextPosition): string | undefined {
  const path = pathTo(file, position);
  const at = path.findLastIndex((node) => isCall(node) || node.type === 'NewExpression');
  const call = path[at];
  if (call === undefined) return undefined;
  return parameterOf(call) ?? targetOf(path.slice(0, at + 1), text);
}

/** The first parameter of the last function among the call's arguments. */
function parameterOf(call: Node): string | undefined {
  const given: readonly Node[] = isCall(call) || call.type === 'NewExpression' ? call.arguments : [];
  const last = given.findLast((argument) => argument.type === 'ArrowFunctionExpression' || argument.type === 'FunctionExpression');
  const first = last !== undefined && 'params' in last && Array.isArray(last.params) ? (last.params[0] as Node | undefined) : undefined;
  const pattern = first?.type === 'AssignmentPattern' ? first.left : first;
  return pattern?.type === 'Identifier' ? pattern.name : undefined;
}

/** What the value of a path's last node is assigned to. */
function targetOf(path: readonly Node[], text: string): string | undefined {
  const at = path.findLastIndex(
    (node, index) => index < path.length - 1 && node.type !== 'AwaitExpression' && node.type !== 'TSAsExpression',
  );
  const [holder, value] = [path[at], path[at + 1]];
  switch (holder?.type) {
    case 'VariableDeclarator':
      return holder.init === value ? textOf(holder.id, text) : undefined;
    case 'AssignmentExpression':
      return holder.right === value ? textOf(holder.left, text) : undefined;
    case 'ClassProperty':
    case 'ClassPrivateProperty':
    case 'ClassAccessorProperty':
      return holder.value === value ? `this.${nameText(holder.key, holder, text)}` : undefined;
    default:
      return undefined;
  }
}

/** Names of variables that cleanups are registered on anywhere in the text: `s` of `s.defer(…)`. */
export function findScopeNames({ file, text }: ParsedText): Set<string> {
  const names = new Set<string>();
  for (const node of walk(file.program)) {
    if (!isCall(node) || !isMember(node.callee) || node.callee.computed) continue;
    const { object, property } = node.callee;
    if (property.type === 'Identifier' && REGISTRATIONS.has(property.name)) names.add(receiverName(object, text));
  }
  return names;
}

const CALLS = new RegExp(
  `(?<![\\w$.#])((?:this\\.#?)?[\\p{ID_Start}$_][\\p{ID_Continue}$]*)\\s*(?:\\?\\.|\\.)\\s*(?:${[...REGISTRATIONS].join('|')})\\s*\\(`,
  'gu',
);

/** The same as {@link findScopeNames} but found by words alone, for a text that does not parse: a superfluous name is looked up in vain. */
export function guessScopeNames(text: string): Set<string> {
  return new Set([...text.matchAll(CALLS)].map(([, name = '']) => name));
}
