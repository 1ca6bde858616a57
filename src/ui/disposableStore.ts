import { Scope } from '../runtime/scopes/scope.ts';

interface Disposable {
  dispose(): unknown;
}

/** Holds what must be given back, and gives it back last in, first out. What is added too late is given back at once. */
export class DisposableStore implements Disposable {
  readonly #scope = new Scope();

  add<T extends Disposable>(disposable: T): T {
    if (this.#scope.disposed) disposable.dispose();
    else
      this.#scope.defer(() => {
        disposable.dispose();
      });
    return disposable;
  }

  dispose(): void {
    this.#scope.dispose();
  }
}
