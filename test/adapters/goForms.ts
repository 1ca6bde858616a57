/** Random Go programs whose closures use their captured variables in every way that may make the compiler need an address. */

import { makeChoices, type RandomChoices } from './randomNumbers.ts';

/** What these programs need in addition to the prelude of all random programs. */
export const FORMS_PRELUDE = `package main

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

type tiny struct {
	A int8
	B string
	C bool
}
type wide struct {
	A, B, C, D, E int
	F string
}
type bare struct{}
type single struct{ P *thing }
type outer struct {
	In tiny
	N  [2]int16
}
type named int
type texts []string

func (w wide) sum(more int) int   { return w.A + more }
func (n named) sum(more int) int  { return int(n) + more }
func (s single) sum(more int) int { return s.P.v + more }
func (t *thing) sum(more int) int { return t.v + more }

type summer interface{ sum(more int) int }

var keep = map[int]func(){}

// tell says which call runs, with what was captured when it was deferred.
func tell(n int) { keep[n]() }

//go:noinline
func eat(values ...any) {}

//go:noinline
func same[T any](value T) T { return value }

func nothing() {}

func zero[T any]() (none T) { return }

// showMore writes what programs with forms hold, as a debugger does.
func showMore(value any) string {
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Complex64, reflect.Complex128:
		return fmt.Sprintf("(%v + %vi)", real(v.Complex()), imag(v.Complex()))
	case reflect.Chan:
		if v.IsNil() {
			return "nil"
		}
		return fmt.Sprintf("%d/%d", v.Len(), v.Cap())
	case reflect.Func:
		if v.IsNil() {
			return "nil"
		}
		return "main.nothing"
	case reflect.String:
		return strconv.Quote(v.String())
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.IsNil() {
			return "nil"
		}
		parts := []string{}
		for i := range v.Len() {
			parts = append(parts, show(v.Index(i).Interface()))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case reflect.Map:
		if v.IsNil() {
			return "nil"
		}
		for _, key := range v.MapKeys() {
			return "[" + show(key.Interface()) + ": " + show(v.MapIndex(key).Interface()) + "]"
		}
		return "[]"
	case reflect.Pointer:
		if v.IsNil() {
			return "nil"
		}
		return "&" + show(v.Elem().Interface())
	case reflect.Struct:
		parts := []string{}
		for i := range v.NumField() {
			parts = append(parts, v.Type().Field(i).Name+": "+show(v.Field(i).Interface()))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	default:
		return fmt.Sprint(value)
	}
}
`;

/** What a type supports in addition to what every type does. */
type Trait =
  | 'comparable'
  | 'ordered'
  | 'number'
  | 'int'
  | 'complex'
  | 'string'
  | 'slice'
  | 'array'
  | 'struct'
  | 'pointer'
  | 'interface'
  | 'func'
  | 'chan'
  | 'map'
  | 'summer';

interface ValueKind {
  readonly type: string;
  readonly value: string;
  readonly traits: readonly Trait[];
}

/** Values of every kind. The text of a value may use `x` and `s`. */
const KINDS: readonly ValueKind[] = [
  { type: 'bool', value: 'x%2 == 0', traits: ['comparable'] },
  { type: 'int', value: 'x + 3', traits: ['comparable', 'ordered', 'number', 'int'] },
  { type: 'int8', value: 'int8(x)', traits: ['comparable', 'ordered', 'number'] },
  { type: 'uint16', value: 'uint16(x + 300)', traits: ['comparable', 'ordered', 'number'] },
  { type: 'int32', value: 'int32(-x)', traits: ['comparable', 'ordered', 'number'] },
  { type: 'uint64', value: 'uint64(x) + 1<<40', traits: ['comparable', 'ordered', 'number'] },
  { type: 'named', value: 'named(x)', traits: ['comparable', 'ordered', 'number', 'summer'] },
  { type: 'float32', value: 'float32(x) + 0.5', traits: ['comparable', 'ordered', 'number'] },
  { type: 'float64', value: 'float64(x) + 0.25', traits: ['comparable', 'ordered', 'number'] },
  { type: 'complex64', value: 'complex(float32(x), 2)', traits: ['comparable', 'complex', 'number'] },
  { type: 'complex128', value: 'complex(float64(x), 1)', traits: ['comparable', 'complex', 'number'] },
  { type: 'string', value: 's + "!"', traits: ['comparable', 'ordered', 'string'] },
  { type: 'string', value: '""', traits: ['comparable', 'ordered', 'string'] },
  { type: '[]int', value: '[]int{x, 2}', traits: ['slice'] },
  { type: '[]string', value: '[]string{s, "b"}', traits: ['slice'] },
  { type: '[]byte', value: '[]byte{1, 2}', traits: ['slice'] },
  { type: '[]int', value: '[]int(nil)', traits: ['slice'] },
  { type: 'texts', value: 'texts{s}', traits: ['slice'] },
  { type: '[1]int', value: '[1]int{x}', traits: ['comparable', 'array'] },
  { type: '[2]string', value: '[2]string{s, "r"}', traits: ['comparable', 'array'] },
  { type: '[3]int8', value: '[3]int8{int8(x), 2}', traits: ['comparable', 'array'] },
  { type: '[2]any', value: '[2]any{x, s}', traits: ['comparable', 'array'] },
  { type: '[1]*thing', value: '[1]*thing{{x}}', traits: ['comparable', 'array'] },
  { type: 'thing', value: 'thing{x}', traits: ['comparable', 'struct'] },
  { type: 'pair', value: 'pair{x, s}', traits: ['comparable', 'struct'] },
  { type: 'tiny', value: 'tiny{int8(x), s, true}', traits: ['comparable', 'struct'] },
  { type: 'wide', value: 'wide{A: x, F: s}', traits: ['comparable', 'struct', 'summer'] },
  { type: 'outer', value: 'outer{In: tiny{1, s, true}, N: [2]int16{int16(x), 1}}', traits: ['comparable', 'struct'] },
  { type: 'single', value: 'single{&thing{x}}', traits: ['comparable', 'struct', 'summer'] },
  { type: 'bare', value: 'bare{}', traits: ['comparable', 'struct'] },
  { type: '*thing', value: '&thing{x}', traits: ['comparable', 'pointer', 'summer'] },
  { type: '*thing', value: '(*thing)(nil)', traits: ['comparable'] },
  { type: '*int', value: 'same(&x0)', traits: ['comparable', 'pointer'] },
  { type: 'any', value: 'any(x)', traits: ['comparable', 'interface'] },
  { type: 'any', value: 'any(s)', traits: ['comparable', 'interface'] },
  { type: 'any', value: 'any(pair{x, s})', traits: ['comparable', 'interface'] },
  { type: 'any', value: 'any(nil)', traits: ['comparable', 'interface'] },
  { type: 'error', value: 'errors.New(s)', traits: ['comparable', 'interface'] },
  { type: 'summer', value: 'summer(&thing{x})', traits: ['comparable', 'interface', 'summer'] },
  { type: 'summer', value: 'summer(wide{A: x})', traits: ['comparable', 'interface', 'summer'] },
  { type: 'func()', value: 'nothing', traits: ['func'] },
  { type: 'func()', value: '(func())(nil)', traits: [] },
  { type: 'chan int', value: 'make(chan int, 3)', traits: ['comparable', 'chan'] },
  { type: 'chan int', value: '(chan int)(nil)', traits: ['comparable'] },
  { type: 'map[string]int', value: 'map[string]int{s: x}', traits: ['map'] },
  { type: 'map[string]int', value: 'map[string]int(nil)', traits: ['map'] },
];

/** A way to use a value: statements before the closure, and in it. */
interface Form {
  readonly needs?: Trait;
  readonly before?: (y: string, type: string) => string;
  readonly inside: (y: string, type: string) => string;
}

const FORMS: readonly Form[] = [
  { before: (y, type) => `c${y} := make(chan ${type}, 9)`, inside: (y) => `c${y} <- ${y}` },
  { before: (y, type) => `c${y} := make(chan ${type}, 9)`, inside: (y) => `select { case c${y} <- ${y}: default: }` },
  {
    before: (y, type) => `c${y}, d${y} := make(chan ${type}, 9), make(chan int)`,
    inside: (y) => `select { case c${y} <- ${y}: case <-d${y}: }`,
  },
  { inside: (y, type) => `eat(append([]${type}{}, ${y}))` },
  { before: (y, type) => `l${y} := make([]${type}, 1)`, inside: (y) => `l${y}[0] = ${y}` },
  { inside: (y) => `eat(${y})` },
  { inside: (y) => `_ = ${y}` },
  { inside: (y) => `eat(same(${y}))` },
  { inside: (y, type) => `switch v := any(${y}).(type) { case ${type}: eat(v) }` },
  { inside: (y, type) => `v, ok := any(${y}).(${type}); eat(v, ok)` },
  { before: (y, type) => `m${y} := map[int]${type}{}`, inside: (y) => `m${y}[1] = ${y}` },
  { before: (y, type) => `m${y} := map[string]${type}{}`, inside: (y) => `m${y}["k"] = ${y}` },
  { inside: (y, type) => `eat([]${type}{${y}, ${y}})` },
  { inside: (y, type) => `eat([2]${type}{${y}})` },
  { inside: (y, type) => `eat(struct{ f ${type} }{${y}})` },
  { inside: (y, type) => `eat(&struct{ f ${type} }{${y}})` },
  { inside: (y) => `func() { eat(${y}) }()` },
  { inside: (y) => `func() { func() { eat(same(${y})) }() }()` },
  { inside: (y) => `done := make(chan bool); go func() { eat(${y}); close(done) }(); <-done` },
  { inside: (y) => `go eat(${y})` },
  { inside: (y) => `defer eat(${y})` },
  { inside: (y) => `defer func() { eat(${y}) }()` },
  { inside: (y, type) => `eat(func() ${type} { return ${y} }())` },
  { inside: (y) => `own := ${y}; p := &own; eat(p)` },
  { inside: (y, type) => `var own any = ${y}; v, ok := own.(${type}); eat(v, ok)` },
  { inside: (y) => `for range 2 { own := ${y}; eat(&own) }` },
  { inside: (y, type) => `func(given ${type}) { eat(given) }(${y})` },
  { inside: (y, type) => `func(given ...${type}) { eat(given) }(${y}, ${y})` },
  { needs: 'comparable', before: (y, type) => `k${y} := map[${type}]int{}`, inside: (y) => `k${y}[${y}] = 1` },
  { needs: 'comparable', before: (y, type) => `k${y} := map[${type}]int{}`, inside: (y) => `k${y}[${y}]++` },
  { needs: 'comparable', before: (y, type) => `k${y} := map[${type}]string{}`, inside: (y) => `k${y}[${y}] += "a"` },
  { needs: 'comparable', before: (y, type) => `k${y} := map[${type}]int{}`, inside: (y) => `delete(k${y}, ${y})` },
  { needs: 'comparable', before: (y, type) => `k${y} := map[${type}]int{}`, inside: (y) => `v, ok := k${y}[${y}]; eat(v, ok)` },
  { needs: 'comparable', before: (y, type) => `k${y} := map[${type}][]int{}`, inside: (y) => `k${y}[${y}] = append(k${y}[${y}], 1)` },
  { needs: 'comparable', before: (y, type) => `k${y} := map[[2]${type}]int{}`, inside: (y, type) => `k${y}[[2]${type}{${y}, ${y}}]++` },
  { needs: 'comparable', before: (y) => `k${y} := map[any]int{}`, inside: (y) => `k${y}[${y}]++` },
  { needs: 'comparable', inside: (y, type) => `eat(${y} == zero[${type}]())` },
  { needs: 'comparable', inside: (y) => `eat(any(${y}) == any(1))` },
  { needs: 'comparable', inside: (y, type) => `switch ${y} { case zero[${type}](): eat(1); default: eat(2) }` },
  { needs: 'ordered', inside: (y) => `eat(min(${y}, ${y}), max(${y}, ${y}))` },
  { needs: 'ordered', inside: (y) => `if ${y} < ${y} { eat(1) }` },
  { needs: 'number', inside: (y) => `eat(${y} + ${y}*2)` },
  { needs: 'number', inside: (y) => `for v := ${y}; v != ${y}+2; v++ { eat(v) }` },
  { needs: 'int', inside: (y) => `for i := range ${y} { eat(i) }` },
  { needs: 'int', inside: (y) => `eat(make([]int, ${y}), make([]int, 10)[${y}%5:])` },
  { needs: 'complex', inside: (y) => `eat(real(${y}), imag(${y}))` },
  { needs: 'string', inside: (y) => `eat([]byte(${y}), []rune(${y}), len(${y}))` },
  { needs: 'string', inside: (y) => `for i, r := range ${y} { eat(i, r) }` },
  { needs: 'string', inside: (y) => `for i, b := range []byte(${y}) { eat(i, b) }` },
  { needs: 'string', inside: (y) => `buffer := make([]byte, 9); eat(copy(buffer, ${y}), append(buffer, ${y}...))` },
  { needs: 'string', inside: (y) => `eat(${y} + "a" + ${y}, ${y}[len(${y})/2:])` },
  {
    needs: 'string',
    before: (y) => `b${y} := []byte("k"); k${y} := map[string]int{}`,
    inside: (y) => `k${y}[string(b${y})+${y}]++; eat(string(b${y}) == ${y})`,
  },
  { needs: 'slice', inside: (y) => `for i, v := range ${y} { eat(i, v) }` },
  { needs: 'slice', inside: (y, type) => `to := make(${type}, 5); eat(copy(to, ${y}), append(to, ${y}...), len(${y}), cap(${y}))` },
  { needs: 'slice', inside: (y) => `eat(${y}[:len(${y})/2]); if len(${y}) > 0 { eat(${y}[0], &${y}[0]) }` },
  { needs: 'array', inside: (y) => `for i, v := range ${y} { eat(i, v) }` },
  { needs: 'array', inside: (y) => `for i := range ${y} { eat(${y}[i]) }` },
  { needs: 'array', inside: (y) => `eat(${y}[0], len(${y}))` },
  { needs: 'struct', inside: (y) => `own := ${y}; eat(own)` },
  { needs: 'pointer', inside: (y) => `own := *${y}; eat(own)` },
  { needs: 'interface', inside: (y) => `v, ok := any(${y}).(int); eat(v, ok)` },
  {
    needs: 'interface',
    inside: (y) =>
      `switch v := any(${y}).(type) { case nil: case int, string: eat(v); case error: eat(v.Error()); case summer: eat(v.sum(1)) }`,
  },
  { needs: 'interface', inside: (y) => `eat(${y} == nil)` },
  { needs: 'summer', inside: (y) => `eat(${y}.sum(1))` },
  { needs: 'summer', inside: (y) => `f := ${y}.sum; eat(f(1))` },
  { needs: 'summer', inside: (y) => `defer ${y}.sum(1)` },
  { needs: 'summer', inside: (y) => `go ${y}.sum(1)` },
  { needs: 'summer', inside: (y) => `eat(summer(${y}))` },
  { needs: 'func', inside: (y) => `${y}()` },
  { needs: 'func', inside: (y) => `defer ${y}()` },
  { needs: 'func', inside: (y) => `go ${y}()` },
  { needs: 'func', inside: (y) => `eat(${y} == nil)` },
  { needs: 'chan', inside: (y) => `select { case v := <-${y}: eat(v); default: }` },
  { needs: 'chan', inside: (y) => `select { case v, ok := <-${y}: eat(v, ok); case <-same(make(chan int)): default: }` },
  { needs: 'chan', inside: (y) => `eat(len(${y}), cap(${y}), (<-chan int)(${y}))` },
  { needs: 'map', inside: (y) => `for k, v := range ${y} { eat(k, v) }` },
  { needs: 'map', inside: (y) => `v, ok := ${y}["q"]; eat(v, ok, len(${y}))` },
];

/** Forms that turn any value into one that is held by reference: its variable is named `w`. */
const BY_REFERENCE: readonly Form[] = [
  { inside: (y) => `eat(&${y})` },
  { inside: (y, type) => `${y} = zero[${type}](); eat(${y})` },
  { inside: (y) => `func() { own := &${y}; eat(own) }()` },
];

/** One program: a file in the package of the random programs. */
export function writeForms(seed: number, name: string): string {
  return new FormsWriter(seed, name).write();
}

class FormsWriter {
  readonly #random: RandomChoices;
  readonly #name: string;
  readonly #lines: string[] = ['package main', '', 'import "errors"', '', 'var _ = errors.New', ''];

  constructor(seed: number, name: string) {
    this.#random = makeChoices(seed);
    this.#name = name;
  }

  write(): string {
    const functions = 1 + this.#random.pick(3);
    const call = `${this.#name}f0(${1 + this.#random.pick(9)}, "s${this.#random.pick(9)}")`;
    this.#lines.push(`func init() { programs["${this.#name}"] = func() { ${call} } }`, '');
    for (let at = 0; at < functions; at += 1) this.#writeFunction(at, at + 1 < functions);
    return `${this.#lines.join('\n')}\n`;
  }

  #writeFunction(at: number, isFollowed: boolean): void {
    const name = `${this.#name}f${at}`;
    // A type parameter produces a closure of generic code: its dictionary says which types it holds.
    const given = this.#random.chance(0.3) ? this.#random.choose(KINDS) : undefined;
    const isComparable = given?.traits.includes('comparable') === true;
    if (given !== undefined) {
      this.#lines.push(
        `func ${name}(x int, s string) {`,
        '\tx0 := x',
        '\t_ = x0',
        `\t${name}g[${given.type}](x, s, ${given.value})`,
        '}',
        '',
      );
      this.#lines.push(`func ${name}g[T ${isComparable ? 'comparable' : 'any'}](x int, s string, yg T) {`);
    } else this.#lines.push(`func ${name}(x int, s string) {`);
    this.#lines.push('\tx0 := x', '\t_ = x0');
    const ofParameter: ValueKind = { type: 'T', value: 'yg', traits: isComparable ? ['comparable'] : [] };
    const generic = given === undefined ? undefined : ofParameter;
    for (let count = 5 + this.#random.pick(5); count > 0; count -= 1) this.#writeDefer(given === undefined ? name : `${name}g`, generic);
    this.#lines.push('\tif wanted() {', '\t\there() // stop', '\t}');
    if (isFollowed) this.#lines.push(`\t${this.#name}f${at + 1}(x+1, s)`);
    this.#lines.push('}', '');
  }

  #writeDefer(owner: string, generic: ValueKind | undefined): void {
    const n = `n${this.#lines.length}`;
    const variables = Array.from({ length: 1 + this.#random.pick(4) }, (_, at) => {
      const kind = generic !== undefined && this.#random.chance(0.4) ? generic : this.#random.choose(KINDS);
      const isReferred = this.#random.chance(0.12);
      const forms = (isReferred ? BY_REFERENCE : FORMS).filter(({ needs }) => needs === undefined || kind.traits.includes(needs));
      // Two forms of one variable: the second may undo what the first asks for.
      const chosen = Array.from({ length: this.#random.chance(0.3) ? 2 : 1 }, () => this.#random.choose(forms));
      return { name: `${isReferred ? 'w' : 'y'}${at === 0 ? '' : at + 1}`, kind, forms: chosen };
    });
    this.#lines.push('\t{', `\t\t${n} := next()`);
    for (const { name, kind } of variables) this.#lines.push(`\t\tvar ${name} ${kind.type} = ${kind.value}`);
    const inside: string[] = [];
    for (const { name, kind, forms } of variables)
      for (const [at, { before, inside: use }] of forms.entries()) {
        const renamed = (text: string): string => (at === 0 ? text : text.replace(/\b([cdlmkb])(?=[yw]\d*\b)/g, '$1$1'));
        if (before !== undefined) this.#lines.push(`\t\t${renamed(before(name, kind.type))}`);
        inside.push(`{ ${renamed(use(name, kind.type))} }`);
      }
    const names = variables.map(({ name }) => name);
    this.#lines.push(`\t\tkeep[${n}] = func() { rec(${n}, "${names.join(' ')}", ${names.join(', ')}) }`);
    const order = this.#random.chance(0.5) ? [...inside, `tell(${n})`] : [`tell(${n})`, ...inside];
    const stop = this.#random.chance(0.3) ? ['if wanted() {', '\there() // stop', '}'] : [];
    const [line, body] = this.#literal(order, stop);
    const registered = this.#lines.length + 1 + line;
    this.#lines.push(...body.map((text) => `\t\t${text}`), `\t\tnoted(${n}, ${registered}, "${owner}")`, '\t}');
  }

  /** The statement, and which of its lines has the `defer`. */
  #literal(order: readonly string[], stop: readonly string[]): readonly [number, readonly string[]] {
    const lines = [...order, ...stop].map((text) => `\t${text}`);
    const kind = this.#random.next();
    if (kind < 0.7) return [0, ['defer func() {', ...lines, '}()']];
    if (kind < 0.85) return [0, ['defer func(a int, b string) {', ...lines, '}(x, s)']];
    return [lines.length + 2, ['f := func() {', ...lines, '}', 'defer f()']];
  }
}
