import type { DebugProtocol as Dap } from '@vscode/debugprotocol';

/**
 * The sources whose running text differs from the file of their name: compiled while loading, generated, or changed on disk since. The
 * adapter announces them as they are loaded and hands out their text by reference.
 */
export class LoadedSources {
  readonly #byPath = new Map<string, number>();

  /** A message that the adapter sends to the client. */
  received(message: unknown): void {
    if ((message as Dap.ProtocolMessage).type !== 'event' || (message as Dap.Event).event !== 'loadedSource') return;
    const { reason, source } = (message as Dap.LoadedSourceEvent).body;
    if (source.path === undefined || source.sourceReference === undefined || source.sourceReference <= 0) return;
    if (reason === 'removed') this.#byPath.delete(source.path);
    else this.#byPath.set(source.path, source.sourceReference);
  }

  /** The reference to the running text of a path; undefined if the file has that text. */
  find(path: string): number | undefined {
    return this.#byPath.get(path);
  }
}
