/** Functions to call when something changed. One that throws does not keep the others from being called. */
export class Listeners<T = void> {
  readonly #all = new Set<(event: T) => void>();
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** Adds a listener; the returned function takes it away. */
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
