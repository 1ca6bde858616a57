import type { File, Node, VariableDeclaration } from '@babel/types';
import { declaredIn } from './declaredNames.ts';
import type { KnownValue } from './heldValues.ts';
import { contains, isBefore, isFunctionBoundary, pathTo, rangeOf, sliceOf } from './javascriptNodes.ts';
import type { ScopeMention } from '../../mention.ts';
import type { TextPosition, TextRange } from '../../../syntax/textRange.ts';

/** One binding of a `using` or `await using` declaration. */
export interface UsingDeclaration {
  /** Empty where a minifier has done away with the variable. */
  readonly name: string;
  /** `await using`: its disposal is awaited. */
  readonly awaited: boolean;
  /** The declarator: the name and what it is initialised with. */
  readonly range: TextRange;
  /** As it is written: the value's expression, or `of LIST` in the head of a loop. */
  readonly initializer: string;
  /** Where a compiler has put the value's expression: a map that knows nothing of what stands around it may know that place. */
  readonly value?: TextPosition;
  /** Whether there is something to dispose of, where the text alone tells. */
  readonly known?: KnownValue;
  /** An inner block has a variable of the same name: from the paused position this one cannot be reached by its name. */
  readonly hidden: boolean;
  /**
   * The position is inside the declarator: only while its resource is being disposed of is it registered. The engine stays there when
   * nothing follows.
   */
  readonly begun?: boolean;
}

/** A block that is being executed, with the declarations in it that are registered at the paused position. */
export interface UsingBlock {
  readonly kind: 'body' | 'block' | 'loop' | 'switch' | 'module' | 'static';
  readonly range: TextRange;
  /** Whose static block it is, where the class has a name. */
  readonly className?: string;
  /** In run order: the last registered one first. */
  readonly declarations: readonly UsingDeclaration[];
}

/**
 * The blocks of the paused function that hold resources at a position, innermost first: a resource is registered when its
 * initializer has been evaluated, so its declarator ends at or before the position, and it is disposed of when its block is left.
 * Values decide the rest: a resource that is null holds nothing, and one that was jumped over is not initialised.
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
    // A function or module that falls off its end is paused there after its resources were disposed of.
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

/** A static block stands in the body of its class. */
function nameClass(node: Node, around: Node | undefined): { readonly className?: string } {
  return node.type === 'StaticBlock' && (around?.type === 'ClassDeclaration' || around?.type === 'ClassExpression') && around.id
    ? { className: around.id.name }
    : {};
}

/** A call by which the program itself disposes of something. */
export interface DisposeCall {
  /** The variable that it is called on; missing where that is an expression. */
  readonly object?: string;
}

/** The call by which the program disposes of something by name, if one stands at a position: while it runs no block is left. */
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

/** A declaration that an editor's position is on. */
export interface UsingMention {
  /** Its scope is the variable's name, where one is meant. */
  readonly mention: Extract<ScopeMention, { readonly kind: 'registration' }>;
  /** The function around it, where the variable is known by its name. */
  readonly home: TextRange;
}

/** The declaration whose keyword or name stands at a position. Like an editor's words, one that ends at the position counts. */
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
  // Between the declaration's start and its first name stands the keyword, or two of them.
  if (first === undefined || !isBefore(position, first.start)) return undefined;
  const head: TextRange = { start, end: { line: start.line, column: start.column + keyword.length } };
  const only = declaration.declarations.length === 1 ? nameOf(declaration.declarations[0]?.id) : '';
  return isIn(position, head)
    ? { mention: { kind: 'registration', scope: only, method: keyword, site: rangeOf(declaration), word: head, declares: true }, home }
    : undefined;
}

/** The variable of the declaration around a position, its value included. */
export function findDeclaredName(file: File, position: TextPosition): string | undefined {
  const path = pathTo(file, position);
  const at = path.findLastIndex((node) => node.type === 'VariableDeclarator');
  const [declaration, one] = [path[at - 1], path[at]];
  // A function that is written there has a body of its own.
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

/** The bindings of a declaration, none where it is not one of resources; `head` is what a loop runs over. */
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
