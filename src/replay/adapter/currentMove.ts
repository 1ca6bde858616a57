import type { Standing } from './replayPlayer.ts';

interface Outcome {
  readonly arrive: (standing: Standing) => void;
  readonly fail: (error: unknown) => void;
}

/** The move that a replay is making: there is at most one. */
export class CurrentMove {
  #moving: AbortController | undefined;

  /** Does nothing while another move is in progress. */
  start(move: (signal: AbortSignal) => Promise<Standing>, { arrive, fail }: Outcome): void {
    if (this.#moving !== undefined) return;
    const moving = new AbortController();
    this.#moving = moving;
    move(moving.signal).then(
      (standing) => {
        this.#moving = undefined;
        arrive(standing);
      },
      (error: unknown) => {
        this.#moving = undefined;
        fail(error);
      },
    );
  }

  /** Ends the move early: it arrives where it is. */
  stop(): void {
    this.#moving?.abort();
  }
}
