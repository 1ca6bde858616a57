/** A variable of a closure, as Delve describes it. */
export interface ClosureVariable {
  readonly name: string;
  /**
   * What Delve takes for its address: the first word of the value if the variable is inline in the closure. Undefined if that is not an
   * address.
   */
  readonly address: bigint | undefined;
  /** The size of its value in bytes; undefined if not known. */
  readonly size: number | undefined;
}

export interface ClosureWords {
  /** Where the closure begins. */
  readonly start: bigint;
  /** The word at a byte offset in the closure; whatever is behind the closure's end may follow. */
  readonly wordAt: (offset: number) => bigint | undefined;
  /** How many bytes are examined. */
  readonly length: number;
  /** Bytes per word. */
  readonly wordSize: number;
  /** Byte offsets of the variables that the code uses in place. A variable without a size is where another one begins. */
  readonly inlineOffsets: readonly number[];
}

/** Where a variable is: `inline` in the closure itself, `pointer` elsewhere, with its address in the closure. */
export interface ClosurePlace {
  readonly kind: 'inline' | 'pointer';
  /** Byte offsets in the closure: more than one if several begin alike, none if the variable's kind is not known. */
  readonly offsets: readonly number[];
}

/** How many ways to place the variables are tried before the placement counts as unknown. */
const MAX_TRIES = 5000;

/** One possible place of a variable. */
interface Candidate {
  readonly kind: ClosurePlace['kind'];
  readonly offset: number;
  /** How many bytes it takes there. */
  readonly size: number;
}

interface OpenVariable {
  readonly name: string;
  readonly candidates: readonly Candidate[];
}

/**
 * Finds the variables of a closure whose address in the closure Delve does not give. The compiler stores the address of a variable that is
 * shared with the program. It describes a variable in the same way if it has captured the variable by value and uses it by address
 * (`setHeapaddr` in cmd/compile/internal/ssagen/ssa.go): if the variable is sent on a channel, is the key of a map, or becomes an
 * interface, whatever its type. The code tells the two apart, because it takes the address of the second kind only. No two variables
 * overlap. `written` is the function literal in the source: if several places hold the same word, the variables are in the order of their
 * first use.
 */
export function placeVariables(
  variables: readonly ClosureVariable[],
  closure: ClosureWords,
  written: string | undefined,
): Map<string, ClosurePlace> {
  const known: Candidate[] = [];
  const open: OpenVariable[] = [];
  for (const variable of variables) {
    const candidates = candidatesOf(variable, closure);
    const { name, address, size = 1 } = variable;
    if (candidates.length > 0) open.push({ name, candidates });
    else if (address !== undefined) known.push({ kind: 'inline', offset: Number(address - closure.start), size });
  }
  const inOrder = written === undefined ? [] : [...open].sort((a, b) => firstUse(written, a.name) - firstUse(written, b.name));
  const isOrdered = inOrder.length > 0 && inOrder.every(({ name }) => firstUse(written ?? '', name) >= 0);
  const choice: Choice = { known, inlineOffsets: closure.inlineOffsets };
  const anyWay = choose(open, choice, false);
  const found = anyWay.length === 1 || !isOrdered ? anyWay : choose(inOrder, choice, true);
  const ways = found.length === 0 ? anyWay : found;
  return new Map(open.map(({ name, candidates }) => [name, agree(ways.length === 0 ? candidates : ways.map((way) => way.get(name)))]));
}

/** Where a variable may be; nothing for a variable that is in the closure and has its true address, or is not in the closure. */
function candidatesOf(
  { address, size = 1 }: ClosureVariable,
  { start, wordAt, length, wordSize, inlineOffsets }: ClosureWords,
): Candidate[] {
  const beginning = [...new Set(inlineOffsets)].filter((offset) => wordAt(offset) === (address ?? 0n));
  const inline = beginning.map((offset): Candidate => ({ kind: 'inline', offset, size }));
  if (address === undefined) return inline;
  const same = Array.from({ length: length / wordSize - 1 }, (_, at) => (at + 1) * wordSize).filter((offset) => wordAt(offset) === address);
  const isInline = (offset: number): boolean => inlineOffsets.includes(offset);
  const first = same.find((offset) => !isInline(offset));
  // A pointer to an earlier place in the closure does not count: it would point into the closure itself.
  const isOwn = (offset: number): boolean => address >= start && address <= start + BigInt(offset);
  // A pointer may also be where a variable without a size is used in place.
  const pointers = same.filter((offset) => (offset === first || isInline(offset)) && !isOwn(offset));
  return [...inline, ...pointers.map((offset): Candidate => ({ kind: 'pointer', offset, size: wordSize }))];
}

type Way = ReadonlyMap<string, Candidate>;

interface Choice {
  /** Variables whose places are known. */
  readonly known: readonly Candidate[];
  readonly inlineOffsets: readonly number[];
}

/** All ways to give each variable its own place; `ascending`: in the order of the variables. */
function choose(variables: readonly OpenVariable[], { known, inlineOffsets }: Choice, ascending: boolean): Way[] {
  const ways: Map<string, Candidate>[] = [];
  const taken = new Map<string, Candidate>();
  let tries = 0;
  const place = (at: number, last: number): void => {
    if ((tries += 1) > MAX_TRIES) return;
    const variable = variables[at];
    if (variable === undefined) {
      ways.push(new Map(taken));
      return;
    }
    for (const one of variable.candidates) {
      const others = [...taken.values()];
      const isFull = one.kind === 'inline' && count(others, one.offset) >= count(inlineOffsets, one.offset);
      if (isFull || (ascending && one.offset < last) || [...known, ...others].some((other) => overlap(one, other))) continue;
      taken.set(variable.name, one);
      place(at + 1, one.offset + one.size);
      taken.delete(variable.name);
    }
  };
  place(0, 0);
  // Every place that the code uses belongs to a variable; data behind the closure's end may look like a pointer to one.
  const most = Math.max(0, ...ways.map(countInline));
  return tries > MAX_TRIES ? [] : ways.filter((way) => countInline(way) === most);
}

function overlap(a: Candidate, b: Candidate): boolean {
  // A variable without a size takes no place: others may begin at its place.
  return a.size > 0 && b.size > 0 && a.offset < b.offset + b.size && b.offset < a.offset + a.size;
}

function count(places: readonly (Candidate | number)[], offset: number): number {
  const isAt = (place: Candidate | number): boolean =>
    typeof place === 'number' ? place === offset : place.kind === 'inline' && place.offset === offset;
  return places.filter(isAt).length;
}

function countInline(way: Way): number {
  return [...way.values()].filter(({ kind }) => kind === 'inline').length;
}

/** What all ways agree on for one variable. */
function agree(places: readonly (Candidate | undefined)[]): ClosurePlace {
  const [first, ...rest] = places;
  if (first === undefined || rest.some((other) => other?.kind !== first.kind)) return { kind: 'inline', offsets: [] };
  return { kind: first.kind, offsets: [...new Set(places.flatMap((one) => one?.offset ?? []))].sort((a, b) => a - b) };
}

function firstUse(text: string, name: string): number {
  return text.search(new RegExp(`(?<![\\p{L}\\p{N}_.])${name.replace(/[^\p{L}\p{N}_]/gu, '')}(?![\\p{L}\\p{N}_])`, 'u'));
}
