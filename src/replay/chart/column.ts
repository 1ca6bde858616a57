type Numbers = Float64Array | Int32Array | Uint8Array;

/** A list of numbers that grows, with a fixed number of bytes for each. */
export class Column {
  readonly #make: new (length: number) => Numbers;
  #values: Numbers;
  #length = 0;

  constructor(make: new (length: number) => Numbers) {
    this.#make = make;
    this.#values = new make(1024);
  }

  get length(): number {
    return this.#length;
  }

  /** Appends a number and returns its index. */
  push(value: number): number {
    if (this.#length === this.#values.length) {
      const larger = new this.#make(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    return this.#length++;
  }

  get(at: number): number {
    return this.#values[at] ?? 0;
  }

  set(at: number, value: number): void {
    this.#values[at] = value;
  }
}
