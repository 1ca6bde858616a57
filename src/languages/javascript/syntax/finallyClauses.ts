import type { File, Node, TryStatement } from '@babel/types';
import { isCompiledUsing } from './compiledUsing.ts';
import { isCompilersFinally } from './compilersFinally.ts';
import { contains, isBefore, isFunctionBoundary, pathTo, rangeOf, sliceOf } from './javascriptNodes.ts';
import type { ScopeMention } from '../../mention.ts';
import type { TextPosition, TextRange } from '../../../syntax/textRange.ts';

const KEYWORD = 'finally';

/** A `finally` clause that runs now, or will when its `try` block is left. */
export interface FinallyClause {
  /** From the keyword to the closing brace. */
  readonly range: TextRange;
  /** The whole `try` statement. */
  readonly around: TextRange;
  /** Where its first statement begins, or its block if it is empty. */
  readonly first: TextPosition;
  /** Its first words: `finally { clearInterval(timer); … }`. */
  readonly label: string;
  /** The position is in the clause. */
  readonly isRunning: boolean;
  /**
   * The engine stays at the clause's last call while it closes the iterator of a loop around the clause, or disposes of a resource that is
   * declared around it. The clause itself runs only while a function with the call's name runs above the frame.
   */
  readonly onlyCalling?: string;
}

/**
 * The clauses of the paused function that run now, or when it is left from the position, innermost first, without those that a compiler
 * wrote. A clause is ahead from the first statement of its `try` block to the last of its `catch` clause.
 */
export function findFinallies(file: File, text: string, position: TextPosition): FinallyClause[] {
  const found: FinallyClause[] = [];
  const path = pathTo(file, position).reverse();
  for (const [at, node] of path.entries()) {
    const clause = node.type === 'TryStatement' ? readClause(node, text, position) : undefined;
    if (
      clause !== undefined &&
      node.type === 'TryStatement' &&
      !isCompiledUsing(node, path.slice(at + 1), text, position) &&
      !isCompilersFinally(node, path.slice(at + 1))
    )
      found.push(clause.isRunning && isAmongLeft(path.slice(at + 1)) ? { ...clause, onlyCalling: nameOfCall(path.slice(0, at)) } : clause);
    if (isFunctionBoundary(node)) break;
  }
  return found;
}

/** Whether something around a clause in its function makes the engine itself act on the way out. */
function isAmongLeft(around: readonly Node[]): boolean {
  const end = around.findIndex(isFunctionBoundary);
  return around.slice(0, end < 0 ? around.length : end).some((node) => {
    if (node.type === 'ForOfStatement') return true;
    const statements =
      node.type === 'BlockStatement' || node.type === 'Program' || node.type === 'StaticBlock'
        ? node.body
        : node.type === 'SwitchCase'
          ? node.consequent
          : node.type === 'ForStatement' && node.init
            ? [node.init]
            : [];
    return statements.some((one) => one.type === 'VariableDeclaration' && /using$/.test(one.kind));
  });
}

/** The name that the innermost call of a path uses for its function; empty for an expression. */
function nameOfCall(path: readonly Node[]): string {
  const call = path.find((node) => node.type === 'CallExpression' || node.type === 'NewExpression');
  const callee = call?.type === 'CallExpression' || call?.type === 'NewExpression' ? call.callee : undefined;
  const name = callee?.type === 'MemberExpression' ? callee.property : callee;
  return name?.type === 'Identifier' ? name.name : '';
}

/** The clause whose statements surround a position, whichever function is paused; returned as one that is still ahead. */
export function findClauseAround(file: File, text: string, position: TextPosition): FinallyClause | undefined {
  const around = pathTo(file, position).findLast(
    (node) => node.type === 'TryStatement' && node.finalizer && contains(node.finalizer, position),
  );
  return around?.type === 'TryStatement' ? describeClause(around, text, false) : undefined;
}

/**
 * The keyword at an editor's position, as the registration of its clause. Like an editor's words, a keyword that ends at the position
 * counts.
 */
export function findFinallyMention(
  file: File,
  text: string,
  position: TextPosition,
): { readonly mention: ScopeMention; readonly home: TextRange } | undefined {
  for (const node of pathTo(file, position).reverse()) {
    const range = node.type === 'TryStatement' ? describeClause(node, text, false)?.range : undefined;
    if (range === undefined) continue;
    const word = { start: range.start, end: { line: range.start.line, column: range.start.column + KEYWORD.length } };
    if (isBefore(position, word.start) || isBefore(word.end, position)) continue;
    // The clause's row is at the keyword; what is registered in the clause has its own rows.
    return { mention: { kind: 'registration', scope: '', method: KEYWORD, site: word, word }, home: word };
  }
  return undefined;
}

function readClause(node: TryStatement, text: string, position: TextPosition): FinallyClause | undefined {
  const isIn = (part: Node | null | undefined): boolean => part !== null && part !== undefined && contains(part, position);
  if (isIn(node.finalizer)) return describeClause(node, text, true);
  return isIn(node.block) || isIn(node.handler) ? describeClause(node, text, false) : undefined;
}

function describeClause(node: TryStatement, text: string, isRunning: boolean): FinallyClause | undefined {
  const { finalizer } = node;
  if (!finalizer) return undefined;
  const block = rangeOf(finalizer);
  const [first] = finalizer.body;
  return {
    range: { start: keywordOf(node, text) ?? block.start, end: block.end },
    around: rangeOf(node),
    first: first === undefined ? block.start : rangeOf(first).start,
    label: labelFinally(finalizer.body, text),
    isRunning,
  };
}

/** The first words of a clause's statements. */
export function labelFinally([first, ...others]: readonly Node[], text: string): string {
  return first === undefined ? `${KEYWORD} {}` : `${KEYWORD} { ${sliceOf(first, text)}${others.length > 0 ? ' …' : ''} }`;
}

/** Where the keyword is: between the blocks there are only comments besides it. */
function keywordOf({ block, handler, finalizer }: TryStatement, text: string): TextPosition | undefined {
  const before = handler ?? block;
  const from = before.end ?? 0;
  const to = finalizer?.start ?? from;
  const found = [...text.slice(from, to).matchAll(/\/\*[^]*?\*\/|\/\/[^\n]*|finally/g)].find(([word]) => word === KEYWORD);
  if (found === undefined || !finalizer) return undefined;
  const { line, column } = rangeOf(before).end;
  const [first = '', ...others] = text.slice(from, from + found.index).split('\n');
  const last = others.at(-1);
  // The text may be a part of a line.
  return last === undefined ? { line, column: column + first.length } : { line: line + others.length, column: last.length };
}
