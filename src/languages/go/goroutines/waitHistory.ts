interface Wait {
  readonly place: string;
  /** The last stop at which it was seen there. */
  readonly epoch: number;
  readonly stops: number;
}

/**
 * At how many stops in a row goroutines were found waiting in the same place. The count of a goroutine that was not checked in between
 * starts again.
 */
export class WaitHistory {
  readonly #waits = new Map<bigint, Wait>();
  #epoch = 0;
  #before = 0;

  /** A stop is being read, for the first time or again. */
  begin(epoch: number): void {
    if (epoch === this.#epoch) return;
    this.#before = this.#epoch;
    this.#epoch = epoch;
    for (const [id, wait] of this.#waits) if (wait.epoch !== this.#before) this.#waits.delete(id);
  }

  /** The number of stops, including this one. `place` is what it waits for, and where. */
  count(goroutine: bigint, place: string): number {
    const known = this.#waits.get(goroutine);
    const isSame = known?.place === place;
    const stops = !isSame ? 1 : known.epoch === this.#epoch ? known.stops : known.stops + 1;
    this.#waits.set(goroutine, { place, epoch: this.#epoch, stops });
    return stops;
  }
}
