/** Random Go programs whose deferred calls say what they received when they run. */

import { makeChoices, type RandomChoices } from './randomNumbers.ts';

/**
 * What every program needs. Each registration has its own number, which it passes to the deferred call or which its closure captures: the
 * snapshot and the trace are compared by it. The trace has a line when a call was deferred (`REG`) and when it runs (`RUN`), with what it
 * received, written as a snapshot writes values.
 */
export const PRELUDE = `package main

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

var trace *os.File
var programs = map[string]func(){}
var numbers, calls, again, marks, nextStop int

func next() int { numbers++; return numbers }

// noted says that a call was deferred, by which statement of which function.
func noted(n, line int, owner string) { fmt.Fprintf(trace, "REG %d %d %s\\n", n, line, owner) }

// rec says which call runs, and with which values; names are those of the snapshot's arguments.
func rec(n int, names string, values ...any) {
	var line strings.Builder
	fmt.Fprintf(&line, "RUN %d", n)
	for i, name := range strings.Fields(names) {
		fmt.Fprintf(&line, "\\t%s=%s", name, show(values[i]))
	}
	fmt.Fprintln(trace, line.String())
}

// show writes a value as a debugger does.
func show(value any) string {
	switch v := value.(type) {
	case nil:
		return "nil"
	case string:
		return strconv.Quote(v)
	case thing:
		return fmt.Sprintf("{v: %d}", v.v)
	case *thing:
		if v == nil {
			return "nil"
		}
		return fmt.Sprintf("&{v: %d}", v.v)
	case pair:
		return fmt.Sprintf("{A: %d, B: %q}", v.A, v.B)
	case []int:
		if v == nil {
			return "nil"
		}
		return list(v)
	case [3]int:
		return list(v[:])
	case [20]int:
		return list(v[:])
	case map[string]int:
		if v == nil {
			return "nil"
		}
		for key, value := range v {
			return fmt.Sprintf("[%q: %d]", key, value)
		}
		return "[]"
	case error:
		return fmt.Sprintf("&{s: %q}", v.Error())
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool, int, int8, int16, int32, int64, uint8, uint16, uint64, float32:
		return fmt.Sprint(v)
	default:
		return showMore(value)
	}
}

func list(numbers []int) string {
	return strings.ReplaceAll(fmt.Sprint(numbers), " ", ",")
}

type thing struct{ v int }
type pair struct {
	A int
	B string
}
type box[T any] struct{ item T }
type holder struct {
	thing
	*box[string]
	stop func(n int, names string, x int)
}

func (t thing) value(n int, names string, x int)       { rec(n, names, t, x) }
func (t *thing) pointer(n int, names string, s string) { rec(n, names, t, s) }
func (b *box[T]) put(n int, names string, item T)      { rec(n, names, item) }
func (b box[T]) get(n int, names string)               { rec(n, names) }

type speaker interface{ value(n int, names string, x int) }

func typed(n int, names string, x int, s string) string     { rec(n, names, x, s); return s }
func plain(n int, names string, x int)                      { rec(n, names, x) }
func generic[T any](n int, names string, value T)           { rec(n, names, value) }
func both[K comparable, V any](n int, names string, k K, v V) { rec(n, names, k, v) }
func ints(n int, names string, values ...int) {
	all := []any{}
	for _, value := range values {
		all = append(all, value)
	}
	rec(n, names, all...)
}
func spread(n int, names string, values ...int)                     { rec(n, names, values) }
func small(n int, names string, a int8, b uint16, c bool, d float64) { rec(n, names, a, b, c, d) }

// nest defers something itself when it runs.
func nest(n int, names string, x int) {
	rec(n, names, x)
	defer rec(n+1000000, "x", x)
	noted(n+1000000, 0, "nest")
	if wanted() {
		here() // stop
	}
}

func seq(count int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range count {
			if !yield(i) {
				return
			}
		}
	}
}

// noisy has a deferred call pending while the loop's body runs.
func noisy(count int) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		n0 := next()
		defer rec(n0, "count", count)
		noted(n0, 0, "noisy")
		for i := range count {
			if !yield(i, "noisy") {
				return
			}
		}
	}
}

// wanted says whether to stop: the further on, the more seldom, so that early and late stops are looked at.
func wanted() bool {
	marks++
	if marks < nextStop {
		return false
	}
	nextStop += 1 + nextStop*2/3
	return true
}

//go:noinline
func here() {}

// mayCall bounds how much a program does, mayRecur how often it goes back to a function that may be under way already.
func mayCall() bool  { calls++; return calls < 60 }
func mayRecur() bool { again++; return again < 5 }

func main() {
	_ = errors.New
	for _, name := range os.Args[2:] {
		trace, _ = os.Create(filepath.Join(os.Args[1], name+".trace"))
		numbers, calls, again, marks, nextStop = 0, 0, 0, 0, 1
		var wait sync.WaitGroup
		wait.Add(1)
		go func() {
			defer wait.Done()
			defer func() { recover() }()
			programs[name]()
		}()
		wait.Wait()
		fmt.Fprintln(trace, "END")
		trace.Close()
	}
}
`;

/** One program: a file in the package that has the prelude. Lines that end in `// stop` are places to stop at. */
export function writeProgram(seed: number): string {
  return new ProgramWriter(seed).write();
}

type FunctionKind = 'plain' | 'generic' | 'method' | 'pointer';

/** What a block may contain. */
interface Block {
  readonly depth: number;
  /** How many loops, conditions and literals are around it. */
  readonly nesting: number;
  /** Index of the function. */
  readonly at: number;
  /** Whether the innermost function is the named one: only that one has results to return. */
  readonly isNamed: boolean;
  readonly inLoop: boolean;
}

/** Values whose variables are never assigned again: a closure captures them by value. Their text may use `x` and `s`. */
const FIXED = [
  'x',
  's',
  'thing{x}',
  '&thing{x}',
  'pair{x, s}',
  '[]int{x, 2}',
  '[]int(nil)',
  'map[string]int{s: x}',
  '[3]int{x, 1}',
  'errors.New(s)',
  'any(x)',
  'any(s)',
  'float64(x) + 0.5',
  'x%2 == 0',
  'int64(x) + 1<<62',
  'uint8(x)',
  '(*thing)(nil)',
  's + "\\n\\t\\"q\\""',
  'any(pair{x, s})',
];

class ProgramWriter {
  readonly #random: RandomChoices;
  readonly #name: string;
  readonly #lines: string[] = [
    'package main',
    '',
    'import (',
    '\t"errors"',
    '\t"runtime"',
    ')',
    '',
    'var _, _ = runtime.GOOS, errors.New',
    '',
  ];
  readonly #kinds: FunctionKind[];

  constructor(seed: number) {
    this.#name = `p${seed}`;
    this.#random = makeChoices(seed);
    this.#kinds = Array.from({ length: 2 + this.#random.pick(4) }, (_, at) =>
      at === 0 ? 'plain' : this.#random.choose<FunctionKind>(['plain', 'plain', 'generic', 'method', 'pointer']),
    );
  }

  write(): string {
    this.#lines.push(
      `func init() { programs["${this.#name}"] = func() { ${this.#name}f0(${this.#random.pick(9)}, "s${this.#random.pick(9)}") } }`,
      '',
    );
    for (const at of this.#kinds.keys()) this.#writeFunction(at);
    return `${this.#lines.join('\n')}\n`;
  }

  #writeFunction(at: number): void {
    const name = `${this.#name}f${at}`;
    const kind = this.#kinds[at] ?? 'plain';
    const head = { plain: name, generic: `${name}[T any]`, method: `(r thing) ${name}`, pointer: `(r *thing) ${name}` }[kind];
    this.#lines.push(
      `func ${head}(x int, s string${kind === 'generic' ? ', v T' : ''}) (result int) {`,
      '\tt, p := thing{x}, &thing{x + 1}',
      '\tvar sp speaker = t',
      '\tl := []int{x}',
      '\tm := x',
      '\tb := &box[string]{s}',
      '\th := &holder{thing{x + 2}, b, func(n int, names string, x int) { rec(n, names, x) }}',
      '\t_, _, _, _, _, _, _ = t, p, sp, l, m, b, h',
    );
    const block: Block = { depth: 1, nesting: 0, at, isNamed: true, inLoop: false };
    this.#writeBlock(block, 4 + this.#random.pick(6));
    this.#mark('\t');
    if (this.#random.chance(0.35)) this.#ending(at);
    this.#lines.push('\treturn x', '}', '');
  }

  /** How a function may end other than by returning. */
  #ending(at: number): void {
    const ending =
      at > 0 && this.#random.chance(0.2)
        ? ['runtime.Goexit()']
        : this.#random.choose([
            ['panic(s)'],
            ['panic(errors.New(s))'],
            ['panic(pair{x, s})'],
            ['var none *thing', 'none.v = 1'],
            ['zero := x - x', 'x /= zero'],
            ['var none map[string]int', 'none[s] = x'],
            ['l[len(l)+x*x]++'],
            ['var none speaker', 'none.value(0, "", x)'],
          ]);
    this.#lines.push('\tif x < 100000 {', ...ending.map((line) => `\t\t${line}`), '\t}');
  }

  #writeBlock(block: Block, statements: number): void {
    for (let i = 0; i < statements; i += 1) this.#writeStatement(block);
  }

  #writeStatement(block: Block): void {
    const tab = '\t'.repeat(block.depth);
    const kind = this.#random.next();
    if (kind < 0.45) this.#writeDefer(block);
    else if (kind < 0.6)
      this.#lines.push(
        `${tab}${this.#random.choose([`x += ${1 + this.#random.pick(5)}`, `s += "${this.#random.choose(['a', 'b', '…', '\\n', '\\x00', '\u202e', '`'])}"`, 't.v++', 'p.v += 2', 'result = x', 'l = append(l, x)', 'm += x', 'b = &box[string]{s}', 'h.thing.v++', 'sp = p'])}`,
      );
    else if (kind < 0.68) this.#mark(tab);
    else if (kind < 0.78) this.#writeCall(tab, block.at);
    else if (kind < 0.81) this.#writeGoroutine(block);
    else if (kind < 0.83 && block.inLoop)
      this.#lines.push(`${tab}if x%${3 + this.#random.pick(3)} == 0 {`, `${tab}\t${this.#random.choose(['break', 'continue'])}`, `${tab}}`);
    else if (kind < 0.84 && block.nesting > 0)
      this.#lines.push(`${tab}if x%7 == 0 {`, `${tab}\treturn${block.isNamed ? ' x' : ''}`, `${tab}}`);
    else if (block.nesting > 2) this.#writeDefer(block);
    else this.#writeNested(block);
  }

  #writeCall(tab: string, at: number): void {
    const later = this.#kinds.length - at - 1;
    const goesBack = later === 0 || this.#random.chance(0.2);
    const to = goesBack ? this.#random.pick(this.#kinds.length) : at + 1 + this.#random.pick(later);
    this.#lines.push(`${tab}if ${goesBack ? 'mayRecur() && ' : ''}mayCall() {`, `${tab}\tx += ${this.#call(to)}`, `${tab}}`);
  }

  #call(at: number): string {
    const name = `${this.#name}f${at}`;
    switch (this.#kinds[at] ?? 'plain') {
      case 'plain':
        return `${name}(x, s)`;
      case 'generic':
        return `${name}(x, s, ${this.#random.choose(['x', 's', 'thing{x}', '[]int{x}', 'any(s)'])})`;
      case 'method':
        return `${this.#random.choose(['t', 'h.thing', 'thing{x}'])}.${name}(x, s)`;
      case 'pointer':
        return `${this.#random.choose(['p', '(&t)'])}.${name}(x, s)`;
    }
  }

  #writeNested({ depth, nesting, at, isNamed, inLoop }: Block): void {
    const tab = '\t'.repeat(depth);
    const [header, ...first] = this.#random.choose<readonly [string, ...string[]]>([
      [`if x%2 == ${this.#random.pick(2)} {`],
      [`for i := range ${1 + this.#random.pick(3)} {`, 'x += i'],
      [`for i := 0; i < ${1 + this.#random.pick(3)}; i++ {`, 'x += i'],
      [`for i := range seq(${1 + this.#random.pick(3)}) {`, 'x += i'],
      [`for i, x := range noisy(${1 + this.#random.pick(2)}) {`, 'x, s := i, x', '_, _ = x, s'],
      [`switch i := x % 3; i {`],
      ['func() {'],
      ['{'],
      ['func(x int, s string) {'],
      ['for range seq(2) {'],
    ]);
    this.#lines.push(`${tab}${header}`);
    const isSwitch = header.startsWith('switch');
    if (isSwitch) this.#lines.push(`${tab}case 0, ${this.#random.pick(2) + 1}:`);
    for (const line of first) this.#lines.push(`${tab}\t${line}`);
    const isLiteral = header.startsWith('func');
    this.#writeBlock(
      {
        depth: depth + 1,
        nesting: nesting + 1,
        at,
        isNamed: isNamed && !isLiteral,
        inLoop: header.startsWith('for') || (inLoop && !isLiteral),
      },
      1 + this.#random.pick(3),
    );
    if (isSwitch) {
      this.#lines.push(`${tab}default:`);
      this.#writeDefer({ depth: depth + 1, nesting: nesting + 1, at, isNamed, inLoop });
    }
    this.#lines.push(`${tab}}${isLiteral ? (header.includes('x int') ? '(x+1, s)' : '()') : ''}`);
  }

  /** A goroutine that waits with deferred calls until the function that has started it ends. */
  #writeGoroutine({ depth, at }: Block): void {
    const tab = '\t'.repeat(depth);
    this.#lines.push(
      `${tab}{`,
      `${tab}\tgate, ready, done := make(chan bool), make(chan bool), make(chan bool)`,
      `${tab}\tgo func(x int, s string) {`,
      `${tab}\t\tdefer close(done)`,
      `${tab}\t\tdefer func() { recover() }()`,
      `${tab}\t\tt, p, l, m, b := thing{x}, &thing{x}, []int{x}, x, &box[string]{s}`,
      `${tab}\t\tvar sp speaker = t`,
      `${tab}\t\th := &holder{t, b, plain}`,
      `${tab}\t\t_, _, _, _, _, _, _ = t, p, l, m, b, sp, h`,
    );
    for (let count = 1 + this.#random.pick(3); count > 0; count -= 1)
      this.#writeDefer({ depth: depth + 2, nesting: 3, at, isNamed: false, inLoop: false }, false);
    this.#lines.push(
      `${tab}\t\tclose(ready)`,
      `${tab}\t\t<-gate`,
      ...(this.#random.chance(0.3) ? [`${tab}\t\t${this.#random.choose(['panic(s)', 'runtime.Goexit()'])}`] : []),
      `${tab}\t}(x, s)`,
      `${tab}\t<-ready`,
      `${tab}\tdefer func() {`,
      `${tab}\t\tclose(gate)`,
      `${tab}\t\t<-done`,
      `${tab}\t}()`,
      `${tab}}`,
    );
  }

  #writeDefer({ depth, at }: Block, inFunction = true): void {
    const tab = '\t'.repeat(depth);
    const n = `n${this.#lines.length}`;
    const kind = inFunction ? this.#kinds[at] : undefined;
    const fixed = this.#random.choose(FIXED);
    // Each names the variables in the order in which the call receives them; `_` stands for a literal.
    const choices: string[][] = [
      [`defer rec(${n}, "x s", x, s)`],
      [`defer rec(${n}, "x", x)`],
      [`defer rec(${n}, "x l", x, l)`],
      [`defer rec(${n}, "_ x _", 7, x, "lit")`],
      [`defer typed(${n}, "x s", x, s)`],
      [`defer typed(${n}, "x _", x, "lit")`],
      [`defer typed(${n}, "_ s", 42, s)`],
      [`defer plain(${n}, "x", x)`],
      [`defer generic(${n}, "s", s)`],
      [`defer generic(${n}, "x", x)`],
      [`defer generic[any](${n}, "x", x)`],
      [`defer generic(${n}, "l", l)`],
      [`defer generic(${n}, "t", t)`],
      [`defer both(${n}, "s x", s, x)`],
      [`defer both(${n}, "x t", x, t)`],
      [`defer t.value(${n}, "t x", x)`],
      [`defer p.pointer(${n}, "p s", s)`],
      [`defer (&t).pointer(${n}, "_v s", s)`],
      [`defer sp.value(${n}, "_v x", x)`],
      [`defer h.value(${n}, "h x", x)`],
      [`defer h.put(${n}, "s", s)`],
      [`defer h.get(${n}, "")`],
      [`defer h.stop(${n}, "x", x)`],
      [`defer b.put(${n}, "s", s)`],
      ['q := thing{x}', `defer q.value(${n}, "q x", x)`, 'q.v = -1'],
      ['f := t.value', `defer f(${n}, "_v x", x)`],
      ['f := plain', `defer f(${n}, "x", x)`, 'f = nil'],
      [`defer thing.value(t, ${n}, "t x", x)`],
      [`defer (*thing).pointer(p, ${n}, "p s", s)`],
      [`defer ints(${n}, "x _ x", x, 1, x)`],
      [`defer ints(${n}, "")`],
      [`defer spread(${n}, "l", l...)`],
      ['y1, y2 := int8(x), uint16(x)', `defer small(${n}, "y1 y2 _ _", y1, y2, true, 1.5)`],
      [`y := ${fixed}`, `defer rec(${n}, "y", y)`],
      [`y := ${fixed}`, `defer generic(${n}, "y", y)`],
      [`y := ${fixed}`, `defer func() { rec(${n}, "y", y) }()`],
      [`y := ${fixed}`, `defer func() { rec(${n}, "y x", y, x) }()`],
      [`y := ${fixed}`, `defer func() { func() { rec(${n}, "y", y) }() }()`],
      [`y, y2 := ${fixed}, ${this.#random.choose(FIXED)}`, `defer func(a int) { rec(${n}, "a y y2", a, y, y2) }(x)`],
      ['z := [20]int{x}', `defer generic(${n}, "z", z)`, 'z[0] = -1'],
      [`defer func() { rec(${n}, "x s", x, s) }()`],
      [`defer func() { rec(${n}, "l t p", l, t, p) }()`],
      [`defer func() { rec(${n}, "m", m); m++ }()`],
      [`defer func(a int, b string) { rec(${n}, "a b x", a, b, x) }(x, s)`],
      [`defer func(a ...int) { rec(${n}, "x", x) }(x, x)`],
      [`f := func(a int) { rec(${n}, "", a) }`, 'defer f(x)'],
      [`f := func() func() { return func() { rec(${n}, "x", x) } }`, 'defer f()()'],
      [
        'defer func() {',
        `\trec(${n}, "x", x)`,
        `\tdefer rec(${n}+1000000, "x", x)`,
        `\tnoted(${n}+1000000, ${this.#lines.length + 5}, "${this.#name}f${at}")`,
        '\tif wanted() {',
        '\t\there() // stop',
        '\t}',
        '}()',
      ],
      [`defer nest(${n}, "x", x)`],
      ['defer func() {', `\trec(${n}, "s", s)`, '\tr := recover()', '\t_ = r', '}()'],
      ['defer func() {', `\trec(${n}, "", s)`, '\tif r := recover(); r != nil {', '\t\tpanic(r)', '\t}', '}()'],
      [
        'defer func() {',
        `\trec(${n}, "s", s)`,
        '\tif x%5 == 0 {',
        '\t\tpanic("in deferred")',
        '\t}',
        '\tif wanted() {',
        '\t\there() // stop',
        '\t}',
        '}()',
      ],
      [
        'defer func() {',
        `\trec(${n}, "s", s)`,
        `\tif mayRecur() && mayCall() {`,
        `\t\tx += ${this.#call(this.#random.pick(this.#kinds.length))}`,
        '\t}',
        '}()',
      ],
      ...(this.#random.chance(0.2) ? [['defer func() {', `\trec(${n}, "")`, '\tif x%4 == 1 {', '\t\truntime.Goexit()', '\t}', '}()']] : []),
      ...(inFunction ? [[`defer func() { rec(${n}, "result", result) }()`], [`defer func() { rec(${n}, "", result); result++ }()`]] : []),
      ...(kind === 'generic'
        ? [
            [`defer generic(${n}, "v", v)`],
            [`defer func() { rec(${n}, "v", v) }()`],
            [`defer rec(${n}, "v", v)`],
            [`defer both(${n}, "x v", x, v)`],
          ]
        : []),
      ...(kind === 'method'
        ? [[`defer rec(${n}, "r", r)`], [`defer r.value(${n}, "r x", x)`], ['r.v++', `defer func() { rec(${n}, "r", r) }()`]]
        : []),
      ...(kind === 'pointer' ? [[`defer r.pointer(${n}, "r s", s)`], [`defer r.value(${n}, "r x", x)`]] : []),
    ];
    const statement = this.#random.choose(choices);
    const line = this.#lines.length + 3 + statement.findIndex((text) => text.startsWith('defer'));
    this.#lines.push(
      `${tab}{`,
      `${tab}\t${n} := next()`,
      ...statement.map((text) => `${tab}\t${text}`),
      `${tab}\tnoted(${n}, ${line}, "${this.#name}f${at}")`,
      `${tab}}`,
    );
  }

  #mark(tab: string): void {
    this.#lines.push(`${tab}if wanted() {`, `${tab}\there() // stop`, `${tab}}`);
  }
}
