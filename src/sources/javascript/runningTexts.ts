import type { LoadedSources } from '../../dap/loadedSources.ts';
import type { DapPort } from '../../dap/port.ts';

/** Reads a text file; undefined where there is none. */
export type ReadText = (path: string) => Promise<string | undefined>;

export interface RunningTextsOptions {
  readonly port: DapPort;
  readonly loaded: LoadedSources;
  readonly readText: ReadText;
}

/** The texts that the program runs: those of files, and where the adapter says that another text runs under a path, that one. */
export class RunningTexts {
  readonly #options: RunningTextsOptions;

  constructor(options: RunningTextsOptions) {
    this.#options = options;
  }

  /** Differs when another text runs under the path than before. */
  version(path: string): string {
    return String(this.#options.loaded.find(path) ?? 'file');
  }

  async read(path: string): Promise<string | undefined> {
    const sourceReference = this.#options.loaded.find(path);
    if (sourceReference === undefined) return this.#options.readText(path);
    const { content } = await this.#options.port.request('source', { source: { path, sourceReference }, sourceReference });
    return content;
  }

  /** A file, whatever runs under its path. */
  readFile(path: string): Promise<string | undefined> {
    return this.#options.readText(path);
  }
}
