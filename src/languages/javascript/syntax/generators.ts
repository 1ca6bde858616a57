import type { File, Function as FunctionNode, Node } from '@babel/types';
import { declaredIn, patternNames } from './declaredNames.ts';
import { contains, isBefore, isFunctionBoundary, nodesIn, pathTo, rangeOf } from './javascriptNodes.ts';
import type { TextPosition, TextRange } from '../../../syntax/textRange.ts';
import { readDeclaration, type UsingDeclaration } from './usingDeclarations.ts';

/** A generator function with its `using` declarations. */
export interface GeneratorFunction {
  /** Empty for an anonymous one. */
  readonly name: string;
  readonly range: TextRange;
  /** In source order. */
  readonly declarations: readonly GeneratorDeclaration[];
  /** Every name that it declares: if a suspended generator has none of them, it runs under different names. */
  readonly names: ReadonlySet<string>;
}

export interface GeneratorDeclaration extends UsingDeclaration {
  /** If its variable has a value while the generator is suspended, its resource is registered and not yet disposed of. */
  readonly certain: boolean;
}

/** The generator function around a position, if it holds resources through `using` declarations. */
export function findGeneratorAt(file: File, text: string, position: TextPosition): GeneratorFunction | undefined {
  const node = pathTo(file, position).findLast(isFunctionBoundary);
  return node === undefined || !isGenerator(node) ? undefined : describeGenerator(node, callOf(node, undefined).replace(/^\./, ''), text);
}

/** A `for … of` loop whose body contains a position, and the generators in the text that it may run. */
export interface GeneratorLoop {
  readonly range: TextRange;
  readonly generators: readonly GeneratorFunction[];
}

/** The loops of the function around a position that run a generator that no variable holds. */
export function findGeneratorLoops(file: File, text: string, position: TextPosition): GeneratorLoop[] {
  const path = pathTo(file, position);
  const own = path.slice(path.findLastIndex(isFunctionBoundary) + 1);
  const loops = own.flatMap((node) => (node.type === 'ForOfStatement' && contains(node.body, position) ? [node] : []));
  if (loops.length === 0) return [];
  const all = generatorsIn(file, text);
  return loops.reverse().flatMap((loop) => {
    const generators = all.filter(({ called }) => isCalled(loop.right, called)).map(({ generator }) => generator);
    return generators.length === 0 ? [] : [{ range: rangeOf(loop), generators }];
  });
}

/** Variables in scope at a position that may hold a generator: results of calls, and what a caller passed. Innermost first. */
export interface HolderNames {
  readonly own: readonly string[];
  readonly parameters: readonly string[];
  /** Variables of the module itself. */
  readonly module: readonly string[];
}

export function findHolderNames(file: File, position: TextPosition): HolderNames {
  const path = pathTo(file, position);
  const boundary = path.findLastIndex(isFunctionBoundary);
  const around = path[boundary];
  const own = path
    .slice(boundary + 1)
    .reverse()
    .flatMap(givenIn);
  const parameters = around !== undefined && 'params' in around ? around.params.flatMap((one) => patternNames(one)) : [];
  return {
    own: [...new Set(own)],
    parameters: parameters.filter((name) => !own.includes(name)),
    module: boundary < 0 ? [] : givenIn(file.program),
  };
}

/** How a value is written that may be a generator or lead to one. */
const HOLDS = /^(?:Call|Await|Object|Array|New|Member|OptionalMember|Conditional|Logical)Expression$/;

/** Variables of a block that may hold a generator because of their initialiser, or because they are assigned later. */
function givenIn(node: Node): string[] {
  if (node.type !== 'Program' && node.type !== 'BlockStatement' && node.type !== 'StaticBlock') return [];
  const statements = node.body.map((statement) => (statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement));
  const declared = statements.flatMap((statement) => (statement?.type === 'VariableDeclaration' ? statement.declarations : []));
  return declared.flatMap(({ id, init }) => (id.type === 'Identifier' && (!init || HOLDS.test(init.type)) ? [id.name] : []));
}

/** Whether a file has generator functions that hold resources through `using` declarations. */
export function hasGenerators(file: File, text: string): boolean {
  return generatorsIn(file, text).length > 0;
}

interface NamedGenerator {
  readonly generator: GeneratorFunction;
  /** How it is called: `name` or `.name`; `.iterator` for what a loop takes from an object. */
  readonly called: string;
}

const generatorsOf = new WeakMap<File, readonly NamedGenerator[]>();

function generatorsIn(file: File, text: string): readonly NamedGenerator[] {
  const known = generatorsOf.get(file);
  if (known !== undefined) return known;
  const found: NamedGenerator[] = [];
  collect(file.program, undefined, found, text);
  generatorsOf.set(file, found);
  return found;
}

function collect(node: Node, parent: Node | undefined, found: NamedGenerator[], text: string): void {
  if (isGenerator(node)) {
    const called = callOf(node, parent);
    const generator = describeGenerator(node, called.replace(/^\./, ''), text);
    if (generator !== undefined) found.push({ generator, called });
  }
  for (const inner of nodesIn(node)) collect(inner, node, found, text);
}

function isGenerator(node: Node): node is FunctionNode {
  return isFunctionBoundary(node) && 'generator' in node && node.generator;
}

function callOf(node: FunctionNode, parent: Node | undefined): string {
  if (
    (node.type === 'ClassMethod' || node.type === 'ObjectMethod') &&
    node.computed &&
    node.key.type === 'MemberExpression' &&
    node.key.property.type === 'Identifier'
  )
    return '.iterator';
  if ('key' in node)
    return node.key.type === 'Identifier' || node.key.type === 'PrivateName'
      ? `.${node.key.type === 'Identifier' ? node.key.name : node.key.id.name}`
      : '';
  if ('id' in node && node.id) return node.id.name;
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name;
  return (parent?.type === 'ObjectProperty' || parent?.type === 'ClassProperty') && parent.key.type === 'Identifier'
    ? `.${parent.key.name}`
    : '';
}

/** Whether what a loop iterates over may be a call of the generator, or an object that returns it. */
function isCalled(iterable: Node, called: string): boolean {
  if (iterable.type !== 'CallExpression') return called === '.iterator' && !/^(?:Array|Object|Template|String)/.test(iterable.type);
  const { callee } = iterable;
  if (callee.type === 'Identifier') return called === callee.name;
  if (callee.type !== 'MemberExpression') return false;
  const { property } = callee;
  return (
    called ===
    (property.type === 'Identifier'
      ? `.${property.name}`
      : property.type === 'PrivateName'
        ? `.${property.id.name}`
        : property.type === 'MemberExpression'
          ? '.iterator'
          : undefined)
  );
}

function describeGenerator(node: FunctionNode, called: string, text: string): GeneratorFunction | undefined {
  const blocks: Block[] = [];
  const yields: TextPosition[] = [];
  const names: string[] = 'params' in node ? node.params.flatMap((one) => patternNames(one)) : [];
  gather(node.body, node, { blocks, yields, names, text });
  if (blocks.length === 0) return undefined;
  const isAsync = 'async' in node && node.async;
  const declarations = blocks.flatMap(({ range, isBody, declared }) =>
    declared.map((declaration): GeneratorDeclaration => {
      const isOnce = names.filter((name) => name === declaration.name).length === 1;
      // If the generator is suspended before the declaration, the variable may still have the value from an earlier turn of a loop.
      const isSettled = isBody || !yields.some((at) => isWithin(at, range) && isBefore(at, declaration.range.end));
      // An async generator may be waiting for the disposal of a neighbour.
      const isEnding = isAsync && declared.some(({ awaited }) => awaited);
      return { ...declaration, certain: isOnce && isSettled && !isEnding };
    }),
  );
  const own = 'id' in node && node.id ? node.id.name : called;
  return {
    name: own,
    range: rangeOf(node),
    declarations: declarations.sort((a, b) => (isBefore(a.range.start, b.range.start) ? -1 : 1)),
    names: new Set(names),
  };
}

interface Block {
  readonly range: TextRange;
  readonly isBody: boolean;
  readonly declared: readonly UsingDeclaration[];
}

interface Gathered {
  readonly blocks: Block[];
  readonly yields: TextPosition[];
  readonly names: string[];
  readonly text: string;
}

function gather(node: Node, parent: Node, into: Gathered): void {
  if (node.type === 'YieldExpression' || node.type === 'AwaitExpression') into.yields.push(rangeOf(node).start);
  into.names.push(...declaredIn(node));
  const declared = usingIn(node, into.text);
  if (declared.length > 0) into.blocks.push({ range: rangeOf(node), isBody: isFunctionBoundary(parent), declared });
  for (const inner of nodesIn(node)) if (!isFunctionBoundary(inner)) gather(inner, node, into);
}

function usingIn(node: Node, text: string): UsingDeclaration[] {
  const statements =
    node.type === 'BlockStatement'
      ? node.body
      : node.type === 'SwitchStatement'
        ? node.cases.flatMap(({ consequent }) => consequent)
        : node.type === 'ForOfStatement'
          ? [node.left]
          : [];
  return statements.flatMap((statement) => (statement.type === 'VariableDeclaration' ? readDeclaration(statement, text, new Set()) : []));
}

function isWithin(at: TextPosition, { start, end }: TextRange): boolean {
  return !isBefore(at, start) && isBefore(at, end);
}
