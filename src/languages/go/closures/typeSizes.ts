import type { Evaluator } from '../memory/evaluator.ts';
import { offsetOf, pretendedValue } from '../memory/layouts.ts';
import { packagesOf, possiblePackageNames, withPackageNames } from '../symbols/packageNames.ts';

/** A larger value is captured as a pointer to a copy, in bytes (cmd/compile/internal/escape). */
const MAX_INLINE_BYTES = 128;
/** Structures in structures are measured to this depth. */
const MAX_DEPTH = 8;

interface Layout {
  readonly size: number;
  readonly alignment: number;
}

/** How many bytes variables of these types take in a closure. */
export async function sizesOf(evaluator: Evaluator, types: readonly string[], wordSize: number): Promise<(number | undefined)[]> {
  const known = types.map((type) => knownLayout(type, wordSize)?.size);
  const asked = [...new Set(types.filter((_, at) => known[at] === undefined))];
  const answers = await evaluator.numbers(asked.map((type) => sizeExpression(withPackageNames(type))));
  const sizes = new Map<string, number | undefined>();
  for (const [at, type] of asked.entries()) {
    const answer = answers[at];
    sizes.set(type, answer === undefined ? await new TypeMeasure(evaluator, wordSize).sizeOf(type) : Number(answer));
  }
  return types.map((type, at) => {
    const size = known[at] ?? sizes.get(type);
    return size === undefined ? undefined : held(size, wordSize);
  });
}

/** Where variables are in a closure that holds them in this order; undefined from the first on whose size would have to be requested. */
export function placesOf(types: readonly string[], wordSize: number): (number | undefined)[] {
  let end: number | undefined = wordSize;
  return types.map((type) => {
    const layout = knownLayout(type, wordSize);
    if (end === undefined || layout === undefined) return (end = undefined);
    const size = held(layout.size, wordSize);
    const alignment = size < layout.size ? wordSize : layout.alignment;
    const at = Math.ceil(end / alignment) * alignment;
    end = at + size;
    return at;
  });
}

/** How many bytes a value of this size takes in a closure: a large one is only a pointer there. */
function held(size: number, wordSize: number): number {
  return size > MAX_INLINE_BYTES ? wordSize : size;
}

/** The distance between two values of the type. */
function sizeExpression(type: string): string {
  return offsetOf(`[2]${type}`, '[1]');
}

/** Measures types that expressions cannot name as elements of an array, because a name or a path of their package has a dot in it. */
class TypeMeasure {
  readonly #evaluator: Evaluator;
  readonly #wordSize: number;

  constructor(evaluator: Evaluator, wordSize: number) {
    this.#evaluator = evaluator;
    this.#wordSize = wordSize;
  }

  async sizeOf(type: string): Promise<number | undefined> {
    return (await this.#sizeByOtherName(type)) ?? (await this.#layoutOf(type, 0))?.size;
  }

  /** A package in a folder that is named like a version: `k8s.io/api/autoscaling/v2`. */
  async #sizeByOtherName(type: string): Promise<number | undefined> {
    const [path, ...others] = packagesOf(type);
    const name = path === undefined || others.length > 0 ? undefined : possiblePackageNames(path)[1];
    if (path === undefined || name === undefined) return undefined;
    const size = await this.#evaluator.number(sizeExpression(type.replace(`${path}.`, `${name}.`)));
    return size === undefined ? undefined : Number(size);
  }

  async #layoutOf(type: string, depth: number): Promise<Layout | undefined> {
    const known = knownLayout(type, this.#wordSize);
    if (known !== undefined || depth > MAX_DEPTH) return known;
    const array = ARRAY.exec(type);
    if (array !== null) {
      const element = await this.#layoutOf(array[2] ?? '', depth + 1);
      return element && { ...element, size: Number(array[1]) * element.size };
    }
    const answer = await this.#evaluator.evaluate(pretendedValue(`"${type}"`));
    const fields = answer === undefined ? [] : await this.#evaluator.variables(answer.variablesReference);
    const last = fields.at(-1);
    // Fields without a name, and those of embedded structures, cannot be asked for; other kinds of types have no fields.
    if (last === undefined || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(last.name) || last.name === '_') return undefined;
    const offset = await this.#evaluator.number(offsetOf(`"${type}"`, `.${last.name}`));
    const layouts = await Promise.all(fields.map((field) => this.#layoutOf(field.type ?? '', depth + 1)));
    const end = layouts.at(-1);
    if (offset === undefined || end === undefined || layouts.includes(undefined)) return undefined;
    const alignment = Math.max(...layouts.map((layout) => layout?.alignment ?? 1));
    return { size: Math.ceil((Number(offset) + end.size) / alignment) * alignment, alignment };
  }
}

const ARRAY = /^\[(\d+)\](.+)$/;

/** The size of a type that needs no request. */
function knownLayout(written: string, wordSize: number): Layout | undefined {
  // Generic code is compiled for shapes.
  const type = written.replace(/^go\.shape\./, '');
  if (type === 'struct {}') return { size: 0, alignment: 1 };
  const array = ARRAY.exec(type);
  if (array !== null) {
    const element = knownLayout(array[2] ?? '', wordSize);
    return element && { ...element, size: Number(array[1]) * element.size };
  }
  const complex = /^complex(\d+)$/.exec(type)?.[1];
  if (complex !== undefined) return { size: Number(complex) / 8, alignment: Math.min(Number(complex) / 16, wordSize) };
  const bits = /^(?:u?int|float)(\d+)$/.exec(type)?.[1];
  if (bits !== undefined) return { size: Number(bits) / 8, alignment: Math.min(Number(bits) / 8, wordSize) };
  if (type === 'bool') return { size: 1, alignment: 1 };
  const words = wordsOf(type);
  return words === undefined ? undefined : { size: words * wordSize, alignment: wordSize };
}

function wordsOf(type: string): number | undefined {
  if (/^(?:u?int|uintptr|unsafe\.Pointer)$/.test(type) || /^(?:\*|map\[|func\(|<-chan |chan<- |chan )/.test(type)) return 1;
  if (type === 'string') return 2;
  // An interface, followed by what it holds.
  if (type.endsWith(')') || /^(?:interface |error$|any$)/.test(type)) return 2;
  return type.startsWith('[]') ? 3 : undefined;
}
