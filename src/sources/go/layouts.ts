import type { Evaluator } from './evaluator.ts';

/** Byte offsets of fields in a structure of Go's runtime; undefined for one that this version of Go has not. */
export type Layout<F extends string> = { readonly [K in F]: number | undefined };

/** Where the structures are pretended to be: the address of a field of nothing is arithmetic, no memory is read for it. */
const BASE = 65536n;
/** An offset is put into so many bits of a packed number. */
const BITS = 12n;
/** Offsets that fit into one number that Delve computes without overflow. */
const PER_REQUEST = 5;

/**
 * Finds where fields are. No layout is known beforehand, because it changes from one version of Go to the next; several
 * offsets are asked for at once, packed into one number, and one by one where that is refused because one is not there.
 */
export async function discoverLayout<F extends string>(evaluator: Evaluator, structure: string, fields: readonly F[]): Promise<Layout<F>> {
  const found = new Map<F, number>();
  for (let at = 0; at < fields.length; at += PER_REQUEST) {
    const some = fields.slice(at, at + PER_REQUEST);
    const packed = await evaluator.number(some.map((field, place) => `${offsetOf(structure, field)}*${1n << (BITS * BigInt(place))}`).join('+'));
    if (packed === undefined) {
      for (const field of some) {
        const offset = await evaluator.number(offsetOf(structure, field));
        if (offset !== undefined) found.set(field, Number(offset));
      }
    } else {
      some.forEach((field, place) => found.set(field, Number((packed >> (BITS * BigInt(place))) & ((1n << BITS) - 1n))));
    }
  }
  return Object.fromEntries(fields.map((field) => [field, found.get(field)])) as Layout<F>;
}

function offsetOf(structure: string, field: string): string {
  return `(uintptr(&(*(*${structure})(${BASE})).${field})-${BASE})`;
}

export type DeferField = 'sp' | 'fn' | 'link' | 'pc' | 'rangefunc' | 'head' | 'started' | 'openDefer';
export type PanicField = 'link' | 'recovered' | 'goexit' | 'sp';
export type GoroutineField = 'stack' | '_panic' | '_defer' | 'atomicstatus' | 'goid' | 'waitreason' | 'waitsince' | 'startpc' | 'gopc';

/** The runtime's structures, as far as they are read. */
export interface Layouts {
  readonly defer: Layout<DeferField>;
  readonly panic: Layout<PanicField>;
  readonly goroutine: Layout<GoroutineField>;
  /** Bytes of a pointer. */
  readonly wordSize: number;
}

export async function discoverLayouts(evaluator: Evaluator): Promise<Layouts> {
  return {
    // Those that every version has first: that they share a request with one that is missing would cost one each.
    defer: {
      ...await discoverLayout(evaluator, 'runtime._defer', ['sp', 'fn', 'link', 'pc']),
      ...await discoverLayout(evaluator, 'runtime._defer', ['rangefunc', 'head']),
      ...await discoverOld(evaluator),
    },
    panic: { ...await discoverLayout(evaluator, 'runtime._panic', ['link', 'recovered', 'goexit', 'sp']) },
    goroutine: await discoverLayout(evaluator, 'runtime.g', ['stack', '_panic', '_defer', 'goid', 'waitreason', 'waitsince', 'startpc', 'gopc', 'atomicstatus']),
    wordSize: Number((await evaluator.number(`uintptr(&(*(*[2]uintptr)(${BASE}))[1])-${BASE}`)) ?? 8n),
  };
}

/** `started` and `openDefer` are gone since Go 1.22; one request tells. */
async function discoverOld(evaluator: Evaluator): Promise<Layout<'started' | 'openDefer'>> {
  const started = await evaluator.number(offsetOf('runtime._defer', 'started'));
  if (started === undefined) return { started: undefined, openDefer: undefined };
  const { openDefer } = await discoverLayout(evaluator, 'runtime._defer', ['openDefer']);
  return { started: Number(started), openDefer };
}
