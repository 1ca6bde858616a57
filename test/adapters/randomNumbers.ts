/** A generator of numbers in [0, 1) that gives the same sequence for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draws from a sequence of random numbers. */
export interface RandomChoices {
  /** A whole number from 0 up to `count`, which is not among them. */
  readonly pick: (count: number) => number;
  /** True in this share of the cases. */
  readonly chance: (share: number) => boolean;
  readonly choose: <T>(choices: readonly T[]) => T;
  /** The next number in [0, 1). */
  readonly next: () => number;
}

export function makeChoices(seed: number): RandomChoices {
  const next = randomNumbers(seed);
  const pick = (count: number): number => Math.floor(next() * count);
  return {
    next,
    pick,
    chance: (share) => next() < share,
    choose: <T>(choices: readonly T[]) => choices[pick(choices.length)] as T,
  };
}
