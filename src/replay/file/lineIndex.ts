const NEWLINE = 10;
const RETURN = 13;

/** Where the lines of a growing file begin; takes eight bytes per line. */
export class LineIndex {
  #starts = new Float64Array(1024);
  #count = 0;
  /** Where the line begins whose end has not been seen yet. */
  #open = 0;
  #scanned = 0;

  /** How many lines are complete, not counting empty ones. */
  get count(): number {
    return this.#count;
  }

  /** How far the file has been scanned. */
  get scanned(): number {
    return this.#scanned;
  }

  /** Whether there is text after the end of the last line. */
  get hasOpenLine(): boolean {
    return this.#scanned > this.#open;
  }

  /** Scans the next bytes of the file. */
  push(bytes: Buffer): void {
    const base = this.#scanned;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
      const end = base + at;
      const isEmpty = end === this.#open || (end === this.#open + 1 && at > 0 && bytes[at - 1] === RETURN);
      if (!isEmpty) this.#add(this.#open);
      this.#open = end + 1;
    }
    this.#scanned = base + bytes.length;
  }

  /** Counts the text after the end of the last line as a line too. */
  closeOpenLine(): void {
    if (!this.hasOpenLine) return;
    this.#add(this.#open);
    this.#open = this.#scanned;
  }

  /** Where a line begins, and an upper limit for its end, which is where the next one begins. */
  bounds(line: number): { readonly start: number; readonly end: number } {
    const start = this.#starts[line] ?? this.#open;
    return { start, end: line + 1 < this.#count ? (this.#starts[line + 1] ?? this.#open) : this.#open };
  }

  /** Where the open line begins. */
  get openStart(): number {
    return this.#open;
  }

  #add(start: number): void {
    if (this.#count === this.#starts.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#starts);
      this.#starts = larger;
    }
    this.#starts[this.#count] = start;
    this.#count += 1;
  }
}
