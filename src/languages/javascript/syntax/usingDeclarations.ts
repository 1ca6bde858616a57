import type { File, Node, VariableDeclaration } from '@babel/types';
import { declaredIn } from './declaredNames.ts';
import type { KnownValue } from './heldValues.ts';
import { contains, isBefore, isFunctionBoundary, pathTo, rangeOf, sliceOf } from './javascriptNodes.ts';
import type { ScopeMention } from '../../mention.ts';
import type { TextPosition, TextRange } from '../../../syntax/textRange.ts';

/** One binding of a `using` or `await using` declaration. */
export interface UsingDeclaration {
  /** Empty if a minifier has removed the variable. */
  readonly name: string;
  /** `await using`: its disposal is awaited. */
  readonly awaited: boolean;
  /** The declarator: the name and its initialiser. */
  readonly range: TextRange;
  /** As written: the value's expression, or `of LIST` in the head of a loop. */
  readonly initializer: string;
  /** Where a compiler has put the value's expression: a map may know this place even if it knows nothing around it. */
  readonly value?: TextPosition;
  /** Whether there is something to dispose of, if the text alone tells. */
  readonly known?: KnownValue;
  /** An inner block has a variable of the same name, so the paused position cannot reach this one by name. */
  readonly hidden: boolean;
  /**
   * The position is inside the declarator: the resource is registered only if it is being disposed of. The engine stays there when nothing
   * follows.
   */
  readonly begun?: boolean;
}

/** A block that is being executed, with its declarations that are registered at the paused position. */
export interface UsingBlock {
  readonly kind: 'body' | 'block' | 'loop' | 'switch' | 'module' | 'static';
  readonly range: TextRange;
  /** The class whose static block it is, if the class has a name. */
  readonly className?: string;
  /** In run order: the last registered one first. */
  readonly declarations: readonly UsingDeclaration[];
}

/**
 * The blocks of the paused function that hold resources at a position, innermost first. A resource is registered when its initializer has
 * been evaluated, so its declarator ends at or before the position, and it is disposed of when its block is left. Values decide the rest: a
 * null resource holds nothing, and one that was jumped over is not initialised.
 *
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-let-and-const-declarations-runtime-semantics-evaluation
 */
export function findUsingBlocks(file: File, text: string, position: TextPosition): UsingBlock[] {
  const blocks: UsingBlock[] = [];
  const inner = new Set<string>();
  const path = pathTo(file, position).reverse();
  for (const [at, node] of path.entries()) {
    const outer = path[at + 1];
    const isBody = node.type === 'BlockStatement' && outer !== undefined && isFunctionBoundary(outer);
    // A function or module that reaches its end is paused there after its resources were disposed of.
    const found =
      (isBody && isLast(position, node)) || (node.type === 'Program' && !isBefore(position, rangeOf(node).end))
        ? undefined
        : blockOf(node, text, position, inner);
    if (found !== undefined && found.declarations.length > 0)
      blocks.push({ ...found, ...(isBody ? { kind: 'body' } : {}), ...nameClass(node, path[at + 2]) });
    for (const name of declaredIn(node)) inner.add(name);
    if (isFunctionBoundary(node)) break;
  }
  return blocks;
}

/** A static block is in the body of its class. */
function nameClass(node: Node, around: Node | undefined): { readonly className?: string } {
  return node.type === 'StaticBlock' && (around?.type === 'ClassDeclaration' || around?.type === 'ClassExpression') && around.id
    ? { className: around.id.name }
    : {};
}

/** A call by which the program itself disposes of something. */
export interface DisposeCall {
  /** The variable that it is called on; missing for any other expression. */
  readonly object?: string;
}

/** The call at a position by which the program disposes of something by name: while it runs, no block is being left. */
export function findDisposeCall(file: File, position: TextPosition): DisposeCall | undefined {
  const path = pathTo(file, position);
  const call = path.findLast((node) => node.type === 'CallExpression');
  if (
    call?.type !== 'CallExpression' ||
    call.callee.type !== 'MemberExpression' ||
    path.indexOf(call) < path.findLastIndex(isFunctionBoundary)
  )
    return undefined;
  const { object, property } = call.callee;
  const name =
    property.type === 'Identifier'
      ? property.name
      : property.type === 'MemberExpression' && property.property.type === 'Identifier'
        ? property.property.name
        : '';
  if (!['dispose', 'disposeAsync', 'asyncDispose'].includes(name)) return undefined;
  return object.type === 'Identifier' ? { object: object.name } : {};
}

/** A declaration at an editor's position. */
export interface UsingMention {
  /** `scope` is the variable's name, if the position is on a variable. */
  readonly mention: Extract<ScopeMention, { readonly kind: 'registration' }>;
  /** The function around it, where the variable is known by its name. */
  readonly home: TextRange;
}

/** The declaration whose keyword or name is at a position. Like an editor's words, a word that ends at the position counts. */
export function findUsingMention(file: File, position: TextPosition): UsingMention | undefined {
  const here = mentionAt(file, position);
  return here === undefined && position.column > 0 ? mentionAt(file, { line: position.line, column: position.column - 1 }) : here;
}

function mentionAt(file: File, position: TextPosition): UsingMention | undefined {
  const path = pathTo(file, position);
  const declaration = path.findLast((node) => node.type === 'VariableDeclaration');
  const keyword = declaration?.kind;
  if (declaration === undefined || (keyword !== 'using' && keyword !== 'await using')) return undefined;
  const home = rangeOf(path.findLast(isFunctionBoundary) ?? file);
  const { start } = rangeOf(declaration);
  const words = declaration.declarations.map(({ id }) => rangeOf(id));
  const [first] = words;
  const at = words.findIndex((word) => isIn(position, word));
  const one = declaration.declarations[at];
  const word = words[at];
  const nameOf = (id: Node | undefined): string => (id?.type === 'Identifier' ? id.name : '');
  if (one !== undefined && word !== undefined)
    return {
      mention: {
        kind: 'registration',
        scope: nameOf(one.id),
        method: keyword,
        site: { start: at === 0 ? start : word.start, end: rangeOf(one).end },
        word,
        declares: true,
      },
      home,
    };
  // Between the declaration's start and its first name there is the keyword, or two of them.
  if (first === undefined || !isBefore(position, first.start)) return undefined;
  const head: TextRange = { start, end: { line: start.line, column: start.column + keyword.length } };
  const only = declaration.declarations.length === 1 ? nameOf(declaration.declarations[0]?.id) : '';
  return isIn(position, head)
    ? { mention: { kind: 'registration', scope: only, method: keyword, site: rangeOf(declaration), word: head, declares: true }, home }
    : undefined;
}

/** The variable of the declaration around a position; the value is part of the declaration. */
export function findDeclaredName(file: File, position: TextPosition): string | undefined {
  const path = pathTo(file, position);
  const at = path.findLastIndex((node) => node.type === 'VariableDeclarator');
  const [declaration, one] = [path[at - 1], path[at]];
  // A function in the value has its own body.
  if (path.findLastIndex(isFunctionBoundary) > at || declaration?.type !== 'VariableDeclaration' || !/using$/.test(declaration.kind))
    return undefined;
  return one?.type === 'VariableDeclarator' && one.id.type === 'Identifier' ? one.id.name : undefined;
}

function isIn(position: TextPosition, { start, end }: TextRange): boolean {
  return !isBefore(position, start) && isBefore(position, end);
}

function blockOf(node: Node, text: string, position: TextPosition, inner: ReadonlySet<string>): UsingBlock | undefined {
  const list = (statements: readonly Node[]): UsingDeclaration[] =>
    statements
      .flatMap((statement) =>
        statement.type === 'ExportNamedDeclaration' && statement.declaration ? [statement.declaration] : [statement],
      )
      .flatMap((statement) => (statement.type === 'VariableDeclaration' ? readDeclaration(statement, text, inner) : []))
      .filter(({ range }) => !isBefore(position, range.start))
      .map((declaration) => (isBefore(position, declaration.range.end) ? { ...declaration, begun: true } : declaration))
      .reverse();
  switch (node.type) {
    case 'Program':
      return { kind: 'module', range: rangeOf(node), declarations: list(node.body) };
    case 'BlockStatement':
      return { kind: 'block', range: rangeOf(node), declarations: list(node.body) };
    case 'StaticBlock':
      return { kind: 'static', range: rangeOf(node), declarations: list(node.body) };
    case 'SwitchStatement':
      return { kind: 'switch', range: rangeOf(node), declarations: list(node.cases.flatMap((one) => one.consequent)) };
    case 'ForStatement':
      return node.init?.type === 'VariableDeclaration'
        ? { kind: 'loop', range: rangeOf(node), declarations: list([node.init]) }
        : undefined;
    case 'ForOfStatement':
      if (node.left.type !== 'VariableDeclaration' || !contains(node.body, position)) return undefined;
      return {
        kind: 'loop',
        range: rangeOf(node),
        declarations: readDeclaration(node.left, text, inner, `of ${sliceOf(node.right, text)}`),
      };
    default:
      return undefined;
  }
}

/** The bindings of a declaration; none if it does not declare resources. `head` is what a loop iterates over. */
export function readDeclaration(
  declaration: VariableDeclaration,
  text: string,
  inner: ReadonlySet<string>,
  head?: string,
): UsingDeclaration[] {
  if (declaration.kind !== 'using' && declaration.kind !== 'await using') return [];
  return declaration.declarations.flatMap((one) =>
    one.id.type !== 'Identifier'
      ? []
      : [
          {
            name: one.id.name,
            awaited: declaration.kind === 'await using',
            range: rangeOf(one),
            hidden: inner.has(one.id.name),
            initializer: head ?? (one.init ? sliceOf(one.init, text) : ''),
          },
        ],
  );
}

function isLast(position: TextPosition, node: Node): boolean {
  const { end } = rangeOf(node);
  return position.line === end.line && position.column === end.column - 1;
}
