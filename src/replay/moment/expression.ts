import jsep from 'jsep';
import type { Translate } from '../../core/translate.ts';

/** What an expression can be about: texts, numbers, and named groups of them. */
export type Value = string | number | boolean | undefined | null | { readonly [name: string]: Value };

/** An expression that makes no sense; the message says where. */
export class ExpressionError extends Error {}

const MAX_EXPRESSION_LENGTH = 1000;
const MAX_NESTING = 50;

/**
 * Evaluates a condition or a question against the data of one moment: names, `.`, literals, comparisons, arithmetic, `&&`, `||`, `!`, `?:`,
 * and `contains(text, part)`. It never runs as JavaScript: the text is parsed, and its tree is walked here.
 * @throws {ExpressionError} if it cannot be parsed or asks for something that does not exist.
 */
export function evaluateExpression(text: string, names: Readonly<Record<string, Value>>, t: Translate): Value {
  if (text.length > MAX_EXPRESSION_LENGTH)
    throw new ExpressionError(t('The expression is longer than {0} characters.', MAX_EXPRESSION_LENGTH));
  let tree: jsep.Expression;
  try {
    tree = jsep(text);
  } catch (error) {
    throw new ExpressionError(t('The expression cannot be read: {0}', error instanceof Error ? error.message : String(error)), {
      cause: error,
    });
  }
  return new Walk(names, t).value(tree, 0);
}

class Walk {
  constructor(
    readonly names: Readonly<Record<string, Value>>,
    readonly t: Translate,
  ) {}

  value(node: jsep.Expression, depth: number): Value {
    if (depth > MAX_NESTING) throw new ExpressionError(this.t('The expression is nested too deeply.'));
    const inner = (one: unknown): Value => this.value(one as jsep.Expression, depth + 1);
    switch (node.type) {
      case 'Literal':
        return (node as jsep.Literal).value as Value;
      case 'Identifier':
        return this.#name((node as jsep.Identifier).name);
      case 'MemberExpression':
        return this.#member(node as jsep.MemberExpression, inner);
      case 'UnaryExpression':
        return this.#unary(node as jsep.UnaryExpression, inner);
      case 'BinaryExpression':
        return this.#binary(node as jsep.BinaryExpression, inner);
      case 'ConditionalExpression': {
        const { test, consequent, alternate } = node as jsep.ConditionalExpression;
        const [yes, no] = [inner(consequent), inner(alternate)];
        return isTrue(inner(test)) ? yes : no;
      }
      case 'CallExpression':
        return this.#call(node as jsep.CallExpression, inner);
      default:
        throw new ExpressionError(this.t('An expression here has names, literals, comparisons and contains(text, part).'));
    }
  }

  #name(name: string): Value {
    if (name === 'undefined') return undefined;
    if (!Object.hasOwn(this.names, name))
      throw new ExpressionError(this.t('{0} is not a name here. The names are: {1}', name, Object.keys(this.names).join(', ')));
    return this.names[name];
  }

  #member(node: jsep.MemberExpression, inner: (one: unknown) => Value): Value {
    const group = inner(node.object);
    const key = node.computed ? inner(node.property) : (node.property as jsep.Identifier).name;
    if (typeof group !== 'object' || group === null || typeof key !== 'string' || !Object.hasOwn(group, key)) return undefined;
    return group[key];
  }

  #unary({ operator, argument }: jsep.UnaryExpression, inner: (one: unknown) => Value): Value {
    const value = inner(argument);
    switch (operator) {
      case '!':
        return !isTrue(value);
      case '-':
        return -toNumber(value);
      case '+':
        return toNumber(value);
      default:
        throw this.#unknown(operator);
    }
  }

  #binary({ operator, left, right }: jsep.BinaryExpression, inner: (one: unknown) => Value): Value {
    // Always evaluates both sides: nothing here has an effect, and a mistake on either side is found at once.
    const a = inner(left);
    const b = inner(right);
    switch (operator) {
      case '&&':
        return isTrue(a) ? b : a;
      case '||':
        return isTrue(a) ? a : b;
      case '==':
      case '===':
        return a === b;
      case '!=':
      case '!==':
        return a !== b;
      case '<':
        return typeof a === 'string' && typeof b === 'string' ? a < b : toNumber(a) < toNumber(b);
      case '>':
        return typeof a === 'string' && typeof b === 'string' ? a > b : toNumber(a) > toNumber(b);
      case '<=':
        return typeof a === 'string' && typeof b === 'string' ? a <= b : toNumber(a) <= toNumber(b);
      case '>=':
        return typeof a === 'string' && typeof b === 'string' ? a >= b : toNumber(a) >= toNumber(b);
      case '+':
        return typeof a === 'string' || typeof b === 'string' ? `${writeValue(a)}${writeValue(b)}` : toNumber(a) + toNumber(b);
      case '-':
        return toNumber(a) - toNumber(b);
      case '*':
        return toNumber(a) * toNumber(b);
      case '/':
        return toNumber(a) / toNumber(b);
      case '%':
        return toNumber(a) % toNumber(b);
      default:
        throw this.#unknown(operator);
    }
  }

  #call({ callee, arguments: given }: jsep.CallExpression, inner: (one: unknown) => Value): Value {
    const [text, part] = given.map(inner);
    if ((callee as Partial<jsep.Identifier>).name !== 'contains' || given.length !== 2)
      throw new ExpressionError(this.t('The only function that can be called here is contains(text, part).'));
    return writeValue(text).includes(writeValue(part));
  }

  #unknown(operator: string): ExpressionError {
    return new ExpressionError(this.t('{0} cannot be used in expressions here.', operator));
  }
}

export function isTrue(value: Value): boolean {
  return value !== undefined && value !== null && value !== false && value !== '' && value !== 0 && !Number.isNaN(value);
}

function toNumber(value: Value): number {
  return typeof value === 'number'
    ? value
    : typeof value === 'string' && value.trim() !== ''
      ? Number(value)
      : typeof value === 'boolean'
        ? Number(value)
        : Number.NaN;
}

/** A value as the console shows it. */
export function writeValue(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, one]) => `${name}: ${writeValue(one)}`)
      .join(', ');
  return String(value);
}
