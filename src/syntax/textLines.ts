import type { TextPosition } from './textRange.ts';

/** The lines of a text as JavaScript counts them: positions, 0-based, and how many UTF-16 units are before them. */
export class TextLines {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    this.#starts = [0, ...[...text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)].map((end) => end.index + end[0].length)];
    this.#length = text.length;
  }

  /** Undefined for what is not in the text. */
  positionAt(offset: number): TextPosition | undefined {
    if (offset < 0 || offset > this.#length) return undefined;
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? Infinity) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - (this.#starts[low] ?? 0) };
  }

  /** Undefined for what is not in the text. */
  offsetAt({ line, column }: TextPosition): number | undefined {
    const start = this.#starts[line];
    const offset = start === undefined ? undefined : start + column;
    return offset === undefined || column < 0 || offset > this.#length ? undefined : offset;
  }
}
