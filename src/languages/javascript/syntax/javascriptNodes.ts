import type {
  CallExpression,
  File,
  Function as FunctionNode,
  MemberExpression,
  Node,
  OptionalCallExpression,
  OptionalMemberExpression,
} from '@babel/types';
import type { TextPosition, TextRange } from '../../../syntax/textRange.ts';

/** UTF-16 units of a piece of source that is shown. */
const MAX_SLICE_LENGTH = 200;

/**
 * A text, or a part of one, and its syntax tree. Lines and columns are those of the whole text; a node's `start` and `end` are offsets in
 * `text`.
 */
export interface ParsedText {
  readonly file: File;
  readonly text: string;
  /** What surrounds this part is not known. */
  readonly isPart?: true;
}

/** The nodes that contain the position, outermost first. */
export function pathTo(file: File, position: TextPosition): Node[] {
  const path: Node[] = [];
  for (let at: Node | undefined = file.program; at !== undefined; at = childAt(at, position)) path.push(at);
  return path;
}

function childAt(node: Node, position: TextPosition): Node | undefined {
  for (const child of nodesIn(node)) if (contains(child, position)) return child;
  return undefined;
}

/** Code that runs in its own activation. */
export function isFunctionBoundary(node: Node): boolean {
  return /Function(?!Type)|Method$|^StaticBlock$|^Class(?:Accessor|Private)?Property$/.test(node.type) && !node.type.startsWith('TS');
}

/** A function, a method or an accessor, with its own parameters and body. */
export function isFunction(node: Node): node is FunctionNode {
  return isFunctionBoundary(node) && 'params' in node && 'body' in node;
}

export function isCall(node: Node | undefined): node is CallExpression | OptionalCallExpression {
  return node?.type === 'CallExpression' || node?.type === 'OptionalCallExpression';
}

export function isMember(node: Node | undefined): node is MemberExpression | OptionalMemberExpression {
  return node?.type === 'MemberExpression' || node?.type === 'OptionalMemberExpression';
}

/** A node and everything inside it, in text order, skipping the contents of nodes that `enters` rejects. */
export function* walk(root: Node, enters: (node: Node) => boolean = () => true): Generator<Node> {
  // A long chain of calls or operators makes a deep tree: a recursion could overflow the call stack.
  const rest = [root];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    yield node;
    if (enters(node)) rest.push(...[...nodesIn(node)].reverse());
  }
}

/** The direct children of a node. */
export function* nodesIn(node: Node): Generator<Node> {
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) {
      for (const one of value as unknown[]) if (isNode(one)) yield one;
    } else if (isNode(value)) yield value;
  }
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { type?: unknown }).type === 'string' &&
    typeof (value as { loc?: unknown }).loc === 'object'
  );
}

export function contains(node: Node, position: TextPosition): boolean {
  const { start, end } = rangeOf(node);
  return !isBefore(position, start) && isBefore(position, end);
}

/** Lines and columns start at 0. */
export function rangeOf(node: Node): TextRange {
  const { loc } = node;
  if (!loc) return { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
  return { start: { line: loc.start.line - 1, column: loc.start.column }, end: { line: loc.end.line - 1, column: loc.end.column } };
}

/** The range of a name without its type, which the parser includes. */
export function wordOf(node: Node): TextRange {
  const { start, end } = rangeOf(node);
  const isTyped = node.type === 'Identifier' && (node.optional === true || Boolean(node.typeAnnotation));
  return { start, end: isTyped ? { line: start.line, column: start.column + node.name.length } : end };
}

/** A name or an expression as written, without the type of a variable. */
export function textOf(node: Node, text: string): string {
  return node.type === 'Identifier' ? node.name : text.slice(node.start ?? 0, node.end ?? 0);
}

/** The name of a property, a field or a method as written in its declaration: `name`, `#name`, `'name'`, `[name]`. */
export function nameText(name: Node, owner: Node, text: string): string {
  return 'computed' in owner && owner.computed ? `[${textOf(name, text)}]` : textOf(name, text);
}

/** The node's text on one line, cut off if it is long. */
export function sliceOf(node: Node, text: string): string {
  const start = node.start ?? 0;
  const end = node.end ?? start;
  return text.slice(start, Math.min(end, start + MAX_SLICE_LENGTH)).replace(/\s+/g, ' ') + (end > start + MAX_SLICE_LENGTH ? '…' : '');
}

export function isBefore(a: TextPosition, b: TextPosition): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}
