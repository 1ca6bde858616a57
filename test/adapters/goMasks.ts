import { makeChoices, type RandomChoices } from './randomNumbers.ts';

/**
 * Random Go programs for optimized builds, whose captured values a snapshot does not know. Each registration has a number. The trace has
 * a line before it is made (`TRY` with the line of its statement), when it was made (`REG`) and when it runs (`RUN`). Each goroutine has
 * functions of its own, so a line tells the goroutine.
 */
export const MASKS_PRELUDE = `package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

var trace *os.File
var programs = map[string]func(int){}
var numbers, calls, stops, nextStop int
var zero int
var none *int

//go:noinline
func try(line int) int {
	numbers++
	fmt.Fprintf(trace, "TRY %d %d\\n", numbers, line)
	return numbers
}

//go:noinline
func reg(n int) { fmt.Fprintf(trace, "REG %d\\n", n) }

//go:noinline
func run(n int) { fmt.Fprintf(trace, "RUN %d\\n", n) }

//go:noinline
func here() {}

//go:noinline
func wanted() bool {
	calls++
	if calls < nextStop {
		return false
	}
	stops++
	nextStop = calls + 1 + stops/4
	return true
}

func small(n int) { run(n) }

type closer struct{ n int }

func (c *closer) close()          { run(c.n) }
func (c closer) shut(why string)  { run(c.n) }

type shutter interface{ shut(string) }

//go:noinline
func asShutter(n int) shutter { return closer{n} }

//go:noinline
func asFunc(n int) func() { return func() { run(n) } }

//go:noinline
func grow(n int) int {
	var pad [512]int
	if n == 0 {
		return pad[zero]
	}
	return grow(n-1) + pad[n&511]
}

//go:noinline
func fail(kind int) int {
	switch kind % 3 {
	case 0:
		panic("asked for")
	case 1:
		return *none
	}
	return []int{1}[zero+9]
}

func main() {
	runtime.GOMAXPROCS(1)
	for at, name := range os.Args[2:] {
		trace, _ = os.Create(filepath.Join(os.Args[1], name+".trace"))
		numbers, calls, stops, nextStop = 0, 0, 0, 0
		for round := range 3 {
			programs[name](at*7 + round*53)
		}
		fmt.Fprintln(trace, "END")
	}
}
`;

/** How many statements a function may have and still keep its calls in its frame. */
const MAX_OPEN = 8;

/** One program: a file in the package of the random programs. */
export function writeMasks(seed: number): string {
  return new MasksWriter(seed).write();
}

class MasksWriter {
  readonly #random: RandomChoices;
  readonly #name: string;
  readonly #lines: string[] = ['package main', '', 'import "runtime"', '', 'var _ = runtime.Gosched', ''];

  constructor(seed: number) {
    this.#random = makeChoices(seed);
    this.#name = `m${seed}`;
  }

  write(): string {
    const others = this.#random.pick(3);
    this.#add(`func init() { programs["${this.#name}"] = ${this.#name}start }`, '', `func ${this.#name}start(m int) {`);
    for (let at = 1; at <= others; at += 1)
      this.#add(
        `\tr${at}, g${at}, d${at} := make(chan int), make(chan int), make(chan int)`,
        '\tgo func() {',
        `\t\tdefer close(d${at})`,
        `\t\tdefer close(r${at})`,
        `\t\t${this.#name}t${at}f0(m+${this.#random.pick(256)}, ${1 + this.#random.pick(3)}, r${at}, g${at})`,
        '\t}()',
        `\t<-r${at}`,
      );
    this.#add(`\t${this.#name}t0f0(m, ${1 + this.#random.pick(3)}, nil, nil)`);
    // One that has ended early does not wait.
    for (let at = 1; at <= others; at += 1) this.#add('\tselect {', `\tcase g${at} <- 1:`, `\tcase <-d${at}:`, '\t}', `\t<-d${at}`);
    this.#add('}', '');
    for (let tree = 0; tree <= others; tree += 1) this.#writeTree(tree);
    return `${this.#lines.join('\n')}\n`;
  }

  #add(...lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  /** The functions of one goroutine; the outermost one lets no panic through, and the innermost one of another goroutine waits. */
  #writeTree(tree: number): void {
    const count = 2 + this.#random.pick(3);
    for (let at = 0; at < count; at += 1) {
      const name = `${this.#name}t${tree}f${at}`;
      const isLast = at === count - 1;
      if (this.#random.chance(0.5) || isLast) this.#add('//go:noinline');
      this.#add(`func ${name}(m, depth int, ready, goOn chan int) (sum int) {`);
      if (at === 0) this.#add('\tdefer func() { recover() }() // outermost');
      if (this.#random.chance(0.3)) this.#add(`\tvar pad [${8 << this.#random.pick(6)}]int`, '\tdefer func() { sum += pad[m&7] }() // pad');
      const parts = this.#countParts();
      for (let part = 0; part < parts; part += 1) {
        this.#writeDefer(part);
        if (this.#random.chance(0.25)) this.#writeStop();
        if (this.#random.chance(0.15)) this.#add(`\tif m&63 == ${this.#random.pick(64)} {`, '\t\treturn m', '\t}');
      }
      if (this.#random.chance(0.4)) this.#add('\tsum += grow(m & 15)');
      this.#writeStop();
      if (this.#random.chance(0.5)) this.#add('\tif depth > 1 {', `\t\tsum += ${name}(m*5+3, depth-1, nil, nil)`, '\t}');
      if (!isLast) {
        const next = `${this.#name}t${tree}f${at + 1}`;
        const loop = this.#random.chance(0.2);
        this.#add(
          ...(loop ? ['\tfor i := range 2 {', `\t\tsum += ${next}(m*3+i, depth, nil, nil)`, '\t}'] : []),
          `\tsum += ${next}(m*3+1, depth, ready, goOn)`,
        );
      } else if (tree > 0) this.#add('\tif ready != nil {', '\t\tready <- 1', '\t\t<-goOn', '\t}');
      this.#writeStop();
      if (this.#random.chance(0.3)) this.#add(`\tif m&7 == ${this.#random.pick(8)} {`, `\t\tsum += fail(m)`, '\t}');
      if (tree > 0 && this.#random.chance(0.2)) this.#add(`\tif m&15 == ${this.#random.pick(16)} {`, '\t\truntime.Goexit()', '\t}');
      this.#add('\treturn sum', '}', '');
    }
  }

  #countParts(): number {
    const kind = this.#random.next();
    if (kind < 0.1) return 0;
    return kind < 0.9 ? 1 + this.#random.pick(MAX_OPEN - 2) : MAX_OPEN + this.#random.pick(3);
  }

  #writeStop(): void {
    this.#add('\tif wanted() {', '\t\there() // stop', '\t}');
  }

  /** A statement behind a condition; rarely one in a loop, which keeps the whole function from being open-coded. */
  #writeDefer(part: number): void {
    const isInLoop = this.#random.chance(0.05);
    const condition = this.#random.chance(0.25) ? '{' : isInLoop ? 'for range m & 3 {' : `if m&${1 << (part % MAX_OPEN)} != 0 {`;
    this.#add(`\t${condition}`);
    const line = this.#lines.length + 2;
    this.#add(`\t\tn := try(${line})`, ...this.#statement(), '\t\treg(n)', '\t}');
  }

  #statement(): readonly string[] {
    const literal = (...body: readonly string[]): readonly string[] => [
      '\t\tdefer func() {',
      ...body.map((text) => `\t\t\t${text}`),
      '\t\t}()',
    ];
    return this.#random.choose<() => readonly string[]>([
      () => ['\t\tdefer run(n)'],
      () => ['\t\tdefer small(n)'],
      () => ['\t\tdefer (&closer{n}).close()'],
      () => ['\t\tdefer closer{n}.shut("x")'],
      () => ['\t\tdefer asShutter(n).shut("y")'],
      () => ['\t\tdefer asFunc(n)()'],
      () => literal('run(n)'),
      () => literal('run(n)', 'sum++'),
      () => literal('run(n)', 'if r := recover(); r != nil { sum-- }'),
      () => literal('run(n)', 'if wanted() {', 'here() // stop', '}'),
      () => literal('run(n)', 'sum += grow(m & 7)', 'if wanted() {', 'here() // stop', '}'),
      () => literal('defer small(zero)', 'run(n)', 'if m&31 == 5 { sum += fail(m) }'),
      () => ['\t\tdefer func(k int) { run(k) }(n)'],
    ])();
  }
}
