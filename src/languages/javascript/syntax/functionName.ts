import type { Node } from '@vscode/tree-sitter-wasm';
import type { TextPosition } from '../../../syntax/textRange.ts';

const FUNCTIONS = new Set([
  'function_declaration',
  'function_expression',
  'arrow_function',
  'method_definition',
  'generator_function',
  'generator_function_declaration',
]);

/**
 * The name of the function around a position, as a person would call it: its own, that of the variable or property that
 * holds it, or `test() callback` for a function that is handed to a call. Undefined at the top level.
 */
export function findFunctionName(root: Node, position: TextPosition): string | undefined {
  let node = root.descendantForPosition({ row: position.line, column: position.column });
  while (node !== null && !FUNCTIONS.has(node.type)) node = node.parent;
  if (node === null) return undefined;
  const outer = isMadeByCompiler(node) ? node.parent : null;
  if (outer !== null) return findFunctionName(root, { line: outer.startPosition.row, column: outer.startPosition.column });
  const own = node.childForFieldName('name')?.text;
  return own ?? nameByHolder(node);
}

/** A compiler hands the body of a generator or an async function to a helper of its own: `__awaiter(this, …, function () { … })`. */
function isMadeByCompiler(node: Node): boolean {
  const callee = node.parent?.type === 'arguments' ? node.parent.parent?.childForFieldName('function') : undefined;
  return /^(?:tslib(?:_\d+)?\.)?_+(?:awaiter|generator|ts_generator|async_?to_?generator|asyncGenerator|wrap_async_generator|wrapAsyncGenerator)\d*$|^_?regenerator\w*(?:\(\))?\.\w+$/i.test(
    callee?.text ?? '',
  );
}

/** A function that a call is given and runs. */
export interface Callback {
  /** What is called, as it is written. */
  readonly callee: string;
  /** The function's own name; missing for an anonymous one. */
  readonly name?: string;
}

/** The last function among the arguments of the call at a position; undefined where no call is given one. */
export function findCallback(root: Node, position: TextPosition): Callback | undefined {
  let call = root.descendantForPosition({ row: position.line, column: position.column });
  while (call !== null && call.type !== 'call_expression') call = FUNCTIONS.has(call.type) ? null : call.parent;
  const callee = call?.childForFieldName('function')?.text.replace(/\s+/g, '');
  if (callee === undefined || !/^[\w$.]+$/.test(callee)) return undefined;
  const given = call?.childForFieldName('arguments')?.namedChildren ?? [];
  const last = given.findLast((argument) => argument !== null && (FUNCTIONS.has(argument.type) || argument.type === 'identifier'));
  if (last === undefined || last === null) return undefined;
  const name = last.type === 'identifier' ? last.text : last.childForFieldName('name')?.text;
  return { callee, ...(name === undefined ? {} : { name }) };
}

function nameByHolder(node: Node): string | undefined {
  const holder = node.parent;
  switch (holder?.type) {
    case 'variable_declarator':
    case 'public_field_definition':
    case 'field_definition':
      return holder.childForFieldName('name')?.text;
    case 'assignment_expression':
      return holder.childForFieldName('left')?.text;
    case 'pair':
      return holder.childForFieldName('key')?.text;
    case 'arguments': {
      const callee = holder.parent?.childForFieldName('function') ?? holder.parent?.childForFieldName('constructor');
      return callee?.type === 'identifier' || callee?.type === 'member_expression'
        ? `${callee.text.replace(/\s+/g, '')}() callback`
        : undefined;
    }
    default:
      return undefined;
  }
}
