import type { Evaluator } from './evaluator.ts';

/** Byte offsets of fields in a structure of Go's runtime; undefined for a field that this version of Go does not have. */
export type Layout<F extends string> = { readonly [K in F]: number | undefined };

export type DeferField = 'sp' | 'fn' | 'link' | 'pc' | 'rangefunc' | 'head' | 'started' | 'openDefer';
export type PanicField = 'link' | 'recovered' | 'goexit' | 'sp';
export type GoroutineField =
  | 'stack'
  | '_panic'
  | '_defer'
  | 'atomicstatus'
  | 'goid'
  | 'waitreason'
  | 'startpc'
  | 'waitsince'
  | 'waiting'
  | 'sched.bp'
  | 'sched.pc'
  | 'sched.sp'
  | 'syscallpc'
  | 'syscallsp';

/** The runtime's structures, as far as they are read. */
export interface Layouts {
  readonly defer: Layout<DeferField>;
  readonly goroutine: Layout<GoroutineField>;
  readonly panic: Layout<PanicField>;
  /** Bytes of a pointer. */
  readonly wordSize: number;
}

/** A pretended address of a value: the address of a part of it is pure arithmetic, and no memory is read for it. */
const BASE = 65536n;

const DEFER_FIELDS = ['sp', 'fn', 'link', 'pc', 'rangefunc', 'head'] as const;
const GOROUTINE_FIELDS = [
  'stack',
  '_panic',
  '_defer',
  'atomicstatus',
  'goid',
  'waitreason',
  'startpc',
  'waitsince',
  'waiting',
  'sched.bp',
  'sched.pc',
  'sched.sp',
  'syscallpc',
  'syscallsp',
] as const;
const PANIC_FIELDS = ['link', 'recovered', 'goexit', 'sp'] as const;

/** What to evaluate to find where fields are. No layout is known beforehand, because it changes from one version of Go to the next. */
export const LAYOUT_NUMBERS: readonly string[] = [
  ...DEFER_FIELDS.map((field) => offsetOf('runtime._defer', `.${field}`)),
  ...GOROUTINE_FIELDS.map((field) => offsetOf('runtime.g', `.${field}`)),
  ...PANIC_FIELDS.map((field) => offsetOf('runtime._panic', `.${field}`)),
  offsetOf('[2]uintptr', '[1]'),
];

/** The layouts, from the values of `LAYOUT_NUMBERS`. */
export async function readLayouts(evaluator: Evaluator, numbers: readonly (bigint | undefined)[]): Promise<Layouts> {
  const found = numbers.map(toOffset);
  const layout = <F extends string>(fields: readonly F[], from: number): Layout<F> =>
    Object.fromEntries(fields.map((field, at) => [field, found[from + at]])) as Layout<F>;
  const newer = layout(DEFER_FIELDS, 0);
  // Go 1.22 added `rangefunc` and removed these.
  const older =
    newer.rangefunc === undefined
      ? await discoverOffsets(
          evaluator,
          ['started', 'openDefer'].map((field) => offsetOf('runtime._defer', `.${field}`)),
        )
      : [];
  return {
    defer: { ...newer, started: older[0], openDefer: older[1] },
    goroutine: layout(GOROUTINE_FIELDS, DEFER_FIELDS.length),
    panic: layout(PANIC_FIELDS, DEFER_FIELDS.length + GOROUTINE_FIELDS.length),
    wordSize: found.at(-1) ?? 8,
  };
}

async function discoverOffsets(evaluator: Evaluator, expressions: readonly string[]): Promise<(number | undefined)[]> {
  return (await evaluator.numbers(expressions)).map(toOffset);
}

function toOffset(number: bigint | undefined): number | undefined {
  return number === undefined ? undefined : Number(number);
}

/** A value of a type, as an expression: only for its layout, as there is no such value. */
export function pretendedValue(type: string): string {
  return `(*(*${type})(${BASE}))`;
}

/** Where a part of a value is, in bytes, as an expression: `.field` of a structure, `[1]` of an array. */
export function offsetOf(type: string, part: string): string {
  return `(uintptr(&${pretendedValue(type)}${part})-${BASE})`;
}
