import type { Node } from '@vscode/tree-sitter-wasm';
import type { TextPosition, TextRange } from '../../../syntax/textRange.ts';
import type { ScopeMention } from '../../mention.ts';

const REGISTRATIONS = new Set(['defer', 'use', 'adopt', 'deferOnError']);

/**
 * What stands at a position: on the method of `s.defer(…)` its registration, on a variable the variable; else nothing. Like
 * an editor's words, one that ends at the position counts.
 */
export function findMention(root: Node, position: TextPosition): ScopeMention | undefined {
  const here = mentionAt(root, position);
  return here === undefined && position.column > 0 ? mentionAt(root, { line: position.line, column: position.column - 1 }) : here;
}

function mentionAt(root: Node, position: TextPosition): ScopeMention | undefined {
  const node = root.descendantForPosition({ row: position.line, column: position.column });
  if (node === null) return undefined;
  const parent = node.parent;
  if (node.type === 'property_identifier' && parent?.type === 'member_expression' && REGISTRATIONS.has(node.text)) {
    const call = parent.parent;
    const receiver = parent.childForFieldName('object');
    if (call?.type === 'call_expression' && receiver !== null)
      return {
        kind: 'registration',
        scope: receiverName(receiver),
        method: node.text,
        site: { start: rangeOf(call).start, end: rangeOf(node).end },
        word: rangeOf(node),
      };
  }
  if (node.type === 'identifier') return { kind: 'variable', scope: node.text, word: rangeOf(node) };
  if (
    (node.type === 'property_identifier' || node.type === 'private_property_identifier') &&
    parent?.type === 'member_expression' &&
    parent.childForFieldName('object')?.type === 'this'
  )
    return { kind: 'variable', scope: parent.text, word: rangeOf(node) };
  return undefined;
}

/** `s` of `s.label('x')`: the labelling call returns its scope. */
function receiverName(receiver: Node): string {
  if (receiver.type !== 'call_expression') return receiver.text;
  const made = receiver.childForFieldName('function');
  const inner = made?.type === 'member_expression' ? made.childForFieldName('object') : null;
  return inner === null ? receiver.text : receiverName(inner);
}

/**
 * The variable by which the program knows the scope that is made by the call at a position: `s` of `run(s => …)`, of
 * `const s = new Scope()` and of `await using s = asyncScope()`, `this.s` of `this.s = new Scope()`.
 */
export function findScopeVariable(root: Node, position: TextPosition): string | undefined {
  const start = root.descendantForPosition({ row: position.line, column: position.column });
  const call = climb(start, (node) => node.type === 'call_expression' || node.type === 'new_expression');
  if (call === undefined) return undefined;
  return parameterOf(call) ?? targetOf(call);
}

/** The first parameter of the last function among the call's arguments. */
function parameterOf(call: Node): string | undefined {
  const given = call.childForFieldName('arguments')?.namedChildren ?? [];
  for (const argument of [...given].reverse()) {
    if (argument?.type !== 'arrow_function' && argument?.type !== 'function_expression') continue;
    const single = argument.childForFieldName('parameter');
    if (single !== null) return single.text;
    const first = argument.childForFieldName('parameters')?.namedChildren[0];
    const name = first?.childForFieldName('pattern') ?? first;
    return name?.type === 'identifier' ? name.text : undefined;
  }
  return undefined;
}

/** What the call's value is assigned to. */
function targetOf(call: Node): string | undefined {
  const holder = climb(
    call.parent,
    (node) => node.type !== 'await_expression' && node.type !== 'parenthesized_expression' && node.type !== 'as_expression',
  );
  switch (holder?.type) {
    case 'variable_declarator':
      return holder.childForFieldName('name')?.text;
    case 'assignment_expression':
      return holder.childForFieldName('left')?.text;
    case 'public_field_definition':
    case 'field_definition':
      return `this.${holder.childForFieldName('name')?.text ?? ''}`;
    default:
      return undefined;
  }
}

/** Names of variables that cleanups are registered on anywhere in the text: `s` of `s.defer(…)`. */
export function findScopeNames(root: Node): Set<string> {
  const names = new Set<string>();
  for (const method of root.descendantsOfType('property_identifier')) {
    const receiver =
      method !== null && REGISTRATIONS.has(method.text) && method.parent?.parent?.type === 'call_expression'
        ? method.parent.childForFieldName('object')
        : null;
    if (receiver !== null) names.add(receiverName(receiver));
  }
  return names;
}

function climb(from: Node | null, accept: (node: Node) => boolean): Node | undefined {
  for (let node = from; node !== null; node = node.parent) if (accept(node)) return node;
  return undefined;
}

function rangeOf(node: Node): TextRange {
  return {
    start: { line: node.startPosition.row, column: node.startPosition.column },
    end: { line: node.endPosition.row, column: node.endPosition.column },
  };
}
