import { isDictionary, type CapturedVariable } from '../values/capturedVariable.ts';
import { interfaceParts, readValue } from '../values/goValues.ts';
import { withoutShapes } from '../symbols/functionNames.ts';
import { withoutNumbers, withPackageNames } from '../symbols/packageNames.ts';
import { isMethod } from '../symbols/symbolKinds.ts';
import type { CallPart } from '../syntax/callParts.ts';

/** A part of the call, and what the program holds for it. */
export interface AlignedPart {
  readonly part: CallPart;
  /** Empty for what is in the code itself: literals, constants, named functions. More than one if one call returned several values. */
  readonly captured: readonly CapturedVariable[];
  /** The elements of a composite literal that was taken apart, in source order. */
  readonly elements?: readonly AlignedPart[];
}

/** How unlikely a choice is; the cheapest whole wins. */
type Cost = number;

/**
 * The costs of choices, added up over the parts of a call. Only their order counts: one choice that contradicts the code costs more than
 * three doubtful names.
 */
const COST = {
  /** What the source and the code both say. */
  certain: 0,
  /** A literal, a named function and `new` need no variable, but the compiler captures a literal that becomes an interface. */
  nothingCaptured: 1,
  /** The only argument is a call: it may return several values, but most calls return one. */
  severalValues: 1,
  /** A name without a variable is a constant or a function that another file declares: most names are variables. */
  unknownName: 2,
  /** The callee holds a value that is not a function: a receiver, if the code does not say whether it is a method. */
  perhapsReceiver: 2,
  /** A method of a type argument, taken for a function value and its receiver: a plain function value is likelier. */
  methodOfTypeArgument: 3,
  /** A literal whose text differs from the variable's value: numbers and escapes can be written in more than one way. */
  otherwiseWritten: 4,
  /** The code calls a method or a function value and nothing is captured for it; or it calls neither and a value is captured. */
  againstCode: 8,
} as const satisfies Record<string, Cost>;

/** A way to pair all parts with all captured variables. */
export interface Alignment {
  readonly cost: Cost;
  readonly parts: readonly AlignedPart[];
}

export interface AlignmentQuery {
  readonly callee: CallPart;
  readonly arguments: readonly CallPart[];
  /** In the order in which the statement evaluates them. */
  readonly captured: readonly CapturedVariable[];
  /** Whether the callee is a method with a receiver; undefined if that is not known. */
  readonly isMethod: boolean | undefined;
  /** The wrapper calls a function value or a method of an interface, which is the first of its captured values. */
  readonly isIndirect: boolean;
  /** Names of constants, which the compiler never captures. */
  readonly isConstant: (name: string) => boolean;
  /** Other names of types, with what they stand for. */
  readonly aliases?: ReadonlyMap<string, string>;
}

/** Go's built-in functions, which are not values. A variable may have the name of one. */
const BUILTINS = new Set([
  'append',
  'cap',
  'clear',
  'close',
  'complex',
  'copy',
  'delete',
  'imag',
  'len',
  'make',
  'max',
  'min',
  'new',
  'panic',
  'print',
  'println',
  'real',
  'recover',
]);

/** The most parts that are aligned; a person could not read a call with more either. */
const MAX_PARTS = 64;

/**
 * Pairs what a compiler-made wrapper has captured with the parts of the call in the source. The compiler (`normalizeGoDeferCall` in
 * cmd/compile/internal/typecheck/stmt.go) evaluates the function value or the receiver, then the arguments from left to right. It leaves
 * out constants, named functions and `new`, and takes composite literals apart. The source does not show whether a name is a constant, or
 * whether a literal was turned into an interface (which is captured). So the pairing with the fewest oddities is used, and none if nothing
 * fits.
 */
export function alignCaptures(query: AlignmentQuery): Alignment | undefined {
  const parts = [query.callee, ...query.arguments];
  if (parts.length > MAX_PARTS || query.captured.length > MAX_PARTS) return undefined;
  return new Aligner(query).solve(parts, 0);
}

class Aligner {
  readonly #query: AlignmentQuery;
  readonly #known = new Map<string, Alignment | undefined>();

  constructor(query: AlignmentQuery) {
    this.#query = query;
  }

  /** The best pairing of `parts` with the captured variables from `from` on. */
  solve(parts: readonly CallPart[], from: number): Alignment | undefined {
    const key = `${parts.map((part) => part.text).join('\0')}\0${parts.length}\0${from}`;
    if (this.#known.has(key)) return this.#known.get(key);
    const best = this.#best(parts, from);
    this.#known.set(key, best);
    return best;
  }

  #best(parts: readonly CallPart[], from: number): Alignment | undefined {
    const { captured } = this.#query;
    const next = captured[from];
    const [part, ...rest] = parts;
    const options: (Alignment | undefined)[] = [];
    // The dictionary of a generic function is among the captured variables, but not in the source.
    if (next !== undefined && isDictionary(next)) options.push(add(this.solve(parts, from + 1), COST.certain, undefined, []));
    // Up to Go 1.24 `recover` receives the place of its caller's arguments.
    if (part === undefined && next?.type === '*int32' && this.#query.callee.text === 'recover')
      options.push(add(this.solve(parts, from + 1), COST.certain, undefined, []));
    // In generic code these functions also receive the type of a map, which they need.
    if (part === undefined && next?.type === '*uint8' && /^(?:delete|clear)$/.test(this.#query.callee.text))
      options.push(add(this.solve(parts, from + 1), COST.certain, undefined, []));
    if (part === undefined) return cheapest([...options, next === undefined ? { cost: COST.certain, parts: [] } : undefined]);
    const skip = this.#costOfNone(part);
    if (skip !== undefined) options.push(add(this.solve(rest, from), skip, part, []));
    const take = next === undefined ? undefined : this.#costOfOne(part, next);
    if (next !== undefined && take !== undefined) options.push(add(this.solve(rest, from + 1), take, part, [next]));
    // In generic code a method of a type argument is a function value, followed by its receiver.
    const receiver = captured[from + 1];
    if (part.role === 'callee' && next !== undefined && receiver !== undefined && isMethodValue(part, next))
      options.push(add(this.solve(rest, from + 2), COST.methodOfTypeArgument, part, [next, receiver]));
    if (part.kind === 'composite' && !(next !== undefined && this.#isWhole(part, next))) {
      const apart = this.solve([...part.elements, ...rest], from);
      if (apart !== undefined) options.push(regroup(apart, part));
    }
    const isOnly = part.role === 'argument' && rest.length === 0 && this.#query.arguments.length === 1;
    if (part.isCall && isOnly)
      for (let count = 2; from + count <= captured.length; count += 1)
        options.push(add(this.solve([], from + count), COST.severalValues, part, captured.slice(from, from + count)));
    return cheapest(options);
  }

  /** The cost of assuming that nothing was captured for the part; undefined if that is impossible. */
  #costOfNone(part: CallPart): Cost | undefined {
    if (part.role === 'callee') {
      if (part.kind === 'computed') return undefined;
      return this.#query.isMethod === true || this.#query.isIndirect ? COST.againstCode : COST.nothingCaptured;
    }
    switch (part.kind) {
      case 'literal':
        return COST.nothingCaptured;
      case 'name':
        return this.#query.isConstant(part.text) ? COST.certain : COST.unknownName;
      case 'computed':
        return /^new\(/.test(part.text) ? COST.nothingCaptured : undefined;
      case 'composite':
        return undefined;
    }
  }

  /** The cost of assuming that the variable holds the part's value; undefined if it cannot. */
  #costOfOne(part: CallPart, variable: CapturedVariable): Cost | undefined {
    const dynamic = interfaceParts(variable.type);
    if (part.role === 'callee') return this.#costOfCallee(part, variable);
    switch (part.kind) {
      // A literal is captured only if it was turned into an interface.
      case 'literal':
        if (dynamic !== undefined && isWritten(part.text, readValue(variable.type, variable.value).value)) return COST.certain;
        return couldBeWritten(variable) ? COST.otherwiseWritten : undefined;
      case 'name':
        return this.#query.isConstant(part.text) && dynamic === undefined ? undefined : COST.certain;
      case 'computed':
        return COST.certain;
      case 'composite':
        return this.#isWhole(part, variable) ? COST.certain : undefined;
    }
  }

  #isWhole({ type = '' }: CallPart, variable: CapturedVariable): boolean {
    return isWhole(type, variable) || isWhole(this.#query.aliases?.get(type) ?? '', variable);
  }

  #costOfCallee(part: CallPart, variable: CapturedVariable): Cost {
    const { isMethod, isIndirect } = this.#query;
    if (part.kind === 'computed' || isMethod === true || variable.type.startsWith('func(')) return COST.certain;
    if (isIndirect && interfaceParts(variable.type) !== undefined) return COST.certain;
    return isMethod === false || BUILTINS.has(part.text) ? COST.againstCode : COST.perhapsReceiver;
  }
}

/**
 * Whether a variable holds a composite literal as a whole: a map, or one that was turned into an interface. Any other literal is taken
 * apart, and none of its elements can have its type.
 */
function isWhole(type: string, variable: CapturedVariable): boolean {
  const bare = (text: string): string =>
    withoutNumbers(withPackageNames(withoutShapes(text)))
      .replace(/[\p{L}\p{N}_~%+.-]+\.(?=[\p{L}_])/gu, '')
      .replaceAll('interface {}', 'any')
      .replaceAll('interface{}', 'any')
      .replace(/\s+/g, '');
  const held = interfaceParts(variable.type)?.dynamic ?? variable.type;
  // The fields of an unnamed structure type are written in another way.
  return type !== '' && (bare(held) === bare(type) || (held.startsWith('struct {') && type.startsWith('struct')));
}

/** Whether the variable is an interface that holds a number, a text, a truth value or nothing: no literal is anything else. */
function couldBeWritten({ type, value }: CapturedVariable): boolean {
  if (interfaceParts(type) === undefined) return type.startsWith('interface');
  return !/^[&{[*]/.test(readValue(type, value).value);
}

/** Whether the value could be what a literal says: numbers and escapes can be written in more than one way. */
function isWritten(literal: string, value: string): boolean {
  if (literal === value || literal === 'nil') return literal === value || value.endsWith('nil');
  if (literal.startsWith('`')) return value.startsWith('"');
  const number = Number(literal.replaceAll('_', ''));
  return !Number.isNaN(number) && number === Number(value);
}

/** Whether a function value is the method that is called. */
function isMethodValue(callee: CallPart, { type, value }: CapturedVariable): boolean {
  const name = /\.([\p{L}\p{N}_]+)$/u.exec(callee.text)?.[1];
  return name !== undefined && type.startsWith('func(') && isMethod(value) && value.endsWith(`.${name}`);
}

function add(
  rest: Alignment | undefined,
  cost: Cost,
  part: CallPart | undefined,
  captured: readonly CapturedVariable[],
): Alignment | undefined {
  if (rest === undefined) return undefined;
  return { cost: rest.cost + cost, parts: part === undefined ? rest.parts : [{ part, captured }, ...rest.parts] };
}

/** Puts the elements of a composite literal, aligned one by one, back into one part. */
function regroup(apart: Alignment, part: CallPart): Alignment {
  const elements = apart.parts.slice(0, countParts(part, apart.parts));
  return {
    cost: apart.cost,
    parts: [{ part, captured: elements.flatMap((element) => element.captured), elements }, ...apart.parts.slice(elements.length)],
  };
}

/** Elements that are composite literals themselves are either regrouped already or whole: one part each. */
function countParts(part: CallPart, parts: readonly AlignedPart[]): number {
  return Math.min(part.elements.length, parts.length);
}

function cheapest(options: readonly (Alignment | undefined)[]): Alignment | undefined {
  return options.reduce(
    (best, option) => (option !== undefined && (best === undefined || option.cost < best.cost) ? option : best),
    undefined,
  );
}
