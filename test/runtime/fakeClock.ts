import type { Clock, Timer } from '../../src/runtime/support/clock.ts';

interface Pending {
  readonly at: number;
  readonly order: number;
  readonly fn: () => void;
}

/** A clock that a test advances by hand. */
export class FakeClock implements Clock {
  #now = 0;
  #order = 0;
  #pending: Pending[] = [];

  now(): number {
    return this.#now;
  }

  get timers(): number {
    return this.#pending.length;
  }

  /** In how many milliseconds the next timer is due; `undefined` if there is none. */
  get nextIn(): number | undefined {
    return this.#pending.length === 0 ? undefined : Math.max(0, Math.min(...this.#pending.map(({ at }) => at)) - this.#now);
  }

  setTimeout(fn: () => void, ms: number): Timer {
    const timer: Pending = { at: this.#now + ms, order: ++this.#order, fn };
    this.#pending.push(timer);
    return {
      cancel: () => {
        this.#pending = this.#pending.filter((p) => p !== timer);
      },
    };
  }

  /** Lets time pass and fires the timers that are due, in order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const due = this.#pending.filter((p) => p.at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (due === undefined) break;
      this.#pending = this.#pending.filter((p) => p !== due);
      this.#now = Math.max(this.#now, due.at);
      due.fn();
    }
    this.#now = until;
  }

  /** Lets time pass while no timer can fire, as a busy event loop does. */
  block(ms: number): void {
    this.#now += ms;
  }
}
