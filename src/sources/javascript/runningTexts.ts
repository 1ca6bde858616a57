import { createHash } from 'node:crypto';
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
  /** Fingerprints of the files' texts as they were when first read in the session. */
  readonly #first = new Map<string, string>();
  readonly #changed = new Set<string>();

  constructor(options: RunningTextsOptions) {
    this.#options = options;
  }

  /** Differs when another text runs under the path than before. */
  version(path: string): string {
    return String(this.#options.loaded.find(path) ?? 'file');
  }

  async read(path: string): Promise<string | undefined> {
    const sourceReference = this.#options.loaded.find(path);
    if (sourceReference === undefined) return this.#readFile(path);
    const { content } = await this.#options.port.request('source', { source: { path, sourceReference }, sourceReference });
    return content;
  }

  /** Files that were edited since they were first read: of what they say now it is not known whether it runs. */
  get changed(): readonly string[] {
    return [...this.#changed];
  }

  async #readFile(path: string): Promise<string | undefined> {
    const text = await this.#options.readText(path);
    if (text === undefined) return undefined;
    const fingerprint = createHash('sha1').update(text).digest('base64');
    const first = this.#first.get(path);
    if (first === undefined) this.#first.set(path, fingerprint);
    else if (first === fingerprint) this.#changed.delete(path);
    else this.#changed.add(path);
    return text;
  }

  /** A file, whatever runs under its path. */
  readFile(path: string): Promise<string | undefined> {
    return this.#options.readText(path);
  }
}
