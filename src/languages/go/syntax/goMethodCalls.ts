import type { Node } from '@vscode/tree-sitter-wasm';
import { oneLine } from './callParts.ts';
import { nodesOf } from './goScopes.ts';

/** A call of a method, as it is in the source. Lines and columns are 1-based. */
export interface MethodCall {
  readonly line: number;
  readonly column: number;
  /** On one line, and without the body of a function literal that takes several lines. */
  readonly text: string;
  /** The first function literal among its arguments. */
  readonly literal: string | undefined;
}

/** The calls of methods with this name on a line, in source order. */
export function findMethodCalls(root: Node, line: number, method: string): MethodCall[] {
  const row = line - 1;
  return nodesOf(root.descendantsOfType('call_expression', { row, column: 0 }, { row: row + 1, column: 0 }))
    .filter((call) => {
      const name = call.childForFieldName('function')?.childForFieldName('field');
      return name?.text === method && name.startPosition.row === row;
    })
    .map((call) => {
      const literal = nodesOf(call.childForFieldName('arguments')?.namedChildren ?? []).find(({ type }) => type === 'func_literal');
      return {
        line: call.startPosition.row + 1,
        column: call.startPosition.column + 1,
        text: writeCall(call, literal),
        literal: literal?.text,
      };
    });
}

function writeCall(call: Node, literal: Node | undefined): string {
  const body = literal?.childForFieldName('body') ?? null;
  if (body === null || !body.text.includes('\n')) return oneLine(call.text);
  const before = call.text.slice(0, body.startIndex - call.startIndex);
  return oneLine(`${before}{ … }${call.text.slice(body.endIndex - call.startIndex)}`);
}
