import type { Node } from '@vscode/tree-sitter-wasm';
import { nodesOf } from './goScopes.ts';

/** What a part of a deferred call is, as far as the source tells. */
export type PartKind =
  /** Written out: a number, a string, `nil`, `true`. */
  | 'literal'
  /** It may be the name of a variable, a constant, a function or a package. */
  | 'name'
  /** Certainly evaluated by the statement. */
  | 'computed'
  /** `T{a, b}`: evaluated either element by element or as a whole. */
  | 'composite';

/** A part of a deferred call that is evaluated when the statement runs. */
export interface CallPart {
  readonly role: 'callee' | 'argument';
  readonly kind: PartKind;
  /** As it is in the source, on one line. */
  readonly text: string;
  /** For a composite literal. */
  readonly elements: readonly CompositeElement[];
  /** The type of a composite literal as written, or as the literal around it says. */
  readonly type?: string;
  /** A call: as the only argument it may stand for several values. */
  readonly isCall: boolean;
}

/** A value in a composite literal, with what is before its colon. */
export interface CompositeElement extends CallPart {
  readonly key?: string;
}

const LITERALS = new Set([
  'int_literal',
  'float_literal',
  'imaginary_literal',
  'rune_literal',
  'interpreted_string_literal',
  'raw_string_literal',
  'nil',
  'true',
  'false',
  'iota',
]);

/** A part of a call, as its syntax tells. */
export function describePart(node: Node, role: CallPart['role']): CallPart {
  const plain = unwrap(node) ?? node;
  const kind = kindOf(plain);
  const composite =
    kind === 'composite' ? { elements: elementsOf(plain), type: oneLine(plain.childForFieldName('type')?.text ?? '') } : { elements: [] };
  return { role, kind, text: oneLine(node.text), isCall: plain.type === 'call_expression', ...composite };
}

function kindOf(node: Node): PartKind {
  if (LITERALS.has(node.type)) return 'literal';
  switch (node.type) {
    case 'composite_literal':
    // An inner literal without its type.
    case 'literal_value':
      return 'composite';
    case 'identifier':
    case 'selector_expression':
    case 'generic_type':
    case 'type_instantiation_expression':
      return 'name';
    // It is constant if all of it is: the compiler has put a literal in its place then.
    case 'unary_expression':
      return node.childForFieldName('operator')?.text === '<-' || node.childForFieldName('operator')?.text === '&'
        ? 'computed'
        : weakest([node.childForFieldName('operand')]);
    case 'binary_expression':
      return weakest([node.childForFieldName('left'), node.childForFieldName('right')]);
    // A conversion of a constant, or `len` of an array; or any other call, which cannot be told apart here.
    case 'call_expression':
      return weakest(nodesOf(node.childForFieldName('arguments')?.namedChildren ?? []), 'name');
    default:
      return 'computed';
  }
}

function weakest(parts: readonly (Node | null)[], best: 'literal' | 'name' = 'literal'): PartKind {
  const kinds = parts.map((part) => (part === null ? 'computed' : kindOf(unwrap(part) ?? part)));
  if (parts.length === 0 || kinds.some((kind) => kind === 'computed' || kind === 'composite')) return 'computed';
  return kinds.every((kind) => kind === 'literal') ? best : 'name';
}

/** The values of a composite literal, with their keys. */
function elementsOf(literal: Node): CompositeElement[] {
  const body = literal.type === 'literal_value' ? literal : literal.childForFieldName('body');
  const toldType = /^\[[^\]]*\](.+)$/.exec(oneLine(literal.childForFieldName('type')?.text ?? ''))?.[1];
  return nodesOf(body?.namedChildren ?? [])
    .filter((node) => node.type !== 'comment')
    .flatMap((element): CompositeElement[] => {
      const [key, keyed] = element.type === 'keyed_element' ? nodesOf(element.namedChildren) : [];
      const value = element.type === 'keyed_element' ? keyed : element;
      const inner = value?.type === 'literal_element' ? value.namedChildren[0] : value;
      if (inner === null || inner === undefined) return [];
      const part = describePart(inner, 'argument');
      const told = inner.type === 'literal_value' ? toldType : undefined;
      // `{a, b}` in a list of pointers is the address of a new structure.
      const whole = told?.startsWith('*') === true ? { kind: 'computed' as const, elements: [] } : {};
      return [
        { ...part, ...(told === undefined ? {} : { type: told }), ...whole, ...(key === undefined ? {} : { key: oneLine(key.text) }) },
      ];
    });
}

/** Without the parentheses around it. */
export function unwrap(node: Node | null): Node | null {
  let inner = node;
  while (inner?.type === 'parenthesized_expression') inner = inner.namedChildren[0] ?? null;
  return inner;
}

/** The text on one line, as it would be written there. */
export function oneLine(text: string): string {
  return text
    .replace(/([.(])\s*\n\s*/g, '$1')
    .replace(/,\s*\n\s*\)/g, ')')
    .replace(/\s*\n\s*/g, ' ');
}
