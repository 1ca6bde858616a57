/** How much of each second may be spent on observing. This is the most that a program is slowed. */
export class TimeBudget {
  readonly #msPerSecond: number;
  #second = 0;
  #spent = 0;

  /** @param msPerSecond how many milliseconds of each second may be spent */
  constructor(msPerSecond: number) {
    this.#msPerSecond = msPerSecond;
  }

  /** Whether nothing is left of this second. `now` is in milliseconds, from a clock that never goes back. */
  isSpent(now: number): boolean {
    if (now - this.#second >= 1000) {
      this.#second = now;
      this.#spent = 0;
    }
    return this.#spent >= this.#msPerSecond;
  }

  spend(ms: number): void {
    this.#spent += ms;
  }

  renew(): void {
    this.#spent = 0;
  }
}
