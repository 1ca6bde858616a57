/** Functions to call when something changed. If one throws, the others are called anyway. */
export class Listeners<T = void> {
  readonly #all = new Set<(event: T) => void>();
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** Adds a listener; the returned function removes it. */
  add(listener: (event: T) => void): () => void {
    this.#all.add(listener);
    return () => {
      this.#all.delete(listener);
    };
  }

  fire(event: T): void {
    for (const listener of [...this.#all]) {
      try {
        listener(event);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}
