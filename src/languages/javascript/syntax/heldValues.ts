import type { Node } from '@babel/types';
import { declaredIn, patternNames } from './declaredNames.ts';

/** How many constants are followed, one after the other. */
const MAX_CONSTANTS = 4;

/** What the text says about a value for certain: there is nothing to dispose of, or there is something. */
export type KnownValue = 'nothing' | 'something';

/** The value of an expression, if its text tells; `path` has the nodes around it, innermost first. */
export function knowValue(value: Node, path: readonly Node[], followed = 0): KnownValue | undefined {
  switch (value.type) {
    case 'NullLiteral':
      return 'nothing';
    case 'UnaryExpression':
      return value.operator === 'void' ? 'nothing' : undefined;
    case 'NewExpression':
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'ClassExpression':
      return 'something';
    case 'Identifier': {
      const home = path.find((node) => namesOf(node).includes(value.name));
      if (home === undefined) return value.name === 'undefined' ? 'nothing' : undefined;
      const constant = followed < MAX_CONSTANTS ? constantIn(home, value.name) : undefined;
      return constant && knowValue(constant, path, followed + 1);
    }
    default:
      return undefined;
  }
}

function namesOf(node: Node): string[] {
  return [
    ...declaredIn(node),
    ...('params' in node && Array.isArray(node.params) ? node.params.flatMap((one: Node) => patternNames(one)) : []),
  ];
}

/** What a block declares a name as, if it is a constant. */
function constantIn(home: Node, name: string): Node | undefined {
  const statements: readonly Node[] =
    home.type === 'Program' || home.type === 'BlockStatement' || home.type === 'StaticBlock' ? home.body : [];
  for (const statement of statements) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type !== 'VariableDeclaration' || declared.kind !== 'const') continue;
    const found = declared.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name);
    if (found?.init) return found.init;
  }
  return undefined;
}
