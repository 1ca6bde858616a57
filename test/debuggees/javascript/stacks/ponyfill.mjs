// A ponyfill whose class has a name of its own.
class DisposableStackPolyfill {
  #entries = [];
  #isDisposed = false;
  get disposed() { return this.#isDisposed; }
  use(value) {
    if (value != null) this.#entries.push(() => value[Symbol.dispose]());
    return value;
  }
  adopt(value, fn) {
    this.#entries.push(() => fn(value));
    return value;
  }
  defer(fn) { this.#entries.push(fn); }
  move() {
    const moved = new DisposableStackPolyfill();
    moved.#entries = this.#entries;
    this.#entries = [];
    this.#isDisposed = true;
    return moved;
  }
  dispose() {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    while (this.#entries.length > 0) this.#entries.pop()();
  }
  [Symbol.dispose]() { this.dispose(); }
}
export { DisposableStackPolyfill as DisposableStack };
