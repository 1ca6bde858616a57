/** Random Go programs whose deferred calls say what they received when they run. */

/** A generator of numbers in [0, 1) that gives the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What every program needs. Each registration has a number of its own, by which the snapshot and the trace are compared. */
export const PRELUDE = `package main

import (
	"fmt"
	"iter"
	"os"
	"runtime"
	"strings"
	"sync"
)

var trace *os.File
var programs = map[string]func(){}
var numbers int

func next() int { numbers++; return numbers }

func mark(line int) { fmt.Fprintf(trace, "STOP %d\\n", line) }

// rec says which call runs, and with which values; names are those of the snapshot's arguments.
func rec(n int, names string, values ...any) {
	fmt.Fprintf(trace, "RUN %d", n)
	for i, name := range strings.Fields(names) {
		fmt.Fprintf(trace, "\\t%s=%#v", name, values[i])
	}
	fmt.Fprintln(trace)
}

func typed(n int, names string, x int, s string) string { rec(n, names, x, s); return s }
func generic[T any](n int, names string, value T)         { rec(n, names, value) }

type thing struct{ v int }

func (t thing) value(n int, names string, x int)    { rec(n, names, t.v, x) }
func (t *thing) pointer(n int, names string, s string) { rec(n, names, s) }

type speaker interface{ value(n int, names string, x int) }

func seq(count int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range count {
			if !yield(i) {
				return
			}
		}
	}
}

func main() {
	trace, _ = os.Create(os.Args[2])
	var wait sync.WaitGroup
	wait.Add(1)
	go func() {
		defer wait.Done()
		defer func() { recover() }()
		programs[os.Args[1]]()
	}()
	wait.Wait()
	_ = runtime.NumGoroutine()
}
`;

/** One program: a file of its own in the package that has the prelude. Lines that call \`mark\` are places to stop at. */
export function writeProgram(seed: number): string {
  return new ProgramWriter(seed).write();
}

class ProgramWriter {
  readonly #random: () => number;
  readonly #seed: number;
  readonly #lines: string[] = ['package main', '', 'import "runtime"', '', 'var _ = runtime.GOOS', ''];
  #functions = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = randomNumbers(seed);
  }

  write(): string {
    const count = 2 + this.#pick(4);
    this.#lines.push(`func init() { programs["p${this.#seed}"] = func() { p${this.#seed}f0(${this.#pick(9)}, "s${this.#pick(9)}") } }`, '');
    for (this.#functions = 0; this.#functions < count; this.#functions += 1) this.#writeFunction(this.#functions, count);
    return `${this.#lines.join('\n')}\n`;
  }

  #writeFunction(at: number, count: number): void {
    this.#lines.push(`func p${this.#seed}f${at}(x int, s string) (result int) {`, '\tt, p := thing{x}, &thing{x + 1}', '\tvar sp speaker = t', '\t_, _, _ = t, p, sp');
    this.#writeBlock(1, 4 + this.#pick(6), at, count);
    this.#mark(1);
    if (this.#chance(0.3)) this.#ending(at);
    this.#lines.push('\treturn x', '}', '');
  }

  /** How a function may end but by returning. */
  #ending(at: number): void {
    if (at > 0 && this.#chance(0.2)) this.#lines.push('\tif x < 1000 {', '\t\truntime.Goexit()', '\t}');
    else if (this.#chance(0.3)) this.#lines.push('\tif x < 1000 {', '\t\tvar none *thing', '\t\tnone.v = 1', '\t}');
    else this.#lines.push('\tif x < 1000 {', '\t\tpanic(s)', '\t}');
  }

  #writeBlock(depth: number, statements: number, at: number, count: number): void {
    for (let i = 0; i < statements; i += 1) this.#writeStatement(depth, at, count);
  }

  #writeStatement(depth: number, at: number, count: number): void {
    const tab = '\t'.repeat(depth);
    const kind = this.#random();
    if (kind < 0.45) this.#writeDefer(tab);
    else if (kind < 0.6) this.#lines.push(`${tab}${this.#choose([`x += ${1 + this.#pick(5)}`, `s += "${this.#choose(['a', 'b', '…'])}"`, 't.v++', 'p.v += 2', 'result = x'])}`);
    else if (kind < 0.68) this.#mark(depth);
    else if (kind < 0.78 && at + 1 < count) this.#lines.push(`${tab}x += p${this.#seed}f${at + 1 + this.#pick(count - at - 1)}(x, s)`);
    else if (depth > 2) this.#writeDefer(tab);
    else this.#writeNested(tab, depth, at, count);
  }

  #writeNested(tab: string, depth: number, at: number, count: number): void {
    const header = this.#choose([`if x%2 == ${this.#pick(2)} {`, `for i := range ${1 + this.#pick(3)} {`, `for i := range seq(${1 + this.#pick(3)}) {`, 'func() {', '{']);
    this.#lines.push(`${tab}${header}`);
    if (header.startsWith('for')) this.#lines.push(`${tab}\tx += i`);
    this.#writeBlock(depth + 1, 1 + this.#pick(3), at, count);
    this.#lines.push(`${tab}}${header.startsWith('func') ? '()' : ''}`);
  }

  #writeDefer(tab: string): void {
    const name = `n${this.#lines.length}`;
    const statement = this.#choose([
      [`defer rec(${name}, "x s", x, s)`],
      [`defer rec(${name}, "x", x)`],
      [`defer typed(${name}, "x s", x, s)`],
      [`defer generic(${name}, "s", s)`],
      [`defer generic(${name}, "x", x)`],
      [`defer t.value(${name}, "t.v x", x)`],
      [`defer p.pointer(${name}, "s", s)`],
      [`defer sp.value(${name}, "sp.v x", x)`],
      [`defer func() { rec(${name}, "x s", x, s) }()`],
      [`defer func() { rec(${name}, "result", result) }()`],
      [`defer func(a int, b string) { rec(${name}, "a b x", a, b, x) }(x, s)`],
      [`y := x`, `defer func() { rec(${name}, "y", y) }()`],
      [`f := func(a int) { rec(${name}, "", a) }`, 'defer f(x)'],
      ['defer func() {', `\tdefer rec(${name}+1000000, "x", x)`, `\trec(${name}, "x", x)`, '}()'],
      ['defer func() {', '\tr := recover()', `\trec(${name}, "s", s)`, '\t_ = r', '}()'],
      ['defer func() {', `\trec(${name}, "s", s)`, '\tif x%5 == 0 {', '\t\tpanic("in deferred")', '\t}', '}()'],
    ]);
    this.#lines.push(`${tab}{`, `${tab}\t${name} := next()`, ...statement.map((line) => `${tab}\t${line}`), `${tab}}`);
  }

  #mark(depth: number): void {
    this.#lines.push(`${'\t'.repeat(depth)}mark(${this.#lines.length + 1})`);
  }

  #pick(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #choose<T>(choices: readonly T[]): T {
    return choices[this.#pick(choices.length)] as T;
  }
}
