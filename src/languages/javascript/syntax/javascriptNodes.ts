import type { File, Node } from '@babel/types';
import type { TextPosition, TextRange } from '../../../syntax/textRange.ts';

/** UTF-16 units of a piece of source that is shown. */
const SLICE = 200;

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

/** What runs in an activation of its own. */
export function isFunctionBoundary(node: Node): boolean {
  return /Function(?!Type)|Method$|^StaticBlock$|^Class(?:Accessor|Private)?Property$/.test(node.type) && !node.type.startsWith('TS');
}

/** The nodes directly inside of one. */
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

/** Lines and columns from 0. */
export function rangeOf(node: Node): TextRange {
  const { loc } = node;
  if (!loc) return { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
  return { start: { line: loc.start.line - 1, column: loc.start.column }, end: { line: loc.end.line - 1, column: loc.end.column } };
}

/** The node's text on one line, cut where it is long. */
export function sliceOf(node: Node, text: string): string {
  const start = node.start ?? 0;
  const end = node.end ?? start;
  return text.slice(start, Math.min(end, start + SLICE)).replace(/\s+/g, ' ') + (end > start + SLICE ? '…' : '');
}

export function isBefore(a: TextPosition, b: TextPosition): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}
