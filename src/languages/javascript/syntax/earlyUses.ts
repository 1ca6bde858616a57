import type { LVal, Node, Statement } from '@babel/types';
import { patternNames } from './declaredNames.ts';
import { isFunction, isFunctionBoundary, nodesIn } from './javascriptNodes.ts';

/** The lexical names of one block, and whether the walked code has initialized them. */
type Block = Map<string, 'early' | 'ready'>;

const NO_NAMES: Block = new Map();

/**
 * Whether a function, or a file's top level, uses a lexical name in its own code where it may not be initialized yet: such a use throws a
 * ReferenceError. Uses in nested functions do not count.
 */
export function hasEarlyUse(owner: Node): boolean {
  const walk = new EarlyUses();
  walk.owner(owner);
  return walk.found;
}

/** Walks code in the order in which it runs, with the blocks around the current place. */
class EarlyUses {
  found = false;
  readonly #blocks: Block[] = [];

  owner(owner: Node): void {
    if (owner.type === 'Program' || owner.type === 'StaticBlock') this.#statements(owner.body);
    if (!isFunction(owner)) return;
    this.#within(namesIn(owner.params), () => {
      for (const param of owner.params) this.#bind(param);
      if (owner.body.type === 'BlockStatement') this.#statements(owner.body.body);
      else this.#visit(owner.body);
    });
  }

  #statements(body: readonly Statement[]): void {
    const names: Block = new Map();
    for (const statement of body) declare(names, statement);
    this.#within(names, () => {
      for (const statement of body) this.#visit(statement);
    });
  }

  #within(names: Block, walk: () => void): void {
    this.#blocks.unshift(names);
    walk();
    this.#blocks.shift();
  }

  #use(name: string): void {
    if (this.#blocks.find((block) => block.has(name))?.get(name) === 'early') this.found = true;
  }

  #initialize(name: string): void {
    this.#blocks.find((block) => block.has(name))?.set(name, 'ready');
  }

  /** Assigning to a pattern: defaults and keys are uses, and names are initialized from left to right. */
  #bind(pattern: LVal | Node): void {
    switch (pattern.type) {
      case 'Identifier':
        this.#initialize(pattern.name);
        return;
      case 'AssignmentPattern':
        this.#visit(pattern.right);
        this.#bind(pattern.left);
        return;
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element !== null) this.#bind(element);
        return;
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'ObjectProperty' && property.computed) this.#visit(property.key);
          this.#bind(property.type === 'RestElement' ? property.argument : property.value);
        }
        return;
      case 'RestElement':
        this.#bind(pattern.argument);
        return;
      case 'TSParameterProperty':
        this.#bind(pattern.parameter);
        return;
      default:
        this.#visit(pattern);
        return;
    }
  }

  #visit(node: Node): void {
    switch (node.type) {
      case 'Identifier':
        this.#use(node.name);
        return;
      case 'BlockStatement':
        this.#statements(node.body);
        return;
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.#class(node);
        return;
      case 'SwitchStatement':
        this.#switch(node);
        return;
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        this.#loop(node);
        return;
      case 'CatchClause':
        this.#within(node.param ? namesIn([node.param]) : NO_NAMES, () => {
          if (node.param) this.#bind(node.param);
          this.#visit(node.body);
        });
        return;
      case 'VariableDeclarator':
        if (node.init) this.#visit(node.init);
        this.#bind(node.id);
        return;
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        this.#visit(node.object);
        if (node.computed) this.#visit(node.property);
        return;
      case 'ObjectProperty':
        if (node.computed) this.#visit(node.key);
        this.#visit(node.value);
        return;
      case 'ObjectMethod':
        if (node.computed) this.#visit(node.key);
        return;
      case 'LabeledStatement':
        this.#visit(node.body);
        return;
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        return;
      case 'ExportNamedDeclaration':
        if (node.declaration) this.#visit(node.declaration);
        return;
      default:
        if (
          isFunctionBoundary(node) ||
          (node.type.startsWith('TS') && !/^TS(?:As|Satisfies|NonNull|TypeAssertion|Instantiation)/.test(node.type))
        )
          return;
        for (const child of nodesIn(node)) this.#visit(child);
    }
  }

  /** Only the heritage and the computed keys of a class run in place, where its name must not be used yet. */
  #class(node: Extract<Node, { readonly type: 'ClassDeclaration' | 'ClassExpression' }>): void {
    const name = node.id?.name;
    this.#within(name === undefined ? NO_NAMES : new Map([[name, 'early']]), () => {
      if (node.superClass) this.#visit(node.superClass);
      for (const member of node.body.body) if ('computed' in member && member.computed && 'key' in member) this.#visit(member.key);
    });
    if (name !== undefined && node.type === 'ClassDeclaration') this.#initialize(name);
  }

  /** A case can be reached without the cases before it. */
  #switch(node: Extract<Node, { readonly type: 'SwitchStatement' }>): void {
    this.#visit(node.discriminant);
    const names: Block = new Map();
    for (const one of node.cases) for (const statement of one.consequent) declare(names, statement);
    const functions = new Map(names);
    this.#within(names, () => {
      for (const one of node.cases) {
        for (const [name, state] of functions) names.set(name, state);
        if (one.test) this.#visit(one.test);
        for (const statement of one.consequent) this.#visit(statement);
      }
    });
  }

  #loop(node: Extract<Node, { readonly type: 'ForStatement' | 'ForInStatement' | 'ForOfStatement' }>): void {
    const names: Block = new Map();
    const head = node.type === 'ForStatement' ? node.init : node.left;
    if (head) declare(names, head);
    this.#within(names, () => {
      if (node.type === 'ForStatement') {
        if (node.init) this.#visit(node.init);
        if (node.test) this.#visit(node.test);
        this.#visit(node.body);
        if (node.update) this.#visit(node.update);
      } else {
        this.#visit(node.right);
        for (const declarator of node.left.type === 'VariableDeclaration' ? node.left.declarations : []) this.#bind(declarator.id);
        if (node.left.type !== 'VariableDeclaration') this.#bind(node.left);
        this.#visit(node.body);
      }
    });
  }
}

/** Adds what a statement declares in its block; functions exist from the start of the block. */
function declare(names: Block, statement: Node): void {
  if (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') {
    if (statement.declaration) declare(names, statement.declaration);
  } else if (statement.type === 'VariableDeclaration' && statement.kind !== 'var' && statement.declare !== true)
    for (const { id } of statement.declarations) for (const name of patternNames(id)) names.set(name, 'early');
  else if (statement.type === 'ClassDeclaration' && statement.id && statement.declare !== true) names.set(statement.id.name, 'early');
  else if (statement.type === 'FunctionDeclaration' && statement.id) names.set(statement.id.name, 'ready');
}

/** The names that patterns bind, all without a value yet. */
function namesIn(patterns: readonly Node[]): Block {
  return new Map(patterns.flatMap(patternNames).map((name) => [name, 'early']));
}
