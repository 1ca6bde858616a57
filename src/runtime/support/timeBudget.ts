/** What may be spent of each second on looking: a program is slowed by that much at most. */
export class TimeBudget {
  readonly #msPerSecond: number;
  #second = 0;
  #spent = 0;

  /** @param msPerSecond milliseconds that may be spent of each second */
  constructor(msPerSecond: number) {
    this.#msPerSecond = msPerSecond;
  }

  /** Whether nothing is left of this second. `now`: in milliseconds, of a clock that never goes back. */
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
