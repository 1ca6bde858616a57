import { Scope } from '../runtime/scopes/scope.ts';

interface Disposable {
  dispose(): unknown;
}

/** Holds disposables and disposes of them last in, first out. A disposable that is added too late is disposed of at once. */
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
