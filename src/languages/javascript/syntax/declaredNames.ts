import type { Node } from '@babel/types';

/** Names that a block itself declares. */
export function declaredIn(node: Node): string[] {
  switch (node.type) {
    case 'Program':
    case 'StaticBlock':
    case 'BlockStatement':
      return node.body.flatMap(namesOf);
    case 'SwitchStatement':
      return node.cases.flatMap((one) => one.consequent.flatMap(namesOf));
    case 'ForStatement':
      return node.init ? namesOf(node.init) : [];
    case 'ForInStatement':
    case 'ForOfStatement':
      return namesOf(node.left);
    case 'CatchClause':
      return node.param ? patternNames(node.param) : [];
    default:
      return [];
  }
}

function namesOf(statement: Node): string[] {
  switch (statement.type) {
    case 'VariableDeclaration':
      return statement.declarations.flatMap((one) => patternNames(one.id));
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return statement.id ? [statement.id.name] : [];
    default:
      return [];
  }
}

/** The variables that a pattern binds. */
export function patternNames(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => patternNames(property.type === 'RestElement' ? property.argument : property.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : patternNames(element)));
    case 'AssignmentPattern':
      return patternNames(pattern.left);
    case 'RestElement':
      return patternNames(pattern.argument);
    case 'TSParameterProperty':
      return patternNames(pattern.parameter);
    default:
      return [];
  }
}
