// Measuring on a busy machine: many short rounds, every variant in each, in a different order.

/**
 * What `measure….mjs` prints: the nanoseconds of each variant, round by round.
 * @typedef {{ node: string, times: Record<string, number[]> }} Measured
 */

/**
 * A different order in each round: otherwise the garbage that one variant leaves is always collected at the expense of the same other.
 * @template T
 * @param {readonly T[]} all
 */
export function shuffle(all) {
  const order = [...all];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [/** @type {T} */ (order[j]), /** @type {T} */ (order[i])];
  }
  return order;
}

/** @param {readonly number[]} all */
export function median(all) {
  const sorted = [...all].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/**
 * The median of the ratios round by round: two variants of one round ran under the same conditions.
 * @param {readonly number[] | undefined} of @param {readonly number[] | undefined} to
 */
export function ratio(of, to) {
  return of === undefined || to === undefined ? NaN : median(of.map((time, round) => time / (to[round] ?? NaN)));
}

/** For a Node that was started with --expose-gc. */
export function collectGarbage() {
  if (globalThis.gc === undefined) throw new Error('Run this with --expose-gc.');
  globalThis.gc();
}

/**
 * Runs every variant once in each round and returns the nanoseconds of one operation, round by round.
 * @param {{ name: string, operations: number, run: () => unknown }[]} variants `run` makes `operations` operations; a promise is awaited
 * @param {{ rounds?: number, warmUp?: number }} [options]
 * @returns {Promise<Record<string, number[]>>}
 */
export async function runRounds(variants, { rounds = Number(process.env.BENCH_ROUNDS ?? 61), warmUp = 10 } = {}) {
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(variants.map(({ name }) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const { name, operations, run } of shuffle(variants)) {
      const start = process.hrtime.bigint();
      const result = run();
      if (result instanceof Promise) await result;
      const time = Number(process.hrtime.bigint() - start) / operations;
      if (round >= 0) times[name]?.push(time);
      // A new job, as in a real program: what a job leaves behind is part of the cost.
      await Promise.resolve();
    }
  }
  return times;
}

/**
 * A Markdown table: each variant's median, and in parentheses its ratio to `base` within the same round.
 * @param {readonly Measured[]} results @param {readonly string[]} names @param {string} base
 */
export function printTable(results, names, base) {
  console.log(`| | ${results.map(({ node }) => node).join(' | ')} |`);
  console.log(`|---|${results.map(() => '---:').join('|')}|`);
  for (const name of names) {
    const cells = results.map(({ times: { [name]: own, [base]: others } }) =>
      own === undefined ? '–' : `${write(median(own))} (${write(ratio(own, others))})`,
    );
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}

/** @param {number} number */
function write(number) {
  return number >= 100 ? number.toFixed(0) : number >= 10 ? number.toFixed(1) : number.toFixed(2);
}
