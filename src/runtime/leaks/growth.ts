/** Finds what only grows, from look to look. */

/** Something that has grown from look to look, or stayed, but never shrunk. */
export interface Growth {
  readonly name: string;
  /** The last counts, oldest first. */
  readonly counts: readonly number[];
}

const MAX_NAMES = 1000;

/** @internal */
export class GrowthWatch {
  readonly #series = new Map<string, number[]>();
  readonly #looks: number;

  /** @param looks this many counts must never fall, and most of them must rise, before it counts as growth */
  constructor(looks: number) {
    this.#looks = looks;
  }

  look(counts: ReadonlyMap<string, number>): void {
    for (const name of this.#series.keys()) if (!counts.has(name)) this.#series.delete(name);
    for (const [name, count] of counts) {
      const series = this.#series.get(name) ?? [];
      if (series.length === 0 && this.#series.size >= MAX_NAMES) continue;
      series.push(count);
      if (series.length > this.#looks) series.shift();
      this.#series.set(name, series);
    }
  }

  list(): readonly Growth[] {
    return [...this.#series].filter(([, counts]) => this.#isGrowing(counts)).map(([name, counts]) => ({ name, counts: [...counts] }));
  }

  /** A program that has just started opens what it needs and then stops, so the growth must go on to the last look. */
  #isGrowing(counts: readonly number[]): boolean {
    if (counts.length < this.#looks) return false;
    const steps = counts.slice(1).map((count, at) => count - (counts[at] ?? 0));
    return steps.every((step) => step >= 0) && steps.filter((step) => step > 0).length * 2 > steps.length && (steps.at(-1) ?? 0) > 0;
  }
}
