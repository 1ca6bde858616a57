import type * as vscode from 'vscode';

/** The only channel for what a person cannot act on at once. */
export class Log {
  readonly #channel: vscode.LogOutputChannel;

  constructor(channel: vscode.LogOutputChannel) {
    this.#channel = channel;
  }

  /** Writes an error with its causes. */
  readonly report = (error: unknown): void => {
    this.#channel.error(describeError(error));
  };

  show(): void {
    this.#channel.show(true);
  }
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\nCaused by ${describeError(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
