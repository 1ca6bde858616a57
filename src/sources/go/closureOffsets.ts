/** A variable of a closure, as Delve tells of it. */
export interface ClosureVariable {
  readonly name: string;
  /** What Delve takes for its address: of one that lies in the closure in place its first word. Undefined where that is no address. */
  readonly address: bigint | undefined;
}

export interface ClosureWords {
  /** Where the closure begins. */
  readonly start: bigint;
  /** What stands in it, from its second word on; behind its end anything may stand. */
  readonly words: readonly bigint[];
  /** Bytes of a word. */
  readonly wordSize: number;
  /** Where those variables lie that its code uses in place, in bytes from its start. */
  readonly inlineOffsets: readonly number[];
}

/** Where a variable is: `inline` in the closure in place, `pointer` elsewhere, with its address in the closure. */
export interface ClosurePlace {
  readonly kind: 'inline' | 'pointer';
  /** In bytes from the closure's start; undefined where it cannot be told from another. */
  readonly offset: number | undefined;
}

/** Ways to place the variables that are tried before it counts as not known. */
const MAX_TRIES = 5000;

/**
 * Where the variables of a closure are of which Delve gives no address in the closure itself. The compiler holds by its address what is
 * shared with the program, and says the same of what it has captured by value and uses by its address (`setHeapaddr` in
 * cmd/compile/internal/ssagen/ssa.go): what is sent on a channel, is the key of a map, or becomes an interface, whatever its type.
 * The code tells the two apart, as it takes the address of the second kind only. `written` is the function literal in the source: where
 * several places hold the same word, the variables lie in the order in which they are used first.
 */
export function placeVariables(variables: readonly ClosureVariable[], closure: ClosureWords, written: string | undefined): Map<string, ClosurePlace> {
  const open = variables.flatMap((variable) => {
    const places = placesOf(variable, closure);
    return places.length === 0 ? [] : [{ name: variable.name, places }];
  });
  const inOrder = written === undefined ? [] : [...open].sort((a, b) => firstUse(written, a.name) - firstUse(written, b.name));
  const isOrdered = inOrder.length > 0 && inOrder.every(({ name }) => firstUse(written ?? '', name) >= 0);
  const anyWay = choose(open, false);
  const found = anyWay.length === 1 || !isOrdered ? anyWay : choose(inOrder, true);
  const ways = found.length === 0 ? anyWay : found;
  return new Map(open.map(({ name, places }) => [name, agree(ways.map((way) => way.get(name) ?? places[0]))]));
}

/** Where a variable may be; nothing of one that lies in the closure and has its true address, or is nowhere in it. */
function placesOf({ address }: ClosureVariable, { start, words, wordSize, inlineOffsets }: ClosureWords): ClosurePlace[] {
  const inline = [...new Set(inlineOffsets)].filter((offset) => words[offset / wordSize - 1] === (address ?? 0n)).map((offset): ClosurePlace => ({ kind: 'inline', offset }));
  if (address === undefined) return inline;
  const at = words.findIndex((word, index) => word === address && !inlineOffsets.includes((index + 1) * wordSize));
  const offset = (at + 1) * wordSize;
  // A pointer to what comes before it is none of the closure's: that would be one into the closure itself.
  const isPointer = at >= 0 && !(address >= start && address <= start + BigInt(offset));
  return isPointer ? [...inline, { kind: 'pointer', offset }] : inline;
}

interface OpenVariable {
  readonly name: string;
  readonly places: readonly ClosurePlace[];
}

/** All ways to give each variable a place of its own; `ascending`: in the order in which they come. */
function choose(variables: readonly OpenVariable[], ascending: boolean): ReadonlyMap<string, ClosurePlace>[] {
  const ways: Map<string, ClosurePlace>[] = [];
  const taken = new Map<string, ClosurePlace>();
  let tries = 0;
  const place = (at: number, last: number): void => {
    if ((tries += 1) > MAX_TRIES) return;
    const variable = variables[at];
    if (variable === undefined) {
      ways.push(new Map(taken));
      return;
    }
    for (const one of variable.places) {
      const offset = one.offset ?? 0;
      if ((ascending && offset <= last) || [...taken.values()].some((other) => other.offset === offset)) continue;
      taken.set(variable.name, one);
      place(at + 1, offset);
      taken.delete(variable.name);
    }
  };
  place(0, 0);
  // Every place that the code uses is that of a variable; what stands behind the closure's end may look like a pointer to one.
  const most = Math.max(0, ...ways.map(countInline));
  return tries > MAX_TRIES ? [] : ways.filter((way) => countInline(way) === most);
}

function countInline(way: ReadonlyMap<string, ClosurePlace>): number {
  return [...way.values()].filter(({ kind }) => kind === 'inline').length;
}

/** What all ways say of one variable. */
function agree(places: readonly (ClosurePlace | undefined)[]): ClosurePlace {
  const [first, ...rest] = places;
  if (first === undefined) return { kind: 'inline', offset: undefined };
  return rest.every((other) => other?.kind === first.kind && other.offset === first.offset) ? first : { kind: 'inline', offset: undefined };
}

function firstUse(text: string, name: string): number {
  return text.search(new RegExp(`(?<![\\p{L}\\p{N}_.])${name.replace(/[^\p{L}\p{N}_]/gu, '')}(?![\\p{L}\\p{N}_])`, 'u'));
}
