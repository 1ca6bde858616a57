import * as vscode from 'vscode';

/** The progress bar of a view. */
export class ViewProgress {
  readonly #viewId: string;
  #end: (() => void) | undefined;

  constructor(viewId: string) {
    this.#viewId = viewId;
  }

  start(): void {
    if (this.#end !== undefined) return;
    void vscode.window.withProgress(
      { location: { viewId: this.#viewId } },
      () =>
        new Promise<void>((resolve) => {
          this.#end = () => {
            this.#end = undefined;
            resolve();
          };
        }),
    );
  }

  end(): void {
    this.#end?.();
  }
}
